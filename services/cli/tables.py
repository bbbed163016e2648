"""Assignments, people and staffing as flat tables: what `muster export` writes and a recount reads.

Dates are 2026-12-14, instants carry the site's offset, several values in one cell are separated by spaces.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from muster.scheduler.v1 import person_pb2, schedule_pb2, staffing_pb2
from services.cli.chains import Chains
from services.cli.coverage import Needs
from services.cli.days import day_of, local
from services.cli.departures import of_work
from services.cli.worked import Worked

Cell = str | int
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIRE_WATCH = "fire-watch"
"""The post of a fire watch, which outages ask for; what it needs stands in the staffing."""
Rows = Iterator[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What tables are made of. `assignments(kind)` reads those of a kind, in the order of their days, as a stream."""

    assignments: Callable[[schedule_pb2.Assignment.Kind], Iterable[schedule_pb2.Assignment]]
    staffing: staffing_pb2.Staffing
    people: Iterable[person_pb2.Person]
    first: date
    last: date
    zone: ZoneInfo
    chains: Chains = field(default_factory=Chains)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, and its rows from a source."""

    columns: tuple[str, ...]
    rows: Callable[[Source], Rows]


def _roster(source: Source) -> Rows:
    needs = {post.id: " ".join(sorted(post.needs)) for post in source.staffing.posts}
    needs |= {FIRE_WATCH: " ".join(sorted(source.staffing.fire_watch_needs))}
    worked = Worked.of(source.staffing)
    for one in source.assignments(schedule_pb2.Assignment.KIND_SHIFT):
        start, end = local(one.start_time, source.zone), local(one.end_time, source.zone)
        for person in one.people:
            yield (
                *(day_of(one.date).isoformat(), person, one.shift),
                *(start.isoformat(), end.isoformat(), worked.minutes(one)),
                *(one.post, needs.get(one.post, "")),
            )


def _jobs(source: Source) -> Rows:
    chains = source.chains
    for one in source.assignments(schedule_pb2.Assignment.KIND_JOB):
        day, latest = day_of(one.date), day_of(one.latest_date)
        yield (
            day.isoformat(),
            *_span(one, source.zone),
            *(one.work, one.asset, one.display_name, " ".join(one.people), one.trade),
            *(chains.crew_of((one.work, *one.includes)) or "", latest.isoformat(), (latest - day).days),
            *(one.contractor, " ".join(one.includes), chains.gap_of(one.work) or ""),
            chains.visited[one.work].isoformat() if one.work in chains.visited else "",
            of_work((one.work, *one.includes), chains.approvals),
        )


def _drills(source: Source) -> Rows:
    for one in source.assignments(schedule_pb2.Assignment.KIND_DRILL):
        span = _span(one, source.zone)
        yield (
            *(day_of(one.date).isoformat(), *span, one.obligation, one.place, one.scenario, one.leader),
            " ".join(one.people),
        )


def _people(source: Source) -> Rows:
    for person in source.people:
        hours = person.working_hours
        fixed: tuple[Cell, ...] = ("", "", "")
        if person.HasField("working_hours"):
            fixed = (" ".join(map(str, sorted(hours.weekdays))), clock(hours.start_minute), hours.minutes)
        absent = " ".join(
            f"{day_of(each.first_date).isoformat()}/{day_of(each.last_date).isoformat()}" for each in person.absences
        )
        for held in person.qualifications or (person_pb2.Qualification(),):
            ends = day_of(held.expire_date).isoformat() if held.HasField("expire_date") else ""
            yield (person.name, person.contract, held.id, ends, *fixed, absent)


def _staffing(source: Source) -> Rows:
    shifts = {shift.id: shift for shift in source.staffing.shifts}
    posts = {post.id: post for post in source.staffing.posts}
    for (post, shift), week in Needs.of(source.staffing, source.first, source.last).heads.items():
        for weekday, heads in enumerate(week):
            if heads:
                kind = shifts[shift]
                yield (
                    *(post, shift, clock(kind.start_minute), kind.minutes, int(kind.night), weekday, heads),
                    " ".join(sorted(posts[post].needs)),
                )


def _contracts(source: Source) -> Rows:
    for one in source.staffing.contracts:
        yield (
            one.id,
            one.week_limit_minutes,
            one.averaging_weeks,
            one.rest_minutes,
            one.days_in_row,
            one.nights_in_row,
        )


def _days(source: Source) -> Rows:
    needs = Needs.of(source.staffing, source.first, source.last)
    for n in range((source.last - source.first).days + 1):
        day = source.first + timedelta(days=n)
        yield (day.isoformat(), needs.weekday(day), int(day in needs.free))


def _span(one: schedule_pb2.Assignment, zone: ZoneInfo) -> tuple[str, str]:
    if not one.HasField("start_time"):
        return "", ""
    return local(one.start_time, zone).isoformat(), local(one.end_time, zone).isoformat()


def clock(minute: int) -> str:
    """A minute of the day as "07:00"."""
    return f"{minute // 60:02}:{minute % 60:02}"


TABLES: Mapping[str, Table] = {
    "roster": Table(("date", "person", "shift", "start", "end", "minutes", "post", "needs"), _roster),
    "jobs": Table(
        (
            *("date", "start", "end", "work", "asset", "display_name", "people", "trade", "crew"),
            *("latest", "slack_days", "contractor", "includes", "gap_max_days", "last_visit", "override"),
        ),
        _jobs,
    ),
    "drills": Table(("date", "start", "end", "obligation", "place", "scenario", "leader", "people"), _drills),
    "people": Table(
        ("person", "contract", "qualification", "expires", "weekdays", "start", "minutes", "absent"), _people
    ),
    "staffing": Table(("post", "shift", "start", "minutes", "night", "weekday", "heads", "needs"), _staffing),
    "contracts": Table(
        ("contract", "week_limit_minutes", "averaging_weeks", "rest_minutes", "days_in_row", "nights_in_row"),
        _contracts,
    ),
    "days": Table(("date", "lived_as_weekday", "holiday"), _days),
}
"""What can be exported, by name."""


def harmless(cell: Cell) -> Cell:
    """The cell, a text that begins like a formula behind an apostrophe; numbers stay, negative ones too."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
