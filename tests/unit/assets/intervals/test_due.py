"""Chains keep their gaps, calendars their days; what went wrong in the peers stands in test_peers.py."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.season import Season
from services.assets.intervals.due import occurrences

A = date(2027, 1, 4)


def plan(count=15, unit=Unit.DAY, nth=None, weekday=None, **more):
    every = Interval(count, unit, nth, weekday)
    given = {"id": "p", "asset": "lift", "display_name": "Visit", "interval": every, "anchor": A}
    return MaintenancePlan(**(given | more))  # type: ignore[arg-type]


def fixed(count, unit, **more):
    return plan(count, unit, floating=False, **more)


def dues(some, first, last):
    return [one.due for one in occurrences([some], first, last)]


def test_a_paused_plan_asks_for_nothing():
    assert occurrences([plan(active=False)], A, A + timedelta(90)) == ()


def test_an_overdue_visit_is_yielded_once_with_its_real_due_day():
    first = A + timedelta(60)
    assert dues(plan(), first, first + timedelta(15))[:2] == [A + timedelta(15), first + timedelta(15)]


@given(st.integers(1, 40), st.sampled_from(Unit), st.integers(0, 4), st.integers(0, 800), st.randoms())
def test_any_placement_within_windows_and_gaps_is_possible_and_legal(count, unit, early, start, chance):
    some = plan(count, unit, early_days=min(early, count - 1), law=True, anchor=A + timedelta(start))
    last = some.anchor + timedelta(700)
    held = some.anchor
    for one in occurrences([some], some.anchor, last):
        slot = one.slot
        low = max(slot.earliest, held + timedelta(slot.gap_min or 0))
        high = min(slot.due, held + timedelta(slot.gap_max or 0))
        assert low <= high
        day = low + timedelta(chance.randint(0, (high - low).days))
        assert day <= some.interval.after(held)
        held = day
    assert some.interval.after(held) > last


def test_a_month_end_does_not_drift_and_february_has_its_last_day():
    found = dues(fixed(1, Unit.MONTH, anchor=date(2027, 12, 31)), date(2028, 1, 1), date(2028, 4, 30))
    assert found[1:] == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_a_leap_day_is_the_28th_in_other_years():
    yearly = fixed(1, Unit.YEAR, anchor=date(2028, 2, 29))
    assert dues(yearly, date(2028, 1, 1), date(2029, 12, 31)) == [date(2028, 2, 29), date(2029, 2, 28)]
    assert dues(yearly, date(2032, 2, 29), date(2032, 2, 29))[-1] == date(2032, 2, 29)


def test_a_month_by_law_is_counted_from_the_shortest_of_its_days():
    some = plan(1, Unit.MONTH, law=True, early_days=5, anchor=date(2027, 1, 29))
    assert dues(some, A, date(2027, 4, 30)) == [date(2027, 2, 28), date(2027, 3, 27), date(2027, 4, 26)]
    assert dues(plan(1, Unit.MONTH, anchor=date(2027, 1, 15)), A, date(2027, 3, 31)) == [
        date(2027, 2, 15),
        date(2027, 3, 15),
    ]


@pytest.mark.parametrize(
    ("nth", "weekday", "expected"),
    [
        (1, 0, [date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1)]),
        (-1, 4, [date(2027, 1, 29), date(2027, 2, 26), date(2027, 3, 26)]),
        (4, 6, [date(2027, 1, 24), date(2027, 2, 28), date(2027, 3, 28)]),
    ],
)
def test_a_weekday_of_the_month_is_that_of_every_month(nth, weekday, expected):
    some = plan(1, Unit.MONTH, nth, weekday, floating=False, anchor=date(2027, 1, 1))
    assert dues(some, date(2027, 1, 1), date(2027, 3, 31)) == expected


def test_a_year_end_is_a_day_like_any_other():
    some = fixed(1, Unit.WEEK, anchor=date(2026, 12, 24))
    assert dues(some, date(2026, 12, 24), date(2027, 1, 7)) == [date(2026, 12, 24) + timedelta(7 * n) for n in range(3)]


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_days_of_a_calendar_are_the_same_in_windows_that_overlap(one, two):
    monthly = fixed(1, Unit.MONTH, anchor=date(2027, 1, 31))
    a, b = (occurrences([monthly], A + timedelta(n), A + timedelta(n + 200)) for n in (one, two))
    low, high = A + timedelta(max(one, two)), A + timedelta(min(one, two) + 200)
    assert [o.key for o in a if low <= o.due <= high] == [o.key for o in b if low <= o.due <= high]


def test_of_overdue_days_of_the_calendar_the_latest_comes_and_once():
    monthly = fixed(1, Unit.MONTH, anchor=date(2027, 1, 10))
    found = dues(monthly, date(2027, 4, 1), date(2027, 5, 1))
    assert found == [date(2027, 3, 10), date(2027, 4, 10)]


def test_what_is_done_of_the_calendar_does_not_come_again():
    monthly = fixed(1, Unit.MONTH, early_days=7, anchor=date(2027, 1, 10))
    done = monthly.completed(date(2027, 4, 5), date(2027, 4, 10))
    assert dues(done, date(2027, 4, 6), date(2027, 5, 31)) == [date(2027, 5, 10)]
    assert done.anchor == monthly.anchor
    assert done.completed(date(2027, 4, 5), date(2027, 4, 10)) == done
    assert done.completed(date(2027, 4, 9), date(2027, 3, 10)) == done, "an older one says nothing new"


@pytest.mark.parametrize(("performed", "done"), [(2, None), (3, date(2027, 1, 10)), (33, date(2027, 1, 10))])
def test_a_visit_without_a_due_day_counts_for_the_last_for_which_it_is_not_too_early(performed, done):
    monthly = fixed(1, Unit.MONTH, early_days=7, anchor=date(2027, 1, 10))
    assert monthly.completed(date(2027, 1, 1) + timedelta(performed - 1)).done == done


def test_nothing_before_the_anchor_of_a_calendar_is_due():
    monthly = fixed(1, Unit.MONTH, anchor=date(2027, 6, 10))
    assert dues(monthly, date(2027, 4, 1), date(2027, 6, 30)) == [date(2027, 6, 10)]


def test_outside_its_season_a_calendar_is_silent():
    monthly = fixed(1, Unit.MONTH, season=Season(11, 2), anchor=date(2027, 1, 10))
    assert dues(monthly, date(2027, 1, 1), date(2027, 12, 31)) == [
        date(2027, 1, 10),
        date(2027, 2, 10),
        date(2027, 11, 10),
        date(2027, 12, 10),
    ]
    assert dues(monthly, date(2027, 6, 1), date(2027, 6, 30)) == [date(2027, 2, 10)], "overdue since its season"


def test_a_chain_goes_on_at_the_beginning_of_its_season():
    mowing = plan(30, season=Season(4, 9), anchor=date(2027, 8, 20))
    found = occurrences([mowing], date(2027, 8, 20), date(2028, 5, 20))
    assert [one.due for one in found] == [date(2027, 9, 19), date(2028, 4, 1), date(2028, 5, 1)]
    assert [one.slot.gap_max for one in found] == [30, (date(2028, 4, 1) - date(2027, 9, 19)).days, 30]
    assert dues(mowing, date(2027, 8, 20), date(2028, 3, 31)) == [date(2027, 9, 19)]


def test_an_old_daily_calendar_is_read_at_once():
    daily = fixed(1, Unit.DAY, anchor=date(1970, 1, 1), done=date(2027, 1, 1))
    assert dues(daily, date(2027, 1, 2), date(2027, 1, 3)) == [date(2027, 1, 2), date(2027, 1, 3)]
    assert daily.interval.first_step(daily.anchor, date(2027, 1, 2)) == (date(2027, 1, 2) - daily.anchor).days
