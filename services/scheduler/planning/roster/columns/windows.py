"""Long periods by windows of a few weeks: everybody's days in a window are planned anew by columns, the rest stands.

A window has a bound within a second and a dive that ends next to it, where the whole period would have neither. Windows
begin and end with calendar weeks, so that no weekend is split.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.bound import Bound, bound_of
from services.scheduler.planning.roster.columns.dive import Columns, Pace, dive
from services.scheduler.planning.roster.columns.generate import Pricer, generate, seeds_for
from services.scheduler.planning.roster.columns.master import Master
from services.scheduler.planning.roster.columns.prices import FINE, Prices
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import Standing
from services.scheduler.planning.roster.counts import counted, shifts_cost

LEAST_WEEKS, MOST_WEEKS = 2, 6
EASY = 200_000
"""Conditions of a window's shifts times people times days: what takes about a second."""
LONGER, ENOUGH = 6, 0.4
"""How much longer a window of twice the weeks takes, measured; and of the effort that is left, what one may take."""
MUCH = 0.07
"""Of what lies between cost and bound: a round that gains so much is worth another like it."""
PART = 0.3
"""Of the people still free, those fixed at each step of a window's dive: its people are many and its days few."""
BOUNDING = 0.04
"""The part of the effort that each round of windows gives to the bound of the whole."""
NEWEST = 0.5
"""How much of a window's prices goes into those from which its next visit starts."""


@dataclass(slots=True)
class Windows:
    """Windows of one problem, over and over; `dual` and `cap` are the prices last seen on each day."""

    clock: Standing
    quests: Quests
    pool: ThreadPoolExecutor | None
    bound: Bound | None = None
    contract_bound: Bound | None = None
    dual: NDArray[np.float64] = field(init=False)
    cap: NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        demand = self.clock.a.demand
        self.dual, self.cap = np.zeros(demand.need.shape), np.zeros(demand.most.shape)

    def improve(self) -> None:
        """Round after round over the whole period, cut into windows anew each time. Where a round wins little they get
        longer, as far as the effort allows: what many rounds of short ones leave, a long one finds. It ends when one
        holds the whole."""
        self.clock.phase = "windows"
        draw = np.random.default_rng(self.clock.effort.seed)
        people, days = self.clock.best.shape
        weeks = self._weeks()
        while self.clock.going():
            begun, before = self.clock.spent(), self.clock.value()
            order = spans(self.clock.a.first_weekday, days, weeks, int(draw.integers(weeks)))
            draw.shuffle(order)
            for first, end in order:
                if not self.clock.going():
                    return
                self._window(first, end, seeds_for(draw, people))
            each = (self.clock.spent() - begun) / len(order)
            self._bound()
            if weeks * 7 >= days:
                return
            gained = before - self.clock.value()
            if gained < MUCH * (before - max(0.0, self.clock.bound)):
                fits = each * LONGER <= self.clock.after(ENOUGH) - self.clock.spent()
                weeks += weeks if fits else int(not gained)

    def _weeks(self) -> int:
        """The longest windows of which a programme is easy."""
        people, days = self.clock.best.shape
        conditions = max(1, int((self.clock.a.demand.need > 0).sum())) / days
        return max(LEAST_WEEKS, min(MOST_WEEKS, int((EASY / people / conditions) ** 0.5 / 7)))

    def _bound(self) -> None:
        """Raises the bounds of the whole from the windows' prices, for a little of the effort: that of contract and
        preference together, and while contracts cost something that of contracts alone."""
        clock, tiers = self.clock, self.clock.prices.tiers
        if self.bound is None:
            self.bound = bound_of(clock, self.quests, self.pool)
        self.bound.try_at(self.dual, self.cap)
        until = clock.spent() + BOUNDING
        self.bound.raise_towards(clock.value(), lambda: clock.going(until), 1000)
        clock.bound = max(clock.bound, self.bound.best)
        if clock.cost[2] and clock.contract_bound < clock.cost[2] - 1:
            if self.contract_bound is None:
                alone = Quests(clock.a, Prices((tiers[0], tiers[1], tiers[2], 0)))
                self.contract_bound = bound_of(clock, alone, self.pool)
            until = clock.spent() + BOUNDING
            reached = clock.cost[2] * tiers[2]
            self.contract_bound.raise_towards(reached, lambda: clock.going(until), 1000)
            clock.contract_bound = max(clock.contract_bound, self.contract_bound.best / tiers[2])

    def _window(self, first: int, end: int, seeds: NDArray[np.uint64]) -> None:
        """Plans one window anew."""
        clock, a = self.clock, self.clock.a
        cells, everybody = clock.best, range(len(clock.best))
        asked = {i: self.quests.of(i, first, end, cells[i]) for i in everybody}
        pricer = Pricer(a, clock.prices, clock.effort.workers, asked, cells, first, end, seeds, clock)
        nobody = np.zeros(len(cells), np.bool_)
        master = Master(a, clock.prices, everybody, first, end, *counted(a.demand, cells, nobody, first, end))
        now = clock.value(shifts_cost(a.demand, cells, first, end))
        for i in everybody:
            cost = pricer.whole_cost(i, cells[i, first:end])
            master.add(i, cells[i, first:end], cost)
            now += cost
        days = slice(first, end)
        made = generate(
            master,
            pricer,
            clock.going,
            pool=self.pool,
            target=now,
            centre=(self.dual[days], self.cap[days]),
        )
        self.dual[days] += NEWEST * (made.dual - self.dual[days])
        self.cap[days] += NEWEST * (made.cap - self.cap[days])
        if made.bound > now - 1 + 1 / FINE:
            return
        pace = Pace(PART, 15, lambda _: 0, clock.going)
        clock.offer(dive(a, clock.prices, Columns(master), pricer, cells, pace, self.pool))


def spans(first_weekday: int, days: int, weeks: int, shift: int) -> list[tuple[int, int]]:
    """(first day, end) of windows of so many calendar weeks, each half over the one before, moved by `shift` weeks; the
    period's edges cut them, and what is cut to a part of another is left out."""
    mondays = range(-first_weekday - 7 * shift, days, 7 * max(1, weeks // 2))
    cut = dict.fromkeys((max(0, monday), min(days, monday + 7 * weeks)) for monday in mondays)
    return [one for one in cut if not any(_within(one, other) for other in cut if other != one)]


def _within(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1]
