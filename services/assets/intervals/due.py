"""From plans to occurrences: which visits fall due in a window."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.assets.domain.holiday import NO_HOLIDAYS, Days
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import DAY, Occurrence, Slot
from services.assets.intervals.avoiding import Avoiding
from services.assets.intervals.family import Family, families
from services.assets.intervals.nesting import Visit, visits
from services.assets.intervals.triggered import Readings, Triggered, triggered

LONGEST_VISIT = 1440
"""Minutes: a visit of several plans is planned within one day, as one of a single plan is."""


def occurrences(
    plans: Iterable[MaintenancePlan],
    first: date,
    last: date,
    days: Days = NO_HOLIDAYS,
    *,
    today: date | None = None,
    readings: Readings | None = None,
) -> tuple[Occurrence, ...]:
    """The visits of `plans` that fall due from `first` to `last`, those overdue `today` included, each once.

    What follows depends on `today` (None: `first`) and not on the window, so windows that overlap give the same
    visits, and a window has those of its parts. A visit of several plans is named by the smallest and called by the
    largest.
    """
    today = today or first
    by_reading: dict[str, Triggered] = {}
    kept = []
    for plan in plans:
        if plan.trigger is not None:
            found = triggered(plan, readings or {})
            if found is None:
                continue
            by_reading[plan.id] = found
            kept.append(found.plan)
        else:
            kept.append(plan)
    every = (one for family in families(kept) for one in _of_family(family, first, last, days, today))
    return tuple(_told(one, by_reading) if by_reading else one for one in every)


def _told(one: Occurrence, by_reading: Mapping[str, Triggered]) -> Occurrence:
    """The occurrence with what its plans were read."""
    there = [by_reading[id] for key in (one.key, *one.includes) if (id := key.partition("/")[0]) in by_reading]
    cause = "; ".join(found.cause for found in there if found.cause)
    own = by_reading.get(one.plan)
    if own is None or not own.shift:
        return replace(one, cause=cause) if cause else one
    last = one.last - DAY * own.shift if one.last == own.plan.anchor else one.last
    return replace(one, cause=cause, slot=own.told(one.slot), last=last)


def _of_family(family: Family, first: date, last: date, days: Days, today: date) -> Iterator[Occurrence]:
    left_out = None
    for visit in visits(family, today, last, days):
        if today <= visit.slot.due < first:
            left_out = visit.slot.ideal if visit.plan is family.smallest else left_out
            continue
        one = _occurrence(family, visit, days)
        yield replace(one, last=left_out) if left_out and one.chain else one


def _occurrence(family: Family, visit: Visit, days: Days) -> Occurrence:
    plan, slot = visit.plan, visit.slot
    chained = slot.gap_max is not None
    return Occurrence(
        plan=plan.id,
        asset=plan.asset,
        covers=plan.covers,
        slot=slot,
        chain=plan.id if chained else "",
        last=plan.anchor if chained else None,
        **(_of_several(family, visit, days) if visit.includes else _of_one(plan, slot, days)),
    )


def _of_one(plan: MaintenancePlan, slot: Slot, days: Days) -> dict[str, Any]:
    return {
        "display_name": plan.display_name,
        "law": plan.law,
        "minutes": plan.minutes,
        "crew": plan.crew,
        "trade": plan.trade,
        "outage_minutes": plan.outage_minutes,
        "place": plan.place,
        "window": plan.window,
        "provisional": Avoiding(plan, days).provisional(slot),
    }


def _of_several(family: Family, visit: Visit, days: Days) -> dict[str, Any]:
    larger = sorted({one.id: one for one, _ in visit.includes}.values(), key=family.size)
    done = [visit.plan, *larger]
    # What a larger one absorbs is part of it; two that do not absorb each other are both done.
    both = family.largest_of(done)
    return {
        "display_name": done[-1].display_name,
        "includes": tuple(f"{one.id}/{own.due.isoformat()}" for one, own in visit.includes),
        "law": any(one.law for one in done),
        "minutes": min(LONGEST_VISIT, max(*(one.minutes for one in done), sum(one.minutes for one in both))),
        "crew": max(one.crew for one in done),
        "trade": next((one.trade for one in done if one.trade), ""),
        "outage_minutes": max(*(one.outage_minutes for one in done), sum(one.outage_minutes for one in both)),
        "place": next((one.place for one in done if one.place), ""),
        "window": _window(done),
        "provisional": any(Avoiding(one, days).provisional(visit.slot) for one in done),
    }


def _window(done: list[MaintenancePlan]) -> tuple[int, int] | None:
    """The time of day that suits all of them; where there is none, the largest one's."""
    said = [one.window for one in done if one.window]
    if not said:
        return None
    begin, end = max(begin for begin, _ in said), min(end for _, end in said)
    return (begin, end) if begin < end else said[-1]
