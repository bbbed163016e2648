"""The master: a linear programme that chooses among whole rows so that shifts get the people they ask for.

A row of a person is a column. For each shift of a day and each condition on it the people chosen, and what is missing,
come to at least the places (Hall's conditions share what is missing of their part); for each limit the people chosen,
less those too many, come to at most what it allows. GLOP by primal simplex, kept warm: columns only come.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from services.scheduler.planning.roster.columns.prices import FINE, Prices
from services.scheduler.planning.roster.columns.walk import worth
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.demand import BORDER, NO_LIMIT, Demand

NOBODY = 1e7
"""What a person without a row costs: so that there is always an answer."""


class Master:
    """People `who` over days `first` to before `end`; `have[T,C,R]` and `count[T,C,Q]` are what all others give."""

    def __init__(
        self,
        a: Compiled,
        prices: Prices,
        who: Sequence[int],
        first: int,
        end: int,
        have: NDArray[np.int32],
        count: NDArray[np.int32],
    ) -> None:
        self.a, self.first, self.end, self.who = a, first, end, list(who)
        self.place = {person: k for k, person in enumerate(self.who)}
        self.rows: list[NDArray[np.int8]] = []
        self.owner: list[int] = []
        self.own_costs: list[int] = []
        self.costs: list[int] = []
        self._variables: list[pywraplp.Variable] = []
        self._known: set[tuple[int, bytes]] = set()
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._solver.SetSolverSpecificParametersAsString("use_dual_simplex: false use_preprocessing: false")
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._infinity = self._solver.infinity()
        self._one = [self._solver.Constraint(1.0, 1.0) for _ in self.who]
        for row in self._one:
            self._variable(NOBODY, ((row, 1.0),))
        shape = end - first, a.demand.need.shape[1]
        self.condition = np.full((*shape, a.demand.need.shape[2]), -1, np.int32)
        self.limit = np.full((*shape, a.demand.most.shape[2]), -1, np.int32)
        self._constraints: list[pywraplp.Constraint] = []
        self.fixed_cap = np.zeros(self.limit.shape, np.int64)
        self.constant = 0
        self.places = np.zeros(self.condition.shape, np.int64)
        self.room = np.zeros(self.limit.shape, np.int64)
        self._ask(prices, have, count)

    def _ask(self, prices: Prices, have: NDArray[np.int32], count: NDArray[np.int32]) -> None:
        demand, who = self.a.demand, np.array(self.who)
        empty = demand.empty * np.array([prices.tiers[int(tier)] for tier in demand.empty_tier])
        tiers = np.array(prices.tiers, np.int64)
        for d in range(self.end - self.first):
            day = self.first + d
            for c in range(demand.need.shape[1]):
                parts = _sections(demand.need[day, c])
                both = self._mirrored(demand, day, c, parts)
                if both and demand.need[day, c, 0] <= have[day, c, 0]:
                    both = False
                for first, whole in parts:
                    shorts: list[pywraplp.Variable] = []
                    for part in first:
                        shorts += self._part(d, c, part, (), empty[day, c, 0], have[day, c], both)
                    if whole:
                        self._part(d, c, whole, shorts, empty[day, c, 1], have[day, c], False)
                for q in range(demand.most.shape[2]):
                    if both and q == 0:
                        spare = self._constraints[self.condition[d, c, 0]]
                        fee = int(demand.extra[day, c, 0] * tiers[demand.extra_tier[day, c, 0]])
                        self._variable(float(fee), ((spare, -1.0),))
                    elif demand.most[day, c, q] < NO_LIMIT and demand.extra[day, c, q]:
                        fee = int(demand.extra[day, c, q] * tiers[demand.extra_tier[day, c, q]])
                        self._limit(d, c, q, fee, count[day, c, q], who)

    def _mirrored(self, demand: Demand, day: int, c: int, parts: list[tuple[list[list[int]], list[int]]]) -> bool:
        """Whether the shift's one condition and first limit count the same people against the same number: then they
        are one equation."""
        if len(parts) != 1 or len(parts[0][0]) != 1 or len(parts[0][0][0]) != 1 or parts[0][1]:
            return False
        if not demand.most.shape[2] or demand.most[day, c, 0] != demand.need[day, c, 0]:
            return False
        can = self.a.allowed[:, day, c]
        holds, more = demand.holds[can, day, c] & 1, demand.more[can, day, c] & 1
        return bool((holds == more).all() and not (demand.less[:, day, c] & 1).any())

    def _part(
        self,
        d: int,
        c: int,
        part: list[int],
        shorts_of: Sequence[pywraplp.Variable],
        fee: int,
        have: NDArray[np.int32],
        equal: bool,
    ) -> list[pywraplp.Variable]:
        """The rows of a part; answers the variable of what is missing, if anything can be."""
        need = self.a.demand.need[self.first + d, c]
        entries = []
        for r in part:
            places = int(need[r]) - int(have[r])
            if places <= 0:
                continue
            row = self._solver.Constraint(float(places), float(places) if equal else self._infinity)
            self.condition[d, c, r] = len(self._constraints)
            self._constraints.append(row)
            self.places[d, c, r] = places
            for short in shorts_of:
                row.SetCoefficient(short, 1.0)
            entries.append((row, 1.0))
        return [self._variable(float(fee), entries)] if entries else []

    def _limit(self, d: int, c: int, q: int, fee: int, count: int, who: NDArray[np.int64]) -> None:
        demand, day = self.a.demand, self.first + d
        room = int(demand.most[day, c, q]) - int(count)
        can = who[self.a.allowed[who, day, c]]
        able = int((demand.more[can, day, c] >> q & 1).sum())
        if able <= room:
            return
        if room <= 0 and not (demand.less[can, day, c] >> q & 1).any():
            # Everybody more is one too many: a price of the cell, no row.
            self.fixed_cap[d, c, q] = fee * FINE
            self.constant += -room * fee
            return
        row = self._solver.Constraint(-self._infinity, float(room))
        self.limit[d, c, q] = len(self._constraints)
        self._constraints.append(row)
        self.room[d, c, q] = room
        self._variable(float(fee), ((row, -1.0),))

    def _variable(self, cost: float, entries: Sequence[tuple[pywraplp.Constraint, float]]) -> pywraplp.Variable:
        variable = self._solver.NumVar(0.0, self._infinity, "")
        self._objective.SetCoefficient(variable, cost)
        for row, coefficient in entries:
            row.SetCoefficient(variable, coefficient)
        return variable

    def add(self, person: int, row: NDArray[np.int8], cost: int) -> bool:
        """A column: `row` over the days in question, at its own cost (limits without a row are added). False: known."""
        key = person, row.tobytes()
        if key in self._known:
            return False
        self._known.add(key)
        demand = self.a.demand
        rows, signs, fees = column_of(demand, person, self.first, row, self.condition, self.limit, self.fixed_cap)
        self.own_costs.append(cost)
        cost += int(fees) // FINE
        variable = self._variable(float(cost), ((self._one[self.place[person]], 1.0),))
        for k, sign in zip(rows.tolist(), signs.tolist(), strict=True):
            self._constraints[k].SetCoefficient(variable, sign)
        self._variables.append(variable)
        self.rows.append(row.copy())
        self.owner.append(person)
        self.costs.append(cost)
        return True

    def solve(self) -> float:
        """What the programme costs; its duals and values stand until the next call."""
        status = self._solver.Solve()
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            raise ArithmeticError("the master has no answer though everybody may go without a row")
        return float(self._objective.Value()) + self.constant

    def duals(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """What one more place of each condition pays, what each limit charges (both 0 where there is no row), and what
        each person's row may cost."""
        values = np.array([row.dual_value() for row in self._constraints] or [0.0])
        dual = np.where(self.condition >= 0, values[self.condition], 0.0)
        cap = np.where(self.limit >= 0, -values[self.limit], 0.0)
        return dual, cap, np.array([row.dual_value() for row in self._one])

    def reduced_costs(self, dual: NDArray[np.float64], cap: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each column: what it costs beyond what conditions pay for it, without its person's share."""
        paid = [
            worth(self.a.demand, person, self.first, row, dual, cap)
            for person, row in zip(self.owner, self.rows, strict=True)
        ]
        return np.array(self.costs, np.float64) - np.array(paid, np.float64)

    def chosen(self) -> NDArray[np.float64]:
        """How much of each column is taken, 0 to 1."""
        return np.array([variable.solution_value() for variable in self._variables])


def _sections(need: NDArray[np.int32]) -> list[tuple[list[list[int]], list[int]]]:
    """(parts of guards, conditions of guards and crews together) for each section; see `demand.BORDER`."""
    sections: list[tuple[list[list[int]], list[int]]] = []
    first: list[list[int]] = []
    part: list[int] = []
    for r, places in enumerate(need.tolist()):
        if places >= 0:
            part.append(r)
        elif places == BORDER:
            first.append(part)
            part = []
        else:
            sections.append((first, part))
            first, part = [], []
    if first:
        sections.append((first, []))
    return sections


@njit(cache=True)
def column_of(demand, i, first, row, condition, limit, fixed):  # type: ignore[no-untyped-def]
    """The rows that a column stands in, with signs, and the prices of limits that have no row."""
    most = row.shape[0] * (condition.shape[2] + 2 * limit.shape[2])
    rows, signs = np.empty(most, np.int32), np.empty(most, np.float64)
    n, fees = 0, np.int64(0)
    for d in range(row.shape[0]):
        c = row[d]
        bits, r = demand.holds[i, first + d, c], 0
        while bits:
            if bits & 1 and condition[d, c, r] >= 0:
                rows[n], signs[n] = condition[d, c, r], 1.0
                n += 1
            bits >>= 1
            r += 1
        more, less, q = demand.more[i, first + d, c], demand.less[i, first + d, c], 0
        while more | less:
            sign = (more & 1) - (less & 1)
            if sign and limit[d, c, q] >= 0:
                rows[n], signs[n] = limit[d, c, q], float(sign)
                n += 1
            fees += sign * fixed[d, c, q]
            more >>= 1
            less >>= 1
            q += 1
    return rows[:n], signs[:n], fees
