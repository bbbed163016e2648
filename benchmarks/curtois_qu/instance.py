"""What a file of Curtois and Qu says: shifts, staff, requests and cover."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type of `minutes`; those of `not_before` may not be worked on the day after it."""

    id: str
    minutes: int
    not_before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """`most_of[k]` is how often shift k may be worked; minutes are over the horizon; runs and rests are in days; of
    `most_weekends` a weekend counts when either of its days is worked; `days_off` are fixed free days."""

    id: str
    most_of: tuple[int, ...]
    most_minutes: int
    least_minutes: int
    longest_run: int
    shortest_run: int
    shortest_rest: int
    most_weekends: int
    days_off: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """`weight` is paid when the employee has not the shift on that day (`on`), or has it (not `on`)."""

    employee: str
    day: int
    shift: str
    weight: int
    on: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """`required` people are wanted; each missing one costs `under`, each one too many `over`."""

    day: int
    shift: str
    required: int
    under: int
    over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Day 0 is a Monday; the horizon is whole weeks."""

    name: str
    days: int
    shifts: tuple[Shift, ...]
    staff: tuple[Employee, ...]
    requests: tuple[Request, ...]
    cover: tuple[Cover, ...]
