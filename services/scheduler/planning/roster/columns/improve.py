"""The search by columns from a first roster on: the whole period where one programme can hold it, else by windows."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.insert import laid
from services.scheduler.planning.roster.columns.prices import Prices
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import STEPS_A_ROW, Standing
from services.scheduler.planning.roster.columns.whole import whole_period
from services.scheduler.planning.roster.columns.windows import Windows
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.search import Effort, Watch

MOST_ROWS, MOST_DAYS = 800, 120
"""Conditions of all shifts, and days: what one linear programme holds and still converges."""
FIRST_WEEKS = 4
FEW = 10
"""One violation of law for so many people is few."""
ANNEALING, SHORT_ANNEALING = 0.35, 0.05
"""The part of the effort that local search gets first: more where the period is too long for one programme."""
SECONDS, SHORT_SECONDS = 4.0, 1.0
"""What it gets at least: with less, columns have nothing to stand on."""

Anneal = Callable[[NDArray[np.int8], Effort, Watch], NDArray[np.int8]]


def improved(
    a: Compiled, prices: Prices, start: NDArray[np.int8], effort: Effort, watch: Watch, began: float, anneal: Anneal
) -> Standing:
    """How the search stands when it ends; `start` are codes `[I,T]`, each of them allowed."""
    clock = Standing(a, prices, effort, watch, began, start)
    quests = Quests(a, prices)
    clock.tell()
    # Where all but a few rows keep the law, local search repairs them sooner than rows are laid anew.
    if clock.cost[0] > len(start) // FEW:
        clock.offer(laid(quests, clock, np.random.default_rng(effort.seed), FIRST_WEEKS))
        clock.tell()
    pool = ThreadPoolExecutor(effort.workers) if effort.workers > 1 else None
    try:
        rows, days = int((a.demand.need > 0).sum()), start.shape[1]
        short = rows <= MOST_ROWS and days <= MOST_DAYS
        if clock.going():
            share, least = (SHORT_ANNEALING, SHORT_SECONDS) if short else (ANNEALING, SECONDS)
            part = effort.within(time.monotonic() - began, min(1.0, max(share, least / effort.seconds)))
            clock.offer(anneal(clock.best, part, clock.seen_elsewhere))
            clock.asked += part.steps // STEPS_A_ROW
        if short:
            whole_period(clock, quests, pool)
        clock.phase = "windows"
        Windows(clock, quests, pool).improve(1.0)
    finally:
        if pool is not None:
            pool.shutdown()
    clock.tell()
    return clock
