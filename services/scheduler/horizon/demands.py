"""What each visit and each fault asks of the dispatch: levels, tools, order, response time, who could stand in for it,
and what people were told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from muster.assets.v1 import maintenance_plan_pb2, work_order_pb2
from services.runtime.dates import date_from_pb
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contractor import Contractor
from services.scheduler.domain.dispatching import Dispatching, Priority
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.orders import due_by, is_order, priority_of
from services.scheduler.horizon.period import Period
from services.scheduler.planning.dispatch.jobs import Demand, Offer, Terms
from services.scheduler.planning.dispatch.problem import Need

PRIORITY = {Priority.EMERGENCY: 150, Priority.URGENT: 120, Priority.ROUTINE: 60}
"""Beside 90 for visits that law asks for and 50 for others. Muster's own, without a source."""
LATE_PRICE = {Priority.EMERGENCY: 1000, Priority.URGENT: 300, Priority.ROUTINE: 20}
"""What a begun hour of lateness is worth, in money for a contractor. Muster's own, without a source."""


@dataclass(frozen=True, kw_only=True)
class Demands:
    """The work of a period, and what is known of it beyond its days; `under_way` are keys of what stays as it is."""

    period: Period
    due: Sequence[maintenance_plan_pb2.Occurrence]
    orders: Mapping[str, work_order_pb2.WorkOrder]
    """Faults and preparations, by name; `due` has a visit for each."""
    staffing: Staffing | None
    in_force: Sequence[Assignment]
    own_trades: frozenset[str]
    """What somebody of the company holds."""
    dispatch_days: int
    free: frozenset[str] = frozenset()
    """Names of the work that is not bound by what was announced: held, or declined."""
    under_way: frozenset[str] = frozenset()
    nights: frozenset[str] = frozenset()
    """Trades of which somebody is still on the shift that began yesterday."""
    today: int | None = None

    def of_visits(self) -> dict[str, Demand]:
        """By the name of the work; what asks for nothing is left out."""
        plain = Demand()
        found = {one.name: self._demand(one) for one in self.due}
        return {name: demand for name, demand in found.items() if demand != plain}

    def terms(self) -> Terms:
        """What all jobs are dispatched by. A tool that only an order knows is there once."""
        by = self._by
        tools = {tool: 1 for order in self.orders.values() for tool in order.tools}
        tools |= {tool.id: tool.count for tool in by.tools}
        months = tuple(_month(self.period.day(number)) for number in range(self._days))
        return Terms(
            day_teams=by.day_teams,
            tools=tools,
            ways=self._ways(),
            between_places=by.between_minutes,
            budgets={
                (contractor.id, month): max(0, contractor.month_budget - self._spent(contractor, month))
                for contractor in self._standing_in
                for month in sorted(set(months))
            },
            months=months,
        )

    @property
    def _by(self) -> Dispatching:
        return self.staffing.dispatching if self.staffing else Dispatching()

    @property
    def _days(self) -> int:
        return min(self.dispatch_days, self.period.days)

    @property
    def _standing_in(self) -> tuple[Contractor, ...]:
        return tuple(one for one in self.staffing.contractors if one.month_budget) if self.staffing else ()

    def _demand(self, one: maintenance_plan_pb2.Occurrence) -> Demand:
        order = self.orders.get(one.name)
        plan = "" if is_order(one.name) else one.name.split("/")[3]
        asked = list(self._by.asked(one.trade, plan))
        needs = [Need(skill=one.trade, level=rule.level, count=rule.heads) for rule in asked if rule.level]
        tools = dict.fromkeys(tool for rule in asked for tool in rule.tools)
        after = [name for rule in asked for other in rule.after for name in self._visits.get(other, ())]
        after += self._preparing.get(one.name, ())
        if order is None:
            return Demand(
                needs=tuple(needs),
                tools=tuple(tools),
                after=tuple(after),
                offers=self._offers(one.trade),
                was=self._was(one.name),
                under_way=one.name in self.under_way,
            )
        if order.level:
            needs.append(Need(skill=one.trade, level=order.level))
        priority = priority_of(order)
        first = self.period.number(date_from_pb(one.earliest_date, "earliest_date"))
        reaches = first == self.today and one.trade in self.nights
        return Demand(
            needs=tuple(needs),
            tools=tuple(dict.fromkeys((*tools, *order.tools))),
            after=tuple(after),
            priority=PRIORITY[priority],
            # Who is on the night that began yesterday goes at once.
            first=first - 1 if reaches else first,
            respond_by=self.period.minute(due_by(order, self.staffing, self.period), self.period.first),
            late_price=LATE_PRICE[priority],
            offers=self._offers(one.trade),
            was=self._was(one.name),
            under_way=one.name in self.under_way,
        )

    @cached_property
    def _visits(self) -> dict[str, list[str]]:
        """The visits of each plan."""
        found: dict[str, list[str]] = {}
        for one in self.due:
            if not is_order(one.name):
                found.setdefault(one.name.split("/")[3], []).append(one.name)
        return found

    @cached_property
    def _preparing(self) -> dict[str, list[str]]:
        """The orders that have to be done before each visit or order."""
        found: dict[str, list[str]] = {}
        for name, order in self.orders.items():
            found.setdefault(order.prepares, []).append(name)
        return found

    def _offers(self, trade: str) -> tuple[Offer, ...]:
        if not trade or trade not in self.own_trades:
            return ()
        found = []
        for contractor in self._standing_in:
            prices = {
                number: price
                for number in range(self._days)
                if (price := contractor.stands_in(trade, self.period.day(number))) is not None
            }
            if prices:
                found.append(Offer(contractor=contractor.id, price=min(prices.values()), days=frozenset(prices)))
        return tuple(found)

    def _was(self, name: str) -> tuple[int, int, tuple[str, ...]] | None:
        told = None if name in self.free else self._told.get(key_of(name))
        if told is None or told.start is None or not self.period.first <= told.day <= self.period.last:
            return None
        start = self.period.minute(told.start, told.day)
        return self.period.number(told.day), start, tuple(sorted(told.people))

    @cached_property
    def _told(self) -> dict[str, Assignment]:
        return {one.id: one for one in self.in_force if one.kind is AssignmentKind.JOB}

    def _spent(self, contractor: Contractor, month: str) -> int:
        """What it was given this month of what own people could do, beside what is planned anew."""
        anew = {key_of(one.name) for one in self.due}
        given = [
            one
            for one in self.in_force
            if one.contractor == contractor.id and one.trade in self.own_trades and _month(one.day) == month
        ]
        return sum(contractor.price(one.trade) or 0 for one in given if one.id not in anew)

    def _ways(self) -> dict[tuple[str, str], int]:
        """The ways between all places of the work whose buildings, or themselves, the site knows ways between."""
        known = {(way.first, way.second): way.minutes for way in self._by.ways}
        known |= {(b, a): minutes for (a, b), minutes in known.items()}
        if not known:
            return {}
        building = self._buildings()
        found = {}
        for a in sorted(building):
            for b in sorted(building):
                minutes = known.get((a, b), known.get((building[a], building[b])))
                if a < b and minutes is not None:
                    found[a, b] = minutes
        return found

    def _buildings(self) -> dict[str, str]:
        """The building of each place of the work; a place of which none is known stands for itself."""
        found = {one.place: one.building or one.place for one in self.due if one.place}
        return found | {one.place: one.building or one.place for one in self.orders.values() if one.place}


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
