"""What a plan goes on from: faults that are open, work that waits, visits that people were told of, jobs under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from muster.assets.v1 import maintenance_plan_pb2, work_order_pb2
from services.runtime.dates import date_from_pb, optional_date
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.orders import PRESSING, held_visits, is_order, lost_work, priority_of
from services.scheduler.horizon.period import Period
from services.scheduler.horizon.running import Running

BLOCKED_DAYS = 400
"""How far ahead work that waits keeps the visits of its chain away at most: the longest period."""


@dataclass(frozen=True, kw_only=True)
class Continuing:
    """The work of a period (`due`, a visit for each open fault among them), beside what is in force."""

    period: Period
    due: Sequence[maintenance_plan_pb2.Occurrence]
    orders: Sequence[work_order_pb2.WorkOrder]
    """The work orders of the site that nobody has completed."""
    in_force: Sequence[Assignment]
    running: Running
    today: date
    steady: bool
    """Whether visits stay on their days where they can: a roster in force was made for them."""

    @cached_property
    def faults(self) -> dict[str, work_order_pb2.WorkOrder]:
        """The orders that are to be planned, by name."""
        names = {one.name for one in self.due}
        return {order.name: order for order in self.orders if order.name in names}

    @cached_property
    def waits(self) -> dict[str, date]:
        """By the name of the work, the day on which what waits goes on."""
        return held_visits(self.orders) | {
            name: returns
            for name, order in self.faults.items()
            if (returns := optional_date(order, "held_until_date", "held_until_date")) is not None
        }

    @cached_property
    def kept(self) -> tuple[Assignment, ...]:
        """The jobs of the period that stay as they are."""
        due = {key_of(one.name): self._waits_still(one.name) for one in self.due}
        return self.running.kept(self.in_force, due)

    @cached_property
    def under_way(self) -> dict[str, int]:
        """By the name of what somebody is at, the number of its day."""
        days = {one.id: self.period.number(one.day) for one in self.kept}
        return {one.name: days[key_of(one.name)] for one in self.due if key_of(one.name) in days}

    @cached_property
    def free(self) -> frozenset[str]:
        """The names of the work that is not bound to whom it was given: somebody declined it, or it waits."""
        return lost_work(self.orders) | {name for name in self.waits if self._waits_still(name)}

    @cached_property
    def standing(self) -> dict[str, int]:
        """By the name of each visit that was announced for a day that is not gone, the number of that day."""
        days = {one.id: one.day for one in self.in_force if one.kind is AssignmentKind.JOB}
        found = {}
        for one in self.due:
            moves = self._waits_still(one.name) or one.name in self.under_way
            day = None if moves else days.get(key_of(one.name))
            if day is not None and max(self.today, self.period.first) <= day <= self.period.last:
                found[one.name] = self.period.number(day)
        return found

    def was(self) -> dict[str, int]:
        """The visits that stay on the days that were announced, if they can."""
        return {name: day for name, day in self.standing.items() if not is_order(name)} if self.steady else {}

    def fixed(self) -> dict[str, int]:
        """What has its day whatever else is planned: what is under way, and what is pressing on its first day."""
        first = {one.name: self.period.number(date_from_pb(one.earliest_date, "earliest_date")) for one in self.due}
        pressing = {name: first[name] for name, order in self.faults.items() if priority_of(order) in PRESSING}
        return {name: day for name, day in (pressing | self.under_way).items() if 0 <= day < self.period.days}

    def blocked(self) -> frozenset[tuple[str, int]]:
        """The assets and days on which visits wait. An asset with a fault to be put right is not kept from that."""
        broken = {order.asset for order in self.faults.values()}
        found = set()
        for one in self.due:
            if one.name in self.waits and not is_order(one.name) and one.asset not in broken:
                last = min(self.period.number(self.waits[one.name]), self.period.days, BLOCKED_DAYS)
                found |= {(one.asset or one.name, day) for day in range(last)}
        return frozenset(found)

    def _waits_still(self, name: str) -> bool:
        return name in self.waits and self.waits[name] > self.today
