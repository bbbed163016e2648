"""rules of a site, and what its people would like."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("rota", sa.JSON(), nullable=True))
        people.add_column(sa.Column("pairings", sa.JSON(), nullable=False, server_default="[]"))
        people.add_column(sa.Column("shadowing", sa.JSON(), nullable=True))
    with op.batch_alter_table("staffings") as staffings:
        staffings.add_column(sa.Column("severities", sa.JSON(), nullable=False, server_default="[]"))
        staffings.add_column(sa.Column("pack", sa.String(length=40), nullable=False, server_default=""))
        staffings.add_column(sa.Column("remote_control", sa.String(length=6), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("staffings") as staffings:
        for name in ("severities", "pack", "remote_control"):
            staffings.drop_column(name)
    with op.batch_alter_table("people") as people:
        for name in ("rota", "pairings", "shadowing"):
            people.drop_column(name)
