"""Column generation: prices from the master, each person's cheapest rows at them, until no row is worth adding.

At any prices the people's cheapest rows give a true lower bound (Lagrange); it is kept, and the prices that gave it
draw later ones towards themselves, which halves the columns that are needed (smoothing).
"""

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.chart import Chart
from services.scheduler.planning.roster.columns.cheapest import cheapest
from services.scheduler.planning.roster.columns.master import Master
from services.scheduler.planning.roster.columns.prices import FAR, FINE, Prices
from services.scheduler.planning.roster.columns.standing import Standing
from services.scheduler.planning.roster.columns.walk import Quest, cell_prices, worth
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.cost import row_cost

GAP = 0.3
"""Costs are whole numbers: a bound this near cannot be told from the optimum of the programme."""
SLOPES, UNTIL_STILL = 3, 60
"""Tries a call at moving slopes, which are kept, so that later calls go on; and tries until they hardly move."""
Duals = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Priced:
    """A person's rows `[K,D]` and what they cost at the prices asked (FINE parts), and the bound of all their rows."""

    rows: NDArray[np.int8]
    values: NDArray[np.int64]
    bound: int


@dataclass(slots=True)
class Pricer:
    """Asks for people's cheapest rows, on as many threads as there are workers."""

    a: Compiled
    prices: Prices
    workers: int
    quests: dict[int, tuple[Chart, Quest]]
    cells: NDArray[np.int8]
    """`[I,T]`: the rows as they stand, read outside the days in question."""
    first: int
    end: int
    seed: NDArray[np.uint64]
    clock: Standing
    buffers: list[NDArray[np.int32]] = field(default_factory=list)

    def __post_init__(self) -> None:
        places = [(q.allowed.shape[0] + 1) * c.like.shape[1] * len(q.final) for c, q in self.quests.values()]
        self.buffers = [np.empty(max(places, default=1), np.int32) for _ in range(self.workers)]

    def rows(
        self,
        who: Sequence[int],
        dual: NDArray[np.int64],
        cap: NDArray[np.int64],
        pool: ThreadPoolExecutor | None,
        tries: int = SLOPES,
    ) -> list[Priced]:
        """The cheapest rows of each of `who`; prices are `[D,C,R]` and `[D,C,Q]` in FINE parts."""
        self.clock.count(len(who))
        if pool is None or len(who) < 2 * self.workers:
            return self._some(0, who, dual, cap, tries)
        shares = [who[k :: self.workers] for k in range(self.workers)]
        asked = [pool.submit(self._some, k, share, dual, cap, tries) for k, share in enumerate(shares)]
        answers = [one.result() for one in asked]
        return [answers[k % self.workers][k // self.workers] for k in range(len(who))]

    def _some(
        self, worker: int, who: Sequence[int], dual: NDArray[np.int64], cap: NDArray[np.int64], tries: int
    ) -> list[Priced]:
        found = []
        prices = np.empty((self.end - self.first, self.a.allowed.shape[2]), np.int64)
        for i in who:
            _, quest = self.quests[i]
            cell_prices(quest, dual, cap, prices)
            found.append(self.best_rows(i, prices, tries, worker))
        return found

    def best_rows(self, i: int, prices: NDArray[np.int64], tries: int = SLOPES, worker: int = 0) -> Priced:
        """Person i's cheapest rows at prices of single cells `[D,C]`."""
        chart, quest = self.quests[i]
        rows, values = np.zeros((tries, self.end - self.first), np.int8), np.zeros(tries, np.int64)
        # Every person draws from a source of their own: the answer is the same on any number of threads.
        n, bound = cheapest(chart, quest, prices, tries, self.buffers[worker], rows, values, self.seed[i : i + 1])
        return Priced(rows[:n], values[:n], int(bound))

    def cost(self, i: int, row: NDArray[np.int8]) -> int | None:
        """What a person's whole row costs with `row` on the days in question; None where it may not be."""
        tiers = self._tiers(i, row)
        if self.prices.strict and (tiers[0] or tiers[1]) and not self.quests[i][1].lenient:
            return None
        return self._one(tiers)

    def whole_cost(self, i: int, row: NDArray[np.int8]) -> int:
        """The same, whether it may be or not."""
        return self._one(self._tiers(i, row))

    def _tiers(self, i: int, row: NDArray[np.int8]) -> NDArray[np.int64]:
        whole = self.cells[i].copy()
        whole[self.first : self.end] = row
        tiers: NDArray[np.int64] = row_cost(self.a, i, whole)
        return tiers

    def _one(self, tiers: NDArray[np.int64]) -> int:
        return int(sum(price * int(part) for price, part in zip(self.prices.tiers, tiers, strict=True)))

    def apart(self) -> "Pricer":
        """The same for another thread: slopes and buffers of its own."""
        quests = {i: (chart, quest._replace(slopes=quest.slopes.apart())) for i, (chart, quest) in self.quests.items()}
        return Pricer(self.a, self.prices, 1, quests, self.cells, self.first, self.end, self.seed.copy(), self.clock)


def seeds_for(draw: np.random.Generator, people: int) -> NDArray[np.uint64]:
    """A source of ties for each person, none of them 0."""
    return np.asarray(draw.integers(1, 2**63, people), np.uint64)


@dataclass(slots=True)
class Generated:
    """What the master reached, the best true bound, and whether nothing is left to add."""

    value: float
    bound: float
    converged: bool
    dual: NDArray[np.float64]
    cap: NDArray[np.float64]


def generate(
    master: Master,
    pricer: Pricer,
    going: Callable[[], bool],
    *,
    pool: ThreadPoolExecutor | None = None,
    smooth: float = 0.7,
    target: float = math.inf,
    most: int = 10_000,
    centre: Duals | None = None,
    clock: Standing | None = None,
) -> Generated:
    """Adds columns until the bound meets the master, nothing is worth adding, `going` says no, or `most` rounds are
    done. It gives up early where the bound shows that nothing below `target` is there. `clock`: of whose whole problem
    the bound is one."""
    best, rounds = -math.inf, 0
    dual = cap = np.zeros(0)
    while True:
        value = master.solve()
        dual, cap, shares = master.duals()
        rounds += 1
        added = 0
        for part in (smooth, 0.0) if centre is not None and smooth else (0.0,):
            mixed = (
                (dual, cap)
                if part == 0 or centre is None
                else (
                    part * centre[0] + (1 - part) * dual,
                    part * centre[1] + (1 - part) * cap,
                )
            )
            # Rounded down, prices stay within what missing people and people too many cost: the bound stays true.
            whole = _fine(mixed)
            found = pricer.rows(master.who, whole[0], whole[1] + master.fixed_cap, pool)
            bound = _bound(master, found, whole)
            if bound > best:
                best, centre = bound, (whole[0] / FINE, whole[1] / FINE)
                if clock is not None:
                    clock.bound = max(clock.bound, best)
            for person, one in zip(master.who, found, strict=True):
                for row in one.rows:
                    added += _worth(master, pricer, person, row, dual, cap, shares)
            if added:
                break
        if added == 0 and clock is not None and value - best >= GAP and centre is not None:
            # Once more at the best prices, slopes moved until they stand: the bound is what the proof hangs on.
            best = max(best, bound_at(master, pricer, centre, pool))
            clock.bound = max(clock.bound, best)
        done = added == 0 or value - best < GAP
        if done or best > target - 1 + 1e-6 or rounds >= most or not going():
            return Generated(value, best, done, *(centre or (dual, cap)))


def bound_at(master: Master, pricer: Pricer, prices: Duals, pool: ThreadPoolExecutor | None) -> float:
    """The bound at prices `([D,C,R], [D,C,Q])`, as good as slopes make it."""
    whole = _fine(prices)
    found = pricer.rows(master.who, whole[0], whole[1] + master.fixed_cap, pool, tries=UNTIL_STILL)
    return _bound(master, found, whole)


def _fine(prices: Duals) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    dual, cap = (np.floor(part * FINE + 1e-6).astype(np.int64) for part in prices)
    return dual, cap


def _bound(master: Master, found: Sequence[Priced], whole: tuple[NDArray[np.int64], NDArray[np.int64]]) -> float:
    bound = sum(one.bound for one in found if one.bound < FAR) + int((whole[0] * master.places).sum())
    return (bound - int((whole[1] * master.room).sum())) / FINE + master.constant


def _worth(
    master: Master,
    pricer: Pricer,
    person: int,
    row: NDArray[np.int8],
    dual: NDArray[np.float64],
    cap: NDArray[np.float64],
    shares: NDArray[np.float64],
) -> bool:
    """Adds a row if it is new and costs less than what the master's own prices pay for it."""
    cost = pricer.cost(person, row)
    if cost is None:
        return False
    paid = worth(master.a.demand, person, master.first, row, dual, cap + master.fixed_cap / FINE)
    return cost - paid < shares[master.place[person]] - 1e-4 and master.add(person, row, cost)
