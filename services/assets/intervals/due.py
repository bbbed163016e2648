"""From plans to occurrences: which visits fall due in a window."""

from collections.abc import Container, Iterable
from datetime import date

from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.intervals.family import Family, families
from services.assets.intervals.nesting import Visit, visits

LONGEST_VISIT = 1440
"""Minutes: a visit of several plans is planned within one day, as one of a single plan is."""


def occurrences(
    plans: Iterable[MaintenancePlan], first: date, last: date, closed: Container[date] = ()
) -> tuple[Occurrence, ...]:
    """The visits of `plans` that fall due from `first` to `last`, overdue ones included, each once.

    A visit of several plans is named by the smallest and called by the largest.
    """
    return tuple(
        _occurrence(family, visit) for family in families(plans) for visit in visits(family, first, last, closed)
    )


def _occurrence(family: Family, visit: Visit) -> Occurrence:
    plan, slot = visit.plan, visit.slot
    larger = sorted({one.id: one for one, _ in visit.includes}.values(), key=family.size)
    done = [plan, *larger]
    # What a larger one absorbs is part of it; two that do not absorb each other are both done.
    both = family.largest_of(done)
    chained = slot.gap_max is not None
    return Occurrence(
        plan=plan.id,
        asset=plan.asset,
        covers=plan.covers,
        display_name=done[-1].display_name,
        slot=slot,
        chain=plan.id if chained else "",
        last=plan.anchor if chained else None,
        includes=tuple(f"{one.id}/{own.due.isoformat()}" for one, own in visit.includes),
        law=any(one.law for one in done),
        minutes=min(LONGEST_VISIT, max(*(one.minutes for one in done), sum(one.minutes for one in both))),
        crew=max(one.crew for one in done),
        trade=next((one.trade for one in done if one.trade), ""),
        outage_minutes=max(*(one.outage_minutes for one in done), sum(one.outage_minutes for one in both)),
        place=next((one.place for one in done if one.place), ""),
        window=_window(done),
    )


def _window(done: list[MaintenancePlan]) -> tuple[int, int] | None:
    """The time of day that suits all of them; where there is none, the largest one's."""
    said = [one.window for one in done if one.window]
    if not said:
        return None
    begin, end = max(begin for begin, _ in said), min(end for _, end in said)
    return (begin, end) if begin < end else said[-1]
