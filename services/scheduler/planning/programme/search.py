"""The programme: a greedy answer at once, then CP-SAT from it as its hint, one tier at a time."""

import time

from services.scheduler.planning.programme import greedy
from services.scheduler.planning.programme.exact import minimise
from services.scheduler.planning.programme.model import ProgrammeModel
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.programme.verify import cost
from services.scheduler.planning.search import Effort, Outcome, Progress, Status, Watch, unwatched


def solve(problem: ProgrammeProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Programme]:
    """The best programme found within the effort; what could not be placed is in `left` with its cause."""
    begun = time.monotonic()
    best = greedy.first(problem)
    reached = cost(problem, best)

    def going() -> bool:
        return watch(Progress("programme", time.monotonic() - begun, reached))

    if not going():
        return Outcome(best, Status.STOPPED, reached)
    if not problem.visits:
        return Outcome(best, Status.OPTIMAL, reached, reached)
    built = ProgrammeModel(problem, best)
    spent = time.monotonic() - begun
    rest = Effort(
        seconds=max(0.02, effort.seconds - spent), workers=effort.workers, seed=effort.seed, steps=effort.steps
    )
    found = minimise(built.model, built.tiers, built.asked, (reached[0], reached[2], reached[3]), rest, going)
    if found.values is not None:
        better = built.programme(found.values)
        other = cost(problem, better)
        if other < reached:
            best, reached = better, other
    going()
    if found.stopped:
        return Outcome(best, Status.STOPPED, reached)
    # The model never holds a visit late where it may be left instead, so its proof is one only where nothing is broken.
    proved = found.proved and reached[:3] == (0, 0, 0)
    return Outcome(best, Status.OPTIMAL if proved else Status.COMPLETE, reached, reached if proved else None)


def relaxations(problem: ProgrammeProblem, programme: Programme, key: str) -> tuple[str, ...]:
    """What would let the visit `key` be placed, nearest first, in words."""
    visit = next(visit for visit in problem.visits if visit.key == key)
    used: dict[int, int] = {}
    for other in problem.visits:
        if other.trade == visit.trade and other.key in programme.day:
            at = programme.day[other.key]
            used[at] = used.get(at, 0) + other.minutes * other.crew
    need = visit.minutes * visit.crew
    offered = problem.capacity.get(visit.trade, ())
    open_days = [d for d in range(problem.days) if d not in problem.closed]
    able = [d for d in open_days if d < len(offered) and used.get(d, 0) + need <= offered[d]]
    later = [d for d in able if d > visit.latest]
    found = [f"hold it {min(later) - visit.latest} days later"] if later else []
    if not any(offered):
        found.append(f"nobody is there for {visit.trade or 'this work'}: hire or certify {visit.crew}")
    elif not able:
        short = min(need + used.get(d, 0) - offered[d] for d in open_days if d < len(offered))
        found.append(f"needs {short} more minutes of {visit.trade or 'any technician'}")
    return tuple(found)
