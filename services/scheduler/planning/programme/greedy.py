"""The first answer at once: earliest due first, each on the open day nearest its ideal that has the people."""

from collections.abc import Mapping

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit


def first(problem: ProgrammeProblem) -> Programme:
    """A programme in which every placed visit keeps every rule (overdue ones as soon as possible)."""
    used: dict[tuple[str, int], int] = {}
    down: dict[tuple[str, int], int] = {}
    day: dict[str, int] = {}
    left: dict[str, str] = {}
    before = dict(problem.last_done)
    for visit in _order(problem):
        found = _place(problem, visit, before, used, down)
        if isinstance(found, str):
            left[visit.key] = found
            continue
        day[visit.key] = found
        used[visit.trade, found] = used.get((visit.trade, found), 0) + visit.work
        if visit.group:
            down[visit.group, found] = down.get((visit.group, found), 0) + 1
        if visit.chain:
            before[visit.chain] = found
    return Programme(day=day, left=left)


def _order(problem: ProgrammeProblem) -> list[Visit]:
    """Earliest due first; a chain never out of its order, whatever its due days say."""
    due = {visit.key: visit.due for visit in problem.visits}
    for links in problem.chains().values():
        latest = links[0].due
        for visit in links:
            latest = due[visit.key] = max(latest, visit.due)
    return sorted(problem.visits, key=lambda visit: (due[visit.key], visit.sequence, visit.key))


def _place(
    problem: ProgrammeProblem,
    visit: Visit,
    before: Mapping[str, int],
    used: Mapping[tuple[str, int], int],
    down: Mapping[tuple[str, int], int],
) -> int | str:
    first, last = window(visit, before)
    if last >= problem.days <= visit.ideal:
        return "after_period"
    overdue = last < 0
    allowed = [d for d in problem.open_days(visit) if d >= first]
    days = allowed if overdue else [d for d in allowed if d <= last]
    if not days:
        return "no_open_day"
    spare = {group.id: group for group in problem.groups}
    up = [d for d in days if not visit.group or down.get((visit.group, d), 0) < spare[visit.group].spare(d)]
    if not up:
        return "group_down"
    able = [d for d in up if used.get((visit.trade, d), 0) + visit.work <= problem.offered(visit.trade, d)]
    if not able:
        return "no_capacity"
    # Overdue work is done as soon as it can be.
    return able[0] if overdue else min(able, key=lambda d: (abs(d - visit.ideal), d))


def window(visit: Visit, before: Mapping[str, int]) -> tuple[int, int]:
    """First and last day of a visit, given when the one before it in its chain was held."""
    first, last = visit.earliest, visit.latest
    if visit.chain in before and visit.gap_max is not None:
        last = before[visit.chain] + visit.gap_max
        first = before[visit.chain] + (visit.gap_min or 1)
    return first, last
