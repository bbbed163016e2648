"""What a file of INRC-I says: people and their contracts, patterns, cover and requests."""

from dataclasses import dataclass
from datetime import date

ANY, NONE = "Any", "None"
"""In a pattern or a request: any work, no work."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type of `minutes` from `start` (minutes after midnight) for those who have one of `skills`."""

    id: str
    title: str
    start: int
    minutes: int
    skills: frozenset[str]

    @property
    def night(self) -> bool:
        """Whether it goes past midnight."""
        return self.start + self.minutes > 1440


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound at a price for each one beyond it; a switch where there is nothing to count (`value` 0)."""

    weight: int
    value: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Soft rules; None: switched off. `weekend` are its weekdays (Monday = 0), one after the other."""

    id: str
    most_shifts: Limit | None
    least_shifts: Limit | None
    longest_run: Limit | None
    shortest_run: Limit | None
    longest_rest: Limit | None
    shortest_rest: Limit | None
    most_weekends_in_row: Limit | None
    least_weekends_in_row: Limit | None
    most_weekends_of_four: Limit | None
    weekend: tuple[int, ...]
    whole_weekends: Limit | None
    one_shift_type_in_weekend: Limit | None
    no_night_before_free_weekend: Limit | None
    two_days_off_after_night: Limit | None
    alternative_skill: Limit | None
    patterns: tuple[str, ...]


LIMITS = (
    *("most_shifts", "least_shifts", "longest_run", "shortest_run", "longest_rest", "shortest_rest"),
    *("most_weekends_in_row", "least_weekends_in_row", "most_weekends_of_four"),
)
SWITCHES = (
    *("whole_weekends", "one_shift_type_in_weekend", "no_night_before_free_weekend", "two_days_off_after_night"),
    "alternative_skill",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Shifts (an id, ANY work, or NONE) on days one after the other, each time they occur at `weight`; begins on
    `weekday` (Monday = 0), or on any day (None)."""

    id: str
    weight: int
    shifts: tuple[str, ...]
    weekday: int | None


@dataclass(frozen=True, slots=True)
class Employee:
    """Who works by which contract, and what skills they have."""

    id: str
    contract: Contract
    skills: frozenset[str]


@dataclass(frozen=True, slots=True)
class Request:
    """The employee wants the shift (`on`), or not; a `shift` of ANY stands for any work."""

    employee: str
    day: int
    shift: str
    weight: int
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """`cover[day][k]` people are wanted for shift k, no more and no less."""

    name: str
    first: date
    days: int
    shifts: tuple[Shift, ...]
    employees: tuple[Employee, ...]
    patterns: tuple[Pattern, ...]
    cover: tuple[tuple[int, ...], ...]
    requests: tuple[Request, ...]
