"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asset_types",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_code", sa.String(length=100), nullable=False),
        sa.Column("category_title", sa.String(length=300), nullable=False),
        sa.Column("movable", sa.Boolean(), nullable=True),
        sa.Column("manufacturer", sa.String(length=300), nullable=False),
        sa.Column("model", sa.String(length=300), nullable=False),
        sa.Column("expected_life_months", sa.Integer(), nullable=True),
        sa.Column("warranty_parts_months", sa.Integer(), nullable=True),
        sa.Column("warranty_labour_months", sa.Integer(), nullable=True),
        sa.Column("replacement_cost", sa.JSON(), nullable=True),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "assets",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("type", sa.String(length=63), nullable=False),
        sa.Column("spaces", sa.JSON(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("serial_number", sa.String(length=300), nullable=False),
        sa.Column("tag_number", sa.String(length=300), nullable=False),
        sa.Column("installed", sa.Date(), nullable=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("serves", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.String(length=60), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event"),
    )
    op.create_table(
        "job_scopes",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "maintenance_plans",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("asset", sa.String(length=63), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("interval", sa.JSON(), nullable=False),
        sa.Column("anchor", sa.Date(), nullable=False),
        sa.Column("assumed", sa.Boolean(), nullable=False),
        sa.Column("floating", sa.Boolean(), nullable=False),
        sa.Column("early_days", sa.Integer(), nullable=False),
        sa.Column("late_days", sa.Integer(), nullable=False),
        sa.Column("law", sa.Boolean(), nullable=False),
        sa.Column("citation", sa.String(length=500), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("crew", sa.Integer(), nullable=False),
        sa.Column("trade", sa.String(length=63), nullable=False),
        sa.Column("outage_minutes", sa.Integer(), nullable=False),
        sa.Column("season", sa.JSON(), nullable=True),
        sa.Column("absorbed_by", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(length=63), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("window", sa.JSON(), nullable=True),
        sa.Column("done", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    with op.batch_alter_table("maintenance_plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_maintenance_plans_asset"), ["asset"], unique=False)

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
        "redundancy_groups",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("keep_up", sa.Integer(), nullable=False),
        sa.Column("one_a_day", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
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
        "resources",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.JSON(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "sites",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "spaces",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.JSON(), nullable=False),
        sa.Column("within", sa.String(length=63), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_code", sa.String(length=100), nullable=False),
        sa.Column("category_title", sa.String(length=300), nullable=False),
        sa.Column("zones", sa.JSON(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "spares",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("type", sa.String(length=63), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=300), nullable=False),
        sa.Column("set_number", sa.String(length=300), nullable=False),
        sa.Column("part_number", sa.String(length=300), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "systems",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category_code", sa.String(length=100), nullable=False),
        sa.Column("category_title", sa.String(length=300), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "work_orders",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("plan", sa.String(length=63), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("asset", sa.String(length=63), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("includes", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("performed", sa.DateTime(timezone=True), nullable=True),
        sa.Column("performed_by", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )
    op.create_table(
        "zones",
        sa.Column("parent", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("category", sa.String(length=300), nullable=False),
        sa.Column("spaces", sa.JSON(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("parent", "id"),
    )


def downgrade() -> None:
    op.drop_table("zones")
    op.drop_table("work_orders")
    op.drop_table("systems")
    op.drop_table("spares")
    op.drop_table("spaces")
    op.drop_table("sites")
    op.drop_table("resources")
    op.drop_table("request_ledger")
    op.drop_table("redundancy_groups")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_sent"))

    op.drop_table("outbox")
    with op.batch_alter_table("maintenance_plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_maintenance_plans_asset"))

    op.drop_table("maintenance_plans")
    op.drop_table("job_scopes")
    op.drop_table("inbox")
    op.drop_table("assets")
    op.drop_table("asset_types")
