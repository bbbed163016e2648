"""What the programme has to place: visits on days. Days count from the first of the period, which is 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One due visit. `chain` visits follow each other in the order of `sequence` by `gap_min` to `gap_max` days."""

    key: str
    asset: str
    earliest: int
    ideal: int
    due: int
    latest: int
    minutes: int
    crew: int
    trade: str
    chain: str = ""
    sequence: int = 0
    gap_min: int | None = None
    gap_max: int | None = None
    group: str = ""
    outage_minutes: int = 0
    law: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A redundancy group: of `size` members `keep_up` must run; `down` already stand, per day."""

    id: str
    size: int
    keep_up: int
    down: tuple[int, ...] = ()

    def spare(self, day: int) -> int:
        """How many members may go down for work on `day`."""
        return self.size - self.keep_up - (self.down[day] if day < len(self.down) else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeProblem:
    """Visits, and the person-minutes of each trade on each of `days` days."""

    days: int
    visits: tuple[Visit, ...]
    capacity: Mapping[str, tuple[int, ...]]
    closed: frozenset[int] = frozenset()
    groups: tuple[Group, ...] = ()
    last_done: Mapping[str, int] = field(default_factory=dict)
    blocked: frozenset[tuple[str, int]] = frozenset()
    contractor: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The day of each placed visit, and a cause for each that is not."""

    day: Mapping[str, int]
    left: Mapping[str, str] = field(default_factory=dict)
