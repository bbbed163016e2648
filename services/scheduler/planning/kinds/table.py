"""The compiled product of automata: one table in place of all weekly rules of a row.

States are those that can be reached, layered by weekday, minimised by partition refinement. The same table scores a
row in local search and is what a pricing programme walks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.kinds.face import Automaton, Line, State

MOST_STATES = 200_000
TIERS = 4


@dataclass(frozen=True, slots=True)
class Priced:
    """An automaton, the tier (0 to 3) its amounts count in, and what one of them costs there.

    `tier` TIERS and above are not costs but tallies: running totals of `price` for each of its amounts.
    """

    automaton: Automaton
    tier: int
    price: int


@dataclass(frozen=True, slots=True)
class Table:
    """`follow[state, code]` and `price[state, code, tier]`, both int32; `start[weekday]` (Monday = 0) is the state of
    somebody of whom nothing is known. Beyond TIERS the last axis of `price` holds what is added to tallies."""

    follow: NDArray[np.int32]
    price: NDArray[np.int32]
    start: tuple[int, ...]

    def after(self, weekday: int, codes: Sequence[int]) -> int:
        """The state after `codes`, the first of them on `weekday`: how history enters."""
        state = self.start[weekday]
        for code in codes:
            state = int(self.follow[state, code])
        return state


def product(parts: Sequence[Priced], line: Line) -> Table:
    """Multiplies weekly automata. Raises ValueError when the product passes MOST_STATES: meter one of the rules."""
    alone = [_alone(part.automaton, line) for part in parts]
    sizes = [len(follow[0]) for follow, _ in alone]
    if math.prod(sizes) >= 2**58:
        raise ValueError(f"the rules of a row have over {MOST_STATES} joint states: count one of them by a window")
    begin = np.arange(7, dtype=np.int64)  # a joint state is its weekday and, in mixed radix, the state of each part
    known, ahead = begin, begin
    while len(ahead):
        known = np.union1d(known, ahead)
        if len(known) > MOST_STATES:
            raise ValueError(f"the rules of a row have over {MOST_STATES} joint states: count one of them by a window")
        ahead = np.setdiff1d(_step(ahead, alone, sizes, line), known)
    price = np.zeros((len(known), len(line.codes), max([TIERS, *(part.tier + 1 for part in parts)])), np.int64)
    weekday, rest = known % 7, known // 7
    for part, (_, amount), size in zip(parts, alone, sizes, strict=True):
        price[:, :, part.tier] += part.price * amount[weekday, rest % size]
        rest = rest // size
    follow = np.searchsorted(known, _step(known, alone, sizes, line))
    return _minimised(follow, price, np.searchsorted(known, begin))


def _alone(automaton: Automaton, line: Line) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """An automaton's own states by number, its start being 0: `follow` and `amount`, each `[weekday, state, code]`."""
    day_of = [(weekday - line.first_weekday) % 7 for weekday in range(7)]
    found: dict[State, int] = {automaton.start: 0}
    pairs = [(weekday, automaton.start) for weekday in range(7)]
    steps: dict[tuple[int, State], list[tuple[int, int]]] = {}
    while pairs:
        weekday, state = pairs.pop()
        if (weekday, state) in steps:
            continue
        taken = [automaton.step(state, day_of[weekday], code) for code in line.codes]
        steps[weekday, state] = [(found.setdefault(after, len(found)), amount) for after, amount in taken]
        pairs += [((weekday + 1) % 7, after) for after, _ in taken]
        if len(found) > MOST_STATES:
            raise ValueError(f"a rule of a row has over {MOST_STATES} states: count it by a window")
    follow = np.zeros((7, len(found), len(line.codes)), np.int64)
    amount = np.zeros_like(follow)
    for (weekday, state), row in steps.items():
        follow[weekday, found[state]], amount[weekday, found[state]] = zip(*row, strict=True)
    return follow, amount


def _step(
    states: NDArray[np.int64],
    alone: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]],
    sizes: Sequence[int],
    line: Line,
) -> NDArray[np.int64]:
    """The joint states after each code, `[state, code]`."""
    weekday, rest = states % 7, states // 7
    after = np.repeat(((weekday + 1) % 7)[:, None], len(line.codes), axis=1)
    unit = 7
    for (follow, _), size in zip(alone, sizes, strict=True):
        after += unit * follow[weekday, rest % size]
        rest, unit = rest // size, unit * size
    return after


def _minimised(follow: NDArray[np.int64], price: NDArray[np.int64], start: NDArray[np.int64]) -> Table:
    """Merges states that no future tells apart. Equal prices for every code first, then equal successors, until still.

    Weekdays merge too where the rules do not look at them.
    """
    group = _same(np.zeros(len(price), np.int64), price.reshape(len(price), -1))
    while True:
        finer = _same(group, group[follow])
        if finer.max() == group.max():
            break
        group = finer
    _, one_of_each = np.unique(group, return_index=True)
    return Table(
        np.ascontiguousarray(group[follow[one_of_each]], np.int32),
        np.ascontiguousarray(price[one_of_each], np.int32),
        tuple(int(group[i]) for i in start),
    )


def _same(group: NDArray[np.int64], columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row the number of its class: rows of one group that are equal in every column share one."""
    for column in columns.T:
        _, value = np.unique(column, return_inverse=True)
        _, group = np.unique(group * (value.max(initial=0) + 1) + value, return_inverse=True)
    return group
