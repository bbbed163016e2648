"""Which slots: one after the other that which brings most, then each anew while that helps (as facilities are placed).

Everybody is taken alone here: who already attends something else, or has no hours left, shows when people are sent.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.family import Family
from services.scheduler.planning.drills.problem import DrillsProblem
from services.scheduler.planning.drills.reach import NEVER
from services.scheduler.planning.kinds.face import price

CONTRACT = 20
"""What a unit of the contract tier weighs against one of preference while slots are chosen."""
MISSED = CONTRACT * price(rules.EVERYBODY)
TWICE = CONTRACT
"""Two gatherings of a family at one slot: only where there is no other."""
BARRED = -100_000.0
"""The worth of a slot to which not enough people could come."""
PASSES = 4


class Choice:
    """`slots[f]` are the slots (indices) chosen for family f."""

    def __init__(self, problem: DrillsProblem, families: Sequence[Family]) -> None:
        self.problem, self.families = problem, families
        self.slots: list[list[int]] = [[] for _ in families]
        self._days = [np.array([day for day, _ in family.slots], dtype=np.int64) for family in families]
        self._staff = [_staffing(problem, family) for family in families]
        self._prices = [_duty_prices(problem, family) for family in families]
        self._nights = [family.at_night for family in families]

    def fill(self) -> None:
        """Choose for every gathering; those that nobody could hold stay without a slot."""
        for f, family in enumerate(self.families):
            for _ in family.keys:
                worth = self.worth(f)
                if not len(worth) or worth.max() <= BARRED / 2:
                    break
                self.slots[f].append(int(worth.argmax()))
        for _ in range(PASSES):
            if not any([self._moved(f, j) for f in range(len(self.families)) for j in range(len(self.slots[f]))]):
                return

    def _moved(self, f: int, j: int) -> bool:
        worth = self.worth(f, j)
        best = int(worth.argmax())
        better = bool(worth[best] > worth[self.slots[f][j]])
        if better:
            self.slots[f][j] = best
        return better

    def worth(self, f: int, without: int | None = None) -> np.ndarray:
        """float[slots]: what one more gathering there brings, all others as chosen; `without` one of the family's."""
        family, obligation = self.families[f], self.families[f].one.obligation
        spacing = self.problem.spacing.get(obligation, 0)
        reached = np.full(len(self.problem.duties), MISSED)
        worth = self._staff[f].copy()
        nights = 0
        for g, c in self._others(obligation, f, without):
            duties = list(self.families[g].duties)
            reached[duties] = np.minimum(reached[duties], self._prices[g][:, c])
            worth -= CONTRACT * np.clip(spacing - np.abs(self._days[f] - self._days[g][c]), 0, None)
            nights += bool(self._nights[g][c])
            if g == f:
                worth[c] -= TWICE
        gain = reached[list(family.duties)][:, None] - self._prices[f]
        worth += np.clip(gain, 0, None).sum(axis=0)
        if nights < self.problem.night_least.get(obligation, 0):
            worth += CONTRACT * price(rules.AT_NIGHT) * self._nights[f]
        return worth

    def able(self, f: int) -> np.ndarray:
        """bool[slots]: enough people could come, each taken alone."""
        able: np.ndarray = self._staff[f] > BARRED / 2
        return able

    def _others(self, obligation: str, f: int, without: int | None) -> Iterator[tuple[int, int]]:
        for g, chosen in enumerate(self.slots):
            if self.families[g].one.obligation == obligation:
                yield from ((g, c) for j, c in enumerate(chosen) if (g, j) != (f, without))


def _staffing(problem: DrillsProblem, family: Family) -> np.ndarray:
    """float[slots]: minus the price of those who must come, BARRED where they cannot."""
    people = [problem.participants[p] for p in family.who]
    brigade = np.array([person.brigade for person in people], dtype=bool)
    leads = np.array([family.one.leader in person.holds for person in people], dtype=bool)
    prices, least = family.reach.price, family.one.brigade_least
    if not people or least > brigade.sum() or (family.one.leader and not leads.any()):
        return np.full(len(family.slots), BARRED)
    able = (prices < NEVER).any(axis=0)
    if family.one.leader:
        able &= (prices[leads] < NEVER).any(axis=0)
    total = np.zeros(len(family.slots), dtype=np.int64)
    if least:
        cheapest = np.sort(prices[brigade], axis=0)[:least]
        able &= cheapest[-1] < NEVER
        total = cheapest.sum(axis=0)
    return np.where(able, -total.astype(float), BARRED)


def _duty_prices(problem: DrillsProblem, family: Family) -> np.ndarray:
    """int64[duties of the family, slots]: what it costs the duty's person to fulfil it there."""
    rows = {problem.participants[p].id: row for row, p in enumerate(family.who)}
    picked = [rows[problem.duties[number].person] for number in family.duties]
    prices: np.ndarray = np.minimum(family.reach.price[picked], MISSED)
    return prices
