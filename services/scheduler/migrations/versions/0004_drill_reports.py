"""drill reports."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_reports",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("held", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scenario", sa.String(length=200), nullable=False),
        sa.Column("attended", sa.JSON(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("residents", sa.Integer(), nullable=False),
        sa.Column("evacuated", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(length=2000), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("brigade", sa.Integer(), nullable=False),
        sa.Column("brigade_least", sa.Integer(), nullable=False),
        sa.Column("led", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )


def downgrade() -> None:
    op.drop_table("drill_reports")
