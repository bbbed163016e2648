"""What a guard roster is made for: shifts, people, posts and contracts over a run of days.

Days count from the period's start (day 0); days before it are negative. A *code* is what somebody does on a day:
0 is off, code k is `shifts[k - 1]`. Minutes are whole minutes, shift starts are minutes after midnight.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from services.scheduler.planning.rule import Rule, Severity

OFF = 0
LONGEST_HISTORY = 400
"""Days: enough for the longest block of weeks over which a contract averages hours."""
MOST_DAYS, MOST_SHIFTS = 401, 60
UNPOSTED = -1
UNKNOWN = -1
"""Stands for the code of a day of which nobody has been told anything."""


class ImpossibleRoster(ValueError):
    """A roster problem that cannot be: the text names the thing, the place and the remedy."""


def _refuse(wrong: bool, text: str) -> None:
    if wrong:
        raise ImpossibleRoster(text)


def _refuse_twins(ids: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for one in ids:
        _refuse(not one, f"a {what} has no id: give every {what} one")
        _refuse(one in seen, f"{what} {one!r} appears twice: ids must differ")
        seen.add(one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift type: starts `start` minutes after midnight (0 to 1439) and lasts `minutes` (1 to 1440), of which
    `counted` are hours worked (None: all). Who is `on_call` waits at home, which is rest until somebody calls.

    One with a `day` is what another of the same id is on that day alone, when the clock changes during it: between its
    start and its end on the clock, `minutes` apart, are `counted` minutes. Nobody may be given either on a day that
    belongs to the other."""

    id: str
    start: int
    minutes: int
    night: bool = False
    on_call: bool = False
    counted: int | None = None
    day: int | None = None

    @property
    def worked(self) -> int:
        """Minutes that count as hours."""
        return self.minutes if self.counted is None else self.counted

    @property
    def day_minutes(self) -> int:
        """Minutes that a contract's longest day is about: what the clock adds to a night makes it no other shift."""
        return min(self.minutes, self.worked)

    def __post_init__(self) -> None:
        _refuse(not 0 <= self.worked <= 1560, f"shift {self.id!r} counts {self.worked} minutes: use 0 to 1560")
        _refuse(not 0 <= self.start < 1440, f"shift {self.id!r} starts at minute {self.start}: use 0 to 1439")
        _refuse(not 1 <= self.minutes <= 1440, f"shift {self.id!r} lasts {self.minutes} minutes: use 1 to 1440")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCount:
    """How often somebody works a shift type in the period, or in each calendar month; `most` None: any number."""

    shift: str
    least: int = 0
    most: int | None = None
    monthly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Working-time limits, minutes or days. `week_minutes` is the paid norm, `week_limit` the most in a calendar week
    (on average over blocks of `averaging_weeks`), `overtime_month` what may be worked beyond the norm in a month. What
    is usual where nothing is said is known where contracts are described, not here."""

    id: str
    week_minutes: int
    week_limit: int
    day_limit: int
    overtime_month: int
    averaging_weeks: int
    rest_minutes: int
    days_in_row: int
    nights_in_row: int
    days_off_after_nights: int
    weekends_in_row: int
    weekends: int = 0
    """Most weekends of the period that are worked; 0: any."""
    least_days_in_row: int = 1
    days_off_in_row: int = 0
    """Most days off in a row; 0: any."""
    free_weekdays: tuple[int, ...] = ()
    """Monday = 0."""
    shift_counts: tuple[ShiftCount, ...] = ()
    forbidden: tuple[tuple[str, str], ...] = ()
    """(shift, shift that does not follow it on the next day)."""
    reliever_price: int = 0
    """What a shift of its people costs in the contract tier; over 0 they are relievers, who are owed no hours."""

    @property
    def reliever(self) -> bool:
        """Whether its people are called only where they are needed."""
        return self.reliever_price > 0

    def __post_init__(self) -> None:
        for name in ("week_minutes", "overtime_month", "rest_minutes", "days_off_after_nights"):
            _refuse(getattr(self, name) < 0, f"contract {self.id!r}: {name} is negative: use 0 or more")
        for name in ("week_limit", "day_limit", "averaging_weeks", "days_in_row", "nights_in_row", "weekends_in_row"):
            _refuse(getattr(self, name) < 1, f"contract {self.id!r}: {name} is below 1: use 1 or more")
        _refuse(self.rest_minutes > 5 * 1440, f"contract {self.id!r}: rest_minutes is over five days: use less")
        _refuse(self.days_off_after_nights > 7, f"contract {self.id!r}: days_off_after_nights is over 7: use less")


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody would like to do `code` on `day`, or would not (`against`); missing it costs `weight`."""

    day: int
    code: int
    weight: int = 1
    against: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """Somebody would like to be on duty with another (`together`) or would not; each shift otherwise costs `weight`."""

    other: str
    together: bool
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A guard. `contract` may be empty: then no rule of contracts is about them. `allowed[day][shift]` says whether
    they can work that shift at all (absences, permits, other sites); `qualifications[day]` what they hold that day;
    `history` the codes of the days just before the period, at most LONGEST_HISTORY, the last one yesterday; `away` the
    days of absence (negative ones too), which lower the paid norm; `reserved` are (first day, last day, minutes) that
    drills and trainings will take of their hours."""

    id: str
    contract: str
    allowed: tuple[tuple[bool, ...], ...]
    qualifications: tuple[frozenset[str], ...]
    history: tuple[int, ...] = ()
    wishes: tuple[Wish, ...] = ()
    away: frozenset[int] = frozenset()
    reserved: tuple[tuple[int, int, int], ...] = ()
    was: tuple[tuple[int, str], ...] = ()
    """(code, post id) of each day as they were told, UNKNOWN where nothing is in force; empty: nothing at all is."""
    rota: tuple[Wish, ...] = ()
    """The cycle from which their days should not depart."""
    pairings: tuple[Pairing, ...] = ()
    shadows: frozenset[int] = frozenset()
    """Days on which they are new: they fill no place, and are there only while one of their `mentors` is."""
    mentors: tuple[str, ...] = ()

    def holds(self, needs: tuple[str, ...], day: int) -> bool:
        """Whether they may fill a place that needs all of `needs` on that day of the period."""
        return day not in self.shadows and self.qualifications[day].issuperset(needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A place to be manned by `heads[day][shift]` people who hold all of `needs` (empty: anybody on the roster); a
    `crew` is one that visits ask for: where it is missing, they wait, but no place stays unguarded."""

    id: str
    heads: tuple[tuple[int, ...], ...]
    needs: tuple[str, ...] = ()
    crew: bool = False


@dataclass(frozen=True, slots=True)
class Pin:
    """A cell that stays as it is: `person` (index) does `code` on `day`."""

    person: int
    day: int
    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterProblem:
    """One period to be rostered. `first_weekday` is day 0's, Monday = 0; `first_week` the number of the week that day 0
    lies in, whole weeks since Monday 2001-01-01; `months` the days on which a calendar month begins, from the one that
    day 0 lies in (the first may be negative), `days` itself included where one begins just after the period. `rules`
    are rows beyond those that follow from contracts and people; a row of kind "cover" with the scope "post ID" says
    what an empty place of that post costs. Raises ImpossibleRoster."""

    days: int
    first_weekday: int
    shifts: tuple[Shift, ...]
    contracts: tuple[Contract, ...]
    people: tuple[Person, ...]
    posts: tuple[Post, ...]
    holidays: frozenset[int] = frozenset()
    months: tuple[int, ...] = (0,)
    pinned: tuple[Pin, ...] = ()
    first_week: int = 0
    rules: tuple[Rule, ...] = ()
    severities: tuple[Severity, ...] = ()

    def __post_init__(self) -> None:
        _refuse(not 1 <= self.days <= MOST_DAYS, f"a roster of {self.days} days: use 1 to {MOST_DAYS}")
        _refuse(not 0 <= self.first_weekday <= 6, f"first_weekday is {self.first_weekday}: use 0 (Monday) to 6")
        many = not 1 <= len(self.shifts) <= MOST_SHIFTS
        _refuse(many, f"a roster with {len(self.shifts)} shift types: use 1 to {MOST_SHIFTS}")
        _refuse(not self.people, "a roster without people: add at least one")
        _refuse_twins((s.id if s.day is None else f"{s.id} of day {s.day}" for s in self.shifts), "shift")
        _refuse_twins((c.id for c in self.contracts), "contract")
        _refuse_twins((p.id for p in self.people), "person")
        _refuse_twins((p.id for p in self.posts), "post")
        rising = all(a < b for a, b in zip(self.months, self.months[1:], strict=False))
        _refuse(
            not self.months or self.months[0] > 0 or not rising,
            "months must rise and begin at or before day 0: give the first day of each month",
        )
        contracts = {"", *(c.id for c in self.contracts)}
        for contract in self.contracts:
            self._check_contract(contract)
        for person in self.people:
            self._check_person(person, contracts)
        for post in self.posts:
            self._check_shape(f"post {post.id!r}: heads", post.heads)
            _refuse(
                any(h < 0 for row in post.heads for h in row), f"post {post.id!r} has negative heads: use 0 or more"
            )
        self._check_pins()

    def _check_shape(self, what: str, grid: tuple[tuple[object, ...], ...]) -> None:
        fits = len(grid) == self.days and all(len(row) == len(self.shifts) for row in grid)
        _refuse(not fits, f"{what} must be {self.days} days x {len(self.shifts)} shifts: fill every day")

    def _check_contract(self, contract: Contract) -> None:
        known = {shift.id for shift in self.shifts}
        named = [one.shift for one in contract.shift_counts]
        for shift in (*named, *(id for pair in contract.forbidden for id in pair)):
            _refuse(shift not in known, f"contract {contract.id!r} names the unknown shift {shift!r}: describe it")

    def _check_person(self, person: Person, contracts: set[str]) -> None:
        who = f"person {person.id!r}"
        _refuse(person.contract not in contracts, f"{who} has unknown contract {person.contract!r}: define it")
        self._check_shape(f"{who}: allowed", person.allowed)
        _refuse(len(person.qualifications) != self.days, f"{who}: qualifications must cover {self.days} days")
        _refuse(len(person.history) > LONGEST_HISTORY, f"{who}: history is over {LONGEST_HISTORY} days: cut it")
        codes = range(len(self.shifts) + 1)
        _refuse(any(c not in codes for c in person.history), f"{who}: history names a shift that does not exist")
        for wish in (*person.wishes, *person.rota):
            bad = not 0 <= wish.day < self.days or wish.code not in codes or wish.weight < 1
            _refuse(bad, f"{who}: wish {wish} is outside the period, names no shift or weighs nothing: drop it")
        there = {one.id for one in self.people} - {person.id}
        for other in (*(one.other for one in person.pairings), *person.mentors):
            _refuse(other not in there, f"{who} names {other!r}, who is nobody else on the roster: drop it")

    def _check_pins(self) -> None:
        seen: set[tuple[int, int]] = set()
        for pin in self.pinned:
            inside = 0 <= pin.person < len(self.people) and 0 <= pin.day < self.days
            _refuse(not inside or not 0 <= pin.code <= len(self.shifts), f"{pin} is outside the roster: drop it")
            who = self.people[pin.person]
            _refuse((pin.person, pin.day) in seen, f"{who.id!r} is pinned twice on day {pin.day}: keep one")
            seen.add((pin.person, pin.day))
            free = pin.code == OFF or who.allowed[pin.day][pin.code - 1]
            _refuse(not free, f"{who.id!r} is pinned on day {pin.day} to a shift they cannot work: unpin or allow it")

    def weekday(self, day: int) -> int:
        """Monday = 0; any day, negative ones too."""
        return (self.first_weekday + day) % 7

    def code_of(self, shift: str, day: int) -> int:
        """The code of a shift type on a day."""
        codes = {one.day: code for code, one in enumerate(self.shifts, start=1) if one.id == shift}
        return codes.get(day, codes[None])

    def contract_of(self, person: Person) -> Contract:
        """The person's contract, of somebody who has one."""
        return next(c for c in self.contracts if c.id == person.contract)

    def norm(self, person: Person, days: Iterable[int]) -> int:
        """Paid minutes owed over `days`: a fifth of the week for each weekday that is no holiday and no absence."""
        if not person.contract or self.contract_of(person).reliever:
            return 0
        return self.ordinary(person, days)

    def ordinary(self, person: Person, days: Iterable[int]) -> int:
        """Minutes beyond which `days` hold overtime: the paid norm, of relievers too, who are owed none of it."""
        paid = sum(1 for d in days if self.weekday(d) < 5 and d not in self.holidays and d not in person.away)
        return self.contract_of(person).week_minutes * paid // 5

    def choices(self) -> list[list[tuple[int, ...]]]:
        """`[person][day]`: the codes that may stand there, off first; a pinned cell has one."""
        grid = [
            [(OFF, *(s + 1 for s, free in enumerate(row) if free)) for row in person.allowed] for person in self.people
        ]
        for pin in self.pinned:
            grid[pin.person][pin.day] = (pin.code,)
        return grid


@dataclass(frozen=True, slots=True)
class Roster:
    """`cells[person][day]` is a code; `posts[person][day]` the index of the post manned, or UNPOSTED."""

    cells: tuple[tuple[int, ...], ...]
    posts: tuple[tuple[int, ...], ...]
