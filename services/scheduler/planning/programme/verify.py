"""What a programme does not keep, counted without a solver: this is what the rules mean."""

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.programme.rules import CAPACITY, DUE, IDEAL, KEEP_UP, LAW
from services.scheduler.planning.rule import Broken


def verify(problem: ProgrammeProblem, programme: Programme) -> tuple[Broken, ...]:
    """Every place where a rule is not kept; amounts are visits, members, minutes and days."""
    return (
        *_lateness(problem, programme),
        *_groups(problem, programme),
        *_capacity(problem, programme),
        *_ideal(problem, programme),
    )


def _lateness(problem: ProgrammeProblem, programme: Programme) -> list[Broken]:
    found = []
    held = dict(problem.last_done)
    for visit in sorted(problem.visits, key=lambda visit: (visit.chain, visit.sequence)):
        rule = LAW if visit.law else DUE
        day = programme.day.get(visit.key)
        if day is None:
            found.append(Broken(rule=rule.id, tier=rule.tier, amount=1, items=(visit.key,)))
            continue
        latest = visit.latest
        if visit.chain and visit.chain in held and visit.gap_max is not None:
            latest = held[visit.chain] + visit.gap_max
        held[visit.chain] = day
        if day > latest:
            found.append(Broken(rule=rule.id, tier=rule.tier, amount=day - latest, items=(visit.key,), days=(day,)))
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
        Broken(rule=IDEAL.id, tier=IDEAL.tier, amount=abs(programme.day[v.key] - v.ideal), items=(v.key,))
        for v in problem.visits
        if v.key in programme.day and programme.day[v.key] != v.ideal
    ]
