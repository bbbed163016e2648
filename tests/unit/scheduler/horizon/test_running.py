"""A running day: what has begun stays, what is gone is gone, what stands keeps its room."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.scheduler.domain.assignment import Assignment
from services.scheduler.horizon.running import Running
from services.scheduler.planning.programme.problem import ProgrammeProblem, Visit
from tests.unit.scheduler.horizon.small import DAY, MONDAY, period

ELEVEN = datetime(2027, 1, 12, 3, tzinfo=UTC)
"""Eleven in the morning of Tuesday, at the site."""
TUESDAY = Running(period(), ELEVEN)


def job(key: str, start: datetime, minutes: int = 60) -> Assignment:
    day = start.astimezone(period().zone).date()
    end = start + timedelta(minutes=minutes)
    return Assignment(id=key, display_name=key, day=day, latest=day, start=start, end=end, people=("wu",))


def test_the_minutes_that_are_gone_count_from_the_first_midnight() -> None:
    assert (TUESDAY.day, TUESDAY.minute) == (1, 1440 + 660)
    assert (Running(period(), None).day, Running(period(), None).minute) == (None, 0)
    assert Running(period(), ELEVEN - 3 * DAY).day is None, "a period that is still to come has no running day"


@pytest.mark.parametrize(("later", "kept"), [(-1, True), (0, True), (1, False)])
def test_a_job_that_has_begun_stays_and_one_that_begins_in_a_minute_may_move(later: int, kept: bool) -> None:
    one = job("job/p/1", ELEVEN + timedelta(minutes=later))
    assert bool(TUESDAY.kept([one], {"job/p/1": False})) is kept


def test_a_job_of_yesterday_without_word_of_it_is_planned_again_and_one_that_is_done_stays() -> None:
    one = job("job/p/1", ELEVEN - DAY)
    assert TUESDAY.kept([one], {"job/p/1": False}) == ()
    assert TUESDAY.kept([one], {}) == (one,)


def test_a_job_over_midnight_is_still_under_way() -> None:
    one = job("job/p/1", ELEVEN - timedelta(hours=12), minutes=800)
    assert one.day == MONDAY
    assert TUESDAY.kept([one], {"job/p/1": False}) == (one,)


def test_a_job_that_waits_now_does_not_stay() -> None:
    one = job("job/p/1", ELEVEN - timedelta(minutes=5))
    assert TUESDAY.kept([one], {"job/p/1": True}) == ()


def test_nobody_can_work_in_the_hours_that_are_gone_and_what_overlaps_is_one_span() -> None:
    busy = TUESDAY.busy(["wu", "li"], {"li": [(2000, 2200), (2500, 2600)]})
    assert busy == {"wu": [(-1440, 2100)], "li": [(-1440, 2200), (2500, 2600)]}
    assert Running(period(), None).busy(["wu"], {}) == {}


def visits(*minutes: int) -> tuple[Visit, ...]:
    return tuple(
        Visit(key=f"v{n}", asset=f"a{n}", earliest=0, ideal=1, due=3, latest=3, minutes=one, crew=1, trade="plumbing")
        for n, one in enumerate(minutes)
    )


@pytest.mark.parametrize(("clock", "offered"), [(5, 480), (8, 480), (11, 320), (17, 0), (23, 0)])
def test_a_trade_offers_today_what_is_left_of_the_day(clock: int, offered: int) -> None:
    asked = ProgrammeProblem(days=3, visits=visits(60), capacity={"plumbing": (480, 480, 480)})
    now = ELEVEN + timedelta(hours=clock - 11)
    assert Running(period(), now).programme(asked, {}).capacity == {"plumbing": (480, offered, 480)}


def test_what_stands_today_keeps_its_room_however_late_it_is() -> None:
    asked = ProgrammeProblem(
        days=3,
        visits=visits(60, 90),
        capacity={"plumbing": (480,) * 3},
        crews={"plumbing": (2,) * 3},
        usable={"plumbing": 100},
    )
    evening = replace(TUESDAY, now=ELEVEN + timedelta(hours=9))
    left = evening.programme(asked, {"v0": 1, "v1": 1})
    assert left.capacity["plumbing"][1] == 150
    assert left.crews["plumbing"][1] == 2
