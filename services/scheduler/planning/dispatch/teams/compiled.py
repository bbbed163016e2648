"""The problem of day teams as arrays, and a plan of it as arrays that kernels change in place."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.dispatch.problem import DispatchProblem, Job

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

NEVER = 10**9
"""A latest end that is none, and a price that no budget pays."""
MOST_IN_A_ROW = 48
"""Jobs of one team on one day, at most."""


class Compiled(NamedTuple):
    """N jobs, T technicians, D days, C needs (skill at a level). Lists of a job's needs, of the jobs just before and
    just after it and of all after it are slices: `x_of[x_at[j]:x_at[j + 1]]`. Minutes are those of the day, but `by`
    and `head`, which count `day` minutes for each day before: when a job must have ended, and when it can have at the
    earliest, behind those before it."""

    minutes: Ints
    opens: Ints
    closes: Ints
    first: Ints
    last: Ints
    by: Ints
    least: Ints
    need_at: Ints
    need_of: Ints
    need_count: Ints
    before_at: Ints
    before_of: Ints
    after_at: Ints
    after_of: Ints
    below_at: Ints
    below_of: Ints
    order: Ints
    price: Ints
    head: Ints
    hard: Floats
    has: NDArray[np.int16]
    there: Bools
    worth: Floats
    begin: Ints
    end: Ints
    day: int
    budget: int


class Plan(NamedTuple):
    """Where each job is (`at` day or -1, `team`, `start`; `given` to a contractor), and the teams of each day: `filled`
    jobs `row[D,K,:]` in order, their `load` in minutes, what their people hold together (`have[D,K,C]`) and what their
    jobs need (`need[D,K,C]`); `member[D,T]` is somebody's team, -1 free, -2 away; `free[D,C]` is what the free hold;
    teams from `teams[D]` on are unused."""

    at: Ints
    team: Ints
    start: Ints
    given: Bools
    filled: Ints
    row: Ints
    load: Ints
    have: NDArray[np.int16]
    need: NDArray[np.int16]
    size: Ints
    member: Ints
    free: NDArray[np.int16]
    teams: Ints


def compiled(problem: DispatchProblem, days: int) -> Compiled:
    """The arrays of `days` days (0 up to the last day that any job may have, where that is sooner)."""
    jobs, people = problem.jobs, problem.technicians
    number = {job.key: n for n, job in enumerate(jobs)}
    columns = sorted({(need.skill, need.level) for job in jobs for need in job.needs})
    column = {name: c for c, name in enumerate(columns)}
    after: list[list[int]] = [[] for _ in jobs]
    for n, job in enumerate(jobs):
        for key in job.after:
            after[number[key]].append(n)
    order = [number[job.key] for job in problem.ordered()]
    below: list[set[int]] = [set() for _ in jobs]
    for n in reversed(order):
        for follower in after[n]:
            below[n] |= {follower} | below[follower]
    has = np.array(
        [[who.skills.get(skill, 0) >= level for skill, level in columns] for who in people], np.int16
    ).reshape(len(people), len(columns))
    there = np.array([[day in who.shifts for who in people] for day in range(days)], np.bool_)
    spans = [next((who.shifts[day] for who in people if day in who.shifts), (0, 0)) for day in range(days)]
    rarity = 1.0 / np.maximum(has.sum(0), 1)
    worth = (has * rarity).sum(1)
    wanted = [_tight(job, column) for job in jobs]
    least = [max([job.crew, *(count for _, count in need)]) for job, need in zip(jobs, wanted, strict=True)]
    hard = np.array(
        [
            job.minutes * (heads + sum(count * rarity[c] for c, count in need))
            for job, heads, need in zip(jobs, least, wanted, strict=True)
        ],
        np.float64,
    )
    need_at, need = _sliced(wanted)
    before_at, before_of = _sliced([[number[key] for key in job.after] for job in jobs])
    after_at, after_of = _sliced(after)
    below_at, below_of = _sliced([sorted(one) for one in below])
    found = Compiled(
        minutes=_ints([job.minutes for job in jobs]),
        opens=_ints([job.window[0] for job in jobs]),
        closes=_ints([job.window[1] for job in jobs]),
        first=_ints([job.day for job in jobs]),
        last=_ints([min(job.last_day, days - 1) for job in jobs]),
        by=_ints([min(NEVER if x is None else x for x in (job.latest, job.due)) for job in jobs]),
        least=_ints(least),
        need_at=need_at,
        need_of=_ints([c for c, _ in need]),
        need_count=_ints([count for _, count in need]),
        before_at=before_at,
        before_of=_ints(before_of),
        after_at=after_at,
        after_of=_ints(after_of),
        below_at=below_at,
        below_of=_ints(below_of),
        order=_ints(order),
        price=_ints([job.contractor_price or 0 if problem.may_be_given_away(job) else NEVER for job in jobs]),
        head=np.zeros(len(jobs), np.int64),
        hard=hard / max(hard.mean(), 1e-9) if len(hard) else hard,
        has=has,
        there=there,
        worth=worth / max(1e-9, worth.mean()) if worth.any() else np.ones(len(people)),
        begin=_ints([span[0] for span in spans]),
        end=_ints([span[1] for span in spans]),
        day=problem.day_minutes,
        budget=problem.budget,
    )
    _heads(found)
    return found


def _heads(a: Compiled) -> None:
    """Fills `head`, as if each job were alone with those before it."""
    for j in a.order:
        start = int(a.first[j]) * a.day
        for x in a.before_of[a.before_at[j] : a.before_at[j + 1]]:
            start = max(start, int(a.head[x]))
        d = start // a.day
        while d < len(a.begin):
            begin = max(start - d * a.day, int(a.begin[d]), int(a.opens[j]))
            if begin + a.minutes[j] <= min(a.end[d], a.closes[j]):
                start = d * a.day + begin
                break
            d += 1
        a.head[j] = start + a.minutes[j]


def _tight(job: Job, column: dict[tuple[str, int], int]) -> list[tuple[int, int]]:
    """The needs as (column, count) without those that a higher level of the same skill implies."""
    found = []
    for need in job.needs:
        higher = [o for o in job.needs if o.skill == need.skill and o.level > need.level and o.count >= need.count]
        if not higher:
            found.append((column[need.skill, need.level], need.count))
    return found


def _sliced(lists: Sequence[Sequence]) -> tuple[Ints, list]:
    at = np.zeros(len(lists) + 1, np.int64)
    at[1:] = np.cumsum([len(one) for one in lists])
    return at, [x for one in lists for x in one]


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, np.int64)


def empty(a: Compiled) -> Plan:
    """A plan without a job: everybody who is there is free."""
    jobs, (people, needs), days = len(a.minutes), a.has.shape, len(a.begin)
    shortest = max(1, int(a.minutes.min(initial=NEVER)))
    deep = int(min(MOST_IN_A_ROW, max(1, int((a.end - a.begin).max(initial=0)) // shortest)))
    teams = max(1, people)
    return Plan(
        at=np.full(jobs, -1, np.int64),
        team=np.full(jobs, -1, np.int64),
        start=np.zeros(jobs, np.int64),
        given=np.zeros(jobs, np.bool_),
        filled=np.zeros((days, teams), np.int64),
        row=np.zeros((days, teams, deep), np.int64),
        load=np.zeros((days, teams), np.int64),
        have=np.zeros((days, teams, needs), np.int16),
        need=np.zeros((days, teams, needs), np.int16),
        size=np.zeros((days, teams), np.int64),
        member=np.where(a.there, -1, -2).astype(np.int64),
        free=(a.there.astype(np.int16) @ a.has).astype(np.int16).reshape(days, needs),
        teams=np.zeros(days, np.int64),
    )


def copied(z: Plan) -> Plan:
    """The same plan in arrays of its own."""
    return Plan(**{name: getattr(z, name).copy() for name in Plan._fields})
