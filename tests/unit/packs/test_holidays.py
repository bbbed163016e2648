"""Public holidays by country and region."""

from datetime import date

import pytest

from services.packs.holidays import NoCalendar, holiday_days, is_announced, lived_weekday

GOLDEN_WEEK = (date(2026, 10, 1), date(2026, 10, 7))


def test_no_country_has_no_holiday() -> None:
    assert holiday_days("", *GOLDEN_WEEK) == frozenset()


@pytest.mark.parametrize(
    ("code", "day"), [("CN", date(2026, 10, 1)), ("HK", date(2026, 7, 1)), ("DE-BY", date(2027, 1, 6))]
)
def test_a_country_or_region_has_its_own(code: str, day: date) -> None:
    assert holiday_days(code, day, day) == {day}


def test_a_region_has_what_its_country_has_not() -> None:
    epiphany = date(2027, 1, 6)
    assert holiday_days("DE", epiphany, epiphany) == frozenset()


def test_days_outside_are_left_out_and_years_are_crossed() -> None:
    found = holiday_days("CN", date(2026, 10, 2), date(2027, 1, 1))
    assert date(2026, 10, 1) not in found
    assert {date(2026, 10, 2), date(2027, 1, 1)} <= found


@pytest.mark.parametrize("code", ["ZZ", "DE-ZZ"])
def test_a_code_without_a_calendar_is_refused(code: str) -> None:
    with pytest.raises(NoCalendar, match=f'"{code}".*ISO 3166'):
        holiday_days(code, *GOLDEN_WEEK)


def test_a_holiday_is_lived_as_a_sunday_and_the_day_after_as_it_is() -> None:
    free = holiday_days("DE-BY", date(2027, 1, 6), date(2027, 1, 7))
    assert [lived_weekday(date(2027, 1, day), free) for day in (5, 6, 7, 10)] == [1, 6, 3, 6]


@pytest.mark.parametrize(
    ("code", "year", "settled"), [("CN", 2025, True), ("CN", 2099, False), ("HK", 2099, True), ("", 2099, True)]
)
def test_only_what_china_has_not_announced_is_provisional(code: str, year: int, settled: bool) -> None:
    assert is_announced(code, year) is settled
