"""A schedule, what it holds, and what becomes of it."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from services.runtime.errors import Invalid, Stale, Unfit
from services.scheduler.domain.assignment import Assignment, AssignmentKind

__all__ = [
    "UNSOLVED",
    "Assignment",
    "AssignmentKind",
    "Cost",
    "Counts",
    "Kind",
    "Reached",
    "Relaxation",
    "Schedule",
    "ScheduleState",
    "Shortfall",
    "SolveEffort",
    "Timeline",
    "bound_of",
]

LONGEST_PERIOD_DAYS = 400

Cost = tuple[int, int, int, int]
"""One number a tier, compared from the left: legal, safety, contract, preference."""


class Kind(StrEnum):
    """What a schedule may be for: visits; shifts and posts; drills and trainings."""

    MAINTENANCE = "maintenance"
    ROSTER = "roster"
    DRILLS = "drills"


class ScheduleState(StrEnum):
    """queued -> solving -> draft -> published -> superseded; failed and cancelled are ends."""

    QUEUED = "queued"
    SOLVING = "solving"
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNSOLVED = (ScheduleState.QUEUED, ScheduleState.SOLVING)


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveEffort:
    """How hard to try: seconds of wall time (1-3600), workers (1-16), seed, steps (0: no limit but time)."""

    seconds: int = 10
    workers: int = 1
    seed: int = 0
    steps: int = 0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("seconds", self.seconds, 1, 3600),
            ("workers", self.workers, 1, 16),
            ("steps", self.steps, 0, 2**31 - 1),
            ("seed", self.seed, 0, 2**31 - 1),
        ):
            if not low <= value <= high:
                raise Invalid(f"effort.{name}", f"{value} is not within {low} to {high}")


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One change that would let a rule be kept: its stable id and what it needs, as (name, value) pairs."""

    kind: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A rule that is not kept: its id, tier, amount, what, whom and which days it concerns, why, what would help."""

    rule: str
    tier: str
    amount: int
    items: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    cause: str = ""
    relaxations: tuple[Relaxation, ...] = ()
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What a search has to show: cost by tier, the part that is running, seconds since it began.

    `bound` is a cost below which no roster brings it while visits, drills and jobs stay as they are; None: none known.
    """

    cost: Cost = (0, 0, 0, 0)
    phase: str = ""
    elapsed: float = 0.0
    bound: Cost | None = None

    def __post_init__(self) -> None:
        if self.bound is not None and self.bound > self.cost:
            raise Invalid("bound", f"{self.bound} lies above the cost {self.cost}", hint="leave out what is no bound")


def bound_of(cost: Cost, proved: Cost | None) -> Cost | None:
    """`proved` where it says something of `cost`, else None.

    A part of the search proves what it does of its own rules, and the cost is counted anew over all of them: what lies
    above it is no bound. Nor is it news that something costs no less than nothing.
    """
    return proved if proved is not None and proved <= cost and (any(proved) or not any(cost)) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much there is, and how much of it is done.

    Visits that fall due, have a day, have minutes and people; `rules` that the verifier has checked; `places` of posts
    (one a head and shift) and those `filled`; `drills` and sittings asked for, and those with a time and people.
    """

    due: int = 0
    planned: int = 0
    dispatched: int = 0
    rules: int = 0
    places: int = 0
    filled: int = 0
    drills: int = 0
    drills_planned: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A proposal for the days `first` to `last`, both inclusive, of a site, of certain `kinds`.

    What is of another kind stays as it is in force.
    `fence` is (stream sequence, delivery) of the job that works on it: a later job shuts out an earlier one.
    `seen_revision` is the revision of the site's timeline that the solve took as given.
    """

    id: str
    first: date
    last: date
    dispatch_days: int = 7
    effort: SolveEffort = field(default_factory=SolveEffort)
    state: ScheduleState = ScheduleState.QUEUED
    reached: Reached = field(default_factory=Reached)
    shortfalls: tuple[Shortfall, ...] = ()
    counts: Counts = field(default_factory=Counts)
    failure: str = ""
    stop_asked: bool = False
    fence: tuple[int, int] = (0, 0)
    seen_revision: int = 0
    kinds: tuple[Kind, ...] = tuple(Kind)
    rough: tuple[date, ...] = ()
    """Days for which rough weather is forecast: work outdoors avoids them, as far as it can."""

    def __post_init__(self) -> None:
        if not self.kinds or len(set(self.kinds)) < len(self.kinds):
            raise Invalid(
                "kinds", "are none, or one of them twice", hint="name each kind once, or leave it out for all"
            )
        if self.last < self.first:
            raise Invalid("last_date", f"{self.last} lies before {self.first}", reason="WINDOW_INVALID")
        if (self.last - self.first).days > LONGEST_PERIOD_DAYS:
            raise Invalid(
                "last_date", f"lies more than {LONGEST_PERIOD_DAYS} days after {self.first}", reason="WINDOW_INVALID"
            )
        if not 0 <= self.dispatch_days <= 31:
            raise Invalid("dispatch_days", f"{self.dispatch_days} is not within 0 to 31")
        strange = [day for day in self.rough if not self.first <= day <= self.last]
        if strange or len(set(self.rough)) < len(self.rough):
            text = f"{strange[0]} is no day of the period" if strange else "a day is named twice"
            raise Invalid("rough_dates", text, hint="name days from first_date to last_date, each once")

    def taken_up(self, fence: tuple[int, int], revision: int) -> "Schedule":
        """A job works on it. Raises Unfit where it is solved or stopped, Stale where a later job does."""
        self.check_fence(fence)
        return replace(
            self, state=ScheduleState.SOLVING, fence=fence, seen_revision=revision, reached=Reached(phase="reading")
        )

    def check_fence(self, fence: tuple[int, int]) -> None:
        """Refuse the writing of a job that a later one has replaced, or that comes after the end."""
        if self.state not in UNSOLVED:
            raise Unfit("SCHEDULE_SOLVED", f"the schedule is {self.state}", state=self.state)
        if fence < self.fence:
            raise Stale(self.id, "SOLVE_FENCED")

    def stopped(self) -> "Schedule":
        """Somebody asked to stop: what waits is cancelled, what is solved keeps its best answer."""
        if self.state is ScheduleState.QUEUED:
            return replace(self, state=ScheduleState.CANCELLED, stop_asked=True)
        if self.state is ScheduleState.SOLVING:
            return replace(self, stop_asked=True)
        if self.stop_asked:
            return self
        raise Unfit("SCHEDULE_SOLVED", f"the schedule is {self.state}, there is nothing to stop", state=self.state)

    def published(self, revision: int) -> "Schedule":
        """In force. `revision` is the timeline's now; raises Unfit unless a draft, Stale if the timeline moved on."""
        if self.state is not ScheduleState.DRAFT:
            raise Unfit(
                "SCHEDULE_NOT_DRAFT",
                f"the schedule is {self.state}, only a draft can be published",
                hint="ask for a new one" if self.state not in UNSOLVED else "wait until it is solved",
                state=self.state,
            )
        if revision != self.seen_revision:
            raise Stale("the site's timeline", "TIMELINE_CHANGED")
        return replace(self, state=ScheduleState.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """How often what is in force at a site (`id`) has been replaced."""

    id: str
    revision: int = 0
