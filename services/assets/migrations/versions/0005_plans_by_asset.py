"""plans by asset, within their site."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_maintenance_plans_asset", "maintenance_plans")
    op.create_index("ix_maintenance_plans_parent_asset", "maintenance_plans", ["parent", "asset"])


def downgrade() -> None:
    op.drop_index("ix_maintenance_plans_parent_asset", "maintenance_plans")
    op.create_index("ix_maintenance_plans_asset", "maintenance_plans", ["asset"])
