"""Drill reports <-> proto; standings only go out."""

from datetime import datetime
from typing import NamedTuple

from muster.scheduler.v1 import drill_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb, optional_instant
from services.runtime.errors import Invalid, at
from services.runtime.names import ids
from services.runtime.rows import Stored
from services.scheduler.domain.drill_report import DrillReport, Finding
from services.scheduler.domain.drill_standing import Standing, StandingState
from services.scheduler.wire.obligations import EVERY

STATES = {
    None: pb.DrillStanding.STATE_UNSPECIFIED,
    StandingState.NOT_SCHEDULED: pb.DrillStanding.STATE_NOT_SCHEDULED,
    StandingState.SCHEDULED: pb.DrillStanding.STATE_SCHEDULED,
    StandingState.COMPLETED: pb.DrillStanding.STATE_COMPLETED,
    StandingState.OUT_OF_COMPLIANCE: pb.DrillStanding.STATE_OUT_OF_COMPLIANCE,
}


class Told(NamedTuple):
    """What a caller says of a drill; what was planned and who was expected is not hers to say."""

    key: str
    held: datetime | None
    scenario: str
    attended: tuple[str, ...]
    residents: int
    evacuated: int | None
    notes: str
    findings: tuple[Finding, ...]


def told_from_pb(message: pb.DrillReport) -> Told:
    """What stands in a request's report. Raises Invalid."""
    parts = message.key.split("/")
    if len(parts) != 4 or parts[0] != "drill":
        hint = "muster get drills lists the keys"
        raise Invalid("key", f'"{message.key[:100]}" is not the key of a drill', reason="NAME_INVALID", hint=hint)
    return Told(
        key=message.key,
        held=optional_instant(message, "held_time"),
        scenario=message.scenario,
        attended=tuple(sorted(_person(name, f"attended[{n}]") for n, name in enumerate(message.attended))),
        residents=message.resident_count,
        evacuated=message.evacuation_minutes if message.HasField("evacuation_minutes") else None,
        notes=message.notes,
        findings=tuple(_finding_from_pb(one, f"findings[{n}]") for n, one in enumerate(message.findings)),
    )


def report_to_pb(parent: str, stored: Stored[DrillReport]) -> pb.DrillReport:
    """A stored report as callers see it."""
    report = stored.value
    return pb.DrillReport(
        key=report.id,
        held_time=instant_to_pb(report.held),
        scenario=report.scenario,
        attended=[f"people/{person}" for person in report.attended],
        resident_count=report.residents,
        evacuation_minutes=report.evacuated,
        notes=report.notes,
        findings=[
            pb.Finding(
                text=one.text,
                owner=f"people/{one.owner}",
                due_date=date_to_pb(one.due),
                work_order=f"{parent}/workOrders/{one.order_id(report.id)}",
            )
            for one in report.findings
        ],
        obligation=report.obligation,
        place=report.place,
        missing=[f"people/{person}" for person in report.missing],
        brigade_short=report.brigade_short,
        counts=report.counts,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def standing_to_pb(standing: Standing, scenario: str) -> pb.DrillStanding:
    """One line of the board; `scenario` is that of the gathering that decides it."""
    obligation, decides = standing.obligation, standing.decides
    return pb.DrillStanding(
        obligation=obligation.id,
        display_name=obligation.called(),
        place=standing.place,
        team=standing.team,
        period=standing.span.name,
        first_date=date_to_pb(standing.span.first),
        last_date=date_to_pb(standing.span.last),
        target_every=EVERY[obligation.every],
        state=STATES[standing.target],
        floor_every=EVERY[obligation.floor_every] if obligation.floor_every else None,
        floor_state=STATES[standing.floor],
        floor_citation=obligation.floor_citation,
        key=decides.id if decides else "",
        date=date_to_pb(decides.day) if decides else None,
        scenario=scenario,
        lacking=[f"people/{person}" for person in standing.lacking],
        team_count=standing.members,
    )


def _finding_from_pb(message: pb.Finding, path: str) -> Finding:
    with at(path):
        due = date_from_pb(message.due_date, "due_date")
        return Finding(text=message.text.strip(), owner=_person(message.owner, "owner"), due=due)


def _person(name: str, field: str) -> str:
    return ids("people/*", name, field)[0]
