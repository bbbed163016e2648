"""A staffing comes back from the wire as it went, and what is refused on the way says where it stands."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.type.date_pb2 import Date
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.scheduler.v1 import staffing_pb2
from services.runtime.errors import Invalid
from services.runtime.rows import Stored
from services.scheduler.domain.contract import Contract, ShiftCount, Succession
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.severity import Degree, Rank, Severity
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.wire.staffing import staffing_from_pb, staffing_to_pb

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
IDS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True)
NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=10)
DATES = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def few(strategy: st.SearchStrategy[Any], **given: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3, **given).map(tuple)


def some(ids: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return few(st.sampled_from(ids), unique=True) if ids else st.just(())


DAYS = st.tuples(DATES, DATES).map(lambda days: Days(min(days), max(days)))
NUMBERS = st.integers(1, 50)
RULES = st.from_regex(r"[a-z][a-z_]{0,9}", fullmatch=True)
SEVERITIES = st.builds(Severity, RULES, st.sampled_from((Degree.FOLLOWED, Degree.IGNORED))) | st.builds(
    Severity, RULES, st.just(Degree.PRICED), st.sampled_from(Rank), st.integers(1, 1000)
)


@st.composite
def staffings(draw: st.DrawFn) -> Staffing:
    """Any staffing that the constructor allows, with every field in play."""
    shifts = draw(few(IDS, unique=True))
    contracts = draw(few(IDS.filter(lambda id: id != "brigade"), unique=True))
    offers = few(st.builds(Offer, IDS, NUMBERS), unique_by=lambda offer: offer.trade)

    def shift(id: str) -> ShiftType:
        minutes = draw(st.integers(1, 1440))
        counted = draw(st.none() | st.integers(0, minutes))
        return ShiftType(id, draw(st.integers(0, 1439)), minutes, draw(st.booleans()), draw(st.booleans()), counted)

    def post(id: str) -> Post:
        weekdays = draw(few(st.integers(0, 6), unique=True))
        coverage = tuple(Coverage(one, draw(NUMBERS), weekdays) for one in draw(some(list(shifts))))
        needs = draw(few(IDS, unique=True))
        return Post(id, draw(NAMES | st.just("")), needs, coverage, bool(needs) and draw(st.booleans()))

    def contract(id: str) -> Contract:
        return Contract(
            id=id,
            week_minutes=draw(NUMBERS),
            week_limit=draw(NUMBERS),
            day_limit=draw(NUMBERS),
            overtime_month=draw(st.integers(0, 9)),
            averaging_weeks=draw(NUMBERS),
            rest_minutes=draw(st.integers(0, 9)),
            days_in_row=(in_row := draw(NUMBERS)),
            nights_in_row=draw(NUMBERS),
            days_off_after_nights=draw(st.integers(0, 7)),
            weekends_in_row=draw(NUMBERS),
            shifts=draw(some(list(shifts))),
            weekends=draw(st.integers(0, 53)),
            least_days_in_row=draw(st.integers(1, in_row)),
            days_off_in_row=draw(st.integers(0, 9)),
            free_weekdays=draw(few(st.integers(0, 6), unique=True)),
            shift_counts=tuple(
                ShiftCount(one, draw(st.integers(0, 5)), draw(st.none() | st.integers(5, 9)), draw(st.booleans()))
                for one in draw(some(list(shifts)))
            ),
            forbidden=tuple(Succession(one, shifts[0]) for one in draw(some(list(shifts)))),
            reliever_price=draw(st.integers(0, 1000)),
        )

    def obligation(id: str) -> Obligation:
        kind, every = draw(st.sampled_from(ObligationKind)), draw(st.sampled_from(Every))
        floors = [floor for floor in Every if floor.months >= every.months]
        return Obligation(
            id=id,
            kind=kind,
            every=every,
            display_name=draw(NAMES | st.just("")),
            each=draw(few(IDS, unique=True)),
            floor_every=draw(st.none() | st.sampled_from(floors)),
            floor_citation=draw(NAMES | st.just("")),
            minutes=draw(st.integers(15, 480)),
            everyone=draw(some([*contracts, "brigade"])),
            brigade_least=draw(st.integers(0, 50)),
            leader=draw(IDS | st.just("")),
            earliest=draw(st.integers(1, 700)),
            latest=draw(st.integers(1180, 1440)),
            night_least=draw(st.integers(0, 12)),
            sittings=1 if kind is ObligationKind.DRILL else draw(st.integers(1, 20)),
            spacing_days=draw(st.integers(0, 90)),
            lead_days=draw(st.integers(0, 90)),
            scenarios=draw(few(NAMES)),
            windows=(windows := draw(few(DAYS))),
            chosen=tuple(days.last for days in windows),
        )

    return Staffing(
        id=draw(IDS),
        holidays=draw(st.sampled_from(["", "CN", "DE-BY"])),
        blackout=draw(few(DAYS)),
        shifts=tuple(shift(id) for id in shifts),
        posts=tuple(post(id) for id in draw(few(IDS, unique=True))),
        contracts=tuple(contract(id) for id in contracts),
        obligations=tuple(obligation(id) for id in draw(few(IDS, unique=True))),
        contractors=tuple(
            Contractor(id, draw(NAMES), draw(offers), draw(few(DAYS))) for id in draw(few(IDS, unique=True))
        ),
        fire_watch_minutes=draw(st.integers(0, 527_040)),
        fire_watch_trades=draw(few(IDS, unique=True)),
        fire_watch_needs=draw(few(IDS, unique=True)),
        severities=tuple(draw(few(SEVERITIES, unique_by=lambda severity: severity.rule))),
        pack=draw(st.sampled_from(["", "cn"])),
        remote_control=draw(st.sampled_from(["", "CN-GD"])),
    )


def stored(value: Any) -> Stored[Any]:
    return Stored(value, 3, NOW, NOW, "people/wu")


@settings(max_examples=60, deadline=None)
@given(staffings())
def test_a_staffing_comes_back_as_it_went(staffing: Staffing) -> None:
    sent = staffing_to_pb(stored(staffing))
    assert staffing_from_pb(sent) == staffing
    assert staffing_to_pb(stored(staffing_from_pb(sent))) == sent


def test_what_is_not_given_has_its_default_and_what_is_0_by_intent_stays_0() -> None:
    def contract(**given: Any) -> Contract:
        message = staffing_pb2.Staffing(name="sites/s/staffing", contracts=[staffing_pb2.Contract(id="c", **given)])
        return staffing_from_pb(message).contracts[0]

    assert contract() == Contract("c")
    zero = contract(rest_minutes=0, days_off_after_nights=0, overtime_month_minutes=0, days_in_row=0)
    assert zero == Contract("c", rest_minutes=0, days_off_after_nights=0, overtime_month=0, days_in_row=6)


def test_an_obligation_has_its_defaults_and_no_floor() -> None:
    message = staffing_pb2.Obligation(
        id="o", kind=staffing_pb2.Obligation.KIND_DRILL, every=staffing_pb2.Obligation.EVERY_MONTH
    )
    (obligation,) = staffing_from_pb(staffing_pb2.Staffing(name="sites/s/staffing", obligations=[message])).obligations
    assert obligation == Obligation("o", ObligationKind.DRILL, Every.MONTH)


DAY = Date(year=2026, month=12, day=14)


def drill(**given: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"id": "o", "kind": staffing_pb2.Obligation.KIND_DRILL, "every": 1}
    return {"obligations": [staffing_pb2.Obligation(**(plain | given))]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "sites/s"}, "staffing.name"),
        ({"shifts": [staffing_pb2.ShiftType(id="day")]}, "staffing.shifts[0].minutes"),
        (
            {"posts": [staffing_pb2.Post(id="p", coverage=[staffing_pb2.Coverage(shift="d", heads=101)])]},
            "staffing.posts[0].coverage[0].heads",
        ),
        (
            {"posts": [staffing_pb2.Post(id="p", coverage=[staffing_pb2.Coverage(shift="d", heads=1)])]},
            "staffing.posts[0].coverage[0].shift",
        ),
        ({"contracts": [staffing_pb2.Contract(id="c", averaging_weeks=53)]}, "staffing.contracts[0].averaging_weeks"),
        ({"blackout": [staffing_pb2.DateRange(first_date=DAY)]}, "staffing.blackout[0].last_date"),
        (
            {"contractors": [staffing_pb2.Contractor(id="c", offers=[staffing_pb2.Offer(trade="lift", price=-1)])]},
            "staffing.contractors[0].offers[0].price",
        ),
        (drill(kind=0), "staffing.obligations[0].kind"),
        (drill(every=0), "staffing.obligations[0].every"),
        (drill(every=9), "staffing.obligations[0].every"),
        (drill(minutes=14), "staffing.obligations[0].minutes"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_staffing_is_refused_where_it_cannot_be(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        staffing_from_pb(staffing_pb2.Staffing(**({"name": "sites/s/staffing"} | given)))
    assert refusal.value.field == field
