"""What a dispatch does not keep, counted without a solver."""

from collections.abc import Iterator
from itertools import pairwise

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.judged import asked, broken, whole
from services.scheduler.planning.dispatch.problem import (
    BREAK_AFTER,
    BREAK_BEFORE,
    LONG_JOB,
    LONG_SHIFT,
    Dispatch,
    DispatchProblem,
    Placed,
    Technician,
)
from services.scheduler.planning.rule import Broken

# Start, end, key, place; a busy span has neither key nor place.
Span = tuple[int, int, str, str]


def verify(problem: DispatchProblem, dispatch: Dispatch) -> tuple[Broken, ...]:
    """Every place where a rule is not kept; amounts are jobs, people, minutes on the way, hours late and money."""
    return (
        *_jobs(problem, dispatch),
        *_days(problem, dispatch),
        *_groups(problem, dispatch),
        *asked(problem, dispatch),
    )


def _jobs(problem: DispatchProblem, dispatch: Dispatch) -> Iterator[Broken]:
    people = {one.id: one for one in problem.technicians}
    placed = {one.key: one for one in dispatch.placed}
    for job in problem.jobs:
        one = placed.get(job.key)
        now = (one.start, tuple(sorted(one.people))) if one is not None else None
        if job.pinned is not None and now != (job.pinned[0], tuple(sorted(job.pinned[1]))):
            yield broken(rules.PINNED, 1, (job.key,), job.pinned[1], (job.day,))
        if one is None and job.key in dispatch.outsourced:
            continue
        if one is None or not whole(job, one, dispatch):
            yield broken(rules.PLACED, 1, (job.key,), (), (job.day,))
            continue
        if not job.day <= one.day <= job.last_day or not job.window[0] <= one.start <= one.end <= job.window[1]:
            yield broken(rules.IN_WINDOW, 1, (job.key,), (), (one.day,))
        for person in one.people:
            known = people.get(person)
            if known is None or job.trade not in known.trades:
                yield broken(rules.CERTIFIED, 1, (job.key,), (person,))
            begin, end = known.shifts.get(one.day, (0, 0)) if known else (one.start, one.end)
            if not begin <= one.start <= one.end <= end:
                yield broken(rules.ONE_PLACE, 1, (job.key,), (person,))
        if len(one.people) > 1:
            split = [p for p in one.people if p in people and _misses(people[p], one, people)]
            if split:
                yield broken(rules.PARTNERS, 1, (job.key,), tuple(split), (one.day,))


def _misses(person: Technician, one: Placed, people: dict[str, Technician]) -> bool:
    """Whether the partner is on duty that day and not of this crew."""
    partner = people.get(person.partner)
    return partner is not None and one.day in partner.shifts and partner.id not in one.people


def _days(problem: DispatchProblem, dispatch: Dispatch) -> Iterator[Broken]:
    """Each person's day in order: one place at a time, little travel, a break."""
    jobs = {job.key: job for job in problem.jobs}
    people = {one.id: one for one in problem.technicians}
    spans: dict[tuple[str, int], list[Span]] = {}
    for one in dispatch.placed:
        if not whole(jobs[one.key], one, dispatch):
            continue
        for person in one.people:
            if person in people:
                spans.setdefault((person, one.day), []).append((one.start, one.end, one.key, jobs[one.key].place))
    for (person, day), done in sorted(spans.items()):
        busy = _taken(people[person], day)
        on_the_way = 0
        for (_, end, key, place), (start, _, next_key, next_place) in pairwise(sorted([*done, *busy])):
            travel = problem.travel_minutes(place, next_place)
            on_the_way += travel
            if end + travel > start:
                items = tuple(item for item in (key, next_key) if item)
                yield broken(rules.ONE_PLACE, 1, items, (person,), (day,))
        if on_the_way:
            yield broken(rules.TRAVEL, on_the_way, (), (person,), (day,))
        if not _has_break(problem, people[person], day, [*done, *busy]) and _has_break(
            problem, people[person], day, busy
        ):
            yield broken(rules.BREAKS, 1, tuple(key for _, _, key, _ in sorted(done)), (person,), (day,))


def _taken(person: Technician, day: int) -> list[Span]:
    """What is taken of a day, in order; what overlaps, as a shift elsewhere and what is done in it, is one span."""
    spans: list[Span] = []
    for begin, end in sorted((begin, end) for on, begin, end in person.busy if on == day):
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]), "", "")
        else:
            spans.append((begin, end, "", ""))
    return spans


def _has_break(problem: DispatchProblem, person: Technician, day: int, spans: list[Span]) -> bool:
    begin, end = person.shifts.get(day, (0, 0))
    if end - begin <= LONG_SHIFT or any(b - a > LONG_JOB for a, b, _, _ in spans):
        return True
    free, place = begin, ""
    for start, until, _, there in [*sorted(spans), (end, end, "", "")]:
        middle = min(start, begin + BREAK_BEFORE) - max(free, begin + BREAK_AFTER)
        way = problem.travel_minutes(place, there)
        if middle >= problem.break_minutes and start - free >= problem.break_minutes + way:
            return True
        if until > free:
            free, place = until, there
    return False


def _groups(problem: DispatchProblem, dispatch: Dispatch) -> Iterator[Broken]:
    """The most members are down at the minute in which some job begins; of one-a-day groups, all day."""
    jobs = {job.key: job for job in problem.jobs}
    groups = {group.id: group for group in problem.groups}
    for one in dispatch.placed:
        for name in jobs[one.key].groups:
            group = groups[name]
            down = [
                other.key
                for other in dispatch.placed
                if name in jobs[other.key].groups
                and other.day == one.day
                and (group.one_a_day or other.start <= one.start < other.end)
            ]
            over = len({jobs[key].asset for key in down}) - group.spare(one.day)
            if over > 0 and not (group.one_a_day and one.key != min(down)):
                yield broken(rules.KEEP_UP, over, tuple(sorted(down)), (), (one.day,))
