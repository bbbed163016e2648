"""The short forms in which people write days, hours and intervals. Each raises ValueError for what it cannot read."""

import re
from datetime import date
from typing import Any, NamedTuple

from google.type.date_pb2 import Date

from muster.assets.v1.maintenance_plan_pb2 import Interval, Trigger
from muster.scheduler.v1.person_pb2 import WorkingHours

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NTH = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": -1}
UNITS = {
    "day": Interval.UNIT_DAY,
    "week": Interval.UNIT_WEEK,
    "month": Interval.UNIT_MONTH,
    "year": Interval.UNIT_YEAR,
}
DAY = "a day, e.g. 2026-11-20"
DAYS = "a day or days, e.g. 2027-01-04 or 2027-01-04/2027-01-08"
CLOCK = 'in quotes, e.g. "07:00-15:00"'
LENGTH = "e.g. 90m, 11h or 1h30m"
TRIGGER = 'a condition, e.g. "sludge > 30", or a meter, e.g. "500 running-hours"'
INTERVAL = 'e.g. "30 days", "1 month" or "3rd tue of 2 months"'


class Days(NamedTuple):
    """The first and the last of some days, both inclusive."""

    first: date
    last: date


class Span(NamedTuple):
    """A piece of the day: its first minute and its length in minutes; it may reach into the next day."""

    start: int
    minutes: int


def day(value: Any) -> date:
    """2026-11-20."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        raise ValueError
    return date.fromisoformat(str(value))


def days(value: Any) -> Days:
    """2027-01-04, or 2027-01-04/2027-01-08 with the last after the first."""
    first, slash, last = str(value).partition("/")
    found = Days(day(first), day(last if slash else first))
    if found.last < found.first:
        raise ValueError
    return found


def to_pb(of: date) -> Date:
    """A day on the wire."""
    return Date(year=of.year, month=of.month, day=of.day)


def span(value: Any) -> Span:
    """07:00-15:00; equal ends are a whole day, 16:00-24:00 ends with the day."""
    match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", str(value).strip())
    if not match:
        raise ValueError
    start, end = _minute(match[1], match[2]), _minute(match[3], match[4])
    if start == 1440:
        raise ValueError
    return Span(start, (end - start) % 1440 or 1440)


def _minute(hours: str, minutes: str) -> int:
    found = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or found > 1440:
        raise ValueError
    return found


def length(value: Any) -> int:
    """90m, 11h or 1h30m, in minutes."""
    match = re.fullmatch(r"(?:(\d{1,4})h)?(?:(\d{1,6})m)?", str(value).strip().replace(" ", ""))
    if not match or not (match[1] or match[2]):
        raise ValueError
    return int(match[1] or 0) * 60 + int(match[2] or 0)


def hours(value: Any) -> int:
    """40 or 37.5 hours, in minutes."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10_000:
        raise ValueError
    return round(value * 60)


def weeks(value: Any) -> int:
    """4w, in weeks."""
    match = re.fullmatch(r"(\d{1,3})w", str(value).strip())
    if not match:
        raise ValueError
    return int(match[1])


def weekdays(value: Any) -> list[int]:
    """mon-fri, or sat: 0 Monday to 6 Sunday; a range may run over Sunday."""
    first, _, last = str(value).strip().lower().partition("-")
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return [(begin + n) % 7 for n in range((end - begin) % 7 + 1)]


def cycle(value: Any) -> list[str]:
    """4 on, 2 off or night: so many days of a shift type, of any ("*") or of none ("")."""
    match = re.fullmatch(r"(?:(\d{1,3})\s+)?([a-z0-9-]+)", str(value).strip())
    if not match:
        raise ValueError
    return [{"on": "*", "off": ""}.get(match[2], match[2])] * int(match[1] or 1)


def working_hours(value: Any) -> WorkingHours:
    """mon-fri 08:00-17:00."""
    on, _, at = str(value).strip().partition(" ")
    start, minutes = span(at)
    return WorkingHours(weekdays=weekdays(on), start_minute=start, minutes=minutes)


def season(value: Any) -> tuple[int, int]:
    """apr-oct, or dec: the first and the last month, 1-12."""
    first, _, last = str(value).strip().lower().partition("-")
    return MONTHS.index(first) + 1, MONTHS.index(last or first) + 1


def trigger(value: Any) -> Trigger:
    """sludge > 30, or 500 running-hours."""
    text, figure, name = str(value).strip().lower(), r"(-?\d+(?:\.\d+)?)", r"([a-z0-9-]+)"
    if condition := re.fullmatch(rf"{name}\s*>\s*{figure}", text):
        return Trigger(quantity=condition[1], above=float(condition[2]))
    if meter := re.fullmatch(rf"{figure}\s+{name}", text):
        return Trigger(quantity=meter[2], every=float(meter[1]))
    raise ValueError


def interval(value: Any) -> Interval:
    """30 days, 1 month, or 3rd tue of 2 months."""
    text = str(value).strip().lower()
    match = re.fullmatch(r"(?:(1st|2nd|3rd|4th|last) (\w{3}) of )?(\d{1,4}) (day|week|month|year)s?", text)
    if not match or int(match[3]) < 1:
        raise ValueError
    found = Interval(count=int(match[3]), unit=UNITS[match[4]])
    if match[1]:
        if match[4] != "month":
            raise ValueError
        found.nth, found.weekday = NTH[match[1]], WEEKDAYS.index(match[2])
    return found
