"""The search by columns from a first roster on: the whole period where one programme can hold it, else by windows."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.insert import laid, repaired
from services.scheduler.planning.roster.columns.prices import Prices
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import STEPS_A_ROW, Standing
from services.scheduler.planning.roster.columns.whole import dives, whole_period
from services.scheduler.planning.roster.columns.windows import Windows
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.search import Effort, Watch

AT_ONCE, IN_THE_END = 800_000, 3_000_000
"""Conditions of all shifts times people times days: up to where one linear programme converges in seconds, and up to
where it is worth trying when windows find no more."""
FEW = 10
"""One violation of law for so many people is few."""
REPAIRING = 0.12
"""Of what is left then, what goes into planning one or two people anew at a time."""
ANNEALING = 0.08
"""The part of the effort that local search gets first."""
SECONDS, SHORT_SECONDS = 6.0, 1.0
"""What it gets at least, and where one programme holds the whole: with less, columns have nothing to stand on."""

Anneal = Callable[[NDArray[np.int8], Effort, Watch], NDArray[np.int8]]


def improved(
    a: Compiled,
    prices: Prices,
    start: NDArray[np.int8],
    effort: Effort,
    watch: Watch,
    began: float,
    anneal: Anneal,
    least: tuple[int, int],
) -> Standing:
    """How the search stands when it ends; `start` are codes `[I,T]`, each of them allowed; `least` is what is known
    already of what the safety tier costs at least, and the contract tier where safety is kept."""
    clock = Standing(a, prices, effort, watch, began, start, safety_bound=least[0], contract_bound=least[1])
    quests = Quests(a, prices)
    clock.tell()
    # Where all but a few rows keep the law, local search repairs them sooner than rows are laid anew.
    lawless = clock.cost[0] > len(start) // FEW
    if lawless:
        clock.offer(laid(quests, clock, np.random.default_rng(effort.seed)))
        clock.tell()
    pool = ThreadPoolExecutor(effort.workers) if effort.workers > 1 else None
    try:
        size = int((a.demand.need > 0).sum()) * start.size
        small = size <= AT_ONCE
        if clock.going() and not lawless:
            floor = (SHORT_SECONDS if small else SECONDS) / effort.seconds
            part = effort.within(time.monotonic() - began, min(1.0, max(ANNEALING, floor)))
            clock.offer(anneal(clock.best, part, clock.seen_elsewhere))
            clock.asked += part.steps // STEPS_A_ROW
        windows = Windows(clock, quests, pool)
        if not small:
            if lawless:
                repaired(clock, quests, clock.after(REPAIRING))
            windows.improve()
        if size <= IN_THE_END and clock.going():
            pricer, columns = whole_period(clock, quests, pool)
            windows.improve()
            while clock.going():
                dives(clock, pricer, columns, pool)
    finally:
        if pool is not None:
            pool.shutdown()
    clock.tell()
    return clock
