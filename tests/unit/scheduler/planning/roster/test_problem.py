"""A problem that cannot be is refused with the name of the thing."""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.domain.schedule import LONGEST_PERIOD_DAYS
from services.scheduler.domain.staffing import MOST_SHIFTS
from services.scheduler.planning.roster import problem
from services.scheduler.planning.roster.problem import ImpossibleRoster, Pin, Post, Shift, Wish
from tests.unit.scheduler.planning.contract import contract


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"days": 0}, "0 days"),
        ({"first_weekday": 7}, "first_weekday"),
        ({"shifts": ()}, "0 shift types"),
        ({"contracts": (contract(id="other"),)}, "unknown contract 'guard'"),
        ({"posts": (Post(id="gate", heads=((1,),)),)}, "post 'gate': heads"),
        ({"posts": (Post(id="gate", heads=((-1, 0, 0, 0),) * 14),)}, "negative heads"),
        ({"months": (3,)}, "months"),
        ({"pinned": (Pin(0, 14, 1),)}, "outside the roster"),
        ({"pinned": (Pin(0, 1, 1), Pin(0, 1, 0))}, "pinned twice on day 1"),
    ],
)
def test_what_cannot_be_is_named(a_problem: Callable[..., Any], given: dict[str, Any], names: str) -> None:
    with pytest.raises(ImpossibleRoster, match=names):
        a_problem(**given)


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"allowed": ((True,) * 4,) * 13}, "'ada': allowed must be 14 days x 4 shifts"),
        ({"qualifications": ()}, "qualifications must cover 14 days"),
        ({"history": (1,) * 401}, "over 400 days"),
        ({"history": (5,)}, "a shift that does not exist"),
        ({"wishes": (Wish(14, 0),)}, "outside the period"),
    ],
)
def test_a_person_who_cannot_be_is_named(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], given: dict[str, Any], names: str
) -> None:
    with pytest.raises(ImpossibleRoster, match=names):
        a_problem(people=(a_person(14, **given),))


def test_nobody_is_pinned_to_a_shift_they_cannot_work(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    away = ((False,) * 4,) * 14
    with pytest.raises(ImpossibleRoster, match="'ada' is pinned on day 3"):
        a_problem(people=(a_person(14, allowed=away),), pinned=(Pin(0, 3, 1),))


def test_twins_are_refused(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    with pytest.raises(ImpossibleRoster, match="person 'ada' appears twice"):
        a_problem(people=(a_person(14), a_person(14)))


def test_a_shift_lasts_at_most_a_day() -> None:
    assert Shift(id="day", start=0, minutes=1440).minutes == 1440
    with pytest.raises(ImpossibleRoster, match="1441"):
        Shift(id="day", start=0, minutes=1441)


def test_the_norm_leaves_out_weekends_holidays_and_absences(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    ada = a_person(14, away=frozenset({2, 5}))
    problem = a_problem(people=(ada,), holidays=frozenset({3}))
    assert problem.norm(ada, range(7)) == 3 * 480


def test_the_longest_period_of_a_schedule_and_its_most_shifts_make_a_roster(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    assert a_problem(LONGEST_PERIOD_DAYS + 1).days == 401
    with pytest.raises(ImpossibleRoster, match="402 days"):
        a_problem(402)
    shifts = tuple(Shift(id=f"s{n}", start=n, minutes=60) for n in range(problem.MOST_SHIFTS + 1))
    several = shifts[: problem.MOST_SHIFTS]
    assert len(several) >= MOST_SHIFTS
    assert a_problem(7, (a_person(7, several),), shifts=several).shifts == several
    with pytest.raises(ImpossibleRoster, match="61 shift types"):
        a_problem(7, (a_person(7, shifts),), shifts=shifts)
