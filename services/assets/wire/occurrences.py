"""Occurrence -> proto; occurrences follow from plans, they only go out."""

from collections.abc import Iterable
from functools import lru_cache

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.wire.departures import override_to_pb
from services.runtime.dates import date_to_pb

_day = lru_cache(maxsize=2048)(date_to_pb)
"""Visits of a window fall on few days; a message takes a copy of what it is given."""


def occurrence_to_pb(
    parent: str,
    occurrence: Occurrence,
    groups: Iterable[str] = (),
    plans: Iterable[MaintenancePlan] = (),
    permit: str = "",
) -> pb.Occurrence:
    """One due visit as callers see it.

    `groups` are the ids of the redundancy groups that it touches, `plans` those that it is for; by `permit` its asset
    is visited on demand.
    """
    slot = occurrence.slot
    start, end = occurrence.window or (0, 0)
    return pb.Occurrence(
        name=occurrence_name(parent, occurrence.key),
        asset=f"{parent}/assets/{occurrence.asset}" if occurrence.asset else "",
        display_name=occurrence.display_name,
        earliest_date=_day(slot.earliest),
        ideal_date=_day(slot.ideal),
        due_date=_day(slot.due),
        latest_date=_day(slot.latest),
        law=occurrence.law,
        sequence=slot.sequence,
        gap_min_days=slot.gap_min or 0,
        gap_max_days=slot.gap_max or 0,
        last_date=_day(occurrence.last),
        minutes=occurrence.minutes,
        crew=occurrence.crew,
        trade=occurrence.trade,
        outage_minutes=occurrence.outage_minutes,
        chain=f"{parent}/maintenancePlans/{occurrence.chain}" if occurrence.chain else "",
        includes=[occurrence_name(parent, key) for key in occurrence.includes],
        place=occurrence.place,
        building=occurrence.building,
        serves=occurrence.serves,
        outdoor=occurrence.outdoor,
        redundancy_groups=[f"{parent}/redundancyGroups/{id}" for id in groups],
        window_start_minute=start,
        window_end_minute=end,
        overrides=[said for plan in plans if (said := override_to_pb(parent, plan))],
        on_demand_permit=permit,
        provisional=occurrence.provisional,
        cause=occurrence.cause,
    )


def occurrence_name(parent: str, key: str) -> str:
    """The name of the occurrence "{plan}/{due}".

    >>> occurrence_name("sites/harbour", "pump-year/2026-12-14")
    'sites/harbour/maintenancePlans/pump-year/occurrences/2026-12-14'
    """
    plan, due = key.split("/")
    return f"{parent}/maintenancePlans/{plan}/occurrences/{due}"
