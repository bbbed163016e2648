"""Which problems the compiled search for day teams takes."""

from services.scheduler.planning.dispatch.problem import LONG_SHIFT, DispatchProblem, Job, Technician


def suits(problem: DispatchProblem) -> bool:
    """Whether all that the problem asks for is what the arrays of `compiled` hold: teams of a day with the same hours,
    skills, order, dates and contractors whose money is there to be spent; no ways, groups, tools or announcements."""
    if not problem.day_teams or not problem.jobs or not problem.technicians:
        return False
    hours: dict[int, set[tuple[int, int]]] = {}
    for one in problem.technicians:
        for day, shift in one.shifts.items():
            hours.setdefault(day, set()).add(shift)
    if any(len(shifts) > 1 for shifts in hours.values()):
        return False
    longest = max((end - start for shifts in hours.values() for start, end in shifts), default=0)
    if problem.break_minutes and longest > LONG_SHIFT:
        return False
    if problem.money_weight and any(job.contractor_price is not None for job in problem.jobs):
        return False
    places = {job.place for job in problem.jobs if job.place}
    trades = {job.trade for job in problem.jobs}
    return (
        (len(places) <= 1 or (problem.between_places == 0 and not problem.ways))
        and all(_plain(one) and trades <= one.trades for one in problem.technicians)
        and all(_simple(job) for job in problem.jobs)
    )


def _plain(one: Technician) -> bool:
    return not one.busy and not one.partner


def _simple(job: Job) -> bool:
    special = job.contractor or job.pinned is not None or job.was is not None or job.due is not None
    return not special and not job.groups and not job.tools and job.day >= 0
