"""Obligation <-> proto: a part of a staffing."""

from muster.scheduler.v1 import staffing_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb
from services.runtime.errors import Invalid, at
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.wire.days import days_from_pb, days_to_pb

KINDS = {
    ObligationKind.DRILL: pb.Obligation.KIND_DRILL,
    ObligationKind.TRAINING: pb.Obligation.KIND_TRAINING,
}
_KINDS_BACK = {number: kind for kind, number in KINDS.items()}

EVERY = {
    Every.MONTH: pb.Obligation.EVERY_MONTH,
    Every.QUARTER: pb.Obligation.EVERY_QUARTER,
    Every.HALF_YEAR: pb.Obligation.EVERY_HALF_YEAR,
    Every.YEAR: pb.Obligation.EVERY_YEAR,
}
_EVERY_BACK = {number: every for every, number in EVERY.items()}


def obligation_from_pb(message: pb.Obligation, path: str) -> Obligation:
    """A drill or a training, with the defaults of what is not given. Raises Invalid."""
    with at(path):
        if message.kind not in _KINDS_BACK:
            raise Invalid("kind", "is not said", hint="drill or training")
        return Obligation(
            id=message.id,
            kind=_KINDS_BACK[message.kind],
            every=_every_from_pb(message.every, "every"),
            display_name=message.display_name,
            each=tuple(message.each),
            floor_every=_every_from_pb(message.floor_every, "floor_every") if message.floor_every else None,
            floor_citation=message.floor_citation,
            minutes=message.minutes or 90,
            everyone=tuple(message.everyone),
            brigade_least=message.brigade_least,
            leader=message.leader,
            earliest=message.earliest_minute or 540,
            latest=message.latest_minute or 1260,
            night_least=message.night_least,
            sittings=message.sittings or 1,
            spacing_days=message.spacing_days if message.HasField("spacing_days") else 1,
            lead_days=message.lead_days,
            scenarios=tuple(message.scenarios),
            windows=tuple(days_from_pb(one, f"windows[{n}]") for n, one in enumerate(message.windows)),
            chosen=tuple(date_from_pb(one, f"chosen_dates[{n}]") for n, one in enumerate(message.chosen_dates)),
        )


def obligation_to_pb(obligation: Obligation) -> pb.Obligation:
    """A drill or a training as callers see it."""
    return pb.Obligation(
        id=obligation.id,
        kind=KINDS[obligation.kind],
        every=EVERY[obligation.every],
        display_name=obligation.display_name,
        each=obligation.each,
        floor_every=EVERY[obligation.floor_every] if obligation.floor_every else pb.Obligation.EVERY_UNSPECIFIED,
        floor_citation=obligation.floor_citation,
        minutes=obligation.minutes,
        everyone=obligation.everyone,
        brigade_least=obligation.brigade_least,
        leader=obligation.leader,
        earliest_minute=obligation.earliest,
        latest_minute=obligation.latest,
        night_least=obligation.night_least,
        sittings=obligation.sittings,
        spacing_days=obligation.spacing_days,
        lead_days=obligation.lead_days,
        scenarios=obligation.scenarios,
        windows=[days_to_pb(days) for days in obligation.windows],
        chosen_dates=[date_to_pb(day) for day in obligation.chosen],
    )


def _every_from_pb(number: pb.Obligation.Every, field: str) -> Every:
    if number not in _EVERY_BACK:
        raise Invalid(field, "is not said", hint="month, quarter, half-year or year")
    return _EVERY_BACK[number]
