"""What the dispatch has to place: jobs on minutes and people. Minutes count from midnight of their day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from services.scheduler.planning.programme.problem import Group, UnplannableError

DAY = 1440
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

    `busy` are (day, first, last) that are taken already; `partner` is with whom this person makes up a pair. `skills`
    are levels by skill, from 1; whoever has a level has every lower one too.
    """

    id: str
    trades: frozenset[str]
    shifts: Mapping[int, tuple[int, int]]
    busy: tuple[tuple[int, int, int], ...] = ()
    partner: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ends_first = [day for day, (start, end) in self.shifts.items() if end < start]
        if ends_first:
            raise UnplannableError(f"technician {self.id}: the shift of day {min(ends_first)} ends before it begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Of the people at a job at least `count` hold `skill` at `level` or above; one may count for several needs."""

    skill: str
    level: int = 1
    count: int = 1

    def __post_init__(self) -> None:
        if self.level < 1 or self.count < 1:
            raise UnplannableError(f"need of {self.skill}: level and count start at 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work on a day, for `crew` people at once (or more, where `needs` ask for them) who hold `trade`; a
    `contractor`'s needs nobody of one's own.

    `pinned` is the start and the people that stay as they are, whatever they break, on `day`.
    """

    key: str
    asset: str
    day: int
    minutes: int
    crew: int
    trade: str
    window: tuple[int, int] = (0, DAY)
    place: str = ""
    groups: tuple[str, ...] = ()
    priority: int = 50
    pinned: tuple[int, tuple[str, ...]] | None = None
    contractor: bool = False
    until: int | None = None
    """The last day on which it may be done; None: `day` alone."""
    needs: tuple[Need, ...] = ()
    after: tuple[str, ...] = ()
    """Keys of the jobs that must have ended before it begins."""
    due: int | None = None
    """When it should have ended (its response time), in minutes from midnight of day 0; None: any time of its days."""
    late_price: int = 10
    """What each begun hour after `due` costs, in points of preference."""
    latest: int | None = None
    """When it must have ended by law, counted as `due`."""
    contractor_price: int | None = None
    """What a contractor would take for it, in the unit of the budget; None: nobody but one's own people does it."""
    contractor_days: frozenset[int] | None = None
    """Days on which that contractor comes; None: on each of its days."""
    tools: tuple[str, ...] = ()
    """Tools of which it takes one each for as long as it lasts."""
    was: tuple[int, int, tuple[str, ...]] | None = None
    """Day, start and people that were announced: keeping all three costs nothing, a change has a price."""

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.crew <= 0:
            raise UnplannableError(f"job {self.key}: minutes and crew must be positive")
        if self.until is not None and self.until < self.day:
            raise UnplannableError(f"job {self.key}: its last day {self.until} is before its first day {self.day}")
        if self.contractor_price is not None and self.contractor_price < 0:
            raise UnplannableError(f"job {self.key}: a contractor's price of {self.contractor_price}: give 0 or more")
        if self.late_price < 0:
            raise UnplannableError(f"job {self.key}: a price of {self.late_price} for lateness: give 0 or more")

    @property
    def last_day(self) -> int:
        """The last day on which it may be done."""
        return self.day if self.until is None else self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """A class of jobs of which the last should end early: each minute from the start of day 0 costs `weight` points
    (the days counted with `DispatchProblem.day_minutes` each)."""

    id: str
    jobs: frozenset[str]
    weight: int

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise UnplannableError(f"class {self.id}: a weight of {self.weight}: give 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProblem:
    """Jobs and the people for them; shifts longer than `LONG_SHIFT` have a break of `break_minutes`.

    With `day_teams` people are put into teams for a whole day, and the whole team goes to each of its jobs; without,
    each job has a crew of its own. A job with a contractor's price may be given away while the sum of prices keeps to
    `budget` and its own to `price_ceiling` (None: no ceiling); what comes after it then goes with it.
    """

    technicians: tuple[Technician, ...]
    jobs: tuple[Job, ...]
    groups: tuple[Group, ...] = ()
    break_minutes: int = 30
    day_teams: bool = False
    finishes: tuple[Finish, ...] = ()
    day_minutes: int = DAY
    """How many minutes a day counts in `finishes`, `due` and `latest`."""
    tools: Mapping[str, int] = field(default_factory=dict)
    """How many there are of each tool that jobs name."""
    budget: int = 0
    price_ceiling: int | None = None
    money_weight: int = 1
    """Points of preference for each unit of money that a contractor takes; 0: the budget is there to be spent."""
    between_places: int = BETWEEN_PLACES
    ways: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Minutes from one place to another where they are known, in either order; else `between_places`."""

    def __post_init__(self) -> None:
        keys = {job.key for job in self.jobs}
        if len(keys) < len(self.jobs):
            raise UnplannableError("two jobs share a key: give each its own")
        _refuse("groups", {name for job in self.jobs for name in job.groups} - {group.id for group in self.groups})
        _refuse("tools", {name for job in self.jobs for name in job.tools} - self.tools.keys())
        _refuse("jobs before them", {key for job in self.jobs for key in job.after} - keys)
        unknown = {key for one in self.finishes for key in one.jobs} - keys
        if unknown:
            raise UnplannableError(f"classes name jobs that are not given: {sorted(unknown)}")
        if not 0 <= self.break_minutes <= BREAK_BEFORE - BREAK_AFTER:
            raise UnplannableError(f"a break of {self.break_minutes} minutes: give 0 to {BREAK_BEFORE - BREAK_AFTER}")
        if self.budget < 0 or self.money_weight < 0 or self.day_minutes <= 0 or self.between_places < 0:
            raise UnplannableError("budget, weight of money and ways are 0 or more, the minutes of a day above 0")
        self.ordered()

    def ordered(self) -> tuple[Job, ...]:
        """The jobs, each behind those that come before it. Raises UnplannableError where they wait in a circle."""
        jobs = {job.key: job for job in self.jobs}
        try:
            found = TopologicalSorter({job.key: job.after for job in self.jobs}).static_order()
            return tuple(jobs[key] for key in found)
        except CycleError as error:
            circle = " -> ".join(reversed(error.args[1]))
            raise UnplannableError(f"jobs wait for each other: {circle}: drop one of them from `after`") from None

    def travel_minutes(self, a: str, b: str) -> int:
        """Minutes from place to place: 0 within one and where a place is not known."""
        if a == b or not a or not b:
            return 0
        way = self.ways.get((a, b))
        return self.ways.get((b, a), self.between_places) if way is None else way

    def may_be_given_away(self, job: Job) -> bool:
        """Whether a contractor could do it in place of one's own people, the budget aside."""
        price = job.contractor_price
        return price is not None and (self.price_ceiling is None or price <= self.price_ceiling)


def _refuse(what: str, unknown: Iterable[str]) -> None:
    if found := sorted(unknown):
        raise UnplannableError(f"jobs name {what} that are not given: {found}")


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
    """The placed jobs, and a cause for each that is not.

    `outsourced` jobs went to a contractor in place of one's own people; they are among `placed`, without people, where
    their minutes matter to others (a group or a tool of theirs), else the contractor chooses them.
    """

    placed: tuple[Placed, ...]
    left: Mapping[str, str] = field(default_factory=dict)
    outsourced: frozenset[str] = frozenset()
