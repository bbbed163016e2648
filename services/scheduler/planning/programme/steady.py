"""The programme beside what was announced: visits stay on their days unless something would else be late."""

import time
from collections.abc import Sequence
from dataclasses import replace

from services.scheduler.planning.programme import search as programming
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.programme.rules import CAPACITY
from services.scheduler.planning.programme.verify import cost, verify
from services.scheduler.planning.rule import Broken, Tier
from services.scheduler.planning.search import Effort, Outcome, Status, Watch

STEADY_SHARE, EACH_SHARE = 0.4, 0.5
"""Of the effort that is left: for the programme in which all stays that can, and for each in which some need not."""
NEAR_DAYS = 3
"""How far around the day of what is broken visits of the same trade are let go first."""


def solve(problem: ProgrammeProblem, effort: Effort, watch: Watch) -> Outcome[Programme]:
    """The best programme found; where visits `was` on days, one that moves others only for what no preference is."""
    if not problem.was:
        return programming.solve(problem, effort, watch)
    begun = time.monotonic()
    kept = replace(problem, fixed={**stays(problem), **problem.fixed})
    steady = _as_asked(problem, programming.solve(kept, effort.within(0, STEADY_SHARE), watch))
    if not any(steady.cost[: Tier.PREFERENCE]) or steady.status is Status.STOPPED:
        return steady
    best = steady
    told = stays(problem)
    wrong = [one for one in verify(problem, steady.answer) if one.tier is not Tier.PREFERENCE]
    near = {key for key in told if _beside(problem, wrong, key)}
    for freed in (near, set(told)):
        fixed = {key: day for key, day in told.items() if key not in freed} | dict(problem.fixed)
        part = effort.within(time.monotonic() - begun, EACH_SHARE)
        other = _as_asked(problem, programming.solve(replace(problem, fixed=fixed), part, watch))
        if other.cost[: Tier.PREFERENCE] < best.cost[: Tier.PREFERENCE]:
            best = other
        # What is too much for a day, or late by nobody's law, is no reason to move the whole quarter.
        if not any(best.cost[: Tier.CONTRACT]):
            break
    return best


def _beside(problem: ProgrammeProblem, wrong: Sequence[Broken], key: str) -> bool:
    """Whether a visit is of the trade, and near the day, of something that is not kept."""
    visits = {one.key: one for one in problem.visits}
    mine, day = visits[key], problem.was[key]
    for one in wrong:
        trades = {visits[item].trade if item in visits else item for item in one.items}
        days = [*one.days, *(visits[item].latest for item in one.items if item in visits)]
        if mine.trade in trades and any(abs(day - other) <= NEAR_DAYS for other in days):
            return True
    return False


def stays(problem: ProgrammeProblem) -> dict[str, int]:
    """The visits that can stay on the days that were announced, beside those whose day is fixed anyway."""
    told = {key: day for key, day in problem.was.items() if key not in problem.fixed and 0 <= day < problem.days}
    while told:
        standing = {**told, **problem.fixed}
        alone = replace(problem, visits=tuple(one for one in problem.visits if one.key in standing))
        wrong: set[str] = set()
        for one in verify(alone, Programme(day=standing)):
            if one.tier is Tier.PREFERENCE:
                continue
            if one.rule != CAPACITY.id:
                wrong |= set(one.items)
                continue
            # A day that is too full names its trade: one after the other makes room, who can wait longest first.
            full = [v for v in alone.visits if v.key in told and v.trade in one.items and standing[v.key] in one.days]
            wrong |= {max(full, key=lambda v: (not v.law, v.latest - standing[v.key], v.key)).key} if full else set()
        if not wrong & told.keys():
            break
        told = {key: day for key, day in told.items() if key not in wrong}
    return told


def _as_asked(problem: ProgrammeProblem, found: Outcome[Programme]) -> Outcome[Programme]:
    """What a programme with fixed days costs without them; nothing is proved of the problem without."""
    status = Status.COMPLETE if found.status is Status.OPTIMAL else found.status
    return Outcome(found.answer, status, cost(problem, found.answer))
