"""What the programme has to place: visits on days. Days count from the first of the period, which is 0."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class UnplannableError(ValueError):
    """What is asked cannot be a planning problem; the text names the thing and the remedy."""


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

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.crew <= 0:
            raise UnplannableError(f"visit {self.key}: minutes and crew must be positive")
        if self.earliest > self.latest:
            raise UnplannableError(f"visit {self.key}: earliest day {self.earliest} is after latest day {self.latest}")
        if self.gap_max is not None and (self.gap_min or 1) > self.gap_max:
            raise UnplannableError(f"visit {self.key}: gap_min is above gap_max {self.gap_max}")

    @property
    def work(self) -> int:
        """Person-minutes."""
        return self.minutes * self.crew


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

    def __post_init__(self) -> None:
        if self.days < 1:
            raise UnplannableError(f"a period of {self.days} days: give it at least one")
        keys = [visit.key for visit in self.visits]
        if len(set(keys)) < len(keys):
            raise UnplannableError("two visits share a key: give each its own")
        unknown = {visit.group for visit in self.visits if visit.group} - {group.id for group in self.groups}
        if unknown:
            raise UnplannableError(f"visits name groups that are not given: {sorted(unknown)}")

    def open_days(self, visit: Visit) -> list[int]:
        """The days on which work on the visit's asset is allowed at all."""
        return [d for d in range(self.days) if d not in self.closed and (visit.asset, d) not in self.blocked]

    def offered(self, trade: str, day: int) -> int:
        """Person-minutes of a trade on a day; 0 where nothing is said."""
        known = self.capacity.get(trade, ())
        return known[day] if day < len(known) else 0

    def chains(self) -> dict[str, list[Visit]]:
        """The visits of each chain in their order."""
        found: dict[str, list[Visit]] = {}
        for visit in sorted(self.visits, key=lambda visit: (visit.sequence, visit.key)):
            if visit.chain:
                found.setdefault(visit.chain, []).append(visit)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The day of each placed visit, and a cause for each that is not."""

    day: Mapping[str, int]
    left: Mapping[str, str] = field(default_factory=dict)
