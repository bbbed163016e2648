"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("time", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sequence"),
        sa.UniqueConstraint("id"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_sent"), ["sent"], unique=False)

    op.create_table(
        "people",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("qualifications", sa.JSON(), nullable=False),
        sa.Column("working_hours", sa.JSON(), nullable=True),
        sa.Column("contract", sa.String(length=40), nullable=False),
        sa.Column("absences", sa.JSON(), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("brigade", sa.JSON(), nullable=False),
        sa.Column("partner", sa.String(length=40), nullable=False),
        sa.Column("sites", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "proposed_assignments",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("work", sa.String(length=250), nullable=False),
        sa.Column("asset", sa.String(length=160), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("trade", sa.String(length=63), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("shift", sa.String(length=40), nullable=False),
        sa.Column("includes", sa.JSON(), nullable=False),
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("scenario", sa.String(length=200), nullable=False),
        sa.Column("leader", sa.String(length=63), nullable=False),
        sa.Column("contractor", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    with op.batch_alter_table("proposed_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposed_assignments_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposed_assignments_kind"), ["kind"], unique=False)

    op.create_table(
        "request_ledger",
        sa.Column("caller", sa.String(length=100), nullable=False),
        sa.Column("method", sa.String(length=120), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "method", "request_id"),
    )
    op.create_table(
        "schedules",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("dispatch_days", sa.Integer(), nullable=False),
        sa.Column("effort", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("reached", sa.JSON(), nullable=False),
        sa.Column("shortfalls", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("failure", sa.String(length=1000), nullable=False),
        sa.Column("stop_asked", sa.Boolean(), nullable=False),
        sa.Column("fence", sa.JSON(), nullable=False),
        sa.Column("seen_revision", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "staffings",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("holidays", sa.String(length=6), nullable=False),
        sa.Column("blackout", sa.JSON(), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("contracts", sa.JSON(), nullable=False),
        sa.Column("obligations", sa.JSON(), nullable=False),
        sa.Column("contractors", sa.JSON(), nullable=False),
        sa.Column("fire_watch_minutes", sa.Integer(), nullable=False),
        sa.Column("fire_watch_trades", sa.JSON(), nullable=False),
        sa.Column("fire_watch_needs", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "timeline_assignments",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("work", sa.String(length=250), nullable=False),
        sa.Column("asset", sa.String(length=160), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("latest", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("trade", sa.String(length=63), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("shift", sa.String(length=40), nullable=False),
        sa.Column("includes", sa.JSON(), nullable=False),
        sa.Column("obligation", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("scenario", sa.String(length=200), nullable=False),
        sa.Column("leader", sa.String(length=63), nullable=False),
        sa.Column("contractor", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    with op.batch_alter_table("timeline_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timeline_assignments_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_timeline_assignments_kind"), ["kind"], unique=False)

    op.create_table(
        "timelines",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )


def downgrade() -> None:
    op.drop_table("timelines")
    with op.batch_alter_table("timeline_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeline_assignments_kind"))
        batch_op.drop_index(batch_op.f("ix_timeline_assignments_day"))

    op.drop_table("timeline_assignments")
    op.drop_table("staffings")
    op.drop_table("schedules")
    op.drop_table("request_ledger")
    with op.batch_alter_table("proposed_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposed_assignments_kind"))
        batch_op.drop_index(batch_op.f("ix_proposed_assignments_day"))

    op.drop_table("proposed_assignments")
    op.drop_table("people")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_sent"))

    op.drop_table("outbox")
