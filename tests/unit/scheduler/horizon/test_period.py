"""Days as numbers, minutes as instants: in the site's zone, across months, holidays and changes of the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.unit.scheduler.horizon.small import BERLIN, DAY, MONDAY, SUNDAY, ZONE, period


def test_the_first_day_is_zero_and_days_before_it_are_negative() -> None:
    one = period()
    assert [one.number(MONDAY - DAY), one.number(MONDAY), one.number(SUNDAY)] == [-1, 0, 13]
    assert one.days == 14
    assert all(one.day(one.number(day)) == day for day in (MONDAY - 40 * DAY, MONDAY, SUNDAY + DAY))


@pytest.mark.parametrize(
    ("first", "last", "begins"),
    [
        (date(2027, 1, 1), date(2027, 1, 31), (0, 31)),
        (date(2027, 1, 11), date(2027, 1, 30), (-10,)),
        (date(2027, 1, 11), date(2027, 1, 31), (-10, 21)),
        (date(2027, 1, 11), date(2027, 2, 1), (-10, 21)),
        (date(2027, 1, 1), date(2027, 3, 31), (0, 31, 59, 90)),
        (date(2026, 12, 31), date(2027, 1, 1), (-30, 1)),
    ],
)
def test_months_begin_on_their_first_from_that_of_the_first_day_to_one_that_begins_after_the_last(
    first: date, last: date, begins: tuple[int, ...]
) -> None:
    assert period(first, last).months == begins


def test_a_holiday_is_lived_as_a_sunday() -> None:
    one = period(MONDAY, SUNDAY, MONDAY + 2 * DAY)
    assert [one.weekday(number) for number in range(7)] == [0, 1, 6, 3, 4, 5, 6]
    assert one.free_days == {2}


def test_holidays_of_the_quarter_before_count_as_free_too() -> None:
    near, far = MONDAY - 91 * DAY, MONDAY - 92 * DAY
    assert period(MONDAY, SUNDAY, near, far).free_days == {-91}


def test_only_days_of_the_period_are_numbered() -> None:
    one = period()
    assert list(one.numbers(MONDAY - DAY, MONDAY + DAY)) == [0, 1]
    assert list(one.numbers(SUNDAY, SUNDAY + DAY)) == [13]
    assert list(one.numbers(SUNDAY + DAY, SUNDAY + DAY)) == []


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        (ZONE, date(2026, 12, 18), 0),
        (BERLIN, date(2027, 3, 27), 7),  # the day before the clocks go forward
        (BERLIN, date(2027, 3, 28), 6),  # the day itself
        (BERLIN, date(2027, 10, 30), 6),  # the day before they go back
        (BERLIN, date(2027, 10, 31), 7),
    ],
)
def test_eight_in_the_morning_stays_eight_when_the_clocks_change(zone: ZoneInfo, day: date, hour: int) -> None:
    assert period(zone=zone).instant(day, 480) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(27, 7), (28, 8), (26, 8)])
def test_a_night_shift_into_the_change_is_an_hour_shorter(day: int, hours: int) -> None:
    """People read the clock on the wall: 23:00 to 07:00 lasts seven hours in the night to 28 March."""
    one, night = period(zone=BERLIN), date(2027, 3, day)
    assert one.instant(night, 1860) - one.instant(night, 1380) == hours * (
        one.instant(night, 60) - one.instant(night, 0)
    )


@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31)])
@pytest.mark.parametrize("minute", [0, 420, 900, 1380, 1440, 1860])
def test_an_instant_reads_as_the_minute_that_it_was_made_from(day: date, minute: int) -> None:
    one = period(zone=BERLIN)
    assert one.minute(one.instant(day, minute), day) == minute


def test_minutes_past_midnight_are_counted_from_the_day_on_which_work_began() -> None:
    one = period()
    end = one.instant(MONDAY + DAY, 420)
    assert one.minute(end, MONDAY) == 1860
    assert one.minute(end, MONDAY + DAY) == 420
