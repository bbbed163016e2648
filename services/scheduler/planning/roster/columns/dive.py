"""From columns to a roster: fix the rows that the master all but chose, ask anew what the others should do, repeat.

Rows made at the end of one programme fit its prices, not those after people are fixed: columns are generated again at
every step, for the people still free, in a master without the shifts that are full already.
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.generate import Pricer, generate
from services.scheduler.planning.roster.columns.master import Master
from services.scheduler.planning.roster.columns.prices import Prices
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.counts import counted

SURE, LIKELY = 0.999, 0.6
SPARES = 25
"""Columns of a person that are kept beside those in use."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast to fix: at each step everybody whose row is sure, and of the strongest `part` those that are likely.

    `behind(free)` says that too many people are still free for the time that is left: then more are fixed at once.
    `rounds` is how often columns are generated at a step.
    """

    part: float
    rounds: int
    behind: Callable[[int], int]
    going: Callable[[], bool]
    chance: Callable[[], float] = float
    """Added to how sure a row is when people are put in order: what makes one dive differ from another."""


def dive(
    a: Compiled,
    prices: Prices,
    columns: "Columns",
    pricer: Pricer,
    cells: NDArray[np.int8],
    pace: Pace,
    pool: ThreadPoolExecutor | None,
) -> NDArray[np.int8]:
    """Codes `[I,T]`: `cells`, with rows of the columns' people over the pricer's days replaced by whole ones."""
    cells = cells.copy()
    first, end = pricer.first, pricer.end
    free = list(columns.of)
    while free:
        fixed = _to_fix(free, columns, pace)
        for person in fixed:
            cells[person, first:end] = columns.strongest(person)[1]
        free = [person for person in free if person not in fixed]
        if not free:
            break
        others = np.ones(len(cells), np.bool_)
        others[free] = False
        smaller = Master(a, prices, free, first, end, *counted(a.demand, cells, others, first, end))
        for person in free:
            for row, cost in columns.best(person):
                smaller.add(person, row, cost)
        generate(smaller, pricer, pace.going, pool=pool, smooth=0.5, most=pace.rounds)
        columns = Columns(smaller)
    return cells


class Columns:
    """A master's columns by person as it stands, the strongest first."""

    def __init__(self, master: Master) -> None:
        master.solve()
        chosen = master.chosen()
        dual, cap, _ = master.duals()
        self.of: dict[int, list[tuple[float, float, int]]] = {person: [] for person in master.who}
        reduced = master.reduced_costs(dual, cap)
        for k, person in enumerate(master.owner):
            self.of[person].append((-float(chosen[k]), float(reduced[k]), k))
        for columns in self.of.values():
            columns.sort()
        self._rows, self._costs = master.rows, master.own_costs

    def strongest(self, person: int) -> tuple[float, NDArray[np.int8]]:
        """How much of the person's first column is taken, and its row."""
        weight, _, k = self.of[person][0]
        return -weight, self._rows[k]

    def best(self, person: int) -> list[tuple[NDArray[np.int8], int]]:
        """Rows with their own costs: those in use and the SPARES nearest to it."""
        return [(self._rows[k], self._costs[k]) for _, _, k in self.of[person][:SPARES]]


def _to_fix(free: Sequence[int], columns: Columns, pace: Pace) -> set[int]:
    order = sorted(free, key=lambda person: -columns.strongest(person)[0] - pace.chance())
    hurry = pace.behind(len(free))
    most = max(1, math.floor(pace.part * len(order)), hurry)
    fixed: set[int] = set()
    for k, person in enumerate(order):
        weight = columns.strongest(person)[0]
        if weight > SURE or (k < most and (hurry or weight > LIKELY or not fixed)):
            fixed.add(person)
    return fixed
