"""One person after another at their best row beside the others: a first roster, and small repairs of a good one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.anneal import put
from services.scheduler.planning.roster.columns.generate import Pricer, seeds_for
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import Standing
from services.scheduler.planning.roster.columns.walk import marginal_prices
from services.scheduler.planning.roster.counts import cost_of_cells, counted

TRIES = 12
LAYING = 4, 12, 50, 200
"""Tries at a first row; where there is none, at one beside all others, and so on."""


def inserted(
    pricer: Pricer, who: Sequence[int], cells: NDArray[np.int8], missed: list[int] | None = None, tries: int = TRIES
) -> NDArray[np.int8]:
    """`cells[I,T]` with the people of `who` taken out and put back one by one, in that order; those for whom no row was
    found stay as they are, and are added to `missed`."""
    cells = cells.copy()
    others = np.ones(len(cells), np.bool_)
    others[list(who)] = False
    demand = pricer.a.demand
    have, count = counted(demand, cells, others, pricer.first, pricer.end)
    tiers = np.array(pricer.prices.tiers, np.int64)
    prices = np.empty((pricer.end - pricer.first, pricer.a.allowed.shape[2]), np.int64)
    for i in who:
        _, quest = pricer.quests[i]
        marginal_prices(quest, demand, have, count, i, pricer.first, tiers, prices)
        found = pricer.best_rows(i, prices, tries)
        if len(found.rows):
            cells[i, pricer.first : pricer.end] = found.rows[int(np.argmin(found.values))]
        elif missed is not None:
            missed.append(i)
        for day in range(pricer.first, pricer.end):
            put(demand, have, count, i, day, int(cells[i, day]), 1)
    pricer.clock.count(len(who))
    return cells


def laid(quests: Quests, clock: Standing, draw: np.random.Generator) -> NDArray[np.int8]:
    """A first roster: one person after another over the whole period, those for whom no row was found once more."""
    people, days = clock.best.shape
    cells = clock.best.copy()
    asked = {i: quests.of(i, 0, days, cells[i]) for i in range(people)}
    pricer = Pricer(clock.a, clock.prices, 1, asked, cells, 0, days, seeds_for(draw, people), clock)
    left = [int(i) for i in draw.permutation(people)]
    for tries in LAYING:
        missed: list[int] = []
        cells = inserted(pricer, left, cells, missed, tries)
        left = missed
        if not left or not clock.going():
            break
    return cells


def polished(
    pricer: Pricer, cells: NDArray[np.int8], clock: Standing, draw: np.random.Generator, until: float, rounds: int
) -> NDArray[np.int8]:
    """One or two people at a time are put back anew, for as long as that makes it no worse, `rounds` times at most."""
    best = cost_of_cells(pricer.a, cells)
    everybody = list(pricer.quests)
    for _ in range(rounds):
        if not clock.going(until):
            break
        who = draw.choice(everybody, size=min(len(everybody), int(draw.integers(1, 3))), replace=False)
        other = inserted(pricer, [int(i) for i in who], cells)
        cost = cost_of_cells(pricer.a, other)
        if cost <= best:
            cells, best = other, cost
    return cells


def repaired(clock: Standing, quests: Quests, until: float) -> None:
    """The best roster polished until a part of the effort is spent."""
    people, days = clock.best.shape
    draw = np.random.default_rng(clock.effort.seed)
    clock.phase = "repairs"
    asked = {i: quests.of(i, 0, days, clock.best[i]) for i in range(people)}
    pricer = Pricer(clock.a, clock.prices, 1, asked, clock.best, 0, days, seeds_for(draw, people), clock)
    clock.offer(polished(pricer, clock.best, clock, draw, until, 1_000_000))
