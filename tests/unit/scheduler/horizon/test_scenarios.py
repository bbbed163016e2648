"""Each gathering of a place plays the next scenario after the last one that was played there."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.horizon.scenarios import Turns
from tests.unit.scheduler.horizon.small import held

NAMES = ("fire evacuation", "flood", "typhoon", "elevator entrapment", "water contamination")
FIRE = Obligation("fire", ObligationKind.DRILL, Every.QUARTER, each=("a", "b"), scenarios=NAMES)
TALK = Obligation("talk", ObligationKind.TRAINING, Every.MONTH, sittings=2, scenarios=("hoses", "exits", "radio"))


def played(key: str, day: date, scenario: str) -> Assignment:
    return replace(held(key, day, 10, "ada"), scenario=scenario)


def next_at(place: str, *past: Assignment, **given: Any) -> str:
    key = f"drill/fire/2027-q2/{place}"
    return Turns(past=past, **given).of(FIRE, [(key, date(2027, 5, 1))])[key]


FLOOD = played("drill/fire/2027-q1/a", date(2027, 2, 1), "flood")


def test_a_place_goes_on_from_its_own_last_one() -> None:
    assert next_at("a", FLOOD) == "typhoon"
    other = played("drill/fire/2027-q1/b", date(2027, 3, 1), "elevator entrapment")
    assert next_at("a", FLOOD, other) == "typhoon"
    assert next_at("b", FLOOD, other) == "water contamination"
    assert next_at("a", played("drill/fire/2027-q1/a", date(2027, 2, 1), "water contamination")) == "fire evacuation"


def test_the_last_one_is_the_last_before_the_day_and_not_one_that_comes_later() -> None:
    later = played("drill/fire/2027-q3/a", date(2027, 5, 2), "fire evacuation")
    assert next_at("a", FLOOD, later) == "typhoon"
    assert next_at("a", FLOOD, replace(later, day=date(2027, 4, 30))) == "flood"


def test_a_report_says_what_was_really_played() -> None:
    assert FLOOD.start is not None
    report = DrillReport(
        id=FLOOD.id, obligation="fire", place="a", held=FLOOD.start, scenario="typhoon", attended=("ada",)
    )
    assert next_at("a", FLOOD, reports={FLOOD.id: report}) == "elevator entrapment"


def test_what_is_announced_is_not_changed() -> None:
    assert next_at("a", FLOOD, announced={"drill/fire/2027-q2/a": "flood"}) == "flood"


def test_the_gatherings_of_one_schedule_follow_each_other_too() -> None:
    keys = [("drill/fire/2027-q3/a", date(2027, 8, 1)), ("drill/fire/2027-q2/a", date(2027, 5, 1))]
    assert Turns(past=(FLOOD,)).of(FIRE, keys) == {keys[1][0]: "typhoon", keys[0][0]: "elevator entrapment"}


def test_a_scenario_that_is_played_no_more_leaves_the_turn_to_the_calendar() -> None:
    gone = played("drill/fire/2027-q1/a", date(2027, 2, 1), "earthquake")
    assert next_at("a", gone) == next_at("a")
    assert next_at("a") != next_at("b")


def test_all_sittings_of_a_month_have_the_same_subject_and_the_next_month_the_next() -> None:
    past = replace(held("drill/talk/2027-01/1", date(2027, 1, 9), 10, "ada"), scenario="exits")
    keys = [f"drill/talk/2027-0{month}/{sitting}" for month in (2, 3) for sitting in (1, 2)]
    days = [date(2027, 2, 3), date(2027, 2, 9), date(2027, 3, 3), date(2027, 3, 9)]
    found = Turns(past=(past,)).of(TALK, list(zip(keys, days, strict=True)))
    assert [found[key] for key in keys] == ["radio", "radio", "hoses", "hoses"]


def test_an_obligation_without_scenarios_has_none() -> None:
    assert Turns().of(replace(FIRE, scenarios=()), [("drill/fire/2027-q2/a", date(2027, 5, 1))]) == {}
