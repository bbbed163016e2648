"""Why somebody has a shift, in lines: what holds it, what it costs, who else could take it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from muster.scheduler.v1 import explanation_pb2 as pb
from muster.scheduler.v1 import explanation_pb2_grpc as rpc
from muster.scheduler.v1 import schedule_pb2
from services.cli import fetch
from services.cli.connection import Addresses, channel
from services.cli.days import day_of, local, short
from services.cli.words import IN_HOURS, post, sentence, thing
from services.runtime.dates import date_to_pb

SECONDS = 30.0
"""Deadline of the call: a quarter of fifty people is written down and judged in about two."""
WHOLE_PERIOD = IN_HOURS | {"guards_share_nights", "guards_share_weekends"}
"""Rules about sums over many days: which days these are says nothing."""
TIERS = ("legal", "safety", "contract", "preference")


def asked(where: Addresses, scope: fetch.Scope, person: str, day: date | None) -> list[str]:
    """The explanation of the shift of `person` (id, or "people/ID") on `day`, as lines."""
    name = person if person.startswith("people/") else f"people/{person}"
    request = pb.ExplainShiftRequest(parent=scope.name, person=name, date=date_to_pb(day))
    with channel(where.scheduler) as connection:
        found = rpc.ExplanationServiceStub(connection).ExplainShift(request, timeout=SECONDS)
    names = {one.name: one.display_name for one in fetch.people(where, scope.site)}
    names |= {one.id: one.display_name or one.id for one in fetch.staffing(where, scope.site).posts}
    return list(lines(name, found, names, fetch.zone(where, scope.site)))


def lines(person: str, found: pb.ShiftExplanation, names: Mapping[str, str], zone: ZoneInfo) -> Iterator[str]:
    """A shift in a few lines; `names` are display names by resource name or id."""
    shift = found.shift
    span = f"{local(shift.start_time, zone):%H:%M}-{local(shift.end_time, zone):%H:%M}"
    yield f"{thing(person, names)}, {short(day_of(shift.date))} {span}: {shift.display_name}"
    yield from _several("without it", found.holds, names, "nothing would be broken without it")
    yield from _moves(found.moves, names)
    yield from _several("as it is it costs", found.costs, names, "as it is it costs nothing")
    if not found.alternatives:
        yield "  nobody else may take it"
    for other in found.alternatives:
        gives = f", and gives the {other.shift} shift in return" if other.shift else ", who is off that day"
        more = [f"{_signed(getattr(other.cost, tier))} {tier}" for tier in TIERS if getattr(other.cost, tier)]
        yield f"  {thing(other.person, names)} could take it{gives}: {', '.join(more) or 'at the same cost'}"
        yield from (f"    {line}" for line in _changes(other.changes, names))
        yield from _moves(other.moves, names)


def _several(what: str, changes: Iterable[pb.RuleChange], names: Mapping[str, str], nothing: str) -> Iterator[str]:
    said = list(_changes(changes, names))
    yield f"  {what}:" if said else f"  {nothing}"
    yield from (f"    {line}" for line in said)


def _moves(moves: Iterable[pb.PostMove], names: Mapping[str, str]) -> Iterator[str]:
    said = [f"{thing(one.person, names)} to {post(one.post, names) or 'no post'}" for one in moves]
    if said:
        yield f"         posts: {', '.join(said)}"


def _changes(changes: Iterable[pb.RuleChange], names: Mapping[str, str]) -> Iterator[str]:
    for one in changes:
        shortfall = schedule_pb2.Shortfall(
            rule=one.rule,
            tier=one.tier,
            amount=abs(one.amount),
            items=one.items,
            people=one.people,
            dates=() if one.rule in WHOLE_PERIOD else one.dates,
        )
        spared = "spares: " if one.cost < 0 else ""
        yield f"{_signed(one.cost):>4} {one.tier:10}  {spared}{sentence(shortfall, names)}"


def _signed(number: int) -> str:
    return f"{number:+,}"
