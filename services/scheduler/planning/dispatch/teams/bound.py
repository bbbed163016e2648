"""What no plan can do better: shares of people's time, class by class, in the best order of the classes."""

import itertools
import math
import time
from functools import reduce
from math import gcd

import numpy as np
from ortools.linear_solver import pywraplp

from services.scheduler.planning.dispatch.teams.compiled import Bools, Compiled, Ints
from services.scheduler.planning.dispatch.teams.goal import Goal

MOST_CLASSES = 4
MOST_SHARES = 20_000
"""Jobs times kinds of people up to which the linear programmes are worth their time, measured."""
SLACK = 1e-4
"""Minutes by which a linear programme may err."""


class _Late(Exception):
    """Its time is over."""


def least_cost(a: Compiled, goal: Goal, seconds: float) -> int | None:
    """A lower bound of the cost of every plan; None where none was found in that time.

    In any plan the classes end in some order; the first ones of an order end no sooner than people's time allows for
    all their jobs together: a linear programme over shares of each kind of people in each job. The least of all orders
    is a bound.
    """
    inner = [f for f in range(len(goal.weight)) if not goal.within[f]]
    outer = [f for f in range(len(goal.weight)) if goal.within[f]]
    whole = np.ones(len(a.minutes), np.bool_)
    if not 0 < len(inner) <= MOST_CLASSES or any(not (goal.of[f] == whole).all() for f in outer):
        return None
    shares = _Shares(a, time.monotonic() + seconds)
    # What might be given away ends never.
    chains = np.zeros(len(a.minutes), np.int64) if a.budget > 0 else a.head
    chained = [int(chains[row].max(initial=0)) for row in goal.of]
    if len(a.minutes) * len(shares.kinds) > MOST_SHARES:
        return None
    ends: dict[frozenset[int], int] = {}
    try:
        for size in range(1, len(inner) + 1):
            for some in map(frozenset, itertools.combinations(inner, size)):
                least = max([*(ends[part] for part in ends if part < some), *(chained[f] for f in some if size == 1)])
                ends[some] = max(least, shares.end(np.any(goal.of[list(some)], axis=0), least))
        everything = shares.end(whole, max(*ends.values(), int(chains.max(initial=0))))
    except _Late:
        return None
    best = None
    for order in itertools.permutations(inner):
        cost, last = 0, 0
        for place, f in enumerate(order):
            last = max(last, ends[frozenset(order[: place + 1])])
            cost += goal.weight[f] * last
        cost += sum(goal.weight[f] for f in outer) * max(last, everything)
        best = cost if best is None else min(best, cost)
    return best


class _Shares:
    def __init__(self, a: Compiled, until: float) -> None:
        self.a, self._until = a, until
        rows = np.hstack([a.has, a.there.T.astype(a.has.dtype)])
        self.kinds, self.number = np.unique(rows, axis=0, return_counts=True)
        self._has = self.kinds[:, : a.has.shape[1]]
        self._there = self.kinds[:, a.has.shape[1] :] * self.number[:, None]
        grains = [*a.minutes, a.day, *a.begin, *a.opens]
        self._grain = max(1, reduce(gcd, (int(x) for x in grains), 0))
        self._length = a.end - a.begin

    def end(self, wanted: Bools, least: int) -> int:
        """When the wanted jobs can have ended at the earliest, from the day of minute `least` on."""
        a = self.a
        wanted = wanted.copy()
        for j in a.order[::-1]:
            if wanted[j]:
                wanted[a.before_of[a.before_at[j] : a.before_at[j + 1]]] = True
        jobs = np.flatnonzero(wanted)
        for d in range(max(0, (least - 1) // a.day), len(a.begin)):
            minutes = self._minutes(jobs, d)
            if minutes is not None:
                end = d * a.day + int(a.begin[d]) + max(0.0, minutes - SLACK)
                return math.ceil(end / self._grain) * self._grain
        return least

    def _minutes(self, jobs: Ints, d: int) -> float | None:
        """Minutes of day d that the jobs need beside all days before it; None: it takes more days."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise _Late
        a, solver = self.a, pywraplp.Solver.CreateSolver("GLOP")
        solver.SetTimeLimit(int(left * 1000) + 1)
        infinity = solver.infinity()
        used = solver.NumVar(0.0, float(self._length[d]), "")
        limits = []
        for g in range(len(self.kinds)):
            row = solver.Constraint(-infinity, float((self._there[g, :d] * self._length[:d]).sum()))
            row.SetCoefficient(used, -float(self._there[g, d]))
            limits.append(row)
        given = {}
        if a.budget > 0:
            money = solver.Constraint(-infinity, float(a.budget))
            for j in jobs:
                payable = a.price[j] <= a.budget
                given[j] = solver.NumVar(0.0, 1.0 if payable else 0.0, "")
                if payable:
                    money.SetCoefficient(given[j], float(a.price[j]))
            for j in jobs:
                for x in a.after_of[a.after_at[j] : a.after_at[j + 1]]:
                    if x in given:
                        row = solver.Constraint(-infinity, 0.0)
                        row.SetCoefficient(given[j], 1.0)
                        row.SetCoefficient(given[x], -1.0)
        for j in jobs:
            span = range(a.need_at[j], a.need_at[j + 1])
            asked = [(self._has[:, a.need_of[x]], float(a.need_count[x])) for x in span]
            asked.append((np.ones(len(self.kinds), np.int16), float(a.least[j])))
            able = np.any([has for has, _ in asked[:-1]], axis=0) if len(asked) > 1 else asked[0][0] > 0
            rows = []
            for _, count in asked:
                row = solver.Constraint(count, infinity)
                if j in given:
                    row.SetCoefficient(given[j], count)
                rows.append(row)
            for g in range(len(self.kinds)):
                # Whoever has none of the skills only makes up the number; one variable stands for all of those.
                if not able[g] and len(asked) > 1 and float(a.least[j]) <= max(count for _, count in asked[:-1]):
                    continue
                share = solver.NumVar(0.0, float(self.number[g]), "")
                limits[g].SetCoefficient(share, float(a.minutes[j]))
                for (has, _), row in zip(asked, rows, strict=True):
                    if has[g]:
                        row.SetCoefficient(share, 1.0)
        solver.Minimize(used)
        status = solver.Solve()
        if status == pywraplp.Solver.OPTIMAL:
            return float(solver.Objective().Value())
        if status == pywraplp.Solver.INFEASIBLE:
            return None
        raise _Late
