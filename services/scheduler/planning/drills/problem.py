"""What drills and trainings ask for. Days count from the period's first (0), minutes from midnight."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.scheduler.planning.programme.problem import UnplannableError
from services.scheduler.planning.rule import Tier

DAY = 1440
JOINS_WITHIN = 120
"""Minutes: what lies this close to a shift, before or after it, is one span of work with it."""
LONGEST_SPAN = 720
"""Minutes: the longest span of work that an attendance may make."""
NIGHT = (1080, 1320)
"""A gathering that begins within these minutes of the day, both inclusive, is a night one (18:00 to 22:00)."""


@dataclass(frozen=True, slots=True)
class Spare:
    """How many more `minutes` somebody may work on the days `first` to `last`, both inclusive."""

    first: int
    last: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who may take part.

    `duty[day]` is the shift that begins that day, or None: start, end (which may pass 1440) and whether she stands at
    a post in it. `before` and `after` are the shifts next to the period, in minutes from midnight of day 0 (`before`
    is negative). On days `away` she cannot attend, nor in the minutes `busy`, counted from midnight of day 0: jobs that
    stay. `spare` is what her weekly and monthly caps leave.
    """

    id: str
    brigade: bool
    holds: frozenset[str]
    rest_minutes: int
    duty: tuple[tuple[int, int, bool] | None, ...]
    before: tuple[int, int] | None = None
    after: tuple[int, int] | None = None
    away: frozenset[int] = frozenset()
    busy: tuple[tuple[int, int], ...] = ()
    spare: tuple[Spare, ...] = ()

    def __post_init__(self) -> None:
        shifts = [*(shift[:2] for shift in self.duty if shift), *(s for s in (self.before, self.after) if s)]
        if any(end < start for start, end in shifts):
            raise UnplannableError(f"participant {self.id}: a shift ends before it begins: swap its minutes")
        if self.rest_minutes < 0:
            raise UnplannableError(f"participant {self.id}: rest of {self.rest_minutes} minutes: give 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A drill, or a sitting of a training, that is to be held once, on one of `days`.

    It begins at `earliest` or later and ends by `latest`, minutes of its day. `leader` is the qualification that one of
    those who attend holds ("": none), `everyone` are the ids of those for whom it counts. `night_counts`: held at
    night, it counts for its obligation's night minimum. `tier` is how much it weighs when it is not held.
    """

    key: str
    obligation: str
    place: str
    days: tuple[int, ...]
    earliest: int
    latest: int
    minutes: int
    brigade_least: int = 0
    leader: str = ""
    everyone: frozenset[str] = frozenset()
    night_counts: bool = False
    tier: Tier = Tier.CONTRACT

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.brigade_least < 0 or self.earliest < 0:
            raise UnplannableError(f"gathering {self.key}: minutes must be positive, brigade and earliest not negative")


@dataclass(frozen=True, slots=True)
class Duty:
    """`person` attends at least one of `gatherings` (keys)."""

    person: str
    gatherings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillsProblem:
    """The roster as it is, and what is to be held on it.

    By obligation, `spacing` is how many days lie between two of its gatherings at least (1: not on one day) and
    `night_least` how many of them are held at night at least. `pinned` are those that are announced: day and start.
    """

    days: int
    first_weekday: int
    participants: tuple[Participant, ...]
    gatherings: tuple[Gathering, ...]
    duties: tuple[Duty, ...] = ()
    spacing: Mapping[str, int] = field(default_factory=dict)
    night_least: Mapping[str, int] = field(default_factory=dict)
    pinned: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys, people = {one.key for one in self.gatherings}, {one.id for one in self.participants}
        if len(keys) < len(self.gatherings) or len(people) < len(self.participants):
            raise UnplannableError("two gatherings or two participants share a key: give each its own")
        for one in self.participants:
            if len(one.duty) != self.days:
                raise UnplannableError(f"participant {one.id}: duty of {len(one.duty)} days: give {self.days}")
        for gathering in self.gatherings:
            outside = [day for day in gathering.days if not 0 <= day < self.days]
            if outside:
                raise UnplannableError(
                    f"gathering {gathering.key}: day {outside[0]} is outside the period: leave it out"
                )
        for duty in self.duties:
            if duty.person not in people or not set(duty.gatherings) <= keys:
                raise UnplannableError(f"the duty of {duty.person} names a person or a gathering that is not given")
        if not set(self.pinned) <= keys:
            raise UnplannableError(f"pinned gatherings are not given: {sorted(set(self.pinned) - keys)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A gathering with its minutes and people; `leader` is one of `attend`, or empty where none is asked for."""

    key: str
    day: int
    start: int
    end: int
    attend: tuple[str, ...]
    leader: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drills:
    """What is held, and a cause for each gathering that is not (codes: see `board.cause`)."""

    held: tuple[Held, ...]
    left: Mapping[str, str] = field(default_factory=dict)
