"""What the three faces of a rule about one person's row take and give.

A row is one person's codes, day by day (0 off, k the k-th shift type). Days before the period are negative and known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from services.scheduler.planning.rule import Rule

if TYPE_CHECKING:  # it takes longer to load than a first roster to find, and only models need it
    from ortools.sat.python import cp_model

ANY = 2**40
"""A bound that bounds nothing."""
State = Any
"""Hashable; each automaton knows its own."""
Linear: TypeAlias = "cp_model.LinearExpr | int"
Step = Callable[[State, int, int], tuple[State, int]]


@dataclass(frozen=True, slots=True)
class Line:
    """What a rule knows of a row before it is filled: its length, weekday of day 0 (Monday = 0), minutes by code
    (off has 0), and the codes of the days just before."""

    days: int
    first_weekday: int
    minutes: tuple[int, ...]
    history: tuple[int, ...] = ()

    def weekday(self, day: int) -> int:
        """Monday = 0; `day` may be negative."""
        return (self.first_weekday + day) % 7

    @property
    def codes(self) -> range:
        """Every code, off included."""
        return range(len(self.minutes))


@dataclass(frozen=True, slots=True)
class Automaton:
    """First face. `step(state, day, code)` gives the next state and the amount by which the rule is broken just then.

    A `weekly` one looks at the day only for its weekday, so that it can be multiplied into a table.
    """

    start: State
    step: Step
    weekly: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """An automaton whose amounts over the period are wanted within [least, most]; each begun `unit` outside counts one.

    The compiled form of rules that count what is no single day: as a running total they cost one addition a move.
    """

    ticks: Automaton
    least: int
    most: int
    unit: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Third face's finding: broken by `amount`, on these days (negative: before the period)."""

    amount: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Literals:
    """Second face's view of a row: `cells[day][code]` is 0/1 and exactly one code holds; history is constant."""

    model: "cp_model.CpModel"
    line: Line
    cells: Sequence[Sequence[Linear]]

    def on(self, day: int, codes: Iterable[int]) -> Linear:
        """1 where the day's code is one of `codes`."""
        if day < 0:
            return int(self.line.history[day] in set(codes))
        return sum(self.cells[day][c] for c in codes)

    def beyond(self, amount: Linear, most: int, unit: int = 1) -> "cp_model.IntVar":
        """A variable not below `amount` / `unit`, which is at most `most`; minimised, it is the amount rounded up."""
        slack = self.model.new_int_var(0, max(0, -(-most // unit)), "")
        self.model.add(unit * slack >= amount)
        return slack


class RowKind(Protocol):
    """A module of this folder whose rules are about one person's row."""

    def automaton(self, rule: Rule, line: Line) -> Automaton:
        """The rule as a small automaton."""

    def constrain(self, rule: Rule, row: Literals) -> Linear:
        """Adds the rule to the model and gives the amount by which it is broken."""

    def check(self, rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
        """Where the row breaks the rule, found without the other two faces."""


def numbers(rule: Rule, name: str) -> tuple[int, ...]:
    """The rule's parameter `name` as whole numbers; absent: empty."""
    value = rule.parameters.get(name, ())
    if not isinstance(value, tuple):
        raise ValueError(f"rule {rule.id!r}: {name} must be a tuple of whole numbers")
    return tuple(int(x) for x in value)


def number(rule: Rule, name: str, absent: int) -> int:
    """The rule's parameter `name` as a whole number."""
    value = rule.parameters.get(name, absent)
    if not isinstance(value, int):
        raise ValueError(f"rule {rule.id!r}: {name} must be a whole number")
    return value


def price(rule: Rule) -> int:
    """What one unit of the rule's amount costs in its tier (default 1)."""
    return number(rule, "price", 1)
