"""Wishes: on `days[k]` the code `codes[k]` is wanted; anything else counts `weights[k]`.

Where `against[k]` is 1 (absent: all 0) that code is not wanted: having it counts, anything else does not.
"""

from collections.abc import Iterator, Sequence

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, numbers
from services.scheduler.planning.rule import Rule


def _entries(rule: Rule) -> Iterator[tuple[int, int, int, int]]:
    """(day, code, weight, against), one for each wish."""
    days = numbers(rule, "days")
    against = numbers(rule, "against") or (0,) * len(days)
    if not set(against) <= {0, 1}:
        raise ValueError(f"rule {rule.id!r}: against must be 0 or 1 for each wish")
    return zip(days, numbers(rule, "codes"), numbers(rule, "weights"), against, strict=True)


def automaton(rule: Rule, line: Line) -> Automaton:
    """No memory: the price is that of the cell alone."""
    wanted: dict[int, list[tuple[int, int, int]]] = {}
    for day, code, weight, against in _entries(rule):
        wanted.setdefault(day, []).append((code, weight, against))

    def step(state: State, day: int, code: int) -> tuple[State, int]:
        said = wanted.get(day, ())
        return state, sum(weight for named, weight, against in said if (named == code) == bool(against))

    return Automaton(0, step, weekly=False)


def constrain(rule: Rule, row: Literals) -> Linear:
    """Linear in the cells: no variable of its own."""
    broken: Linear = 0
    for day, code, weight, against in _entries(rule):
        has = row.on(day, (code,))
        broken += weight * (has if against else 1 - has)
    return broken


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Reads each wish against the row."""
    days, codes, weights = numbers(rule, "days"), numbers(rule, "codes"), numbers(rule, "weights")
    against = numbers(rule, "against")
    faults = []
    for k, (day, code, weight) in enumerate(zip(days, codes, weights, strict=True)):
        unwanted = bool(against) and against[k] == 1
        if (row[day] == code) is unwanted:
            faults.append(Fault(weight, (day,)))
    return faults
