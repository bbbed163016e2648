from services.scheduler.planning.drills.problem import Drills
from services.scheduler.planning.search import NO_COST, Outcome, Status


def solve(problem, effort, watch):
    return Outcome(Drills(held=(), left={g.key: "no_time" for g in problem.gatherings}), Status.COMPLETE, NO_COST)
