"""The monthly seminar: sittings enough for everybody, rest before it after a night, and hours that count."""

from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.problem import Drills, DrillsProblem, Duty, Gathering, Participant, Spare
from services.scheduler.planning.drills.search import solve
from services.scheduler.planning.drills.verify import verify
from services.scheduler.planning.search import Effort

Shift = tuple[int, int, bool] | None
EFFORT = Effort(seconds=2, steps=20)
DAY, NIGHT = (480, 960, True), (1380, 1860, True)


def guard(id: str, *duty: Shift, **given: Any) -> Participant:
    plain: dict[str, Any] = {"id": id, "brigade": False, "holds": frozenset(), "rest_minutes": 660, "duty": duty}
    return Participant(**(plain | given))


def seminar(people: tuple[Participant, ...], sittings: int, earliest: int = 540, latest: int = 630) -> DrillsProblem:
    """A seminar of 90 minutes, in so many sittings, one of which everybody attends."""
    days = len(people[0].duty)
    everyone = frozenset(one.id for one in people)
    held = tuple(
        Gathering(
            key=f"drill/seminar/2027-01/{number}",
            obligation="seminar",
            place=str(number),
            days=tuple(range(days)),
            earliest=earliest,
            latest=latest,
            minutes=90,
            everyone=everyone,
        )
        for number in range(1, sittings + 1)
    )
    duties = tuple(Duty(one.id, tuple(each.key for each in held)) for one in people)
    return DrillsProblem(days=days, first_weekday=0, participants=people, gatherings=held, duties=duties)


def broken(asked: DrillsProblem, found: Drills, rule: str) -> int:
    return sum(one.amount for one in verify(asked, found) if one.rule == rule)


# One of the two is at her post on each of the days.
TURNS = guard("ada", DAY, None), guard("ben", None, DAY)


@pytest.mark.parametrize(("sittings", "missed"), [(2, 0), (1, 1)])
def test_two_who_stand_at_posts_in_turn_need_two_sittings(sittings: int, missed: int) -> None:
    asked = seminar(TURNS, sittings)
    found = solve(asked, EFFORT).answer
    assert broken(asked, found, rules.EVERYBODY.id) == missed
    assert broken(asked, found, rules.POSTS.id) == 0
    assert len({person for one in found.held for person in one.attend}) == 2 - missed


@pytest.mark.parametrize(("start", "comes"), [(1860 - 1440 + 660, True), (1860 - 1440 + 659, False)])
def test_after_a_night_she_has_her_eleven_hours_before_the_seminar(start: int, comes: bool) -> None:
    """Her night ends at seven; what begins within two hours of it would be part of the same work, this does not."""
    asked = seminar((guard("ada", NIGHT, None, None),), 1, start, start + 90)
    asked = replace(asked, gatherings=(replace(asked.gatherings[0], days=(1,)),))
    found = solve(asked, EFFORT).answer
    assert [each.attend for each in found.held] == ([("ada",)] if comes else [])
    assert broken(asked, found, rules.EVERYBODY.id) == (0 if comes else 1)


@pytest.mark.parametrize(("left", "comes"), [(90, True), (89, False)])
def test_a_seminar_on_a_day_off_takes_its_minutes_of_the_hours_that_are_left(left: int, comes: bool) -> None:
    found = solve(seminar((guard("ada", None, spare=(Spare(0, 0, left),)),), 1), EFFORT).answer
    assert [one.attend for one in found.held] == ([("ada",)] if comes else [])


def test_two_seminars_share_the_hours_of_their_month() -> None:
    """Each alone would fit into them."""
    enough = guard("ada", None, None, spare=(Spare(0, 1, 180),))
    short = guard("ada", None, None, spare=(Spare(0, 1, 179),))
    for person, held in ((enough, 2), (short, 1)):
        one, two = seminar((person,), 2).gatherings
        asked = DrillsProblem(
            days=2,
            first_weekday=0,
            participants=(person,),
            gatherings=(one, two),
            duties=(Duty("ada", (one.key,)), Duty("ada", (two.key,))),
        )
        assert len(solve(asked, EFFORT).answer.held) == held
