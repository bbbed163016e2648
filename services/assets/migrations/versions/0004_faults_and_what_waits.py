"""faults that planning sees to, and work that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("demand", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("hold", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("declined", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.drop_column("declined")
        batch_op.drop_column("hold")
        batch_op.drop_column("demand")
