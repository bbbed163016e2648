"""A roster read as stints."""

from dataclasses import replace

import pytest

from services.scheduler.planning.calendar import Stint, duties_of, on_duty
from services.scheduler.planning.roster.problem import (
    OFF,
    UNPOSTED,
    Person,
    Post,
    Roster,
    RosterProblem,
    Shift,
)
from tests.unit.scheduler.planning.contract import contract

SHIFTS = (Shift(id="day", start=420, minutes=480), Shift(id="night", start=1380, minutes=480, night=True))


def problem(*ids: str, days: int = 2) -> RosterProblem:
    return RosterProblem(
        days=days,
        first_weekday=0,
        shifts=SHIFTS,
        contracts=(contract(id="guard"),),
        people=tuple(
            Person(id=one, contract="guard", allowed=((True,) * 2,) * days, qualifications=(frozenset(),) * days)
            for one in ids
        ),
        posts=(Post(id="gate", heads=((1, 1),) * days), Post(id="patrol", heads=((1, 1),) * days)),
    )


def test_a_roster_is_read_as_stints_with_their_posts() -> None:
    roster = Roster(((1, 2), (OFF, 1)), ((0, 1), (UNPOSTED, UNPOSTED)))
    assert duties_of(problem("ada", "ben"), roster) == {
        "ada": (Stint(420, 900, "gate"), Stint(1380, 1860, "patrol")),
        "ben": (None, Stint(420, 900)),
    }


def test_who_is_on_call_is_at_home_and_on_no_duty() -> None:
    standby = Shift(id="night", start=1380, minutes=480, on_call=True)
    roster = Roster(((1, 2), (OFF, 2)), ((0, 1), (UNPOSTED, UNPOSTED)))
    asked = replace(problem("ada", "ben"), shifts=(SHIFTS[0], standby))
    assert duties_of(asked, roster) == {"ada": (Stint(420, 900, "gate"), None), "ben": (None, None)}


def test_a_roster_of_other_people_is_none() -> None:
    with pytest.raises(ValueError, match="zip"):
        duties_of(problem("ada", "ben"), Roster(((1, 2),), ((0, 0),)))


def test_a_stint_knows_its_length_across_midnight() -> None:
    assert Stint(1380, 1860).minutes == 480


def test_on_a_day_are_those_whose_stint_begins_on_it() -> None:
    duties = {"ada": (Stint(1380, 1860), None), "ben": (None, Stint(420, 900)), "short": (None,)}
    assert list(on_duty(duties, 0)) == [("ada", Stint(1380, 1860))]
    assert list(on_duty(duties, 1)) == [("ben", Stint(420, 900))]
    assert list(on_duty(duties, 2)) == []
