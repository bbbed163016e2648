"""Places visits on days: earliest due first, each on the open day nearest to its ideal that has the people."""

import time
from collections.abc import Mapping

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.programme.verify import verify
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress, Status, Watch, unwatched


def solve(problem: ProgrammeProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Programme]:
    """A programme in which every placed visit keeps every rule; the rest is left with a cause."""
    begun = time.monotonic()
    used: dict[tuple[str, int], int] = {}
    down: dict[tuple[str, int], int] = {}
    day: dict[str, int] = {}
    left: dict[str, str] = {}
    before = dict(problem.last_done)
    for visit in sorted(problem.visits, key=lambda visit: (visit.due, visit.sequence, visit.key)):
        found = _place(problem, visit, before, used, down)
        if isinstance(found, str):
            left[visit.key] = found
            continue
        day[visit.key] = found
        used[visit.trade, found] = used.get((visit.trade, found), 0) + visit.minutes * visit.crew
        if visit.group:
            down[visit.group, found] = down.get((visit.group, found), 0) + 1
        if visit.chain:
            before[visit.chain] = found
    answer = Programme(day=day, left=left)
    cost = _cost(problem, answer)
    watch(Progress("programme", time.monotonic() - begun, cost))
    return Outcome(answer, Status.COMPLETE, cost)


def _place(
    problem: ProgrammeProblem,
    visit: Visit,
    before: Mapping[str, int],
    used: Mapping[tuple[str, int], int],
    down: Mapping[tuple[str, int], int],
) -> int | str:
    first, last = window(visit, before)
    # Overdue work is done as soon as it can be.
    if last < 0:
        first, last = 0, problem.days - 1
    days = [d for d in range(max(0, first), min(last, problem.days - 1) + 1) if d not in problem.closed]
    days = [d for d in days if (visit.asset, d) not in problem.blocked]
    if not days:
        return "no_open_day"
    spare = {group.id: group for group in problem.groups}
    up = [d for d in days if not visit.group or down.get((visit.group, d), 0) < spare[visit.group].spare(d)]
    if not up:
        return "group_down"
    need = visit.minutes * visit.crew
    able = [d for d in up if used.get((visit.trade, d), 0) + need <= problem.capacity.get(visit.trade, ())[d]]
    if not able:
        return "no_capacity"
    return min(able, key=lambda d: (abs(d - visit.ideal), d))


def window(visit: Visit, before: Mapping[str, int]) -> tuple[int, int]:
    """First and last day of a visit, given when the one before it in its chain was held."""
    first, last = visit.earliest, visit.latest
    if visit.chain in before and visit.gap_max is not None:
        last = before[visit.chain] + visit.gap_max
        first = before[visit.chain] + (visit.gap_min or 1)
    return first, last


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


def _cost(problem: ProgrammeProblem, programme: Programme) -> Cost:
    cost = [0, 0, 0, 0]
    for broken in verify(problem, programme):
        cost[broken.tier] += broken.amount
    return cost[0], cost[1], cost[2], cost[3]
