"""The public holidays of a country or region, from the calendars of the `holidays` package, and how they are lived."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY, SUNDAY = 5, 6
FIRST_KNOWN = 2026
"""A year that every calendar has: a code is tried on it."""
LONGEST_WEEKEND = 2


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


class PublicDays:
    """The days of a country or region as work sees them, read year by year as they are asked for; "" has no holiday.

    A weekend beside a public holiday belongs to it, unless it is worked in exchange. Raises NoCalendar.
    """

    def __init__(self, code: str) -> None:
        self._code = code
        self._named: dict[int, frozenset[date]] = {}
        self._exchanged: dict[int, frozenset[date]] = {}
        self._announced: dict[int, bool] = {}
        if code:
            _calendar(code, FIRST_KNOWN, FIRST_KNOWN)

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday, or a weekend that belongs to one."""
        if self._is_named(day):
            return True
        if not self._is_free_weekend(day):
            return False
        return any(self._touches_holiday(day, timedelta(days=step)) for step in (-1, 1))

    def is_workday(self, day: date) -> bool:
        """Monday to Friday without holidays, and weekends worked in exchange for some."""
        return not self._is_named(day) and (day.weekday() < SATURDAY or day in self._of(day.year)[1])

    def is_settled(self, day: date) -> bool:
        """Whether the holidays of its year are announced."""
        if day.year not in self._announced:
            self._announced[day.year] = is_announced(self._code, day.year)
        return self._announced[day.year]

    def _is_named(self, day: date) -> bool:
        return day in self._of(day.year)[0]

    def _is_free_weekend(self, day: date) -> bool:
        return day.weekday() >= SATURDAY and day not in self._of(day.year)[1]

    def _touches_holiday(self, day: date, step: timedelta) -> bool:
        for _ in range(LONGEST_WEEKEND):
            day += step
            if self._is_named(day):
                return True
            if not self._is_free_weekend(day):
                return False
        return False

    def _of(self, year: int) -> tuple[frozenset[date], frozenset[date]]:
        if not self._code:
            return frozenset(), frozenset()
        if year not in self._named:
            found = _calendar(self._code, year, year)
            self._named[year] = frozenset(found)
            self._exchanged[year] = frozenset(getattr(found, "weekend_workdays", ()))
        return self._named[year], self._exchanged[year]


@cache
def public_days(code: str) -> PublicDays:
    """The days of a country or region, read once for all who ask. Raises NoCalendar."""
    return PublicDays(code)


def _calendar(code: str, first_year: int, last_year: int) -> holidays.HolidayBase:
    country, _, part = code.partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None, years=range(first_year, last_year + 1))
    except NotImplementedError:
        raise NoCalendar(f'no calendar knows "{code}"; write ISO 3166, e.g. "CN", "HK" or "DE-BY"') from None
