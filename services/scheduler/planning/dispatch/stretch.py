"""When one person could begin one more job: between what is there, in working hours, with a break left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from services.scheduler.planning.dispatch.problem import (
    BREAK_AFTER,
    BREAK_BEFORE,
    LONG_JOB,
    LONG_SHIFT,
    DispatchProblem,
    Job,
)

# Start, end, place, key; what is merely busy has neither place nor key.
Span = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The job may begin from `first` to `last`; `way` is the travel that it adds to the day."""

    first: int
    last: int
    way: int


@dataclass(frozen=True, slots=True)
class Middle:
    """Between `first` and `last` somebody takes a break of `minutes`."""

    first: int
    last: int
    minutes: int

    @staticmethod
    def of(shift: tuple[int, int], busy: Sequence[Span], minutes: int) -> "Middle | None":
        """The break that a shift asks for; none if it is short, or what is busy carries or forbids a break anyway."""
        middle = Middle(shift[0] + BREAK_AFTER, shift[0] + BREAK_BEFORE, minutes)
        if shift[1] - shift[0] <= LONG_SHIFT or any(end - start > LONG_JOB for start, end, _, _ in busy):
            return None
        ends = accumulate((shift[0], *(one[1] for one in busy)), max)
        starts = [*(one[0] for one in busy), shift[1]]
        return middle if any(middle.fits(a, b, 0) for a, b in zip(ends, starts, strict=True)) else None

    def fits(self, free: int, until: int, way: int) -> bool:
        """Whether there is a break in the free time from `free` to `until`, of which `way` is travelled."""
        inside = min(until, self.last) - max(free, self.first)
        return inside >= self.minutes and until - free >= self.minutes + way


def stretches(
    problem: DispatchProblem, job: Job, shift: tuple[int, int], line: Sequence[Span], middle: Middle | None, step: int
) -> list[Stretch]:
    """All starts for the job between the spans of `line`, on multiples of `step`."""
    gaps = list(_gaps(problem, line, shift))
    if job.minutes > LONG_JOB or any(end - start > LONG_JOB for start, end, _, _ in line):
        middle = None
    rests = [middle is None or middle.fits(free, until, way) for free, until, _, _, way in gaps]
    found: list[Stretch] = []
    for at, (free, until, before, after, way) in enumerate(gaps):
        there, back = problem.travel_minutes(before, job.place), problem.travel_minutes(job.place, after)
        first = max(free + there, job.window[0])
        last = min(until - back, job.window[1]) - job.minutes
        added = there + back - way
        if middle is None or any(rest for other, rest in enumerate(rests) if other != at):
            _keep(found, first, last, added, step)
            continue
        # The break is taken before the job, or after it.
        if middle.last - max(free, middle.first) >= middle.minutes:
            early = max(free + there, middle.first) + middle.minutes
            _keep(found, max(first, early), last, added, step)
        if min(until, middle.last) - middle.first >= middle.minutes:
            late = min(until - back, middle.last) - middle.minutes - job.minutes
            _keep(found, first, min(last, late), added, step)
    return found


def _gaps(
    problem: DispatchProblem, line: Sequence[Span], shift: tuple[int, int]
) -> Iterator[tuple[int, int, str, str, int]]:
    """Free from, free until, the places before and after, the way between them."""
    free, place = shift[0], ""
    for start, end, there, _ in line:
        yield free, start, place, there, problem.travel_minutes(place, there)
        if end > free:
            free, place = end, there
    yield free, shift[1], place, "", 0


def _keep(found: list[Stretch], first: int, last: int, way: int, step: int) -> None:
    first, last = -(-first // step) * step, last // step * step
    if first <= last:
        found.append(Stretch(first, last, way))
