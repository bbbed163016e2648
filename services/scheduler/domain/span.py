"""Calendar spans, and the keys of the gatherings that an obligation asks for in each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.scheduler.domain.obligation import Every, Obligation, ObligationKind

DAY = timedelta(days=1)
AGAIN = "+"
"""Stands in the key of a make-up gathering between its place and its number; no id holds it."""
SITE = "site"
"""The place of a drill that is for the whole site."""


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar month, quarter, half-year or year: its name ("2027-q1") and days, both inclusive."""

    name: str
    first: date
    last: date


def span_of(every: Every, day: date) -> Span:
    """The span that `day` lies in."""
    begin = date(day.year, (day.month - 1) // every.months * every.months + 1, 1)
    year, month = divmod(begin.year * 12 + begin.month - 1 + every.months, 12)
    return Span(_name(every, begin), begin, date(year, month + 1, 1) - DAY)


def spans(every: Every, first: date, last: date) -> Iterator[Span]:
    """The calendar spans that end from `first` to `last`: what begins later can still be held later."""
    span = span_of(every, first)
    while span.last <= last:
        yield span
        span = span_of(every, span.last + DAY)


def touching(every: Every, first: date, last: date) -> Iterator[Span]:
    """The calendar spans of which a day lies from `first` to `last`."""
    span = span_of(every, first)
    while span.first <= last:
        yield span
        span = span_of(every, span.last + DAY)


def places(obligation: Obligation) -> tuple[str, ...]:
    """Where a drill is held, or the numbers of a training's sittings."""
    if obligation.kind is ObligationKind.TRAINING:
        return tuple(str(number) for number in range(1, obligation.sittings + 1))
    return obligation.each or (SITE,)


def key_of(obligation: Obligation, span: Span, place: str, again: int = 0) -> str:
    """The key of a gathering, stable over re-solves; `again` is the number of a make-up of it, 0 for the first.

    >>> fire = Obligation(id="fire", kind=ObligationKind.DRILL, every=Every.QUARTER)
    >>> key_of(fire, span_of(Every.QUARTER, date(2027, 2, 1)), "b1", 1)
    'drill/fire/2027-q1/b1+1'
    """
    return f"drill/{obligation.id}/{span.name}/{place}" + (f"{AGAIN}{again}" if again else "")


@dataclass(frozen=True, slots=True)
class GatheringKey:
    """What the key of a gathering says."""

    obligation: str
    span: str
    place: str
    again: int


def read_key(key: str) -> GatheringKey:
    """The parts of a gathering's key, as `key_of` made it."""
    _, obligation, span, last = key.split("/")
    place, _, again = last.partition(AGAIN)
    return GatheringKey(obligation, span, place, int(again or 0))


def span_number(every: Every, name: str) -> int:
    """The number of a span, one more for each that follows it."""
    year, _, part = name.partition("-")
    return int(year) * (12 // every.months) + (int(part.lstrip("qh")) - 1 if part else 0)


def _name(every: Every, begin: date) -> str:
    if every is Every.MONTH:
        return f"{begin:%Y-%m}"
    letter = {Every.QUARTER: "q", Every.HALF_YEAR: "h", Every.YEAR: ""}[every]
    return f"{begin.year}-{letter}{(begin.month - 1) // every.months + 1}" if letter else str(begin.year)
