"""What the dispatch has to place: jobs on minutes and people. Minutes count from midnight of their day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.scheduler.planning.programme.problem import Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Technician:
    """Who may do which trades, and when: day -> (first minute, last minute), which may pass 1440."""

    id: str
    trades: frozenset[str]
    shifts: Mapping[int, tuple[int, int]]
    busy: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work on a day, for `crew` people at once who hold `trade`."""

    key: str
    asset: str
    day: int
    minutes: int
    crew: int
    trade: str
    window: tuple[int, int] = (0, 1440)
    place: str = ""
    group: str = ""
    priority: int = 50
    pinned: tuple[int, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProblem:
    """Jobs and the people for them."""

    technicians: tuple[Technician, ...]
    jobs: tuple[Job, ...]
    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    break_minutes: int = 30

    def travel_minutes(self, a: str, b: str) -> int:
        """Minutes from place to place: 0 within one and where a place is not known, 5 where nothing is said."""
        return 0 if a == b or not a or not b else self.travel.get((a, b), 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A job with its minutes and people."""

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
