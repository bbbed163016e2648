"""ExplanationService."""

import asyncio
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.scheduler.v1 import explanation_pb2 as pb
from muster.scheduler.v1 import explanation_pb2_grpc as rpc
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import date_from_pb
from services.runtime.errors import Invalid
from services.runtime.interceptors import Context
from services.runtime.names import ids, parent_and_id
from services.scheduler.clients import Assets
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.schedule import Schedule
from services.scheduler.gather import gathered
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.horizon.reread import reread
from services.scheduler.planning.roster.explain import NoShift, explain
from services.scheduler.storage import by_day, in_force, proposed, schedules
from services.scheduler.wire.explanations import explanation_to_pb

NAME = "sites/*/schedules/*"
USUAL, MOST = 3, 20
"""How many alternatives are looked for."""


class ExplanationServicer(rpc.ExplanationServiceServicer):
    """Says why schedules are as they are."""

    def __init__(self, database: Database, assets: Assets, now: Now) -> None:
        self._database = database
        self._assets = assets
        self._now = now

    async def ExplainShift(self, request: pb.ExplainShiftRequest, _: Context) -> pb.ShiftExplanation:
        (person,) = ids("people/*", request.person, "person")
        day = date_from_pb(request.date, "date")
        if not 0 <= request.alternative_count <= MOST:
            raise Invalid("alternative_count", f"{request.alternative_count} is not within 0 to {MOST}")
        async with self._database.read() as tx:
            held = await _holding(tx, request.parent, day, person)
            shift = held.shift(day, person)
        horizon = await gathered(self._database, self._assets, self._now, held.site, held.schedule)
        most = request.alternative_count or USUAL
        # A quarter of fifty people takes a second to write down; other calls go on meanwhile.
        return await asyncio.to_thread(_explained, horizon, held, shift, person, most)


@dataclass(frozen=True, slots=True)
class _Held:
    """A schedule of "sites/{site}", and all that it holds, or all that is in force in its period."""

    site: str
    schedule: Schedule
    assignments: tuple[Assignment, ...]

    def shift(self, day: date, person: str) -> Assignment:
        """The shift of a person on a day. Raises Invalid."""
        for one in self.assignments:
            if one.kind is AssignmentKind.SHIFT and one.day == day and person in one.people:
                return one
        raise Invalid(
            "date", f"people/{person} has no shift on {day}", hint=f"muster roster {self.site} shows who works when"
        )


async def _holding(tx: AsyncConnection, parent: str, day: date, person: str) -> _Held:
    """What is asked about. Raises Invalid, Missing."""
    if parent.count("/") == 3:
        site, id = parent_and_id(NAME, parent, "parent")
        schedule = (await schedules.get(tx, site, id)).value
        found = await by_day(tx, proposed, [proposed.table.c.parent == parent])
        return _Held(site, schedule, tuple(one.value for one in found))
    ids("sites/*", parent, "parent")
    columns = in_force.table.c
    there = await in_force.all(tx, columns.parent == parent, columns.kind == AssignmentKind.SHIFT, columns.day == day)
    put = {one.value.schedule for one in there if person in one.value.people}
    if not put:
        raise Invalid("date", f"people/{person} has no shift in force on {day}", hint=f"muster roster {parent}")
    schedule = (await schedules.get(tx, parent, min(put))).value
    within = and_(columns.parent == parent, columns.day.between(schedule.first, schedule.last))
    return _Held(parent, schedule, tuple(one.value for one in await by_day(tx, in_force, [within])))


def _explained(horizon: Horizon, held: _Held, shift: Assignment, person: str, most: int) -> pb.ShiftExplanation:
    found = reread(horizon, held.assignments)
    if found is None:
        raise Invalid("parent", "rosters nobody", hint="name a schedule that was made for the roster too")
    problem, roster = found
    period = horizon.period
    try:
        explanation = explain(problem, roster, person, period.number(shift.day), most)
    except NoShift as trouble:
        # Their contract or the shift type has gone since.
        raise Invalid("person", str(trouble)) from None
    return explanation_to_pb(shift, explanation, problem, period)
