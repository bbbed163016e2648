"""overrides of a pack's rules, certificates that end, assets that are maintained on demand."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("maintenance_plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule", sa.String(length=127), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("override", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("as_needed", sa.String(length=500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("certificate", sa.JSON(), nullable=True))
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("monitoring", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.drop_column("monitoring")
    with op.batch_alter_table("maintenance_plans", schema=None) as batch_op:
        batch_op.drop_column("certificate")
        batch_op.drop_column("as_needed")
        batch_op.drop_column("override")
        batch_op.drop_column("rule")
