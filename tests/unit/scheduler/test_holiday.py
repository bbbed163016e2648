"""Public holidays by country and region."""

from datetime import date

import pytest

from services.runtime.errors import Invalid
from services.scheduler.holiday import holiday_days

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
    with pytest.raises(Invalid, match=code) as refusal:
        holiday_days(code, *GOLDEN_WEEK)
    assert refusal.value.field == "holidays"
