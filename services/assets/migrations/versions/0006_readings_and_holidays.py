"""readings, what makes a plan due beside its interval, and what it does on holidays."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("holidays", sa.String(length=10), nullable=False, server_default=""))
    with op.batch_alter_table("maintenance_plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_holiday", sa.JSON(), nullable=False, server_default='"worked"'))
        batch_op.add_column(sa.Column("weekends_too", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("trigger", sa.JSON(), nullable=True))
    op.create_table(
        "readings",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("asset", sa.String(length=63), nullable=False),
        sa.Column("quantity", sa.String(length=63), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )


def downgrade() -> None:
    op.drop_table("readings")
    with op.batch_alter_table("maintenance_plans", schema=None) as batch_op:
        batch_op.drop_column("trigger")
        batch_op.drop_column("weekends_too")
        batch_op.drop_column("on_holiday")
    with op.batch_alter_table("sites", schema=None) as batch_op:
        batch_op.drop_column("holidays")
