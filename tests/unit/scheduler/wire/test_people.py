"""A person comes back from the wire as she went, and what is refused on the way says where it stands."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.type.date_pb2 import Date
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.scheduler.v1 import person_pb2
from services.runtime.errors import Invalid
from services.runtime.rows import Stored
from services.scheduler.domain.person import (
    Absence,
    Brigade,
    Pairing,
    Person,
    Qualification,
    Rota,
    Shadowing,
    Wish,
    WorkingHours,
)
from services.scheduler.wire.people import person_from_pb, person_to_pb

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
IDS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True)
NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=10)
DATES = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def few(strategy: st.SearchStrategy[Any], **given: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3, **given).map(tuple)


def absence(one: date, other: date, reason: str) -> Absence:
    return Absence(min(one, other), max(one, other), reason)


HOURS = st.builds(
    WorkingHours,
    st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
    st.integers(0, 1439),
    st.integers(1, 1440),
)
PEOPLE = st.builds(
    lambda hours, contract, **given: Person(working_hours=hours if not contract else None, contract=contract, **given),
    HOURS | st.none(),
    IDS | st.just(""),
    id=IDS.map(lambda id: f"p{id}"),
    display_name=NAMES,
    qualifications=few(st.builds(Qualification, IDS, DATES | st.none()), unique_by=lambda held: held.id),
    absences=few(st.builds(absence, DATES, DATES, NAMES | st.just(""))),
    wishes=few(
        st.builds(Wish, DATES, IDS | st.just(""), st.integers(1, 10), st.booleans()),
        unique_by=lambda wish: (wish.day, wish.shift),
    ),
    brigade=st.sampled_from(Brigade),
    partner=IDS.map(lambda id: f"q{id}") | st.just(""),
    sites=few(IDS, unique=True),
    rota=st.none() | st.builds(Rota, DATES, few(IDS | st.just("") | st.just("*"), min_size=1), st.integers(1, 10)),
    pairings=few(
        st.builds(Pairing, IDS.map(lambda id: f"q{id}"), st.booleans(), st.integers(1, 10)),
        unique_by=lambda pairing: pairing.person,
    ),
    shadowing=st.none()
    | st.builds(
        lambda one, other, mentors: Shadowing(min(one, other), max(one, other), mentors),
        *(DATES, DATES, few(IDS.map(lambda id: f"q{id}"), min_size=1, unique=True)),
    ),
)


def stored(value: Any) -> Stored[Any]:
    return Stored(value, 3, NOW, NOW, "people/wu")


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_a_person_comes_back_as_she_went(person: Person) -> None:
    sent = person_to_pb(stored(person))
    assert person_from_pb(sent) == person
    assert person_to_pb(stored(person_from_pb(sent))) == sent


def test_a_wish_without_a_weight_weighs_1() -> None:
    message = person_pb2.Person(
        name="people/wu", display_name="Wu", wishes=[person_pb2.Wish(date=Date(year=2026, month=12, day=14))]
    )
    assert person_from_pb(message).wishes == (Wish(date(2026, 12, 14)),)


DAY = Date(year=2026, month=12, day=14)
EARLIER = Date(year=2026, month=12, day=13)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "sites/wu"}, "people[4].name"),
        ({"display_name": ""}, "people[4].display_name"),
        ({"qualifications": [person_pb2.Qualification(id="No")]}, "people[4].qualifications[0].id"),
        (
            {"qualifications": [person_pb2.Qualification(id="a", expire_date=Date(year=1))]},
            "people[4].qualifications[0].expire_date",
        ),
        (
            {"working_hours": person_pb2.WorkingHours(weekdays=[0], start_minute=1440, minutes=1)},
            "people[4].working_hours.start_minute",
        ),
        ({"absences": [person_pb2.Absence(first_date=DAY, last_date=EARLIER)]}, "people[4].absences[0].last_date"),
        ({"wishes": [person_pb2.Wish(date=DAY, weight=11)]}, "people[4].wishes[0].weight"),
        ({"brigade": 7}, "people[4].brigade"),
        ({"partner": "li"}, "people[4].partner"),
        ({"sites": ["harbour"]}, "people[4].sites[0]"),
        ({"rota": person_pb2.Rota(anchor_date=DAY)}, "people[4].rota.cycle"),
        ({"rota": person_pb2.Rota(cycle=["*"])}, "people[4].rota.anchor_date"),
        ({"pairings": [person_pb2.Pairing(person="wu")]}, "people[4].pairings[0].person"),
        ({"pairings": [person_pb2.Pairing(person="people/li", weight=11)]}, "people[4].pairings[0].weight"),
        (
            {"shadowing": person_pb2.Shadowing(first_date=DAY, last_date=DAY, mentors=["li"])},
            "people[4].shadowing.mentors[0]",
        ),
        ({"shadowing": person_pb2.Shadowing(first_date=DAY, last_date=DAY)}, "people[4].shadowing.mentors"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_person_is_refused_where_she_cannot_be(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        person_from_pb(person_pb2.Person(**({"name": "people/wu", "display_name": "Wu"} | given)), "people[4]")
    assert refusal.value.field == field
