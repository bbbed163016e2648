"""Ways to solve one and the same roster: the product's own, and what it is measured beside."""

import time

from services.scheduler.planning.roster import search as rostering
from services.scheduler.planning.roster.compiled import compiled
from services.scheduler.planning.roster.exact import proved_cells
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import Roster, RosterProblem
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Effort, Outcome, Progress, Status, Watch

METHODS = ("columns", "annealing", "cpsat")
"""The product's search; local search alone; CP-SAT on the whole model, tier by tier, from the greedy answer."""


def rostered(method: str, problem: RosterProblem, effort: Effort, watch: Watch) -> Outcome[Roster]:
    """The roster by one of METHODS; its cost is the verifier's."""
    if method == "columns":
        return rostering.solve(problem, effort, watch)
    began = time.monotonic()
    arrays = compiled(problem)
    first = first_cells(problem, arrays).tolist()
    roster = to_posts(problem, first)
    cost = cost_of(verify(problem, roster))
    watch(Progress("greedy", time.monotonic() - began, cost))
    if method == "annealing":
        cells, finished = rostering.annealed(problem, arrays, first, effort, watch, began)
        proved = False
    else:

        def go_on() -> bool:
            return watch(Progress("cpsat", time.monotonic() - began, cost))

        left = effort.within(time.monotonic() - began, 1.0)
        cells, proved, finished = proved_cells(problem, first, cost, left, go_on)
    answer = to_posts(problem, cells)
    reached = cost_of(verify(problem, answer))
    if reached > cost:
        answer, reached = roster, cost
    if proved:
        return Outcome(answer, Status.OPTIMAL, reached, reached)
    return Outcome(answer, Status.COMPLETE if finished else Status.STOPPED, reached)
