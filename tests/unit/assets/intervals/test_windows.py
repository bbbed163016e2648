"""What falls due does not depend on the window in which it is asked for: the same names, and parts make the whole."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.assets.domain.holiday import OnHoliday
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.season import Season
from services.assets.intervals.due import occurrences
from services.runtime.errors import Invalid
from tests.unit.assets.intervals.days import Off

TODAY = date(2027, 1, 4)
FESTIVAL = Off({date(2027, 2, 5) + timedelta(n) for n in range(9)} | {date(2027, 1, 1), date(2027, 5, 1)})


def days(count: int) -> timedelta:
    return timedelta(days=count)


@st.composite
def plans(draw: st.DrawFn) -> list[MaintenancePlan]:
    """One to three plans of an asset: floating or fixed, some overdue, nested, of a season, avoiding holidays."""
    sizes = draw(st.lists(st.sampled_from([7, 15, 30, 90, 180, 365]), min_size=1, max_size=3, unique=True))
    ids = [f"p{number}" for number in range(len(sizes))]
    found = []
    for number, (id, size) in enumerate(zip(ids, sorted(sizes), strict=True)):
        law = draw(st.booleans())
        rules = [OnHoliday.WORKED, OnHoliday.BEFORE, OnHoliday.AFTER, *([] if law else [OnHoliday.SKIP])]
        floating = draw(st.booleans())
        try:
            found.append(
                MaintenancePlan(
                    id=id,
                    asset="lift",
                    display_name=id,
                    interval=Interval(size, Unit.DAY),
                    anchor=TODAY - days(draw(st.integers(0, size + 40))),
                    floating=floating,
                    done=None if floating or draw(st.booleans()) else TODAY - days(draw(st.integers(0, 90))),
                    law=law,
                    early_days=draw(st.integers(0, 5)),
                    late_days=0 if law else draw(st.integers(0, 5)),
                    season=draw(st.sampled_from([None, None, Season(10, 6)])),
                    on_holiday=draw(st.sampled_from(rules)),
                    absorbed_by=tuple(ids[number + 1 :]),
                )
            )
        except Invalid:
            assume(False)
    return found


@given(plans(), st.integers(-60, 200), st.integers(0, 150), st.integers(1, 150))
def test_the_visits_of_a_window_are_those_of_its_parts(some, start, length, more):
    first, middle = TODAY + days(start), TODAY + days(start + length)
    last = middle + days(more)
    whole, one, other = (
        {visit.key: visit.includes for visit in occurrences(some, begin, end, FESTIVAL, today=TODAY)}
        for begin, end in ((first, last), (first, middle), (middle + days(1), last))
    )
    assert one | other == whole
    assert all(one[key] == other[key] for key in one.keys() & other.keys())


@given(plans(), st.integers(-60, 200), st.integers(-60, 200))
def test_glpi_8168_windows_that_overlap_give_the_same_visits_and_none_twice(some, one, two):
    # https://github.com/glpi-project/glpi/issues/8168: duplicates where the start lies outside the calendar.
    asked = [occurrences(some, TODAY + days(n), TODAY + days(n + 150), FESTIVAL, today=TODAY) for n in (one, two)]
    low, high = TODAY + days(max(one, two)), TODAY + days(min(one, two) + 150)
    a, b = ([(v.key, v.slot) for v in visits if low <= v.due <= high] for visits in asked)
    assert a == b
    assert all(len({visit.key for visit in visits}) == len(visits) for visits in asked)


def test_an_overdue_visit_counts_from_today_and_not_from_the_window():
    visit = MaintenancePlan(
        id="p", asset="lift", display_name="Visit", interval=Interval(15, Unit.DAY), anchor=TODAY - days(20)
    )
    earlier, later = (occurrences([visit], TODAY + days(n), TODAY + days(40), today=TODAY) for n in (-30, 20))
    assert [(one.due - TODAY).days for one in earlier] == [-5, 15, 30]
    assert [(one.due - TODAY).days for one in later] == [-5, 30]
    assert [one.last for one in later] == [visit.anchor, TODAY + days(15)], "the gap counts from what is left out"


@pytest.mark.parametrize("start", [date(2027, 1, 2), date(2027, 1, 3)])  # a Saturday and a Sunday
def test_glpi_6205_a_plan_that_begins_on_a_day_outside_the_calendar_is_due_once(start):
    # https://github.com/glpi-project/glpi/issues/6205: several tickets where the begin date is outside opening hours.
    weekly = MaintenancePlan(
        id="p",
        asset="lift",
        display_name="Visit",
        interval=Interval(1, Unit.WEEK),
        anchor=start,
        floating=False,
        on_holiday=OnHoliday.AFTER,
        weekends_too=True,
    )
    found = occurrences([weekly], start, start + days(13), Off())
    assert [one.due for one in found] == [start, start + days(7)]
    assert [one.slot.ideal for one in found] == [date(2027, 1, 4), date(2027, 1, 11)]
    done = weekly.completed(date(2027, 1, 4), start)
    assert [one.due for one in occurrences([done], start, start + days(13), Off())] == [start + days(7)]
