"""What a programme does not keep, counted without a solver: this is what the rules mean."""

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.programme.rules import (
    CAPACITY,
    DUE,
    GAP,
    IDEAL,
    KEEP_UP,
    LAW,
    OPEN,
    SOON,
    TIGHT,
)
from services.scheduler.planning.rule import Broken
from services.scheduler.planning.search import Cost


def verify(problem: ProgrammeProblem, programme: Programme) -> tuple[Broken, ...]:
    """Every place where a rule is not kept; amounts are visits, members, minutes and days."""
    return (
        *_lateness(problem, programme),
        *_groups(problem, programme),
        *_capacity(problem, programme),
        *_ideal(problem, programme),
    )


def cost(problem: ProgrammeProblem, programme: Programme) -> Cost:
    """What all broken rules come to, a number a tier."""
    total = [0, 0, 0, 0]
    for broken in verify(problem, programme):
        total[broken.tier] += broken.amount
    return total[0], total[1], total[2], total[3]


def _lateness(problem: ProgrammeProblem, programme: Programme) -> list[Broken]:
    found = []
    held = dict(problem.last_done)
    for visit in sorted(problem.visits, key=lambda visit: (visit.chain, visit.sequence, visit.key)):
        day = programme.day.get(visit.key)
        before = held.get(visit.chain) if visit.chain else None
        chained = before is not None and visit.gap_max is not None
        latest = before + visit.gap_max if before is not None and visit.gap_max is not None else visit.latest
        rule = LAW if visit.law else (GAP if chained else DUE)
        if day is None:
            # What has no day counts as held on the day after the period.
            if latest < problem.days:
                found.append(Broken(rule=rule.id, tier=rule.tier, amount=problem.days - latest, items=(visit.key,)))
            continue
        if day > latest:
            found.append(Broken(rule=rule.id, tier=rule.tier, amount=day - latest, items=(visit.key,), days=(day,)))
        soonest = before + (visit.gap_min or 1) if before is not None else None
        if soonest is not None and day < soonest:
            found.append(Broken(rule=SOON.id, tier=SOON.tier, amount=soonest - day, items=(visit.key,), days=(day,)))
        if before is not None and visit.gap_max is not None and day - before > visit.gap_max * 14 // 15:
            amount = day - before - visit.gap_max * 14 // 15
            found.append(Broken(rule=TIGHT.id, tier=TIGHT.tier, amount=amount, items=(visit.key,), days=(day,)))
        if visit.chain:
            held[visit.chain] = day
        early = not chained and day < visit.earliest
        outside = not 0 <= day < problem.days or day in problem.closed or (visit.asset, day) in problem.blocked
        if early or outside:
            found.append(Broken(rule=OPEN.id, tier=OPEN.tier, amount=1, items=(visit.key,), days=(day,)))
    return found


def _groups(problem: ProgrammeProblem, programme: Programme) -> list[Broken]:
    down: dict[tuple[str, int], list[str]] = {}
    for visit in problem.visits:
        if visit.group and visit.key in programme.day:
            down.setdefault((visit.group, programme.day[visit.key]), []).append(visit.key)
    sizes = {group.id: group for group in problem.groups}
    return [
        Broken(
            rule=KEEP_UP.id,
            tier=KEEP_UP.tier,
            amount=len(keys) - sizes[group].spare(day),
            items=tuple(keys),
            days=(day,),
        )
        for (group, day), keys in sorted(down.items())
        if len(keys) > sizes[group].spare(day)
    ]


def _capacity(problem: ProgrammeProblem, programme: Programme) -> list[Broken]:
    used: dict[tuple[str, int], int] = {}
    for visit in problem.visits:
        if visit.key in programme.day:
            place = visit.trade, programme.day[visit.key]
            used[place] = used.get(place, 0) + visit.minutes * visit.crew
    found = []
    for (trade, day), minutes in sorted(used.items()):
        offered = problem.capacity.get(trade, ())
        over = minutes - (offered[day] if day < len(offered) else 0)
        if over > 0:
            found.append(Broken(rule=CAPACITY.id, tier=CAPACITY.tier, amount=over, items=(trade,), days=(day,)))
    return found


def _ideal(problem: ProgrammeProblem, programme: Programme) -> list[Broken]:
    return [
        # A visit without a day counts as held on the day after the period, so that none is put off for nothing.
        Broken(rule=IDEAL.id, tier=IDEAL.tier, amount=abs(day - v.ideal), items=(v.key,))
        for v in problem.visits
        if (day := programme.day.get(v.key, max(problem.days, v.ideal))) != v.ideal
    ]
