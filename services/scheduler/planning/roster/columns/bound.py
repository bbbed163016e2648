"""A true lower bound of the whole period where no linear programme holds it: everybody's cheapest rows at good prices.

Any prices give one (Lagrange). Where to start: those that the windows found, and one price for every hour on duty,
which is what overtime costs. From there the prices of shifts that get too few people rise and of those that get too
many fall, by steps that shrink as the bound nears the best roster (Polyak).
"""

# mypy: allow-untyped-defs
# (the compiled part; numba infers its types)

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.generate import Pricer
from services.scheduler.planning.roster.columns.prices import FAR, FINE, Prices
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import Standing
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.counts import counted
from services.scheduler.planning.roster.demand import BORDER, NO_LIMIT

LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of what one more hour of the contract tier costs: prices of an hour on duty to begin with."""
HALVING = 4
"""Rounds without a better bound after which steps are halved."""

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Bound:
    """The bound of one problem at some prices of its tiers, raised from call to call."""

    a: Compiled
    prices: Prices
    pricer: Pricer
    pool: ThreadPoolExecutor | None
    dual: Floats
    cap: Floats
    best: float = -np.inf
    step: float = 1.0
    idle: int = 0

    def at(self, dual: Floats, cap: Floats) -> tuple[float, Floats, Floats]:
        """The bound at prices `[T,C,R]` and `[T,C,Q]`, and by how much each shift falls short or is overfull there."""
        demand = self.a.demand
        whole, over = np.floor(dual * FINE).astype(np.int64), np.floor(cap * FINE).astype(np.int64)
        everybody = list(self.pricer.quests)
        found = self.pricer.rows(everybody, whole, over, self.pool, tries=2)
        limited = demand.most < NO_LIMIT
        value = sum(one.bound for one in found if one.bound < FAR)
        value += int((whole * np.maximum(demand.need, 0)).sum()) - int((over * np.where(limited, demand.most, 0)).sum())
        cells = np.zeros_like(self.pricer.cells)
        for i, one in zip(everybody, found, strict=True):
            if len(one.rows):
                cells[i] = one.rows[int(np.argmin(one.values))]
        have, count = counted(demand, cells, np.ones(len(cells), np.bool_), 0, cells.shape[1])
        short = np.where(demand.need > 0, demand.need - have, 0)
        return value / FINE, short.astype(np.float64), np.where(limited, count - demand.most, 0).astype(np.float64)

    def try_at(self, dual: Floats, cap: Floats) -> float:
        """Keeps these prices if they give a better bound."""
        kept, held = within(self.a, dual, cap, self.prices)
        value, _, _ = self.at(kept, held)
        if value > self.best:
            self.best, self.dual, self.cap, self.step, self.idle = value, kept, held, 1.0, 0
        return value

    def raise_towards(self, value: float, going: Callable[[], bool], rounds: int) -> None:
        """Moves the prices, at most so many rounds; `value` is what the best roster costs."""
        dual, cap = self.dual, self.cap
        for _ in range(rounds):
            if not going() or self.best > value - 1:
                return
            bound, short, over = self.at(dual, cap)
            if bound > self.best + 1e-6:
                self.best, self.dual, self.cap, self.idle = bound, dual, cap, 0
            else:
                self.idle += 1
                if self.idle % HALVING == 0:
                    self.step /= 2
                    dual, cap = self.dual, self.cap
                    continue
            length = float((short**2).sum() + (over**2).sum())
            if length == 0:
                return
            pace = self.step * max(1.0, value - bound) / length
            dual, cap = within(self.a, dual + pace * short, cap + pace * over, self.prices)


def bound_of(clock: Standing, quests: Quests, pool: ThreadPoolExecutor | None) -> Bound:
    """Ready to be raised, from the best price of an hour on duty."""
    people, days = clock.best.shape
    asked = {i: quests.of(i, 0, days, clock.best[i]) for i in range(people)}
    seeds = np.zeros(people, np.uint64)
    pricer = Pricer(clock.a, quests.prices, clock.effort.workers, asked, clock.best, 0, days, seeds, clock)
    demand = clock.a.demand
    none = np.zeros(demand.need.shape), np.zeros(demand.most.shape)
    bound = Bound(clock.a, quests.prices, pricer, pool, *none)
    hours = _an_hour_each(clock.a)
    for level in LEVELS:
        bound.try_at(level * quests.prices.tiers[2] * hours, none[1])
        if not clock.going():
            break
    return bound


def _an_hour_each(a: Compiled) -> Floats:
    """`[T,C,R]`: the hours of each shift, on the condition of each part of guards that most people meet."""
    out = np.zeros(a.demand.need.shape)
    hours = a.weight.max(axis=(0, 1), initial=0) / 60
    holders = np.zeros(a.demand.need.shape, np.int64)
    for r in range(a.demand.need.shape[2]):
        holders[:, :, r] = (a.demand.holds >> r & 1).sum(axis=0)
    _widest(a.demand.need, holders, hours, out)
    return out


@njit(cache=True)
def _widest(need, holders, hours, out):
    for d in range(need.shape[0]):
        for c in range(need.shape[1]):
            begin = 0
            for r in range(need.shape[2]):
                if need[d, c, r] >= 0:
                    continue
                if need[d, c, r] == BORDER and r > begin:
                    out[d, c, begin + holders[d, c, begin:r].argmax()] = hours[c]
                begin = r + 1


def within(a: Compiled, dual: Floats, cap: Floats, prices: Prices) -> tuple[Floats, Floats]:
    """Prices brought to where no shift is worth more than an empty place, nor a limit more than one too many: beyond,
    they would bound nothing."""
    demand = a.demand
    tiers = np.array(prices.tiers, np.float64)
    dual = np.maximum(dual, 0)
    _within(demand.need, dual, demand.empty * tiers[demand.empty_tier])
    extra = demand.extra * tiers[demand.extra_tier]
    return dual, np.minimum(np.maximum(cap, 0), np.where(demand.most < NO_LIMIT, extra, 0))


@njit(cache=True)
def _within(need, dual, empty):
    """A missing guard is missing in a part of its section and in the section's whole, one of a crew in the whole."""
    for d in range(need.shape[0]):
        for c in range(need.shape[1]):
            begin, section = 0, 0
            for r in range(need.shape[2]):
                if need[d, c, r] >= 0:
                    continue
                if need[d, c, r] == BORDER:
                    _scale(dual[d, c, begin:r], empty[d, c, 0])
                else:
                    _scale(dual[d, c, begin:r], min(empty[d, c, 1], empty[d, c, 0]))
                    left = empty[d, c, 0] - dual[d, c, begin:r].sum()
                    part = section
                    for p in range(section, begin):
                        if need[d, c, p] == BORDER:
                            _scale(dual[d, c, part:p], left)
                            part = p + 1
                    section = r + 1
                dual[d, c, r] = 0
                begin = r + 1
            dual[d, c, begin:] = 0


@njit(cache=True)
def _scale(prices, most):
    total = prices.sum()
    if total > most:
        prices *= most / total
