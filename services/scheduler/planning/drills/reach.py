"""What it takes somebody to attend at a slot: whether she can at all, at what price, as part of which span of work."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.problem import DAY, JOINS_WITHIN, LONGEST_SPAN, Participant
from services.scheduler.planning.kinds.face import number

NEVER = 99
"""The price of what is not allowed."""
FAR = 10**8
"""Minutes: further than any rest reaches."""
JOINED, DAY_OFF = number(rules.EASY, "joined", 1), number(rules.EASY, "day_off", 3)


@dataclass(frozen=True, slots=True)
class Reach:
    """Arrays of int64[people, slots]: price, the span of work `first` to `last` that attending makes, `extra` minutes
    beyond the shift; `inside`: wholly within a shift. Minutes count from midnight of day 0."""

    price: np.ndarray
    first: np.ndarray
    last: np.ndarray
    extra: np.ndarray
    inside: np.ndarray


@dataclass(frozen=True, slots=True)
class Visit:
    """One attendance: its minutes, the span of work that it makes, and whether it lies within a shift."""

    start: int
    end: int
    first: int
    last: int
    inside: bool


def clash(one: Visit, other: Visit, rest: int) -> bool:
    """Whether the same person cannot have both. Two spans of work are kept apart by a whole rest, which is more than
    the law asks where both would join the same shift; within a shift only the minutes themselves count."""
    if one.inside or other.inside:
        return one.start < other.end and other.start < one.end
    return max(other.first - one.last, one.first - other.last) < max(rest, JOINS_WITHIN + 1)


def reach(people: Sequence[Participant], slots: Sequence[tuple[int, int]], minutes: int) -> Reach:
    """The reach of `people` at `slots` (day, start), for gatherings of `minutes`."""
    shape = (len(people), len(slots))
    days = np.array([day for day, _ in slots], dtype=np.int64)
    begin = np.array([day * DAY + start for day, start in slots], dtype=np.int64)
    price, first, last, extra = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    found = Reach(price, first, last, extra, np.zeros(shape, dtype=bool))
    for row, person in enumerate(people):
        _fill(found, row, person, days, begin, begin + minutes)
    return found


def _fill(found: Reach, row: int, person: Participant, days: np.ndarray, a: np.ndarray, b: np.ndarray) -> None:
    start, end, bound = _shifts(person)
    # The shift that begins at `a` or before it, the one after, and those around the two.
    at = np.searchsorted(start, a, side="right") - 1
    s0, e0, s1, e1 = start[at], end[at], start[at + 1], end[at + 1]
    joins0, joins1 = a - e0 <= JOINS_WITHIN, s1 - b <= JOINS_WITHIN
    inside = b <= e0
    first = np.where(joins0, s0, a)
    last = np.where(joins1, np.maximum(e1, b), np.where(joins0, np.maximum(e0, b), b))
    longest = np.maximum(LONGEST_SPAN, np.maximum(np.where(joins0, e0 - s0, 0), np.where(joins1, e1 - s1, 0)))
    rest = person.rest_minutes
    # Only an end of the span that attendance has moved needs a rest: one between two shifts is the roster's.
    before = joins0 | (a - e0 >= rest)
    after = np.where(joins1, (b <= e1) | (start[at + 2] - last >= rest), s1 - last >= rest)
    allowed = before & after & (last - first <= longest)
    # Within a shift nothing is joined and nothing moved.
    first, last = np.where(inside, s0, first), np.where(inside, e0, last)
    allowed |= inside
    allowed &= ~(bound[at] & (a < e0)) & ~(bound[at + 1] & (b > s1)) & (b <= start[at + 2])
    allowed &= ~np.isin(days, list(person.away))
    for begin, until in person.busy:
        allowed &= (b <= begin) | (a >= until)
    price = np.where(inside, 0, np.where(joins0 | joins1, JOINED, DAY_OFF))
    shared = np.clip(np.minimum(b, e0) - a, 0, None) + np.clip(np.minimum(b, e1) - np.maximum(a, s1), 0, None)
    found.price[row] = np.where(allowed, price, NEVER)
    found.first[row], found.last[row], found.inside[row] = first, last, inside
    found.extra[row] = b - a - shared


def _shifts(person: Participant) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Starts, ends and whether she is bound, in order, with shifts far off at either end so that none is without
    neighbours. Next to the period she is bound, whatever she does there."""
    spans = [(day * DAY + shift[0], day * DAY + shift[1], shift[2]) for day, shift in enumerate(person.duty) if shift]
    spans += [(*span, True) for span in (person.before, person.after) if span]
    far = [(-2 * FAR, -2 * FAR, False), (-FAR, -FAR, False)]
    spans = [*far, *sorted(spans), (FAR, FAR, False), (2 * FAR, 2 * FAR, False), (3 * FAR, 3 * FAR, False)]
    start, end, bound = zip(*spans, strict=True)
    return np.array(start, dtype=np.int64), np.array(end, dtype=np.int64), np.array(bound, dtype=bool)
