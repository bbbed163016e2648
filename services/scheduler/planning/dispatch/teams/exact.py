"""Tiny problems of day teams proved: CP-SAT over days, teams and starts, from the best plan known."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from services.scheduler.planning.dispatch.teams.compiled import Compiled, Plan, empty
from services.scheduler.planning.dispatch.teams.day import join, put
from services.scheduler.planning.dispatch.teams.goal import Goal
from services.scheduler.planning.dispatch.teams.race import Race
from services.scheduler.planning.search import Effort

MOST_PLACES = 4000
"""Jobs times people times days up to which a proof is tried, measured."""


@dataclass(frozen=True, slots=True)
class Proof:
    """No plan costs less than `bound`; `plan` costs `cost`, None: no better one was found."""

    bound: int
    plan: Plan | None = None
    cost: int = 0


def days_enough(goal: Goal, race: Race, bound: int, last: int) -> int:
    """Days on which every plan ends that is no dearer than the best: what it may cost over the bound could all go into
    the class that holds the others. Without such a class every day that jobs may have."""
    assert race.best is not None
    for f, within in enumerate(goal.within):
        if len(within) == len(goal.weight) - 1 and goal.of[f].all():
            minutes = (race.cost - bound) / goal.weight[f] + goal.ends(race.a, race.best)[f]
            return min(last, math.ceil(minutes / goal.day))
    return last


def proved(a: Compiled, goal: Goal, known: Plan, cost: int, effort: Effort, go_on: Callable[[], bool]) -> Proof:
    """The best plan on the days of `a`, from the plan known, which has `cost`; how far that is proved."""
    model = _Model(a, goal, known, cost)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = effort.workers
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_time_in_seconds = effort.seconds
    if effort.steps:
        solver.parameters.max_deterministic_time = effort.steps / 1000
    solver.best_bound_callback = lambda _: None if go_on() else solver.stop_search()
    status = solver.solve(model.model)
    if status == cp_model.INFEASIBLE:
        return Proof(cost)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Proof(0)
    bound = math.ceil(solver.best_objective_bound - 1e-6)
    return Proof(bound, model.plan(solver), round(solver.objective_value))


class _Model:
    """A team is known by the first of its people: `at[d, t, k]` says that t is in the team of k, `on[j, d, k]` that it
    does job j."""

    def __init__(self, a: Compiled, goal: Goal, known: Plan, cost: int) -> None:
        self.a, self.model = a, cp_model.CpModel()
        self.jobs, self.people, self.days = len(a.minutes), a.has.shape[0], len(a.begin)
        model = self.model
        self.at = self._teams()
        self.given = [model.new_bool_var("") for _ in range(self.jobs)]
        self.start = [model.new_int_var(0, self.days * a.day, "") for _ in range(self.jobs)]
        self.on: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self._rows: dict[int, list[cp_model.IntervalVar]] = {}
        for j in range(self.jobs):
            self._place(j)
        for spans in self._rows.values():
            model.add_no_overlap(spans)
        prices = [min(int(price), a.budget + 1) for price in a.price]
        model.add(sum(price * gone for price, gone in zip(prices, self.given, strict=True)) <= a.budget)
        total = sum(w * self._end(row) for w, row in zip(goal.weight, goal.of, strict=True))
        model.add(total <= cost)
        model.minimize(total)
        for j in range(self.jobs):
            model.add_hint(self.given[j], bool(known.given[j] and known.at[j] < 0))
            if known.at[j] >= 0:
                model.add_hint(self.start[j], int(known.at[j] * a.day + known.start[j]))

    def _teams(self) -> Mapping[tuple[int, int, int], cp_model.IntVar]:
        at, there, model = {}, self.a.there, self.model
        for d in range(self.days):
            for t in range(self.people):
                mine = [k for k in range(t + 1) if there[d, t] and there[d, k]]
                for k in mine:
                    at[d, t, k] = model.new_bool_var("")
                    if k < t:
                        model.add_implication(at[d, t, k], at[d, k, k])
                model.add_at_most_one(at[d, t, k] for k in mine)
        return at

    def _place(self, j: int) -> None:
        a, model, start = self.a, self.model, self.start
        minutes = int(a.minutes[j])
        anywhere: list[cp_model.IntVar] = []
        for d in range(int(a.first[j]), min(self.days, int(a.last[j]) + 1)):
            opens = int(max(a.opens[j], a.begin[d]))
            closes = int(min(a.closes[j], a.end[d], a.by[j] - d * a.day))
            teams = [k for k in range(self.people) if (d, k, k) in self.at] if closes - opens >= minutes else []
            today = model.new_bool_var("")
            here = [self._by_team(j, d, k) for k in teams]
            model.add(sum(here) == today)
            model.add(start[j] >= d * a.day + opens).only_enforce_if(today)
            model.add(start[j] <= d * a.day + closes - minutes).only_enforce_if(today)
            anywhere.append(today)
        model.add_exactly_one([*anywhere, self.given[j]])
        for x in a.after_of[a.after_at[j] : a.after_at[j + 1]]:
            model.add_implication(self.given[j], self.given[int(x)])
            model.add(start[int(x)] >= start[j] + minutes).only_enforce_if(self.given[int(x)].negated())

    def _by_team(self, j: int, d: int, k: int) -> cp_model.IntVar:
        a, model = self.a, self.model
        here = self.on[j, d, k] = model.new_bool_var("")
        model.add_implication(here, self.at[d, k, k])
        team = [t for t in range(k, self.people) if (d, t, k) in self.at]
        model.add(sum(self.at[d, t, k] for t in team) >= int(a.least[j])).only_enforce_if(here)
        for x in range(a.need_at[j], a.need_at[j + 1]):
            able = [self.at[d, t, k] for t in team if a.has[t, a.need_of[x]]]
            model.add(sum(able) >= int(a.need_count[x])).only_enforce_if(here)
        minutes = int(a.minutes[j])
        span = model.new_optional_interval_var(self.start[j], minutes, self.start[j] + minutes, here, "")
        self._rows.setdefault(k, []).append(span)
        return here

    def _end(self, row: Sequence[bool]) -> cp_model.IntVar:
        end = self.model.new_int_var(0, self.days * self.a.day, "")
        for j in np.flatnonzero(row):
            done = self.start[int(j)] + int(self.a.minutes[j])
            self.model.add(end >= done).only_enforce_if(self.given[int(j)].negated())
        return end

    def plan(self, solver: cp_model.CpSolver) -> Plan:
        """What the solver found."""
        a, z = self.a, empty(self.a)
        for (d, t, k), member in self.at.items():
            if solver.value(member):
                join(a, z, d, k, t)
                z.teams[d] = max(z.teams[d], k + 1)
        done = [(solver.value(self.start[j]), j, d, k) for (j, d, k), here in self.on.items() if solver.value(here)]
        for begin, j, d, k in sorted(done):
            put(a, z, j, d, k, z.filled[d, k], begin - d * a.day)
        z.given[:] = [bool(solver.value(gone)) for gone in self.given]
        return z
