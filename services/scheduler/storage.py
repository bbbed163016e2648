"""The tables of the scheduler, and the stores that read and write them."""

from datetime import date
from typing import TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Enum,
    Float,
    Integer,
    LargeBinary,
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
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.contractor import Contractor
from services.scheduler.domain.days import Days
from services.scheduler.domain.dispatching import Dispatching
from services.scheduler.domain.drill_report import DrillReport, Finding
from services.scheduler.domain.obligation import Obligation
from services.scheduler.domain.person import (
    Absence,
    Brigade,
    Pairing,
    Person,
    Qualification,
    Rota,
    Shadowing,
    Wish,
    WorkingHours,
)
from services.scheduler.domain.saved import SavedAnswer
from services.scheduler.domain.schedule import (
    Counts,
    Kind,
    Reached,
    Schedule,
    ScheduleState,
    Shortfall,
    SolveEffort,
    Timeline,
)
from services.scheduler.domain.severity import Severity
from services.scheduler.domain.shift import Post, ShiftType
from services.scheduler.domain.staffing import Staffing

T = TypeVar("T")

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
        Column("contract", String(40), nullable=False),
        Column("absences", Packed(tuple[Absence, ...]), nullable=False),
        Column("wishes", Packed(tuple[Wish, ...]), nullable=False),
        Column("brigade", Packed(Brigade), nullable=False),
        Column("partner", String(40), nullable=False),
        Column("sites", Packed(tuple[str, ...]), nullable=False),
        Column("rota", Packed(Rota | None)),
        Column("pairings", Packed(tuple[Pairing, ...]), nullable=False),
        Column("shadowing", Packed(Shadowing | None)),
    ),
    Person,
    "people",
)


class _Staffings(Rows[Staffing]):
    """The id of a staffing is its site's, so that its name has another form than other rows'."""

    def name(self, parent: str, id: str) -> str:
        return f"sites/{id}/staffing"


staffings = _Staffings(
    table(
        "staffings",
        metadata,
        Column("holidays", String(6), nullable=False),
        Column("blackout", Packed(tuple[Days, ...]), nullable=False),
        Column("shifts", Packed(tuple[ShiftType, ...]), nullable=False),
        Column("posts", Packed(tuple[Post, ...]), nullable=False),
        Column("contracts", Packed(tuple[Contract, ...]), nullable=False),
        Column("obligations", Packed(tuple[Obligation, ...]), nullable=False),
        Column("contractors", Packed(tuple[Contractor, ...]), nullable=False),
        Column("fire_watch_minutes", Integer, nullable=False),
        Column("fire_watch_trades", Packed(tuple[str, ...]), nullable=False),
        Column("fire_watch_needs", Packed(tuple[str, ...]), nullable=False),
        Column("severities", Packed(tuple[Severity, ...]), nullable=False),
        Column("pack", String(40), nullable=False),
        Column("remote_control", String(6), nullable=False),
        Column("dispatching", Packed(Dispatching), nullable=False),
    ),
    Staffing,
    "staffings",
)
"""What sites have to man; parent "", the id is the site's."""

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
        Column("kinds", Packed(tuple[Kind, ...]), nullable=False),
        Column("rough", Packed(tuple[date, ...]), nullable=False),
    ),
    Schedule,
    "schedules",
)


saved_answers = Rows(
    table(
        "saved_answers",
        metadata,
        Column("estate", LargeBinary, nullable=False),
        Column("elapsed", Float, nullable=False),
    ),
    SavedAnswer,
    "savedAnswers",
)
"""What unfinished solves have reached; parent "sites/{site}", the id is the schedule's."""

_KIND = Enum(AssignmentKind, native_enum=False, length=10, values_callable=lambda kind: [one.value for one in kind])


def _assignments(name: str) -> Table:
    return table(
        name,
        metadata,
        Column("display_name", String(200), nullable=False),
        Column("work", String(250), nullable=False),
        Column("asset", String(160), nullable=False),
        Column("day", Date, nullable=False, index=True),
        Column("latest", Date, nullable=False),
        Column("kind", _KIND, nullable=False, index=True),
        Column("trade", String(63), nullable=False),
        Column("start", Instant),
        Column("end", Instant),
        Column("people", Packed(tuple[str, ...]), nullable=False),
        Column("schedule", String(120), nullable=False),
        Column("post", String(40), nullable=False),
        Column("shift", String(40), nullable=False),
        Column("includes", Packed(tuple[str, ...]), nullable=False),
        Column("obligation", String(40), nullable=False),
        Column("place", String(200), nullable=False),
        Column("scenario", String(200), nullable=False),
        Column("leader", String(63), nullable=False),
        Column("contractor", String(40), nullable=False),
        longest_id=160,
    )


proposed = Rows(_assignments("proposed_assignments"), Assignment, "assignments")
"""What schedules hold; parent "sites/{site}/schedules/{schedule}"."""

in_force = Rows(_assignments("timeline_assignments"), Assignment, "assignments")
"""What is in force; parent "sites/{site}"."""

drill_reports = Rows(
    table(
        "drill_reports",
        metadata,
        Column("obligation", String(40), nullable=False),
        Column("place", String(200), nullable=False),
        Column("held", Instant, nullable=False),
        Column("scenario", String(200), nullable=False),
        Column("attended", Packed(tuple[str, ...]), nullable=False),
        Column("missing", Packed(tuple[str, ...]), nullable=False),
        Column("residents", Integer, nullable=False),
        Column("evacuated", Integer),
        Column("notes", String(2000), nullable=False),
        Column("findings", Packed(tuple[Finding, ...]), nullable=False),
        Column("brigade", Integer, nullable=False),
        Column("brigade_least", Integer, nullable=False),
        Column("led", Boolean, nullable=False),
        longest_id=160,
    ),
    DrillReport,
    "drillReports",
)
"""What came of drills and sittings; parent "sites/{site}", the id is the key of the assignment."""

timelines = Rows(table("timelines", metadata, Column("revision", Integer, nullable=False)), Timeline, "timelines")


async def by_day(
    tx: AsyncConnection,
    rows: Rows[Assignment],
    where: list[ColumnElement[bool]],
    after: tuple[str, str] | None = None,
    limit: int | None = None,
    *,
    kind: AssignmentKind | None = None,
) -> list[Stored[Assignment]]:
    """Assignments in the order of their days, then keys, after the place (day, key), of one `kind` or of all."""
    columns = rows.table.c
    query = select(rows.table).where(*where).order_by(columns.day, columns.id)
    if kind:
        query = query.where(columns.kind == kind)
    if after:
        day = date.fromisoformat(after[0])
        query = query.where(or_(columns.day > day, and_(columns.day == day, columns.id > after[1])))
    if limit:
        query = query.limit(limit)
    return [rows.read(row) for row in await tx.execute(query)]


async def locked(tx: AsyncConnection, rows: Rows[T]) -> dict[str, Stored[T]]:
    """Everything of a table whose parent is "", by id, kept from other writers until the transaction ends."""
    columns = rows.table.c
    query = select(rows.table).where(columns.parent == "").order_by(columns.id).with_for_update()
    return {row.id: rows.read(row) for row in await tx.execute(query)}


async def clear(tx: AsyncConnection, rows: Rows[Assignment], *where: ColumnElement[bool]) -> None:
    """Remove the assignments that `where` names."""
    await tx.execute(delete(rows.table).where(*where))
