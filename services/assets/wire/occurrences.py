"""Occurrence -> proto; occurrences follow from plans, they only go out."""

from collections.abc import Iterable

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.occurrence import Occurrence
from services.runtime.dates import date_to_pb


def occurrence_to_pb(parent: str, occurrence: Occurrence, groups: Iterable[str] = ()) -> pb.Occurrence:
    """One due visit as callers see it; `groups` are the ids of the redundancy groups that it touches."""
    slot = occurrence.slot
    start, end = occurrence.window or (0, 0)
    return pb.Occurrence(
        name=occurrence_name(parent, occurrence.key),
        asset=f"{parent}/assets/{occurrence.asset}" if occurrence.asset else "",
        display_name=occurrence.display_name,
        earliest_date=date_to_pb(slot.earliest),
        ideal_date=date_to_pb(slot.ideal),
        due_date=date_to_pb(slot.due),
        latest_date=date_to_pb(slot.latest),
        law=occurrence.law,
        sequence=slot.sequence,
        gap_min_days=slot.gap_min or 0,
        gap_max_days=slot.gap_max or 0,
        last_date=date_to_pb(occurrence.last),
        minutes=occurrence.minutes,
        crew=occurrence.crew,
        trade=occurrence.trade,
        outage_minutes=occurrence.outage_minutes,
        chain=f"{parent}/maintenancePlans/{occurrence.chain}" if occurrence.chain else "",
        includes=[occurrence_name(parent, key) for key in occurrence.includes],
        place=occurrence.place,
        redundancy_groups=[f"{parent}/redundancyGroups/{id}" for id in groups],
        window_start_minute=start,
        window_end_minute=end,
    )


def occurrence_name(parent: str, key: str) -> str:
    """The name of the occurrence "{plan}/{due}".

    >>> occurrence_name("sites/harbour", "pump-year/2026-12-14")
    'sites/harbour/maintenancePlans/pump-year/occurrences/2026-12-14'
    """
    plan, due = key.split("/")
    return f"{parent}/maintenancePlans/{plan}/occurrences/{due}"
