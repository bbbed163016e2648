"""The compiled product of automata: one table in place of all weekly rules of a row.

States are those that can be reached, layered by weekday, minimised by partition refinement. The same table scores a
row in local search and is what a pricing programme walks.
"""

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
    day_of = [(weekday - line.first_weekday) % 7 for weekday in range(7)]
    beginnings = [(weekday, *(p.automaton.start for p in parts)) for weekday in range(7)]
    found: dict[tuple[State, ...], int] = {begin: i for i, begin in enumerate(beginnings)}
    order = list(beginnings)
    width = max([TIERS, *(part.tier + 1 for part in parts)])
    follow: list[list[int]] = []
    prices: list[list[list[int]]] = []
    # A step of one part depends on its own state alone, so it is taken once for all products that it stands in.
    taken: list[dict[tuple[int, State], list[tuple[State, int]]]] = [{} for _ in parts]
    for weekday, *states in order:  # grows while it is walked
        follow.append([])
        prices.append([])
        steps = []
        for part, known, state in zip(parts, taken, states, strict=True):
            if (weekday, state) not in known:
                known[weekday, state] = [part.automaton.step(state, day_of[weekday], code) for code in line.codes]
            steps.append(known[weekday, state])
        tomorrow = (int(weekday) + 1) % 7
        for code in line.codes:
            cost = [0] * width
            for part, step in zip(parts, steps, strict=True):
                cost[part.tier] += part.price * step[code][1]
            key = (tomorrow, *(step[code][0] for step in steps))
            if key not in found:
                found[key] = len(order)
                order.append(key)
            follow[-1].append(found[key])
            prices[-1].append(cost)
        if len(order) > MOST_STATES:
            raise ValueError(f"the rules of a row have over {MOST_STATES} joint states: count one of them by a window")
    return _minimised(np.array(follow, np.int64), np.array(prices, np.int64))


def _minimised(follow: NDArray[np.int64], price: NDArray[np.int64]) -> Table:
    """Merges states that no future tells apart. Equal prices for every code first, then equal successors, until still.

    Weekdays merge too where the rules do not look at them.
    """
    group = _same(price.reshape(len(price), -1))
    while True:
        finer = _same(np.column_stack([group, group[follow]]))
        if finer.max() == group.max():
            break
        group = finer
    _, one_of_each = np.unique(group, return_index=True)
    return Table(
        np.ascontiguousarray(group[follow[one_of_each]], np.int32),
        np.ascontiguousarray(price[one_of_each], np.int32),
        tuple(int(group[i]) for i in range(7)),
    )


def _same(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each row the number of its class; equal rows share one, and classes are numbered as they first appear."""
    wide = np.ascontiguousarray(rows)
    keys = wide.view(np.dtype((np.void, wide.dtype.itemsize * wide.shape[1]))).ravel()
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(key.tobytes(), len(seen)) for key in keys], np.int64)
