"""The tables of the assets service, and the stores that read and write them."""

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String

from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.interval import Interval
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.site import Site
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
    ),
    Site,
    "sites",
)

assets = Rows(
    table(
        "assets",
        metadata,
        Column("display_name", String(200), nullable=False),
        Column("type", String(63), nullable=False),
        Column("spaces", Packed(tuple[str, ...]), nullable=False),
        Column("external_key", String(300), nullable=False),
        Column("serial_number", String(200), nullable=False),
        Column("tag_number", String(200), nullable=False),
        Column("installed", Date),
        Column("state", Packed(AssetState), nullable=False),
    ),
    Asset,
    "assets",
)

plans = Rows(
    table(
        "maintenance_plans",
        metadata,
        Column("asset", String(63), nullable=False, index=True),
        Column("display_name", String(200), nullable=False),
        Column("interval", Packed(Interval), nullable=False),
        Column("anchor", Date, nullable=False),
        Column("floating", Boolean, nullable=False),
        Column("early_days", Integer, nullable=False),
        Column("late_days", Integer, nullable=False),
        Column("law", Boolean, nullable=False),
        Column("citation", String(500), nullable=False),
        Column("minutes", Integer, nullable=False),
        Column("crew", Integer, nullable=False),
        Column("trade", String(63), nullable=False),
        Column("outage_minutes", Integer, nullable=False),
        Column("season", Packed(tuple[int, int] | None)),
        Column("absorbed_by", Packed(tuple[str, ...]), nullable=False),
        Column("steps", Packed(tuple[str, ...]), nullable=False),
        Column("active", Boolean, nullable=False),
    ),
    MaintenancePlan,
    "maintenancePlans",
)

work_orders = Rows(
    table(
        "work_orders",
        metadata,
        Column("plan", String(63), nullable=False),
        Column("due", String(10), nullable=False),
        Column("asset", String(63), nullable=False),
        Column("display_name", String(200), nullable=False),
        Column("state", Packed(WorkOrderState), nullable=False),
        Column("performed", Instant),
        Column("performed_by", String(120), nullable=False),
    ),
    WorkOrder,
    "workOrders",
)
