"""What a site's dispatch goes by, and who stands in for its people: the nearest allowed and the nearest refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from muster.scheduler.v1 import dispatching_pb2 as pb
from services.runtime.errors import Invalid
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.dispatching import (
    Dispatching,
    Priority,
    Requirement,
    ResponseTimes,
    Tool,
    Way,
)
from services.scheduler.domain.person import Qualification
from services.scheduler.wire.dispatching import dispatching_from_pb, dispatching_to_pb

MONDAY = date(2027, 1, 11)
WHOLE = Dispatching(
    response=ResponseTimes(60, 240, 4320),
    tools=(Tool("boom-lift", 2),),
    ways=(Way("b1", "b2", 8),),
    between_minutes=0,
    requirements=(Requirement("elevator", 2, 1, ("boom-lift",), ("ropes",)),),
    day_teams=True,
)


def test_what_goes_over_the_wire_comes_back() -> None:
    assert dispatching_from_pb(dispatching_to_pb(WHOLE), "dispatching") == WHOLE


def test_an_unset_message_is_the_defaults_and_a_way_of_no_minutes_is_none_of_them() -> None:
    assert dispatching_from_pb(pb.Dispatching(), "dispatching") == Dispatching()
    assert dispatching_from_pb(pb.Dispatching(between_minutes=0), "dispatching").between_minutes == 0


@pytest.mark.parametrize(
    ("message", "path"),
    [
        (pb.Dispatching(response=pb.ResponseTimes(emergency_minutes=43_201)), "response.emergency_minutes"),
        (pb.Dispatching(tools=[pb.Tool(id="x")]), r"tools\[0\].count"),
        (pb.Dispatching(ways=[pb.Way(first_place="a", second_place="a")]), r"ways\[0\].second_place"),
        (
            pb.Dispatching(requirements=[pb.WorkRequirement(work="lift", tools=["boom"])]),
            r"requirements\[0\].tools\[0\]",
        ),
        (pb.Dispatching(requirements=[pb.WorkRequirement(work="lift", level=10)]), r"requirements\[0\].level"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(message: pb.Dispatching, path: str) -> None:
    with pytest.raises(Invalid, match=rf"dispatching\.{path}"):
        dispatching_from_pb(message, "dispatching")


@pytest.mark.parametrize(("urgent", "allowed"), [(60, True), (59, False)])
def test_the_more_urgent_the_sooner(urgent: int, allowed: bool) -> None:
    if allowed:
        assert ResponseTimes(60, urgent).of(Priority.URGENT) == urgent
    else:
        with pytest.raises(Invalid, match="urgent_minutes"):
            ResponseTimes(60, urgent)


def test_a_pair_of_places_and_a_work_are_described_once() -> None:
    for twice in (
        {"ways": (Way("a", "b", 1), Way("b", "a", 2))},
        {"requirements": (Requirement("lift"), Requirement("lift", 2))},
        {"tools": (Tool("x"), Tool("x"))},
    ):
        with pytest.raises(Invalid):
            Dispatching(**twice)


def test_work_asks_for_what_its_trade_and_its_plan_ask_for() -> None:
    trade, plan = Requirement("elevator", 2), Requirement("l1-year", tools=("hoist",))
    site = Dispatching(tools=(Tool("hoist"),), requirements=(trade, plan, Requirement("pump")))
    assert list(site.asked("elevator", "l1-year")) == [trade, plan]
    assert list(site.asked("elevator", "l2-year")) == [trade]


def contractor(**given: Any) -> Contractor:
    return Contractor("fix", offers=(Offer("lift", 900),), **given)


@pytest.mark.parametrize(
    ("given", "price"),
    [
        ({}, None),
        ({"month_budget": 900}, 900),
        ({"month_budget": 899}, None),
        ({"month_budget": 2000, "price_ceiling": 900}, 900),
        ({"month_budget": 2000, "price_ceiling": 899}, None),
        ({"month_budget": 2000, "closed": (Days(MONDAY, MONDAY),)}, None),
    ],
)
def test_a_contractor_stands_in_within_its_budget_its_ceiling_and_its_days(
    given: dict[str, Any], price: int | None
) -> None:
    assert contractor(**given).stands_in("lift", MONDAY) == price
    assert contractor(**given).price("lift") == 900, "what nobody else can do is the contractor's anyway"


def test_a_contractor_stands_in_for_what_it_does() -> None:
    assert contractor(month_budget=2000).stands_in("pump", MONDAY) is None


@pytest.mark.parametrize(("level", "allowed"), [(0, False), (1, True), (9, True), (10, False)])
def test_a_certificate_has_a_level(level: int, allowed: bool) -> None:
    if allowed:
        assert Qualification("lift", None, level).level == level
    else:
        with pytest.raises(Invalid, match="level"):
            Qualification("lift", None, level)


def test_work_may_wait_for_other_work_but_not_in_a_circle() -> None:
    first, second = Requirement("drain", after=("clean",)), Requirement("clean")
    Dispatching(requirements=(first, second))
    with pytest.raises(Invalid, match="drain waits for clean waits for drain") as refused:
        Dispatching(requirements=(first, replace(second, after=("drain",))))
    assert refused.value.field == "requirements[0].after"


@pytest.mark.parametrize(("day", "works"), [(date(2027, 1, 9), True), (date(2027, 1, 10), False), (MONDAY, True)])
def test_a_contractor_comes_on_all_days_but_sundays(day: date, works: bool) -> None:
    assert contractor().works(day) is works
