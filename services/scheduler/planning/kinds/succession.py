"""Succession: what may not follow what. `triples` are (first, then, gap), flat: `then` may not be worked exactly `gap`
days after `first` when all days between are off. Each case counts one, on the later day."""

from collections.abc import Sequence
from itertools import pairwise

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, numbers
from services.scheduler.planning.rule import Rule

Triple = tuple[int, int, int]


def triples_of(rule: Rule) -> tuple[Triple, ...]:
    """The rule's forbidden (first, then, gap); gap is in days, at least 1."""
    flat = numbers(rule, "triples")
    if len(flat) % 3 or any(gap < 1 for gap in flat[2::3]):
        raise ValueError(f"rule {rule.id!r}: triples must be (first, then, gap of 1 day or more), flat")
    return tuple(zip(flat[0::3], flat[1::3], flat[2::3], strict=True))


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: the last code worked and how many days ago, while that can still matter."""
    forbidden = set(triples_of(rule))
    farthest: dict[int, int] = {}
    for first, _, gap in forbidden:
        farthest[first] = max(gap, farthest.get(first, 0))

    def step(state: State, _: int, code: int) -> tuple[State, int]:
        last, ago = state
        if code:
            return ((code, 1) if code in farthest else (0, 0)), int((last, code, ago) in forbidden)
        return ((last, ago + 1) if last and ago < farthest[last] else (0, 0)), 0

    return Automaton((0, 0), step)


def constrain(rule: Rule, row: Literals) -> Linear:
    """One clause with a slack for each forbidden case that could be."""
    broken: Linear = 0
    for first, then, gap in triples_of(rule):
        for day in range(row.line.days):
            if day - gap >= -len(row.line.history):
                between = sum(row.on(d, (0,)) for d in range(day - gap + 1, day))
                broken += row.beyond(row.on(day - gap, (first,)) + between + row.on(day, (then,)) - gap, 1)
    return broken


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Compares each working day with the one before it."""
    forbidden = triples_of(rule)
    worked = [(i - len(line.history), code) for i, code in enumerate([*line.history, *row]) if code]
    return [
        Fault(1, (earlier, day))
        for (earlier, first), (day, then) in pairwise(worked)
        if day >= 0 and (first, then, day - earlier) in forbidden
    ]
