"""What the dispatch has to place: jobs on minutes and people. Minutes count from midnight of their day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.scheduler.planning.programme.problem import Group, UnplannableError

LONG_SHIFT = 360
"""A shift of more minutes than this has a break."""
BREAK_AFTER, BREAK_BEFORE = 180, 330
"""The break lies between these minutes after the shift's start."""
LONG_JOB = 300
"""A job of more minutes than this carries its own break: else no break would let it be done at all."""
BETWEEN_PLACES = 5
"""Minutes on the way from one place to another; no register says how far they lie apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Technician:
    """Who may do which trades, and when: day -> (first minute, last minute), which may pass 1440.

    `busy` are (day, first, last) that are taken already; `partner` is with whom this person makes up a pair.
    """

    id: str
    trades: frozenset[str]
    shifts: Mapping[int, tuple[int, int]]
    busy: tuple[tuple[int, int, int], ...] = ()
    partner: str = ""

    def __post_init__(self) -> None:
        ends_first = [day for day, (start, end) in self.shifts.items() if end < start]
        if ends_first:
            raise UnplannableError(f"technician {self.id}: the shift of day {min(ends_first)} ends before it begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work on a day, for `crew` people at once who hold `trade`; a `contractor`'s needs nobody of one's own.

    `pinned` is the start and the people that stay as they are, whatever they break.
    """

    key: str
    asset: str
    day: int
    minutes: int
    crew: int
    trade: str
    window: tuple[int, int] = (0, 1440)
    place: str = ""
    groups: tuple[str, ...] = ()
    priority: int = 50
    pinned: tuple[int, tuple[str, ...]] | None = None
    contractor: bool = False

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.crew <= 0:
            raise UnplannableError(f"job {self.key}: minutes and crew must be positive")


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProblem:
    """Jobs and the people for them; shifts longer than `LONG_SHIFT` have a break of `break_minutes`."""

    technicians: tuple[Technician, ...]
    jobs: tuple[Job, ...]
    groups: tuple[Group, ...] = ()
    break_minutes: int = 30

    def __post_init__(self) -> None:
        if len({job.key for job in self.jobs}) < len(self.jobs):
            raise UnplannableError("two jobs share a key: give each its own")
        unknown = {group for job in self.jobs for group in job.groups} - {group.id for group in self.groups}
        if unknown:
            raise UnplannableError(f"jobs name groups that are not given: {sorted(unknown)}")
        if not 0 <= self.break_minutes <= BREAK_BEFORE - BREAK_AFTER:
            raise UnplannableError(f"a break of {self.break_minutes} minutes: give 0 to {BREAK_BEFORE - BREAK_AFTER}")

    def travel_minutes(self, a: str, b: str) -> int:
        """Minutes from place to place: 0 within one and where a place is not known."""
        return 0 if a == b or not a or not b else BETWEEN_PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A job with its minutes and people; a contractor's has no people."""

    key: str
    day: int
    start: int
    end: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """The placed jobs, and a cause for each that is not."""

    placed: tuple[Placed, ...]
    left: Mapping[str, str] = field(default_factory=dict)
