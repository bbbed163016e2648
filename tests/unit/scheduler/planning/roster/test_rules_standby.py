"""On call, handover and the clock: what of a shift counts as hours, and what stands between two shifts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.roster.problem import ImpossibleRoster, Post, Shift
from tests.unit.scheduler.planning.contract import contract as usual
from tests.unit.scheduler.planning.roster.alone import broken, solved

pytestmark = pytest.mark.usefixtures("kernels")

REST = "guards_rest_between_shifts"
WEEK = "guards_work_within_the_week_limit"
DAY = "guards_work_within_the_day_limit"
HANDOVER = (
    Shift(id="early", start=420, minutes=495),
    Shift(id="late", start=900, minutes=495),
)
"""07:00-15:15 and 15:00-23:15: a quarter of an hour in which one tells the other."""


def standby(counted: int | None = 180, on_call: bool = True) -> tuple[Shift, ...]:
    """D 07-15, E: from 19 to 07 at home, of which three hours count as worked."""
    return (
        Shift(id="day", start=420, minutes=480),
        Shift(id="standby", start=1140, minutes=720, on_call=on_call, counted=counted),
    )


def alone(a_problem: Callable[..., Any], a_person: Callable[..., Any], days: int, **given: Any) -> Any:
    shifts = given.pop("shifts")
    return a_problem(days, (a_person(days, shifts=shifts),), shifts=shifts, **given)


def test_who_was_on_call_may_work_in_the_morning_and_who_was_on_duty_may_not(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    for on_call in (True, False):
        problem = alone(a_problem, a_person, 2, shifts=standby(on_call=on_call))
        assert (REST in broken(problem, "ED")) is not on_call


def test_nobody_is_on_call_and_at_work_at_once(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    until_eight = (standby()[0], Shift(id="standby", start=1140, minutes=780, on_call=True, counted=180))
    problem = alone(a_problem, a_person, 3, shifts=until_eight)
    assert REST not in broken(problem, "E-D")
    assert broken(problem, "ED-")[REST] == 1


def test_of_a_shift_on_call_only_the_counted_hours_are_hours(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    limits = (usual(week_limit=5 * 480 + 180, days_in_row=7),)
    problem = alone(a_problem, a_person, 7, shifts=standby(), contracts=limits)
    assert WEEK not in broken(problem, "DDDDDE-")
    assert broken(problem, "DDDDDEE")[WEEK] == 3
    whole = alone(a_problem, a_person, 7, shifts=standby(counted=None), contracts=limits)
    assert broken(whole, "DDDDDE-")[WEEK] == 9


def test_the_longest_day_of_a_contract_is_one_of_hours_that_count(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    limits = (usual(day_limit=480),)
    assert DAY not in broken(alone(a_problem, a_person, 1, shifts=standby(), contracts=limits), "E")
    assert broken(alone(a_problem, a_person, 1, shifts=standby(counted=481), contracts=limits), "E")[DAY] == 1


def test_a_place_on_call_is_filled_like_any_other(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    shifts = standby()
    people = (
        a_person(1, id="ada", shifts=shifts, holds=("elevator",)),
        a_person(1, id="ben", shifts=shifts),
    )
    posts = (Post(id="on-call", heads=((0, 1),), needs=("elevator",)), Post(id="gate", heads=((1, 0),)))
    assert solved(a_problem(1, people, shifts=shifts, posts=posts)) == ("E", "D")


def test_shifts_that_overlap_for_the_handover_are_two_peoples_and_count_whole(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    people = tuple(a_person(7, id=id, shifts=HANDOVER) for id in ("ada", "ben"))
    posts = (Post(id="gate", heads=((1, 1),) * 7),)
    limits = (usual(week_limit=5 * 495),)
    problem = a_problem(7, people, shifts=HANDOVER, posts=posts, contracts=limits)
    found = broken(problem, "DDDDD--", "EEEEE--")
    assert not {REST, WEEK} & set(found)
    assert broken(problem, "DDDDD--", "EEEEEE-")[WEEK] == 9  # begun hours of 8 h 15


def test_an_early_shift_after_a_late_one_has_the_rest_that_is_left(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    """From 23:15 to 07:00 are 7 h 45."""
    for rest, kept in ((465, True), (466, False)):
        limits = (usual(rest_minutes=rest),)
        problem = alone(a_problem, a_person, 2, shifts=HANDOVER, contracts=limits)
        assert (REST not in broken(problem, "ED")) is kept


def test_no_shift_counts_more_than_a_day_and_what_a_clock_adds(a_problem: Callable[..., Any]) -> None:
    with pytest.raises(ImpossibleRoster, match="shift 'x' counts 1561 minutes"):
        Shift(id="x", start=0, minutes=480, counted=1561)


def clock(hours: int) -> tuple[Shift, ...]:
    """Nights of 8 hours; that of day 1, in which the clock changes, has `hours`."""
    night = Shift(id="night", start=1380, minutes=480, night=True)
    return (Shift(id="day", start=420, minutes=480), night, replace(night, day=1, counted=60 * hours))


@pytest.mark.parametrize(("hours", "over"), [(7, 0), (8, 0), (9, 1)])
def test_a_night_in_which_the_clock_changes_counts_the_hours_that_it_has(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], hours: int, over: int
) -> None:
    """E is the night as always, N that of the change."""
    for weeks in (1, 2):
        limits = (usual(week_limit=2 * 480, averaging_weeks=weeks),)
        problem = alone(a_problem, a_person, 3, shifts=clock(hours), contracts=limits)
        assert broken(problem, "EN-").get(WEEK, 0) == over


def test_the_night_of_the_change_is_a_night_and_no_other_shift(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    limits = (usual(nights_in_row=2, day_limit=480),)
    problem = alone(a_problem, a_person, 3, shifts=clock(9), contracts=limits)
    found = broken(problem, "ENE")
    assert found["guards_work_few_nights_in_a_row"] == 1
    assert not {DAY, "guards_keep_their_shift_in_a_run", REST} & set(found)
