"""How often a job is done: Frequency and FrequencyUnit, which are read in two opposite ways.

"2 / year" is twice a year to some (a rate) and every second year to others (an interval). The reference model of the
US Army ERDC means a rate; IBM's Maximo and the UK property set mean an interval. For 1 they agree; for N a wrong
guess is wrong by N squared. So it is a setting, and words in the job's name are its check.
"""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from services.assets.domain.interval import LONGEST_DAYS, Interval, Unit


class TooOften(ValueError):
    """It comes more often than daily: a round of a post, which has no due day."""


class FrequencyReading(StrEnum):
    """What the cell Frequency counts."""

    RATE = "rate"  # times per unit
    INTERVAL = "interval"  # units from one time to the next


RATE = FrequencyReading.RATE
INTERVAL = FrequencyReading.INTERVAL

ON_DEMAND = ("as required", "as needed", "on demand")

# FrequencyUnit as (how many, of what). Hour is not in the pick list, but files have it.
UNITS = {
    "year": (Fraction(12), Unit.MONTH),
    "quarter": (Fraction(3), Unit.MONTH),
    "month": (Fraction(1), Unit.MONTH),
    "week": (Fraction(7), Unit.DAY),
    "day": (Fraction(1), Unit.DAY),
    "hour": (Fraction(1, 24), Unit.DAY),
    "minute": (Fraction(1, 24 * 60), Unit.DAY),
}
DAYS_A_YEAR = 365

# The first that matches holds: "semi-annual" before "annual". "Biannual" and "bi-weekly" say two things: left out.
WORDS = (
    (r"semi-?\s?annual(ly)?|half-?\s?year(ly)?|six-?\s?month(ly)?|6-?\s?month(ly)?|twice a year|半年", 6, Unit.MONTH),
    (r"quarter(ly)?|three-?\s?month(ly)?|3-?\s?month(ly)?|季度?", 3, Unit.MONTH),
    (r"biennial(ly)?|two-?\s?year(ly)?|every two years", 24, Unit.MONTH),
    (r"five-?\s?year(ly)?|5-?\s?year(ly)?", 60, Unit.MONTH),
    (r"annual(ly)?|yearly|年度?", 12, Unit.MONTH),
    (r"semi-?\s?monthly|半月", 15, Unit.DAY),
    (r"monthly|月度?", 1, Unit.MONTH),
    (r"fortnight(ly)?", 14, Unit.DAY),
    (r"weekly|周|每週", 7, Unit.DAY),
    (r"daily|每日|每天", 1, Unit.DAY),
)


def interval(frequency: Decimal, unit: str, reading: FrequencyReading) -> Interval:
    """The interval that a positive `frequency` means. Raises ValueError where it cannot be, TooOften below a day.

    A rate that does not divide its unit is rounded down to whole days (five a year: 73 days), so that the work never
    comes more rarely than asked for.
    """
    if unit not in UNITS:
        raise ValueError("has no unit that is known")
    if frequency <= 0:
        raise ValueError("is not positive")
    count, base = UNITS[unit]
    span = count / Fraction(frequency) if reading is RATE else count * Fraction(frequency)
    if base is Unit.MONTH and span.denominator > 1:
        span, base = span * DAYS_A_YEAR / 12, Unit.DAY
    if span < 1:
        raise TooOften("comes more often than daily")
    whole = int(span)
    if whole * (1 if base is Unit.DAY else 31) > LONGEST_DAYS:
        raise ValueError("is out of all proportion")
    return _plainly(whole, base)


def named_interval(name: str) -> Interval | None:
    """What a job's name says of its interval: "Quarterly pump test" is 3 months. None: nothing, or not clearly."""
    for pattern, count, unit in WORDS:
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", name.casefold()):
            return _plainly(count, unit)
    return None


def _plainly(count: int, unit: Unit) -> Interval:
    """In the largest unit that holds it exactly: 12 months are a year, 14 days two weeks."""
    for small, many, large in ((Unit.DAY, 7, Unit.WEEK), (Unit.MONTH, 12, Unit.YEAR)):
        if unit is small and count % many == 0:
            count, unit = count // many, large
    return Interval(count, unit)
