"""What is in force at a site: how a draft differs from it, and how a draft takes its place.

A schedule covers its kinds on its days; whatever else is in force stays. A key stays one thing: work that moves into
the days of a schedule leaves the place that it had outside.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.runtime.rows import Stored
from services.scheduler.domain.schedule import Assignment, AssignmentKind, Kind, Schedule, ScheduleState, Timeline
from services.scheduler.storage import drill_reports, in_force, proposed, schedules, timelines

HOLDS = {
    Kind.MAINTENANCE: AssignmentKind.JOB,
    Kind.ROSTER: AssignmentKind.SHIFT,
    Kind.DRILLS: AssignmentKind.DRILL,
}
"""Which assignments a schedule of each kind holds."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that is not the same in a draft and in force; None on the side that does not have it."""

    before: Assignment | None
    after: Assignment | None

    @property
    def people(self) -> set[str]:
        """Whom it concerns: whoever has it, or had it."""
        return {*(self.before.people if self.before else ()), *(self.after.people if self.after else ())}


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a publish: the new revision of the timeline, and how many assignments the schedule put there."""

    revision: int
    assignments: int


async def revision(tx: AsyncConnection, site: str) -> int:
    """How often the site's timeline has been replaced."""
    found = await timelines.find(tx, "", site)
    return found.value.revision if found else 0


async def differences(tx: AsyncConnection, parent: str, schedule: Schedule) -> list[Difference]:
    """What publishing `schedule` would change, in the order of the keys."""
    after = await _drafted(tx, parent, schedule)
    touched = await _touched(tx, parent, schedule, after)
    await _leave_reported(tx, parent, after, touched)
    before = {id: one.value for id, one in touched.items()}
    found = []
    for key in sorted({*before, *after}):
        was, will = before.get(key), after.get(key)
        if not (was and will and was.same_for_people(will)):
            found.append(Difference(was, will))
    return found


async def put_in_force(tx: AsyncConnection, parent: str, schedule: Schedule, now: datetime) -> Published:
    """Replace the part of the timeline that `schedule` covers. Raises Stale where somebody else is at it."""
    site = parent.removeprefix("sites/")
    drafted = await _drafted(tx, parent, schedule)
    touched = await _touched(tx, parent, schedule, drafted)
    await _leave_reported(tx, parent, drafted, touched)
    await in_force.remove_all(tx, parent, [one for id, one in touched.items() if id not in drafted])
    await in_force.save_all(tx, parent, drafted.values(), touched, now)
    await _supersede(tx, parent, {one.value.schedule for one in touched.values()} - {schedule.id}, now)
    new = await revision(tx, site) + 1
    await timelines.save(tx, "", Timeline(id=site, revision=new), now)
    return Published(new, len(drafted))


async def _drafted(tx: AsyncConnection, parent: str, schedule: Schedule) -> dict[str, Assignment]:
    columns = proposed.table.c
    held = await proposed.all(
        tx, columns.parent == f"{parent}/schedules/{schedule.id}", columns.kind.in_(_kinds(schedule))
    )
    return {one.value.id: one.value for one in held}


async def _touched(
    tx: AsyncConnection, parent: str, schedule: Schedule, drafted: dict[str, Assignment]
) -> dict[str, Stored[Assignment]]:
    # What is in force in the schedule's part, and outside of it whatever has one of its keys.
    within = {one.value.id: one for one in await in_force.all(tx, _part(parent, schedule))}
    outside = await in_force.among(tx, parent, drafted.keys() - within.keys())
    return within | {one.value.id: one for one in outside}


async def _leave_reported(
    tx: AsyncConnection, parent: str, drafted: dict[str, Assignment], touched: dict[str, Stored[Assignment]]
) -> None:
    """Take out of both what was reported since the draft was solved: a drill that was held stays as it was held."""
    drills = [id for id, one in touched.items() if one.value.kind is AssignmentKind.DRILL]
    for report in await drill_reports.among(tx, parent, drills):
        del touched[report.value.id]
        drafted.pop(report.value.id, None)


async def _supersede(tx: AsyncConnection, parent: str, candidates: set[str], now: datetime) -> None:
    # Superseded is a schedule of which nothing is in force any more.
    columns = in_force.table.c
    left = select(columns.schedule).distinct().where(columns.parent == parent, columns.schedule.in_(candidates))
    gone = candidates - {row[0] for row in await tx.execute(left)}
    for stored in await schedules.among(tx, parent, gone):
        if stored.value.state is ScheduleState.PUBLISHED:
            superseded = replace(stored.value, state=ScheduleState.SUPERSEDED)
            await schedules.save(tx, parent, superseded, now, read=stored.etag)


def _part(parent: str, schedule: Schedule) -> ColumnElement[bool]:
    columns = in_force.table.c
    days = columns.day.between(schedule.first, schedule.last)
    return and_(columns.parent == parent, days, columns.kind.in_(_kinds(schedule)))


def _kinds(schedule: Schedule) -> list[AssignmentKind]:
    return [HOLDS[kind] for kind in schedule.kinds]
