"""The whole: maintenance by day, then by minute for the days near now; one verifier over all of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from services.scheduler.planning.dispatch import search as dispatching
from services.scheduler.planning.dispatch import verify as dispatched
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Technician
from services.scheduler.planning.programme import search as programming
from services.scheduler.planning.programme import verify as programmed
from services.scheduler.planning.programme.problem import Group, Programme, ProgrammeProblem
from services.scheduler.planning.rule import Broken, Tier
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress, Status, Watch, unwatched

PROGRAMME_SHARE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateProblem:
    """What is due, who is there, and how many of the first days get minutes."""

    programme: ProgrammeProblem
    technicians: tuple[Technician, ...]
    dispatch_days: int
    windows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Minutes of the day within which a visit may be held, by visit key; absent: whenever its crew is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What was planned: days for visits, minutes and people for jobs, and what did not fit."""

    programme: Programme
    dispatch: Dispatch


def solve(problem: EstateProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Estate]:
    """Plan days first, then minutes; both stop early when `watch` says so and keep their best."""
    begun = time.monotonic()
    going = True

    def stage(name: str, before: Cost) -> Watch:
        def seen(progress: Progress) -> bool:
            nonlocal going
            bound = _plus(before, progress.bound) if progress.bound else None
            going = going and watch(Progress(name, time.monotonic() - begun, _plus(before, progress.cost), bound))
            return going

        return seen

    zero: Cost = (0, 0, 0, 0)
    days = programming.solve(problem.programme, effort.share(PROGRAMME_SHARE), stage("programme", zero))
    orders = jobs(problem, days.answer)
    minutes = dispatching.solve(orders, effort.share(1 - PROGRAMME_SHARE), stage("dispatch", days.cost))
    both = (days.status, minutes.status)
    status = (
        Status.STOPPED
        if Status.STOPPED in both
        else (Status.OPTIMAL if both == (Status.OPTIMAL, Status.OPTIMAL) else Status.COMPLETE)
    )
    answer = Estate(programme=days.answer, dispatch=minutes.answer)
    return Outcome(answer, status, _plus(days.cost, minutes.cost))


def verify(problem: EstateProblem, estate: Estate) -> tuple[Broken, ...]:
    """Every rule that the estate does not keep, counted without a solver, worst tier first."""
    found = (
        *programmed.verify(problem.programme, estate.programme),
        *dispatched.verify(jobs(problem, estate.programme), estate.dispatch),
    )
    return tuple(sorted(found, key=lambda broken: (broken.tier, broken.rule, broken.items)))


def cost(broken: tuple[Broken, ...]) -> Cost:
    """The cost by tier of what is not kept."""
    legal, safety, contract, preference = (
        sum(one.amount for one in broken if one.tier is tier)
        for tier in (Tier.LEGAL, Tier.SAFETY, Tier.CONTRACT, Tier.PREFERENCE)
    )
    return legal, safety, contract, preference


def jobs(problem: EstateProblem, programme: Programme) -> DispatchProblem:
    """The visits of the first days as jobs on minutes."""
    near = [visit for visit in problem.programme.visits if programme.day.get(visit.key, 9999) < problem.dispatch_days]
    return DispatchProblem(
        technicians=problem.technicians,
        jobs=tuple(
            Job(
                key=visit.key,
                asset=visit.asset,
                day=programme.day[visit.key],
                minutes=visit.minutes,
                crew=visit.crew,
                trade=visit.trade,
                window=problem.windows.get(visit.key, (0, 1440)),
                place=visit.place,
                group=visit.group,
                priority=90 if visit.law else 50,
            )
            for visit in near
        ),
        groups=tuple(Group(id=g.id, size=g.size, keep_up=g.keep_up, down=g.down) for g in problem.programme.groups),
    )


def _plus(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]
