"""Faults and preparations as planning takes them: visits that nobody foresaw, each with its response time."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from services.packs.response import response_minutes as of_pack
from services.runtime.dates import date_from_pb, date_to_pb, optional_date
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.dispatching import Priority
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.period import DAY_MINUTES, Period

Order = work_order_pb2.WorkOrder
Occurrence = maintenance_plan_pb2.Occurrence

PRIORITIES = {
    Order.PRIORITY_EMERGENCY: Priority.EMERGENCY,
    Order.PRIORITY_URGENT: Priority.URGENT,
    Order.PRIORITY_ROUTINE: Priority.ROUTINE,
}
PRESSING = (Priority.EMERGENCY, Priority.URGENT)
"""What is done on its first day, whatever else was meant for it."""


def is_order(name: str) -> bool:
    """Whether the name of work is that of a work order, and not of an occurrence."""
    return "/workOrders/" in name


def priority_of(order: Order) -> Priority:
    """How urgent it is; one that says nothing is routine."""
    return PRIORITIES.get(order.priority, Priority.ROUTINE)


def orders_to_plan(
    orders: Iterable[Order], in_force: Iterable[Assignment], first: date, last: date, today: date
) -> list[Order]:
    """The orders that a period from `first` to `last` has to plan: open, with minutes, not held beyond it, and not in
    force on a coming day outside of it."""
    days = {one.id: one.day for one in in_force if one.kind is AssignmentKind.JOB}
    found = []
    for order in orders:
        stands = days.get(key_of(order.name))
        elsewhere = stands is not None and (today <= stands < first or stands > last)
        returns = optional_date(order, "held_until_date", "held_until_date")
        waits = returns is not None and returns > last
        if order.state == Order.STATE_OPEN and order.minutes and not order.occurrence and not elsewhere and not waits:
            found.append(order)
    return found


def held_visits(orders: Iterable[Order]) -> dict[str, date]:
    """The occurrences that wait, and the day on which each goes on."""
    held = [one for one in orders if one.occurrence and one.HasField("held_until_date")]
    return {one.occurrence: date_from_pb(one.held_until_date, "held_until_date") for one in held}


def lost_work(orders: Iterable[Order]) -> frozenset[str]:
    """The names of the work that somebody declined, or that the last of its people lost."""
    lost = [one for one in orders if one.declined_by or one.state == Order.STATE_CANCELLED]
    return frozenset(one.occurrence or one.name for one in lost)


def response_minutes(priority: Priority, staffing: Staffing | None) -> int:
    """How soon somebody is there: as the site says, else as its pack says."""
    if staffing and (said := staffing.dispatching.response.of(priority)):
        return said
    return of_pack(staffing.pack if staffing else "", priority.value)


def respond_by(order: Order, staffing: Staffing | None) -> datetime:
    """The instant by which somebody should be there."""
    reported: datetime = order.report_time.ToDatetime(tzinfo=UTC)
    return reported + timedelta(minutes=response_minutes(priority_of(order), staffing))


def due_by(order: Order, staffing: Staffing | None, period: Period) -> datetime:
    """The same; for an order that waited not before the end of the day on which it comes back."""
    returns = optional_date(order, "held_until_date", "held_until_date")
    by = respond_by(order, staffing)
    return max(by, period.instant(returns, DAY_MINUTES)) if returns else by


def soonest(order: Order, period: Period, today: date) -> date:
    """The first day of the period on which it may be done."""
    returns = optional_date(order, "held_until_date", "held_until_date")
    return max(period.first, today, returns or today)


def beside_what_is_down(visits: Iterable[Occurrence], orders: Iterable[Order], last: date) -> list[Occurrence]:
    """The visits; one until `last` of an asset that stands still anyway takes nothing more from its groups, which count
    it as down already."""
    down = {order.asset for order in orders if order.down and order.state == Order.STATE_OPEN}
    found = []
    for one in visits:
        if one.asset in down and date_from_pb(one.latest_date, "latest_date") <= last:
            copy = Occurrence()
            copy.CopyFrom(one)
            del copy.redundancy_groups[:]
            found.append(copy)
        else:
            found.append(one)
    return found


def as_visit(
    order: Order,
    period: Period,
    today: date,
    staffing: Staffing | None,
    groups: Sequence[redundancy_group_pb2.RedundancyGroup],
) -> Occurrence:
    """The order as a visit of its own, due on the day by which somebody should be there."""
    first = soonest(order, period, today)
    # A day ends at midnight, which is already the next one's.
    latest = max(first, (due_by(order, staffing, period) - timedelta(minutes=1)).astimezone(period.zone).date())
    # What stands still already is counted as down by its groups: its repair takes nothing more from them.
    touched = [group.name for group in groups if order.asset in group.members] if not order.down else []
    return Occurrence(
        name=order.name,
        asset=order.asset,
        display_name=order.display_name,
        earliest_date=date_to_pb(first),
        ideal_date=date_to_pb(first),
        due_date=date_to_pb(latest),
        latest_date=date_to_pb(latest),
        minutes=order.minutes,
        crew=max(1, order.crew),
        trade=order.trade,
        place=order.place,
        redundancy_groups=touched,
    )
