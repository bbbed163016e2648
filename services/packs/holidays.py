"""The public holidays of a country or region, from the calendars of the `holidays` package, and how they are lived."""

from collections.abc import Collection
from datetime import date

import holidays

SUNDAY = 6


class NoCalendar(ValueError):
    """No calendar has that code: the text names it and says how codes are written."""


def holiday_days(code: str, first: date, last: date) -> frozenset[date]:
    """The public holidays from `first` to `last`, both inclusive, of an ISO 3166 code such as "CN", "HK" or "DE-BY".

    "" has none. A day worked in exchange for a holiday is not one. Raises NoCalendar.
    """
    if not code:
        return frozenset()
    return frozenset(day for day in _calendar(code, first.year, last.year) if first <= day <= last)


def lived_weekday(day: date, holidays: Collection[date]) -> int:
    """0 Monday to 6 Sunday; a public holiday is lived as a Sunday."""
    return SUNDAY if day in holidays else day.weekday()


def is_announced(code: str, year: int) -> bool:
    """Whether the holidays of a year are settled.

    China announces them, and the workdays that stand in for them, in the autumn before: until then only statutory days
    are known. Raises NoCalendar.
    """
    if code.partition("-")[0] != "CN":
        return True
    return any(day.year == year for day in getattr(_calendar(code, year, year), "weekend_workdays", ()))


def _calendar(code: str, first_year: int, last_year: int) -> holidays.HolidayBase:
    country, _, part = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None, years=range(first_year, last_year + 1))
    except NotImplementedError:
        raise NoCalendar(f'no calendar knows "{code}"; write ISO 3166, e.g. "CN", "HK" or "DE-BY"') from None
