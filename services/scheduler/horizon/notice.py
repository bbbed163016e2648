"""How long ahead drills are announced: as the obligation says, and never later than the rule pack of the site says."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from services.packs.reader import available, load
from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.obligation import ObligationKind
from services.scheduler.domain.staffing import Staffing

NOTICE = "drill_notice"
"""The limit of a pack: how many days ahead at least."""


def in_due_notice(staffing: Staffing) -> Staffing:
    """The staffing with the lead times that are kept: trainings are announced as their obligations say."""
    limits = load(staffing.pack).staffing if staffing.pack in available() else {}
    least: int = limits[NOTICE]["days"] if NOTICE in limits else 0
    obligations = tuple(
        replace(one, lead_days=max(one.lead_days, least)) if one.kind is ObligationKind.DRILL else one
        for one in staffing.obligations
    )
    return replace(staffing, obligations=obligations)


def told_too_late(
    staffing: Staffing, changes: Iterable[tuple[Assignment | None, Assignment | None]], now: datetime
) -> Iterator[Assignment]:
    """Drills that would be put on another time with less notice than they need, `changes` being (in force, drafted).

    A draft that is published as soon as it is solved has none: this is about one that has lain for days. A drill that
    goes out altogether is no matter of notice.
    """
    lead = {one.id: one.lead_days for one in in_due_notice(staffing).obligations}
    for before, after in changes:
        days = lead.get(after.obligation, 0) if after else 0
        if after is None or not days or (before and before.start == after.start):
            continue
        # Planning counts whole days of the site; whatever its zone, these are less than so many.
        soonest = now + timedelta(days=days - 1)
        if any(one.start and one.start < soonest for one in (before, after) if one):
            yield after
