"""How often: every so many days, weeks, months or years, or on the nth weekday of a month."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from services.runtime.errors import Invalid

LONGEST_DAYS = 36_525
"""A hundred years. Sprinkler heads are tested after fifty, buildings stand for longer than that, plans do not."""

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # calendar.monthrange is slow: it tells the weekday too
_UNIT_DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}


class Unit(StrEnum):
    """A calendar unit."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Interval:
    """Every `count` units; with `nth` (1-4, -1 the last) and `weekday` (0 Monday) on that weekday of the month."""

    count: int
    unit: Unit
    nth: int | None = None
    weekday: int | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            raise Invalid("count", f"{self.count} is less than 1", hint="say how many units lie between two visits")
        if self.count * _UNIT_DAYS[self.unit] > LONGEST_DAYS:
            raise Invalid("count", f"{self.count} {self.unit}s are more than a hundred years")
        if self.nth is not None and (self.unit is not Unit.MONTH or self.nth not in (-1, 1, 2, 3, 4)):
            raise Invalid("nth", f"{self.nth} is not 1 to 4 or -1 of a month", hint="use it with months only")
        if (self.nth is None) != (self.weekday is None) or (self.weekday is not None and not 0 <= self.weekday <= 6):
            raise Invalid("weekday", "goes with nth, 0 Monday to 6 Sunday")

    def __str__(self) -> str:
        return f"{self.count} {self.unit}s" if self.count > 1 else f"1 {self.unit}"

    def after(self, day: date, steps: int = 1) -> date:
        """The day `steps` intervals after `day`; always counted from `day`, so month ends never drift."""
        if self.unit is Unit.DAY:
            return day + timedelta(days=self.count * steps)
        if self.unit is Unit.WEEK:
            return day + timedelta(weeks=self.count * steps)
        months = self.count * steps * (12 if self.unit is Unit.YEAR else 1)
        number = day.year * 12 + day.month - 1 + months
        year, month = divmod(number, 12)
        if self.nth is not None and self.weekday is not None:
            return _nth_weekday(year, month + 1, self.nth, self.weekday)
        return date(year, month + 1, min(day.day, _length(year, month + 1)))

    def shortest_from(self, first: date, last: date) -> int:
        """The fewest days until the next visit, from any day of `first` to `last`."""
        if self.unit in (Unit.DAY, Unit.WEEK):
            return self.shortest
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return min((self.after(day) - day).days for day in days)

    def first_step(self, anchor: date, day: date) -> int:
        """The smallest number of steps, 0 or more, that leads from `anchor` to `day` or beyond."""
        # Months and years are at most a tenth longer than their shortest: begin below and walk the rest.
        step = max(0, (day - anchor).days * 9 // (10 * self.shortest) - 1)
        while self.after(anchor, step) < day:
            step += 1
        return step

    @property
    def shortest(self) -> int:
        """The fewest days that can lie between two visits: 28 for a month, 365 for a year."""
        return _shortest(self)


@lru_cache(maxsize=1024)
def _shortest(interval: Interval) -> int:
    if interval.unit in (Unit.DAY, Unit.WEEK):
        return interval.count * _UNIT_DAYS[interval.unit]
    begin = date(2024, 1, 1)
    days = (begin + timedelta(days=n) for n in range(4 * 365 + 1))
    return min((interval.after(day) - interval.after(day, 0)).days for day in days)


def _length(year: int, month: int) -> int:
    return 29 if month == 2 and calendar.isleap(year) else _LENGTHS[month - 1]


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> date:
    length = _length(year, month)
    if nth == -1:
        last = date(year, month, length)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
