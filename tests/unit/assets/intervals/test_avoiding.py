"""Holidays: before, after or left out as the plan says, and never beyond the legal latest."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assets.domain.holiday import OnHoliday
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.intervals.due import occurrences
from services.packs.holidays import PublicDays
from tests.unit.assets.intervals.days import Off

A = date(2027, 1, 4)
BEFORE, AFTER, SKIP = OnHoliday.BEFORE, OnHoliday.AFTER, OnHoliday.SKIP
CN = PublicDays("CN")


def days(count: int) -> timedelta:
    return timedelta(days=count)


def plan(count: int = 15, unit: Unit = Unit.DAY, **more: object) -> MaintenancePlan:
    given = {"id": "p", "asset": "lift", "display_name": "Visit", "anchor": A, "on_holiday": BEFORE}
    return MaintenancePlan(interval=Interval(count, unit), **(given | more))  # type: ignore[arg-type]


def fixed(due: date, rule: OnHoliday, count: int = 1, unit: Unit = Unit.MONTH, **more: object) -> MaintenancePlan:
    return plan(count, unit, floating=False, anchor=due, on_holiday=rule, **more)


# https://github.com/OCA/field-service/issues/164: work recurs on weekdays, "except legal days off".
@pytest.mark.parametrize(
    ("rule", "due", "ideal"),
    [
        (BEFORE, date(2026, 2, 16), date(2026, 2, 14)),  # a Saturday, but worked for the Spring Festival
        (BEFORE, date(2026, 2, 14), date(2026, 2, 14)),
        (AFTER, date(2026, 2, 16), date(2026, 2, 24)),
        (AFTER, date(2026, 10, 7), date(2026, 10, 8)),
        (BEFORE, date(2026, 10, 7), date(2026, 9, 30)),
        (OnHoliday.WORKED, date(2026, 10, 1), date(2026, 10, 1)),
    ],
)
def test_field_service_164_a_visit_on_a_legal_holiday_is_held_before_or_after_it_as_the_plan_says(rule, due, ideal):
    (one,) = occurrences([fixed(due, rule, 1, Unit.YEAR)], due, due, CN)
    assert (one.slot.ideal, one.key) == (ideal, f"p/{due}"), "its name stays, so that it is the same visit"
    assert not CN.is_holiday(ideal) or rule is OnHoliday.WORKED


def test_field_service_164_each_working_day_except_legal_holidays_and_weekends():
    daily = fixed(date(2026, 9, 18), SKIP, 1, Unit.DAY, weekends_too=True)
    found = [one.due for one in occurrences([daily], date(2026, 9, 18), date(2026, 10, 12), CN)]
    assert date(2026, 9, 20) in found, "a Sunday that is worked in exchange"
    assert date(2026, 10, 10) in found
    assert found == [day for n in range(25) if CN.is_workday(day := date(2026, 9, 18) + days(n))]


def test_a_visit_that_is_left_out_leaves_a_longer_gap_and_law_forbids_it():
    weekly = plan(7, on_holiday=SKIP)
    found = occurrences([weekly], A, A + days(21), Off({A + days(7)}))
    assert [(one.due, one.slot.gap_max) for one in found] == [(A + days(14), 14), (A + days(21), 7)]
    with pytest.raises(ValueError, match="skip though the interval is law"):
        replace(weekly, law=True)


def test_a_yearly_visit_on_new_year_is_never_left_out_for_ever():
    yearly = fixed(date(2027, 1, 1), SKIP, 1, Unit.YEAR)
    found = occurrences([yearly], date(2027, 1, 1), date(2027, 12, 31), CN)
    assert [(one.due, one.slot.ideal) for one in found] == [
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2028, 1, 1), date(2027, 12, 31)),  # held in this year, though due in the next
    ]


def test_after_a_holiday_is_not_beyond_the_legal_latest():
    holiday = {A + days(n) for n in range(13, 20)}
    by_law = plan(law=True, early_days=3, on_holiday=AFTER)
    (one, *_) = occurrences([by_law], A, A + days(20), Off(holiday))
    assert (one.slot.ideal, one.slot.latest, one.due) == (A + days(11), A + days(12), A + days(15))
    free = occurrences([replace(by_law, law=False)], A, A + days(20), Off(holiday))[0]
    assert free.slot.ideal == A + days(21), "day 20 is a Sunday"


def test_a_holiday_longer_than_the_interval_is_worked_where_law_asks_for_it():
    holiday = {A + days(n) for n in range(1, 12)}
    found = occurrences([plan(3, law=True)], A, A + days(12), Off(holiday))
    assert [one.slot.ideal - A for one in found] == [days(3), days(6), days(9), days(12)]


def test_a_daily_round_is_not_doubled_before_a_holiday():
    daily = fixed(A, BEFORE, 1, Unit.DAY)
    found = occurrences([daily], A, A + days(6), Off({A + days(2), A + days(3)}))
    assert [(one.due - A).days for one in found] == [0, 1, 4, 5, 6]


@pytest.mark.parametrize(("due", "provisional"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_visit_of_a_year_whose_holidays_are_not_announced_says_that_it_is_provisional(due, provisional):
    unannounced = Off(unsettled=2027)
    (one,) = occurrences([fixed(due, BEFORE, 1, Unit.YEAR)], due, due, unannounced)
    assert one.provisional is provisional
    (other,) = occurrences([fixed(due, OnHoliday.WORKED, 1, Unit.YEAR)], due, due, unannounced)
    assert not other.provisional, "it is held on holidays, whichever they are"


@st.composite
def avoiders(draw: st.DrawFn) -> MaintenancePlan:
    """Floating plans of any rule, by law or not, with windows."""
    unit = draw(st.sampled_from(Unit))
    count = draw(st.integers(1, 40 if unit is Unit.DAY else 3))
    law = draw(st.booleans())
    shortest = Interval(count, unit).shortest
    return plan(
        count,
        unit,
        law=law,
        early_days=draw(st.integers(0, min(9, shortest - 1))),
        late_days=0 if law else draw(st.integers(0, min(9, shortest - 1))),
        on_holiday=draw(st.sampled_from([BEFORE, AFTER] if law else [BEFORE, AFTER, SKIP])),
        weekends_too=draw(st.booleans()),
    )


SEASONS_OFF = st.sets(st.dates(A, A + days(420)), max_size=40) | st.builds(
    lambda start, length: {A + days(start + n) for n in range(length)}, st.integers(0, 200), st.integers(1, 15)
)


@given(avoiders(), SEASONS_OFF, st.integers(0, 400), st.randoms())
def test_no_gap_exceeds_the_legal_one_on_any_horizon_across_holidays_and_the_years_end(some, off, length, chance):
    held, last = A, A + days(length)
    for one in occurrences([some], A, last, Off(off)):
        slot = one.slot
        assert slot.earliest <= slot.ideal <= slot.latest
        low = max(slot.earliest, held + days(slot.gap_min or 0))
        high = min(slot.latest, held + days(slot.gap_max or 0))
        assert low <= high, "whenever the one before was held"
        day = low + days(chance.randint(0, (high - low).days))
        if some.law:
            assert day <= some.interval.after(held)
            assert slot.latest <= slot.due
        held = day
    if some.law:
        assert some.interval.after(held) > last


@given(avoiders(), SEASONS_OFF)
def test_the_best_days_keep_every_gap_and_are_off_only_where_law_leaves_no_other(some, off):
    calendar = Off(off)
    held = before = A
    for one in occurrences([some], A, A + days(400), calendar):
        slot = one.slot
        assert (slot.gap_min or 0) <= (slot.ideal - held).days <= (slot.gap_max or 0)
        if slot.ideal in off and not some.weekends_too:
            between = (before + days(n) for n in range(1, (slot.latest - before).days + 1))
            assert all(day in off or day.weekday() >= 5 or day < slot.earliest for day in between)
        held = slot.ideal
        before = slot.latest if some.law else held


@pytest.mark.parametrize("early", [0, 1, 3])
def test_elevators_of_china_are_visited_in_time_through_all_announced_holidays(early):
    elevator = plan(law=True, early_days=early, anchor=date(2025, 1, 2))
    ideals = [one.slot.ideal for one in occurrences([elevator], date(2025, 1, 2), date(2026, 12, 31), CN)]
    assert all((b - a).days <= 15 for a, b in pairwise([date(2025, 1, 2), *ideals]))
    assert not any(CN.is_holiday(day) for day in ideals)
