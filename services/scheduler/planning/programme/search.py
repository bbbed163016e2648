"""The programme: a greedy answer at once, then ruin and recreate; a small one goes on to CP-SAT, which may prove it."""

import time

from services.scheduler.planning.programme import greedy, ruin
from services.scheduler.planning.programme.ledger import CONTRACT, LEGAL
from services.scheduler.planning.programme.loads import crews_as_modelled
from services.scheduler.planning.programme.model import ProgrammeModel
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.programme.relax import relaxations
from services.scheduler.planning.programme.verify import cost
from services.scheduler.planning.search import Effort, Outcome, Progress, Status, Watch, unwatched
from services.scheduler.planning.tiers import minimise

__all__ = ["relaxations", "solve"]

SMALL = 3_000
"""Days of visits up to which CP-SAT says more than ruin and recreate: on a quarter of 700 visits (23,500) it took eight
seconds and found nothing better."""
RUIN_SHARE = 0.5
ASK_SECONDS = 0.1


def solve(problem: ProgrammeProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Programme]:
    """The best programme found within the effort; what could not be placed is in `left` with its cause."""
    begun = time.monotonic()
    draft = greedy.first(problem)
    best = draft.programme()
    reached = cost(problem, best)
    asked, stopped, small = 0.0, False, _size(problem) <= SMALL

    def going() -> bool:
        return watch(Progress("programme", time.monotonic() - begun, reached))

    def goes_on() -> bool:
        """Asks the caller now and then; ends at this part's share of the time."""
        nonlocal asked, reached, stopped
        now = time.monotonic() - begun
        if now - asked > ASK_SECONDS:
            asked = now
            at = draft.cost
            # A detour of the search is no step back: what is said is the best.
            reached = min(reached, (at // LEGAL, reached[1], at % LEGAL // CONTRACT, at % CONTRACT))
            stopped = not going()
        return not stopped and now < effort.seconds * (RUIN_SHARE if small else 1.0)

    stopped = not going()
    if stopped:
        return Outcome(best, Status.STOPPED, reached)
    if not problem.visits:
        return Outcome(best, Status.OPTIMAL, reached, reached)
    ruin.improve(draft, effort.steps or -1, effort.seed, goes_on)
    best = draft.programme()
    reached = cost(problem, best)
    if stopped:
        return Outcome(best, Status.STOPPED, reached)
    if not small:
        going()
        return Outcome(best, Status.COMPLETE, reached)
    built = ProgrammeModel(problem, best)
    rest = effort.within(time.monotonic() - begun, 1.0)
    found = minimise(built.model, built.tiers, built.asked, (reached[0], reached[2], reached[3]), rest, going)
    exact = True
    if found.values is not None:
        better = built.programme(found.values)
        other = cost(problem, better)
        exact = crews_as_modelled(problem, better)
        if other < reached:
            best, reached = better, other
    going()
    if found.stopped:
        return Outcome(best, Status.STOPPED, reached)
    # The model never holds a visit late where it may be left instead, so its proof is one only where nothing is broken.
    proved = found.proved and exact and reached[:3] == (0, 0, 0)
    return Outcome(best, Status.OPTIMAL if proved else Status.COMPLETE, reached, reached if proved else None)


def _size(problem: ProgrammeProblem) -> int:
    """How many days of visits there are to choose from."""
    spans = ((v.earliest, v.latest) if not v.chain else (0, problem.days) for v in problem.visits)
    return sum(max(0, min(last, problem.days - 1) - max(first, 0) + 1) for first, last in spans)
