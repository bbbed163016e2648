"""A plan of arrays as a dispatch, with a cause for each job that is left."""

from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed
from services.scheduler.planning.dispatch.teams.compiled import Compiled, Plan


def dispatched(problem: DispatchProblem, a: Compiled, z: Plan) -> Dispatch:
    """Days, minutes and whole teams of the jobs on the plan."""
    placed, left = [], {}
    given = frozenset(job.key for n, job in enumerate(problem.jobs) if z.given[n] and z.at[n] < 0)
    there = {job.key for n, job in enumerate(problem.jobs) if z.at[n] >= 0} | given
    for n, job in enumerate(problem.jobs):
        if z.at[n] >= 0:
            d, k, start = int(z.at[n]), int(z.team[n]), int(z.start[n])
            people = tuple(who.id for t, who in enumerate(problem.technicians) if z.member[d, t] == k)
            placed.append(Placed(key=job.key, day=d, start=start, end=start + job.minutes, people=people))
        elif job.key not in given:
            left[job.key] = _cause(problem, job, there)
    return Dispatch(placed=tuple(placed), left=left, outsourced=given)


def _cause(problem: DispatchProblem, job: Job, there: set[str]) -> str:
    if job.window[1] - job.window[0] < job.minutes:
        return "window_too_short"
    for need in job.needs:
        if sum(who.skills.get(need.skill, 0) >= need.level for who in problem.technicians) < need.count:
            return "nobody_certified"
    if not set(job.after) <= there:
        return "waits_for_another"
    return "no_crew"
