"""Intervals and seasons."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assets.domain.interval import Interval, Unit
from services.assets.domain.season import Season
from services.runtime.errors import Invalid

A = date(2024, 1, 1)


@pytest.mark.parametrize(
    ("interval", "shortest"),
    [
        (Interval(15, Unit.DAY), 15),
        (Interval(2, Unit.WEEK), 14),
        (Interval(1, Unit.MONTH), 28),
        (Interval(3, Unit.MONTH), 89),
        (Interval(1, Unit.YEAR), 365),
        (Interval(1, Unit.MONTH, 1, 0), 28),
    ],
)
def test_the_shortest_length_is_that_of_the_shortest_months(interval, shortest):
    assert interval.shortest == shortest


@given(st.integers(1, 50), st.sampled_from(Unit), st.integers(0, 1500), st.integers(-100, 4000))
def test_the_first_step_is_the_first_that_reaches_the_day(count, unit, start, ahead):
    every, anchor = Interval(count, unit), A + timedelta(start)
    day = anchor + timedelta(ahead)
    step = every.first_step(anchor, day)
    assert every.after(anchor, step) >= day
    assert step == 0 or every.after(anchor, step - 1) < day


@pytest.mark.parametrize(("count", "unit"), [(100, Unit.YEAR), (36_525, Unit.DAY)])
def test_a_hundred_years_are_the_longest_interval(count, unit):
    Interval(count, unit)
    with pytest.raises(Invalid, match="hundred years"):
        Interval(count + 1, unit)


@pytest.mark.parametrize(("first", "last"), [(0, 4), (4, 13), (5, 0)])
def test_a_season_has_months_at_both_ends(first, last):
    with pytest.raises(Invalid, match="season"):
        Season(first, last)


def test_a_season_may_run_over_new_year():
    winter = Season(11, 2)
    inside = [month for month in range(1, 13) if date(2027, month, 15) in winter]
    assert inside == [1, 2, 11, 12]
    assert winter.begins(date(2027, 2, 28)) == date(2027, 2, 28)
    assert winter.begins(date(2027, 3, 1)) == date(2027, 11, 1)


def test_a_season_that_is_over_begins_again_next_year():
    assert Season(4, 9).begins(date(2027, 10, 1)) == date(2028, 4, 1)
    assert Season(4, 9).begins(date(2027, 3, 31)) == date(2027, 4, 1)
