"""Dispatch beside what people were told: what can stay stays, and makes room only for what would else be left or late.

First everything announced that still holds is pinned. Where something then finds nobody, or nobody in time, less urgent
jobs of those who could do it are let go, one at first, then all of them; each job that moved for nothing goes back.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.scheduler.planning.dispatch import search as dispatching
from services.scheduler.planning.dispatch.jobs import NOTHING, Demand, Terms, judged
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.rule import Tier, cost_of
from services.scheduler.planning.search import Cost, Effort, Outcome, Watch

MOST_TRIED = 12
"""Of the jobs in the way of what is left or late, how many are let go alone before all of them are."""
FIRST_SHARE, EACH_SHARE, ALL_SHARE = 0.4, 0.1, 0.5
"""Of the effort that is left: with all pinned, with one job let go, with all of those in the way."""
MOST_WITHDRAWN = 3
"""How often a plan that spends more with a contractor than a month allows is made again without some of its offers."""


def solve(problem: DispatchProblem, effort: Effort, watch: Watch) -> Outcome[Dispatch]:
    """The best dispatch found; one that changes more of what was announced only where it leaves less, or less late."""
    if not any(job.was for job in problem.jobs):
        return dispatching.solve(problem, effort, watch)
    begun = time.monotonic()

    def found(pinned: frozenset[str], share: float) -> Outcome[Dispatch]:
        part = effort.within(time.monotonic() - begun, share)
        outcome = dispatching.solve(_pinned(problem, pinned), part, watch)
        back = _back(problem, outcome.answer)
        return Outcome(back, outcome.status, _cost(problem, back))

    pinned = stays(problem)
    best = found(pinned, FIRST_SHARE)
    for freed, share in _freed(problem, pinned, _wanting(problem, best.answer)):
        other = found(pinned - freed, share)
        # A shorter way is no reason to tell people something else.
        if other.cost[: Tier.PREFERENCE] < best.cost[: Tier.PREFERENCE]:
            best = other
        if not _wanting(problem, best.answer):
            break
    return best


def _freed(
    problem: DispatchProblem, pinned: frozenset[str], wanting: Sequence[Job]
) -> Iterator[tuple[frozenset[str], float]]:
    """Which of the pinned jobs are let go, fewest first, and the share of the effort for each try."""
    if not wanting or not pinned:
        return
    jobs = {job.key: job for job in problem.jobs}
    in_the_way = [key for key in pinned if _in_the_way(problem, key, wanting)]
    for key in sorted(in_the_way, key=lambda key: (jobs[key].priority, key))[:MOST_TRIED]:
        yield frozenset({key}), EACH_SHARE
    if len(in_the_way) > 1:
        yield frozenset(in_the_way), ALL_SHARE
    yield pinned, 1.0


def stays(problem: DispatchProblem) -> frozenset[str]:
    """The keys of the jobs that can be done as they were announced, all of them together."""
    told = [job for job in problem.jobs if job.was is not None and job.day <= job.was[0] <= job.last_day]
    while True:
        alone = replace(problem, jobs=tuple(replace(job, after=()) for job in told), finishes=())
        placed = Dispatch(placed=tuple(_as_told(job) for job in told))
        wrong = [one for one in verify(alone, placed) if one.tier is not Tier.PREFERENCE]
        if not wrong:
            return frozenset(job.key for job in told)
        # Of jobs that do not go together the one that stands in most rows gives way, the least urgent first.
        rows = Counter(item for one in wrong for item in one.items)
        worst = max(told, key=lambda job: (rows[job.key], -job.priority, job.key))
        told.remove(worst)


def within_budgets(
    problem: DispatchProblem, demands: Mapping[str, Demand], terms: Terms, effort: Effort, watch: Watch
) -> Outcome[Dispatch]:
    """The same, with no contractor given more in a month than it may take: offers that would are withdrawn."""
    begun = time.monotonic()
    found = solve(problem, effort, watch)
    for _ in range(MOST_WITHDRAWN):
        dear = frozenset(_beyond(problem, found.answer, demands, terms))
        if not dear:
            break
        jobs = tuple(replace(job, contractor_price=None) if job.key in dear else job for job in problem.jobs)
        problem = replace(problem, jobs=jobs)
        found = solve(problem, effort.within(time.monotonic() - begun, 0.5), watch)
    return found


def _beyond(problem: DispatchProblem, dispatch: Dispatch, demands: Mapping[str, Demand], terms: Terms) -> Iterator[str]:
    """The least urgent of the jobs given away, as many as there are beyond some contractor's month."""
    given = [job for job in problem.jobs if job.key in dispatch.outsourced]
    left, on = dict(terms.budgets), {one.key: one.day for one in dispatch.placed}
    for job in sorted(given, key=lambda job: (-job.priority, job.key)):
        day = on.get(job.key, job.day)
        offer = demands.get(job.key, NOTHING).offer(max(0, day))
        if offer is None:
            continue
        account = offer.contractor, terms.month(day)
        if left.get(account, 0) < offer.price:
            yield job.key
        else:
            left[account] -= offer.price


def _pinned(problem: DispatchProblem, keys: frozenset[str]) -> DispatchProblem:
    jobs = []
    for job in problem.jobs:
        if job.was is not None and job.key in keys:
            day, start, people = job.was
            job = replace(job, day=day, until=None, pinned=(start, people), was=None)
        jobs.append(job)
    return replace(problem, jobs=tuple(jobs))


def _as_told(job: Job) -> Placed:
    assert job.was is not None
    day, start, people = job.was
    return Placed(key=job.key, day=day, start=start, end=start + job.minutes, people=tuple(sorted(people)))


def _back(problem: DispatchProblem, found: Dispatch) -> Dispatch:
    """With each job put back as it was announced where that costs nothing."""
    best, cost = found, _cost(problem, found)
    for job in problem.jobs:
        if job.was is None or job.key in best.outsourced:
            continue
        told = _as_told(job)
        now = {one.key: one for one in best.placed}
        if now.get(job.key) == told:
            continue
        left = {key: cause for key, cause in best.left.items() if key != job.key}
        other = replace(best, placed=tuple((now | {job.key: told}).values()), left=left)
        if (reached := _cost(problem, other)) < cost:
            best, cost = other, reached
    return best


def _wanting(problem: DispatchProblem, dispatch: Dispatch) -> list[Job]:
    """What is left, or late."""
    ends = {one.key: one.day * problem.day_minutes + one.end for one in dispatch.placed}
    return [
        job
        for job in problem.jobs
        if job.key in dispatch.left or (job.due is not None and ends.get(job.key, 0) > job.due)
    ]


def _in_the_way(problem: DispatchProblem, key: str, wanting: Iterable[Job]) -> bool:
    """Whether an announced job takes the people, or a tool, of one that is more urgent, on a day on which that may be
    done in time."""
    told = next(job for job in problem.jobs if job.key == key)
    assert told.was is not None
    day, _, people = told.was
    trades = {one.id: one.trades for one in problem.technicians}
    for job in wanting:
        last = job.last_day if job.due is None else max(job.day, job.due // problem.day_minutes)
        takes = any(job.trade in trades.get(person, ()) for person in people) or set(job.tools) & set(told.tools)
        if told.priority < job.priority and job.day <= day <= last and takes:
            return True
    return False


def _cost(problem: DispatchProblem, dispatch: Dispatch) -> Cost:
    return cost_of(judged(verify(problem, dispatch)))
