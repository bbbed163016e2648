"""Visits that were published for days outside a period: they count as held, and are nobody's to plan again."""

from collections.abc import Iterable, Sequence
from datetime import date

from muster.assets.v1 import maintenance_plan_pb2
from services.runtime.dates import date_from_pb, date_to_pb
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.horizon.maintenance import key_of

Occurrence = maintenance_plan_pb2.Occurrence


def to_plan(
    due: Sequence[Occurrence], in_force: Iterable[Assignment], first: date, last: date, today: date
) -> list[Occurrence]:
    """What of `due` a period from `first` to `last` has to plan, `due` being all that falls due from `today` on.

    A visit in force on a coming day outside the period stays there; its chain counts from that day. One whose day has
    gone by without word of it is planned again. What falls due before the period and stands nowhere is planned once for
    each plan, however often it was missed.
    """
    days = {
        one.id: one.day
        for one in in_force
        if one.kind is AssignmentKind.JOB and (today <= one.day < first or one.day > last)
    }
    counts_from = _last_held(due, days, first)
    missed: dict[str, Occurrence] = {}
    found: list[Occurrence] = []
    for one in due:
        plan = _plan(one)
        stands = key_of(one.name) in days
        replaced = plan in counts_from and one.sequence <= counts_from[plan][1] and one.chain
        if stands or replaced:
            continue
        kept = _counting_from(one, counts_from[plan][0]) if one.chain and plan in counts_from else one
        if date_from_pb(one.due_date, "due_date") < first:
            missed[plan] = _with(kept, missed.get(plan))
        else:
            found.append(kept)
    return [*missed.values(), *found]


def _last_held(due: Iterable[Occurrence], days: dict[str, date], first: date) -> dict[str, tuple[date, int]]:
    """By plan, the latest day before the period on which a visit stands, and that visit's place in its chain."""
    found: dict[str, tuple[date, int]] = {}
    for one in due:
        day = days.get(key_of(one.name))
        if day is not None and day < first:
            found[_plan(one)] = max(found.get(_plan(one), (day, one.sequence)), (day, one.sequence))
    return found


def _plan(one: Occurrence) -> str:
    return one.name.partition("/occurrences/")[0]


def _counting_from(one: Occurrence, day: date) -> Occurrence:
    copy = Occurrence()
    copy.CopyFrom(one)
    copy.last_date.CopyFrom(date_to_pb(day))
    return copy


def _with(one: Occurrence, earlier: Occurrence | None) -> Occurrence:
    """One visit for two that were missed: all that either was for, in the time of the longer."""
    if earlier is None:
        return one
    copy = Occurrence()
    copy.CopyFrom(one)
    copy.earliest_date.CopyFrom(earlier.earliest_date)
    for name in earlier.includes:
        if name not in copy.includes:
            copy.includes.append(name)
    if earlier.minutes > one.minutes:
        copy.display_name = earlier.display_name
    copy.minutes = max(one.minutes, earlier.minutes)
    copy.crew = max(one.crew, earlier.crew)
    copy.outage_minutes = max(one.outage_minutes, earlier.outage_minutes)
    copy.law = one.law or earlier.law
    return copy
