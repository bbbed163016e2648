"""Drills: a greedy answer at once, local search over the slots, then CP-SAT over the best of them, tier by tier."""

import time

from services.scheduler.planning.drills import greedy
from services.scheduler.planning.drills.board import drills, prune
from services.scheduler.planning.drills.choose import Choice
from services.scheduler.planning.drills.family import families
from services.scheduler.planning.drills.improve import improve
from services.scheduler.planning.drills.model import DrillsModel
from services.scheduler.planning.drills.problem import Drills, DrillsProblem
from services.scheduler.planning.drills.verify import cost
from services.scheduler.planning.search import NO_COST, Cost, Effort, Outcome, Progress, Status, Watch, unwatched
from services.scheduler.planning.tiers import minimise

IMPROVE_SHARE = 0.6
"""Part of the time for local search; of `Effort.steps`, all are its moves."""
ASK_SECONDS = 0.1


def solve(problem: DrillsProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Drills]:
    """The best drills found within the effort.

    What is held keeps every legal and safety rule; what could not be held is in `left` with its cause. Only an answer
    that costs nothing is called optimal: the search looks at the best slots, not at all of them.
    """
    begun = time.monotonic()
    several = families(problem)
    choice = Choice(problem, several)
    choice.fill()
    board = greedy.first(problem, several, choice)
    best = drills(board)
    reached = cost(problem, best)
    asked, stopped = 0.0, False

    def going() -> bool:
        return watch(Progress("drills", time.monotonic() - begun, reached))

    def goes_on(now: Cost) -> bool:
        """Asks the caller now and then; ends at local search's share of the time."""
        nonlocal asked, reached, stopped
        spent = time.monotonic() - begun
        if spent - asked > ASK_SECONDS:
            asked, reached = spent, now
            stopped = not going()
        return not stopped and spent < effort.seconds * IMPROVE_SHARE

    if not going():
        return Outcome(best, Status.STOPPED, reached)
    improve(board, choice, effort.steps or -1, effort.seed, goes_on)
    best = drills(board)
    reached = cost(problem, best)
    if stopped:
        return Outcome(best, Status.STOPPED, reached)
    if reached > NO_COST:
        built = DrillsModel(problem, several, choice, board.meetings)
        rest = effort.within(time.monotonic() - begun, 1.0)
        found = minimise(built.model, built.tiers, built.asked, reached, rest, going)
        if found.values is not None:
            board = built.board(found.values)
            prune(board)
            better = drills(board)
            other = cost(problem, better)
            if other < reached:
                best, reached = better, other
        stopped = found.stopped
    going()
    if stopped:
        return Outcome(best, Status.STOPPED, reached)
    if reached == NO_COST:
        return Outcome(best, Status.OPTIMAL, reached, reached)
    return Outcome(best, Status.COMPLETE, reached)
