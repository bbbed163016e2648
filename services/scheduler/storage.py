"""The tables of the scheduler, and the stores that read and write them."""

from datetime import date

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.runtime.ledger import ledger_table
from services.runtime.outbox import outbox_table
from services.runtime.rows import Instant, Packed, Rows, Stored, table
from services.scheduler.domain.person import Person, Qualification, WorkingHours
from services.scheduler.domain.schedule import (
    Assignment,
    Counts,
    Reached,
    Schedule,
    ScheduleState,
    Shortfall,
    SolveEffort,
    Timeline,
)

metadata = MetaData()
ledger = ledger_table(metadata)
outbox = outbox_table(metadata)

people = Rows(
    table(
        "people",
        metadata,
        Column("display_name", String(200), nullable=False),
        Column("qualifications", Packed(tuple[Qualification, ...]), nullable=False),
        Column("working_hours", Packed(WorkingHours | None)),
    ),
    Person,
    "people",
)

schedules = Rows(
    table(
        "schedules",
        metadata,
        Column("first", Date, nullable=False),
        Column("last", Date, nullable=False),
        Column("dispatch_days", Integer, nullable=False),
        Column("effort", Packed(SolveEffort), nullable=False),
        Column("state", Packed(ScheduleState), nullable=False),
        Column("reached", Packed(Reached), nullable=False),
        Column("shortfalls", Packed(tuple[Shortfall, ...]), nullable=False),
        Column("counts", Packed(Counts), nullable=False),
        Column("failure", String(1000), nullable=False),
        Column("stop_asked", Boolean, nullable=False),
        Column("fence", Packed(tuple[int, int]), nullable=False),
        Column("seen_revision", Integer, nullable=False),
    ),
    Schedule,
    "schedules",
)


def _assignments(name: str) -> Table:
    return table(
        name,
        metadata,
        Column("display_name", String(200), nullable=False),
        Column("work", String(250), nullable=False),
        Column("asset", String(120), nullable=False),
        Column("day", Date, nullable=False, index=True),
        Column("latest", Date, nullable=False),
        Column("trade", String(63), nullable=False),
        Column("start", Instant),
        Column("end", Instant),
        Column("people", Packed(tuple[str, ...]), nullable=False),
        Column("schedule", String(120), nullable=False),
    )


proposed = Rows(_assignments("proposed_assignments"), Assignment, "assignments")
"""What schedules hold; parent "sites/{site}/schedules/{schedule}"."""

in_force = Rows(_assignments("timeline_assignments"), Assignment, "assignments")
"""What is in force; parent "sites/{site}"."""

timelines = Rows(table("timelines", metadata, Column("revision", Integer, nullable=False)), Timeline, "timelines")


async def by_day(
    tx: AsyncConnection,
    rows: Rows[Assignment],
    where: list[ColumnElement[bool]],
    after: tuple[str, str] | None = None,
    limit: int | None = None,
) -> list[Stored[Assignment]]:
    """Assignments in the order of their days, then keys, after the place (day, key)."""
    columns = rows.table.c
    query = select(rows.table).where(*where).order_by(columns.day, columns.id)
    if after:
        day = date.fromisoformat(after[0])
        query = query.where(or_(columns.day > day, and_(columns.day == day, columns.id > after[1])))
    if limit:
        query = query.limit(limit)
    return [rows.read(row) for row in await tx.execute(query)]


async def clear(tx: AsyncConnection, rows: Rows[Assignment], *where: ColumnElement[bool]) -> None:
    """Remove the assignments that `where` names."""
    await tx.execute(delete(rows.table).where(*where))
