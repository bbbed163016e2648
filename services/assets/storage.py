"""The tables of the assets service, and the stores that read and write them."""

from decimal import Decimal

from sqlalchemy import Boolean, Column, Date, Float, Index, Integer, MetaData, String, Text

from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.asset_type import AssetType, Spare
from services.assets.domain.certificate import Certificate
from services.assets.domain.demand import Demand, Hold
from services.assets.domain.holiday import OnHoliday
from services.assets.domain.interval import Interval
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.monitoring import Monitoring
from services.assets.domain.override import Override
from services.assets.domain.reading import Reading
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.resource import Resource, ResourceKind
from services.assets.domain.scope import JobScope, Scope
from services.assets.domain.season import Season
from services.assets.domain.site import Site
from services.assets.domain.space import Space, SpaceKind, Zone
from services.assets.domain.system import System
from services.assets.domain.trigger import Trigger
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.runtime.inbox import inbox_table
from services.runtime.ledger import ledger_table
from services.runtime.outbox import outbox_table
from services.runtime.rows import Instant, Packed, Rows, table

metadata = MetaData()
ledger = ledger_table(metadata)
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)

sites = Rows(
    table(
        "sites",
        metadata,
        Column("display_name", String(200), nullable=False),
        Column("time_zone", String(60), nullable=False),
        Column("holidays", String(10), nullable=False),
    ),
    Site,
    "sites",
)

assets = Rows(
    table(
        "assets",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("type", String(63), nullable=False),
        Column("spaces", Packed(tuple[str, ...]), nullable=False),
        Column("external_key", Text, nullable=False),
        Column("serial_number", String(300), nullable=False),
        Column("tag_number", String(300), nullable=False),
        Column("installed", Date),
        Column("state", Packed(AssetState), nullable=False),
        Column("serves", Packed(tuple[str, ...]), nullable=False),
        Column("disappeared", Boolean, nullable=False),
        Column("monitoring", Packed(Monitoring | None)),
    ),
    Asset,
    "assets",
)

redundancy_groups = Rows(
    table(
        "redundancy_groups",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("members", Packed(tuple[str, ...]), nullable=False),
        Column("keep_up", Integer, nullable=False),
        Column("one_a_day", Boolean, nullable=False),
    ),
    RedundancyGroup,
    "redundancyGroups",
)

spaces = Rows(
    table(
        "spaces",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("kind", Packed(SpaceKind), nullable=False),
        Column("within", String(63), nullable=False),
        Column("description", Text, nullable=False),
        Column("category_code", String(100), nullable=False),
        Column("category_title", String(300), nullable=False),
        Column("zones", Packed(tuple[str, ...]), nullable=False),
        Column("external_key", Text, nullable=False),
    ),
    Space,
    "spaces",
)

zones = Rows(
    table(
        "zones",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("category", String(300), nullable=False),
        Column("spaces", Packed(tuple[str, ...]), nullable=False),
        Column("external_key", Text, nullable=False),
    ),
    Zone,
    "zones",
)

asset_types = Rows(
    table(
        "asset_types",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("description", Text, nullable=False),
        Column("category_code", String(100), nullable=False),
        Column("category_title", String(300), nullable=False),
        Column("movable", Boolean),
        Column("manufacturer", String(300), nullable=False),
        Column("model", String(300), nullable=False),
        Column("expected_life_months", Integer),
        Column("warranty_parts_months", Integer),
        Column("warranty_labour_months", Integer),
        Column("replacement_cost", Packed(Decimal | None)),
        Column("external_key", Text, nullable=False),
    ),
    AssetType,
    "assetTypes",
)

systems = Rows(
    table(
        "systems",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("description", Text, nullable=False),
        Column("category_code", String(100), nullable=False),
        Column("category_title", String(300), nullable=False),
        Column("members", Packed(tuple[str, ...]), nullable=False),
        Column("external_key", Text, nullable=False),
    ),
    System,
    "systems",
)

resources = Rows(
    table(
        "resources",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("kind", Packed(ResourceKind), nullable=False),
        Column("description", Text, nullable=False),
        Column("external_key", Text, nullable=False),
    ),
    Resource,
    "resources",
)

spares = Rows(
    table(
        "spares",
        metadata,
        Column("display_name", String(300), nullable=False),
        Column("type", String(63), nullable=False),
        Column("description", Text, nullable=False),
        Column("category", String(300), nullable=False),
        Column("set_number", String(300), nullable=False),
        Column("part_number", String(300), nullable=False),
        Column("external_key", Text, nullable=False),
    ),
    Spare,
    "spares",
)

job_scopes = Rows(
    table("job_scopes", metadata, Column("scope", Packed(Scope), nullable=False)),
    JobScope,
    "jobScopes",
)

plans = Rows(
    table(
        "maintenance_plans",
        metadata,
        Column("asset", String(63), nullable=False),
        Column("display_name", String(200), nullable=False),
        Column("interval", Packed(Interval), nullable=False),
        Column("anchor", Date, nullable=False),
        Column("assumed", Boolean, nullable=False),
        Column("floating", Boolean, nullable=False),
        Column("early_days", Integer, nullable=False),
        Column("late_days", Integer, nullable=False),
        Column("law", Boolean, nullable=False),
        Column("citation", String(500), nullable=False),
        Column("minutes", Integer, nullable=False),
        Column("crew", Integer, nullable=False),
        Column("trade", String(63), nullable=False),
        Column("outage_minutes", Integer, nullable=False),
        Column("season", Packed(Season | None)),
        Column("absorbed_by", Packed(tuple[str, ...]), nullable=False),
        Column("steps", Packed(tuple[str, ...]), nullable=False),
        Column("active", Boolean, nullable=False),
        Column("covers", Packed(tuple[str, ...]), nullable=False),
        Column("place", String(63), nullable=False),
        Column("source", String(10), nullable=False),
        Column("window", Packed(tuple[int, int] | None)),
        Column("done", Date),
        Column("rule", String(127), nullable=False),
        Column("override", Packed(Override | None)),
        Column("as_needed", String(500), nullable=False),
        Column("certificate", Packed(Certificate | None)),
        Column("on_holiday", Packed(OnHoliday), nullable=False),
        Column("weekends_too", Boolean, nullable=False),
        Column("trigger", Packed(Trigger | None)),
    ),
    MaintenancePlan,
    "maintenancePlans",
)
# What is due is listed by asset, a few of them at a time.
Index("ix_maintenance_plans_parent_asset", plans.table.c.parent, plans.table.c.asset)

readings = Rows(
    table(
        "readings",
        metadata,
        Column("asset", String(63), nullable=False),
        Column("quantity", String(63), nullable=False),
        Column("value", Float, nullable=False),
        Column("taken", Instant, nullable=False),
        longest_id=160,
    ),
    Reading,
    "readings",
)

work_orders = Rows(
    table(
        "work_orders",
        metadata,
        Column("plan", String(63), nullable=False),
        Column("due", String(10), nullable=False),
        Column("asset", String(63), nullable=False),
        Column("display_name", String(200), nullable=False),
        Column("includes", Packed(tuple[str, ...]), nullable=False),
        Column("people", Packed(tuple[str, ...]), nullable=False),
        Column("state", Packed(WorkOrderState), nullable=False),
        Column("performed", Instant),
        Column("performed_by", String(120), nullable=False),
        Column("owner", String(120), nullable=False),
        Column("origin", String(200), nullable=False),
        Column("demand", Packed(Demand | None)),
        Column("hold", Packed(Hold | None)),
        Column("declined", Packed(tuple[str, ...]), nullable=False),
    ),
    WorkOrder,
    "workOrders",
)
