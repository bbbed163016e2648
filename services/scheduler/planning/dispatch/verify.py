"""What a dispatch does not keep, counted without a solver."""

from itertools import pairwise

from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem
from services.scheduler.planning.dispatch.rules import CERTIFIED, IN_WINDOW, KEEP_UP, ONE_PLACE, PLACED
from services.scheduler.planning.rule import Broken


def verify(problem: DispatchProblem, dispatch: Dispatch) -> tuple[Broken, ...]:
    """Every place where a rule is not kept; amounts are jobs and people."""
    people = {one.id: one for one in problem.technicians}
    jobs = {job.key: job for job in problem.jobs}
    placed = {one.key: one for one in dispatch.placed}
    found = []
    spans: dict[tuple[str, int], list[tuple[int, int, str, str]]] = {}
    for key, job in jobs.items():
        one = placed.get(key)
        if one is None or len(set(one.people)) < job.crew or one.end - one.start < job.minutes:
            found.append(Broken(rule=PLACED.id, tier=PLACED.tier, amount=1, items=(key,), days=(job.day,)))
            continue
        if one.day != job.day or not job.window[0] <= one.start <= one.end <= job.window[1]:
            found.append(Broken(rule=IN_WINDOW.id, tier=IN_WINDOW.tier, amount=1, items=(key,), days=(one.day,)))
        for person in one.people:
            if person not in people:
                found.append(Broken(rule=CERTIFIED.id, tier=CERTIFIED.tier, amount=1, items=(key,), people=(person,)))
                continue
            if job.trade not in people[person].trades:
                found.append(Broken(rule=CERTIFIED.id, tier=CERTIFIED.tier, amount=1, items=(key,), people=(person,)))
            begin, end = people[person].shifts.get(one.day, (0, 0))
            if not begin <= one.start <= one.end <= end:
                found.append(Broken(rule=ONE_PLACE.id, tier=ONE_PLACE.tier, amount=1, items=(key,), people=(person,)))
            spans.setdefault((person, one.day), []).append((one.start, one.end, key, job.place))
    for person_day, busy in spans.items():
        person, day = person_day
        busy += [(a, b, "", "") for d, a, b in people[person].busy if d == day]
        for (_, end, key, place), (start, _, next_key, next_place) in pairwise(sorted(busy)):
            if end + problem.travel_minutes(place, next_place) > start:
                items = tuple(item for item in (key, next_key) if item)
                found.append(
                    Broken(rule=ONE_PLACE.id, tier=ONE_PLACE.tier, amount=1, items=items, people=(person,), days=(day,))
                )
    return (*found, *_groups(problem, dispatch))


def _groups(problem: DispatchProblem, dispatch: Dispatch) -> list[Broken]:
    jobs = {job.key: job for job in problem.jobs}
    groups = {group.id: group for group in problem.groups}
    found = []
    for one in dispatch.placed:
        group = groups.get(jobs[one.key].group)
        if group is None:
            continue
        # The most members are down at the minute in which some job begins.
        down = [
            other.key
            for other in dispatch.placed
            if jobs[other.key].group == group.id and other.day == one.day and other.start <= one.start < other.end
        ]
        over = len({jobs[key].asset for key in down}) - group.spare(one.day)
        if over > 0:
            found.append(
                Broken(rule=KEEP_UP.id, tier=KEEP_UP.tier, amount=over, items=tuple(sorted(down)), days=(one.day,))
            )
    return found
