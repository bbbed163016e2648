"""What the programme has to place: visits on days. Days count from the first of the period, which is 0."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


class UnplannableError(ValueError):
    """What is asked cannot be a planning problem; the text names the thing and the remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One due visit. `chain` visits follow each other in the order of `sequence` by `gap_min` to `gap_max` days.

    `window_minutes` is how much of its day may be used at all (0: no limit). A visit with a `contractor` is done by
    that contractor alone and takes none of the own people's time. Before `notice_day` those who go without meanwhile
    cannot be told in time, but for the day of which they were `told` already. What is `outdoor` is better not held on a
    day of rough weather.
    """

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
    groups: tuple[str, ...] = ()
    outage_minutes: int = 0
    law: bool = False
    place: str = ""
    window_minutes: int = 0
    contractor: str = ""
    notice_day: int | None = None
    told: int | None = None
    outdoor: bool = False

    def __post_init__(self) -> None:
        if self.minutes <= 0 or self.crew <= 0:
            raise UnplannableError(f"visit {self.key}: minutes and crew must be positive")
        if self.window_minutes < 0:
            raise UnplannableError(f"visit {self.key}: a window of {self.window_minutes} minutes: give 0 for no limit")
        if self.earliest > self.latest:
            raise UnplannableError(f"visit {self.key}: earliest day {self.earliest} is after latest day {self.latest}")
        if self.gap_max is not None and (self.gap_min or 1) > self.gap_max:
            raise UnplannableError(f"visit {self.key}: gap_min is above gap_max {self.gap_max}")

    @property
    def work(self) -> int:
        """Person-minutes."""
        return self.minutes * self.crew

    @property
    def fits_its_window(self) -> bool:
        """Whether its day's window is long enough for it."""
        return not self.window_minutes or self.minutes <= self.window_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A redundancy group: of `size` members `keep_up` must run; `down` already stand, per day.

    `standing` are members that are known to stand, by asset, each until the day before that number: work on one of them
    takes nothing more from the group. `one_a_day`: no two members on one day, even where `keep_up` would allow it.
    """

    id: str
    size: int
    keep_up: int
    down: tuple[int, ...] = ()
    one_a_day: bool = False
    standing: Mapping[str, int] = field(default_factory=dict)

    def spare(self, day: int) -> int:
        """How many members may go down for work on `day`; below 0 where too many stand already."""
        may_lose = min(self.size - self.keep_up, 1) if self.one_a_day else self.size - self.keep_up
        # What began on the day before the period is worked on in its first day.
        day = max(0, day)
        stand = sum(self.stands(asset, day) for asset in self.standing)
        return may_lose - stand - (self.down[day] if day < len(self.down) else 0)

    def stands(self, asset: str, day: int) -> bool:
        """Whether a member is known to stand on `day` anyway."""
        return day < self.standing.get(asset, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeProblem:
    """Visits, and what each trade offers on each of `days` days.

    `capacity` is person-minutes. A trade in `crews` works in whole crews of its usual size instead: so many are there
    on a day, each with `usable` minutes; where it is in both, both hold. `blocked` are (asset, day), `blocked_trades`
    the (contractor or its trade, day) on which a contractor does not come. `fixed` visits stay on their day; a visit
    that `was` on another day has a price for each day that it moves.
    `rough` are days for which rough weather is forecast.
    """

    days: int
    visits: tuple[Visit, ...]
    capacity: Mapping[str, tuple[int, ...]]
    closed: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()
    """Weekends and holidays: work is possible as far as people are there, and has a price."""
    groups: tuple[Group, ...] = ()
    last_done: Mapping[str, int] = field(default_factory=dict)
    blocked: frozenset[tuple[str, int]] = frozenset()
    blocked_trades: frozenset[tuple[str, int]] = frozenset()
    crews: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    usable: Mapping[str, int] = field(default_factory=dict)
    fixed: Mapping[str, int] = field(default_factory=dict)
    was: Mapping[str, int] = field(default_factory=dict)
    rough: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if self.days < 1:
            raise UnplannableError(f"a period of {self.days} days: give it at least one")
        keys = {visit.key for visit in self.visits}
        if len(keys) < len(self.visits):
            raise UnplannableError("two visits share a key: give each its own")
        unknown = {group for visit in self.visits for group in visit.groups} - {group.id for group in self.groups}
        if unknown:
            raise UnplannableError(f"visits name groups that are not given: {sorted(unknown)}")
        useless = sorted(trade for trade in self.crews if self.usable.get(trade, 0) <= 0)
        if useless:
            raise UnplannableError(f"crews of {useless} have no usable minutes: give `usable` for each")
        lost = sorted(key for key, day in self.fixed.items() if key not in keys or not 0 <= day < self.days)
        if lost:
            raise UnplannableError(f"fixed visits that are unknown or outside the period: {lost}")

    def open_days(self, visit: Visit) -> list[int]:
        """The days on which work on the visit's asset is allowed, its contractor comes, and residents are told."""
        return [d for d in range(self.days) if self.is_open(visit, d)]

    def is_open(self, visit: Visit, day: int) -> bool:
        """Whether the visit may be held on `day` as far as closed days go."""
        return self.is_allowed(visit, day) and self.comes(visit, day) and self.told_in_time(visit, day)

    def is_allowed(self, visit: Visit, day: int) -> bool:
        """Whether work on the visit's asset is allowed on `day`."""
        return day not in self.closed and (visit.asset, day) not in self.blocked

    @staticmethod
    def told_in_time(visit: Visit, day: int) -> bool:
        """Whether those who go without on `day` can still be told in time, or have been."""
        return visit.notice_day is None or day >= visit.notice_day or day == visit.told

    def comes(self, visit: Visit, day: int) -> bool:
        """Whether a visit's contractor, if it has one, comes on `day`."""
        who = (visit.contractor, day), (visit.trade, day)
        return not visit.contractor or self.blocked_trades.isdisjoint(who)

    def offered(self, trade: str, day: int) -> int:
        """Person-minutes of a trade on a day; 0 where nothing is said."""
        return _on(self.capacity.get(trade, ()), day)

    def crews_on(self, trade: str, day: int) -> int:
        """Whole crews of a trade on a day; 0 where nothing is said."""
        return _on(self.crews.get(trade, ()), day)

    def counts_minutes(self, trade: str) -> bool:
        """Whether a trade's person-minutes are limited: they are unless it is counted in whole crews alone."""
        return trade in self.capacity or trade not in self.crews

    def crew_minutes(self, visit: Visit) -> int:
        """What a visit takes of one crew's usable minutes; at most the whole of them, for one crew does it."""
        return min(visit.minutes, self.usable[visit.trade])

    def takes_a_crew(self, visit: Visit) -> bool:
        """Whether a crew that does it can do no other as long: two of these never share a crew."""
        return 2 * visit.minutes > self.usable[visit.trade]

    def crews_for(self, visits: Iterable[Visit]) -> int:
        """How many whole crews the visits of one day, all of one trade in `crews`, need."""
        held = list(visits)
        return packed(map(self.crew_minutes, held), self.usable[held[0].trade]) if held else 0

    def takes_down(self, visit: Visit, day: int) -> tuple[str, ...]:
        """The groups of which the visit takes a further member down on `day`."""
        stand = {group.id for group in self.groups if group.stands(visit.asset, day)}
        return tuple(name for name in visit.groups if name not in stand)

    def as_held(self, days: Mapping[str, int]) -> tuple[Visit, ...]:
        """The visits with the groups alone of which they take a further member down on their `days`."""
        if not any(group.standing for group in self.groups):
            return self.visits
        return tuple(
            replace(visit, groups=self.takes_down(visit, days[visit.key])) if visit.key in days else visit
            for visit in self.visits
        )

    def chains(self) -> dict[str, list[Visit]]:
        """The visits of each chain in their order."""
        found: dict[str, list[Visit]] = {}
        for visit in sorted(self.visits, key=lambda visit: (visit.sequence, visit.key)):
            if visit.chain:
                found.setdefault(visit.chain, []).append(visit)
        return found


def packed(minutes: Iterable[int], usable: int) -> int:
    """How many crews of `usable` minutes do visits of so many minutes, each by one crew: the longest first."""
    rooms: list[int] = []
    for one in sorted(minutes, reverse=True):
        for crew, room in enumerate(rooms):
            if one <= room:
                rooms[crew] = room - one
                break
        else:
            rooms.append(usable - one)
    return len(rooms)


def _on(known: tuple[int, ...], day: int) -> int:
    return known[day] if day < len(known) else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The day of each placed visit, and a cause for each that is not."""

    day: Mapping[str, int]
    left: Mapping[str, str] = field(default_factory=dict)
