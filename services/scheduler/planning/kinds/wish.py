"""Wishes: on `days[k]` the code `codes[k]` is wanted; anything else counts `weights[k]`."""

from collections.abc import Sequence

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, numbers
from services.scheduler.planning.rule import Rule


def automaton(rule: Rule, line: Line) -> Automaton:
    """No memory: the price is that of the cell alone."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    names = (numbers(rule, "days"), numbers(rule, "codes"), numbers(rule, "weights"))
    for day, code, weight in zip(*names, strict=True):
        wanted.setdefault(day, []).append((code, weight))

    def step(state: State, day: int, code: int) -> tuple[State, int]:
        return state, sum(weight for liked, weight in wanted.get(day, ()) if liked != code)

    return Automaton(0, step, weekly=False)


def constrain(rule: Rule, row: Literals) -> Linear:
    """Linear in the cells: no variable of its own."""
    broken: Linear = 0
    names = (numbers(rule, "days"), numbers(rule, "codes"), numbers(rule, "weights"))
    for day, code, weight in zip(*names, strict=True):
        broken += weight * (1 - row.on(day, (code,)))
    return broken


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Reads each wish against the row."""
    parameters = zip(numbers(rule, "days"), numbers(rule, "codes"), numbers(rule, "weights"), strict=True)
    return [Fault(weight, (day,)) for day, code, weight in parameters if row[day] != code]
