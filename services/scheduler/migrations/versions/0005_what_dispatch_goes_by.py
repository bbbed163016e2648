"""what a site's dispatch goes by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staffings") as staffings:
        staffings.add_column(sa.Column("dispatching", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("staffings") as staffings:
        staffings.drop_column("dispatching")
