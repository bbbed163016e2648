"""The anytime search for a roster: greedy first, then columns, local search before them where the period is long; small
ones are proved."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.roster.compiled import Compiled, compiled
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.overtime import least_cost
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import UNKNOWN, Roster, RosterProblem
from services.scheduler.planning.roster.rules import CREWS, rules_of
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import Tier, cost_of
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress, Status, Watch

if TYPE_CHECKING:
    from services.scheduler.planning.roster.columns.standing import Standing

SMALL = 8 * 14
"""People times days up to which the whole is worth a proof, measured."""
CHUNK = 20_000
HOT, COLD = 8.0, 0.4
HOT_REPAIR = 20.0
"""Where a roster in force is repaired: each changed day has a price, and a chain of changes has to be got over."""
CONTRACT_PRICE = 20.0
COLUMN_PRICE = 100
"""What the contract tier is worth in columns, which are chosen among and need no small steps."""


def solve(
    problem: RosterProblem, effort: Effort, watch: Watch, start: Sequence[Sequence[int]] | None = None
) -> Outcome[Roster]:
    """The best roster found. With `steps` and one worker it repeats exactly; one worker is all it uses for now.

    `start` are codes `[person][day]` from which it goes on, each one of the problem's choices. The cost is the
    verifier's. Raises ImpossibleRoster only through the problem's own constructor.
    """
    began = time.monotonic()
    arrays = compiled(problem)
    scratch = first_cells(problem, arrays) if start is None else np.array(start, np.int8)
    # What is in force is repaired rather than made anew: nobody is told of a change that nobody needs.
    greedy = _told(problem, scratch) if start is None else scratch
    first = to_posts(problem, greedy.tolist())
    first_cost = cost_of(verify(problem, first))
    if not watch(Progress("greedy", time.monotonic() - began, first_cost)):
        return Outcome(first, Status.STOPPED, first_cost)
    if len(problem.people) * problem.days <= SMALL:
        from services.scheduler.planning.roster.exact import proved_cells  # late: its solver takes a second to load

        def go_on() -> bool:
            return watch(Progress("proof", time.monotonic() - began, first_cost))

        cells, proved, finished = proved_cells(problem, greedy.tolist(), first_cost, effort, go_on)
        bound = None
    else:
        standing = _by_columns(problem, arrays, greedy, effort, watch, began)
        cells, proved, finished = standing.best.tolist(), standing.proved, not standing.stopped
        bound = standing.bound_by_tiers()
    roster = to_posts(problem, cells)
    cost = cost_of(verify(problem, roster))
    if cost > first_cost:
        roster, cost = first, first_cost
    anew = to_posts(problem, scratch.tolist())
    if (other := cost_of(verify(problem, anew))) < cost:
        roster, cost = anew, other
    if proved:
        return Outcome(roster, Status.OPTIMAL, cost, cost)
    return Outcome(roster, Status.COMPLETE if finished else Status.STOPPED, cost, bound)


def _by_columns(
    problem: RosterProblem, arrays: Compiled, start: NDArray[np.int8], effort: Effort, watch: Watch, began: float
) -> Standing:
    # Late: the kernels take half a second to load, and a first answer needs none of them.
    from services.scheduler.planning.roster.columns.improve import improved
    from services.scheduler.planning.roster.columns.prices import Prices

    def anneal(cells: NDArray[np.int8], part: Effort, seen: Watch) -> NDArray[np.int8]:
        found, _ = annealed(problem, arrays, cells.tolist(), part, seen, time.monotonic())
        return np.array(found, np.int8)

    above = int(tier_prices(problem)[Tier.LEGAL] / CONTRACT_PRICE * COLUMN_PRICE)
    prices = Prices((above, above, COLUMN_PRICE, 1))
    far = 2**40
    _, empty, _, _ = least_cost(problem, (0, far, 0, 0))
    _, _, overtime, _ = least_cost(problem, (0, 0, far, 0))
    return improved(arrays, prices, start, effort, watch, began, anneal, (empty, overtime))


def _told(problem: RosterProblem, greedy: NDArray[np.int8]) -> NDArray[np.int8]:
    """What people were told, as far as it is still possible; greedy codes where nobody was told anything."""
    told = greedy.copy()
    choices = problem.choices()
    for i, person in enumerate(problem.people):
        for day, (code, _) in enumerate(person.was):
            if code != UNKNOWN:
                told[i, day] = code if code in choices[i][day] else choices[i][day][0]
    return told


def annealed(
    problem: RosterProblem, a: Compiled, start: Sequence[Sequence[int]], effort: Effort, watch: Watch, began: float
) -> tuple[list[list[int]], bool]:
    """Codes after the effort is spent, and whether it was (False: the watch said stop)."""
    from services.scheduler.planning.roster.anneal import anneal, state_of  # late: numba loads in half a second

    state = state_of(a, np.array(start, np.int8))
    cost, best_cost = state.cost, state.best_cost
    base = tier_prices(problem)
    hot = HOT_REPAIR if any(person.was for person in problem.people) else HOT
    prices = base.copy()
    seed = np.array([effort.seed * 0x9E3779B97F4A7C15 + 0x1234567 & (2**64 - 1) or 1], np.uint64)
    done, told = 0, time.monotonic()
    while True:
        now = time.monotonic()
        spent = done / effort.steps if effort.steps else (now - began) / effort.seconds
        if now - told > 0.1 or not done or spent >= 1:
            told = now
            reached: Cost = (int(best_cost[0]), int(best_cost[1]), int(best_cost[2]), int(best_cost[3]))
            goes = watch(Progress("annealing", now - began, reached))
            if spent >= 1 or not goes:
                return state.best.tolist(), spent >= 1
        moves = min(CHUNK, effort.steps - done) if effort.steps else CHUNK
        heat = hot * (COLD / hot) ** spent
        anneal(moves, heat, prices, seed, a, state)
        done += moves
        for tier in (Tier.LEGAL, Tier.SAFETY):
            higher = prices[tier] * 1.05 if cost[tier] else prices[tier] / 1.05
            prices[tier] = min(20 * base[tier], max(base[tier], higher))


def tier_prices(problem: RosterProblem) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Prices for moves: a violation costs more than the dearest thing in the contract tier that it could buy."""
    longest = max(shift.minutes for shift in problem.shifts) / 60
    asked = [rule for rule in rules_of(problem) if rule is not CREWS or _sends_crews(problem)]
    dearest = max([longest, *(price(rule) for rule in asked if rule.tier is Tier.CONTRACT)])
    above = 1.25 * dearest * CONTRACT_PRICE
    return np.array([above, above, CONTRACT_PRICE, 1.0])


def _sends_crews(problem: RosterProblem) -> bool:
    return any(post.crew and any(map(any, post.heads)) for post in problem.posts)
