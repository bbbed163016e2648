"""What is in force at a site: how a draft differs from it, and how a draft takes its place."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_
from sqlalchemy.ext.asyncio import AsyncConnection

from services.scheduler.domain.schedule import Assignment, Schedule, ScheduleState, Timeline
from services.scheduler.storage import by_day, clear, in_force, proposed, schedules, timelines


@dataclass(frozen=True, slots=True)
class Difference:
    """One key that is not the same in a draft and in force; None on the side that does not have it."""

    before: Assignment | None
    after: Assignment | None

    @property
    def people(self) -> set[str]:
        """Whom it concerns: whoever has it, or had it."""
        return {*(self.before.people if self.before else ()), *(self.after.people if self.after else ())}


async def revision(tx: AsyncConnection, site: str) -> int:
    """How often the site's timeline has been replaced."""
    found = await timelines.find(tx, "", site)
    return found.value.revision if found else 0


async def differences(tx: AsyncConnection, parent: str, schedule: Schedule) -> list[Difference]:
    """What publishing `schedule` would change within its period, in the order of the keys."""
    before = {stored.value.id: stored.value for stored in await by_day(tx, in_force, [_part(parent, schedule)])}
    held = await by_day(tx, proposed, [proposed.table.c.parent == f"{parent}/schedules/{schedule.id}"])
    after = {stored.value.id: stored.value for stored in held}
    found = []
    for key in sorted({*before, *after}):
        was, will = before.get(key), after.get(key)
        if not (was and will and was.same_for_people(will)):
            found.append(Difference(was, will))
    return found


async def put_in_force(tx: AsyncConnection, parent: str, schedule: Schedule, now: datetime) -> int:
    """Replace the part of the timeline that `schedule` covers; answers the new revision."""
    site = parent.removeprefix("sites/")
    replaced = await by_day(tx, in_force, [_part(parent, schedule)])
    held = await by_day(tx, proposed, [proposed.table.c.parent == f"{parent}/schedules/{schedule.id}"])
    keys = [stored.value.id for stored in held]
    await clear(tx, in_force, _part(parent, schedule))
    # A key stays one thing: work that moves into this period leaves the place that it had outside.
    for key in keys:
        await clear(tx, in_force, and_(in_force.table.c.parent == parent, in_force.table.c.id == key))
    for stored in held:
        await in_force.save(tx, parent, stored.value, now)
    await _supersede(tx, parent, {stored.value.schedule for stored in replaced} - {schedule.id}, now)
    new = await revision(tx, site) + 1
    await timelines.save(tx, "", Timeline(id=site, revision=new), now)
    return new


async def _supersede(tx: AsyncConnection, parent: str, candidates: set[str], now: datetime) -> None:
    # Superseded is a schedule of which nothing is in force any more.
    for id in candidates:
        left = await by_day(
            tx, in_force, [and_(in_force.table.c.parent == parent, in_force.table.c.schedule == id)], limit=1
        )
        found = await schedules.find(tx, parent, id)
        if found and not left and found.value.state is ScheduleState.PUBLISHED:
            await schedules.save(tx, parent, replace(found.value, state=ScheduleState.SUPERSEDED), now)


def _part(parent: str, schedule: Schedule) -> ColumnElement[bool]:
    columns = in_force.table.c
    return and_(columns.parent == parent, columns.day.between(schedule.first, schedule.last))
