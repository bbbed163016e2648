"""A first usable roster, day by day: each day's places go to those whom they cost least, by a min-cost flow.

No compiled code, so it answers while kernels may still be cold.
"""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.problem import OFF, RosterProblem

EMPTY, NO_CREW = 100_000, 3000
"""What an empty place costs: a guard's above several violations of law, a crew's below one."""
TIER_PRICE = np.array([4000, 4000, 40, 2], np.int64)


def first_cells(problem: RosterProblem, arrays: Compiled) -> NDArray[np.int8]:
    """Codes `[person, day]`; legal and pinned, and as free of violations as one pass forward can see."""
    people, days = arrays.allowed.shape[:2]
    cells = np.zeros((people, days), np.int8)
    state, totals = arrays.start.copy(), arrays.meters.begin.copy()
    limits = arrays.meters
    minutes = np.array([0, *(shift.minutes for shift in problem.shifts)])
    worked = np.zeros(people)
    norm = np.array([problem.norm(person, range(days)) for person in problem.people])
    for day in range(days):
        cost = (arrays.price[state] + arrays.cell[:, day]) @ TIER_PRICE
        added = arrays.weight * arrays.on[:, :, day, None]
        after = totals[:, :, None] + added
        open_now = (arrays.span[:, :, 0] <= day) & (day < arrays.span[:, :, 1])
        over = -(-np.maximum(0, after - limits.bounds[:, :, 1, None]) // limits.unit[:, :, None])
        fees = np.where(open_now, limits.fee * TIER_PRICE[limits.tier], 0)
        cost += (over * fees[:, :, None]).sum(axis=1)
        ahead = worked - norm * day / days
        cost += (np.maximum(-4000, np.minimum(4000, ahead)) / 12).astype(np.int64)[:, None] * (minutes > 0)
        cells[:, day] = _one_day(problem, arrays, day, cost)
        chosen = cells[:, day].astype(np.int64)
        everybody = np.arange(people)
        totals += added[everybody, :, chosen]
        worked += minutes[chosen]
        state = arrays.follow[state, chosen]
    return cells


def _one_day(problem: RosterProblem, arrays: Compiled, day: int, cost: NDArray[np.int64]) -> NDArray[np.int8]:
    """Each person one code; a place may stay empty, at a price above any but several violations."""
    flow = min_cost_flow.SimpleMinCostFlow()
    people, codes = cost.shape
    source, sink, first = 0, 1, 2
    classes: dict[tuple[int, tuple[str, ...], bool], int] = {}
    for post in problem.posts:
        for s, heads in enumerate(post.heads[day]):
            if heads:
                places = s + 1, post.needs, post.crew
                classes[places] = classes.get(places, 0) + heads
    arcs: dict[int, tuple[int, int]] = {}
    for i in range(people):
        flow.add_arc_with_capacity_and_unit_cost(source, first + i, 1, 0)
        idle = [c for c in range(codes) if arrays.allowed[i, day, c]]
        spare = OFF if OFF in idle else idle[0]
        arcs[flow.add_arc_with_capacity_and_unit_cost(first + i, sink, 1, int(cost[i, spare]))] = (i, spare)
        for k, (code, needs, _) in enumerate(classes):
            if arrays.allowed[i, day, code] and problem.people[i].holds(needs, day):
                arc = flow.add_arc_with_capacity_and_unit_cost(first + i, first + people + k, 1, int(cost[i, code]))
                arcs[arc] = (i, code)
    for k, ((_, _, crew), heads) in enumerate(classes.items()):
        price = NO_CREW if crew else EMPTY
        flow.add_arc_with_capacity_and_unit_cost(first + people + k, sink, heads, -price)
    flow.set_node_supply(source, people)
    flow.set_node_supply(sink, -people)
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("everybody may stay idle, so a flow always exists")
    chosen = np.zeros(people, np.int8)
    for arc, (i, code) in arcs.items():
        if flow.flow(arc):
            chosen[i] = code
    return chosen
