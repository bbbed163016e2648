"""Places jobs on minutes and people: most urgent first, each at the first minute at which its crew is free."""

import time

from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.search import Effort, Outcome, Progress, Status, Watch, unwatched

STEP = 5
"""Jobs begin on whole multiples of this many minutes."""

Busy = dict[tuple[str, int], list[tuple[int, int, str]]]


def solve(problem: DispatchProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Dispatch]:
    """A dispatch in which every placed job keeps every rule; the rest is left with a cause."""
    begun = time.monotonic()
    busy: Busy = {}
    for one in problem.technicians:
        for day, start, end in one.busy:
            busy.setdefault((one.id, day), []).append((start, end, ""))
    placed: list[Placed] = []
    left: dict[str, str] = {}
    for job in sorted(problem.jobs, key=lambda job: (job.day, -job.priority, -job.crew, -job.minutes, job.key)):
        found = _place(problem, job, busy, placed)
        if found is None:
            left[job.key] = "no_crew"
            continue
        placed.append(found)
        for person in found.people:
            busy.setdefault((person, job.day), []).append((found.start, found.end, job.place))
    answer = Dispatch(placed=tuple(placed), left=left)
    cost = [0, 0, 0, 0]
    for broken in verify(problem, answer):
        cost[broken.tier] += broken.amount
    total = (cost[0], cost[1], cost[2], cost[3])
    watch(Progress("dispatch", time.monotonic() - begun, total))
    return Outcome(answer, Status.COMPLETE, total)


def _place(problem: DispatchProblem, job: Job, busy: Busy, placed: list[Placed]) -> Placed | None:
    able = [one for one in problem.technicians if job.trade in one.trades and job.day in one.shifts]
    for start in range(-(-job.window[0] // STEP) * STEP, job.window[1] - job.minutes + 1, STEP):
        end = start + job.minutes
        if not _group_allows(problem, job, start, end, placed):
            continue
        free = [
            one
            for one in able
            if one.shifts[job.day][0] <= start
            and end <= one.shifts[job.day][1]
            and all(
                end + problem.travel_minutes(job.place, place) <= a
                or b + problem.travel_minutes(place, job.place) <= start
                for a, b, place in busy.get((one.id, job.day), [])
            )
        ]
        if len(free) >= job.crew:
            # Those who can do least else go first, so that the versatile stay free.
            crew = sorted(free, key=lambda one: (len(one.trades), one.id))[: job.crew]
            return Placed(key=job.key, day=job.day, start=start, end=end, people=tuple(sorted(o.id for o in crew)))
    return None


def _group_allows(problem: DispatchProblem, job: Job, start: int, end: int, placed: list[Placed]) -> bool:
    group = next((group for group in problem.groups if group.id == job.group), None)
    if group is None:
        return True
    jobs = {one.key: one for one in problem.jobs}
    down = {
        jobs[one.key].asset
        for one in placed
        if jobs[one.key].group == group.id and one.day == job.day and one.start < end and start < one.end
    }
    return len({*down, job.asset}) <= group.spare(job.day)
