"""What the visits of one day share: groups, minutes, crews and trips, as CP-SAT. Yields the prices of preference."""

from collections.abc import Iterator

from ortools.sat.python import cp_model

from services.scheduler.planning.kinds.face import number, price
from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.programme.variables import Variables

# A visit, its variable for the day, and whether the hint holds it then.
Held = tuple[Visit, cp_model.IntVar, bool]


def groups_and_loads(built: Variables) -> Iterator[cp_model.LinearExprT]:
    """Add the limits of every day; what is fixed beyond a limit widens it, for it stays whatever it breaks."""
    days: dict[tuple[str, int], list[Held]] = {}
    trips: dict[tuple[str, str, int], list[Held]] = {}
    members: dict[tuple[str, int], list[Held]] = {}
    takes_down = built.problem.takes_down
    for visit in built.problem.visits:
        for day, one in built.on[visit.key].items():
            held = visit, one, built.hint.day.get(visit.key) == day
            if not visit.contractor:
                days.setdefault((visit.trade, day), []).append(held)
            if visit.place:
                trips.setdefault((visit.trade, visit.place, day), []).append(held)
            for group in takes_down(visit, day):
                members.setdefault((group, day), []).append(held)
    _groups(built, members)
    for ones in trips.values():
        yield price(rules.TRIPS) * _any(built, ones)
    sent: dict[str, list[tuple[cp_model.IntVar, int]]] = {}
    for (trade, day), ones in days.items():
        if trade in built.problem.crews:
            crews, hint = _crews(built, trade, day, ones)
            sent.setdefault(trade, []).append((crews, hint))
            yield price(rules.FEW_CREWS) * crews
        if built.problem.counts_minutes(trade):
            _minutes(built, ones, built.problem.offered(trade, day))
        yield price(rules.HEADROOM) * _headroom(built, trade, day, ones)
    for trade, crews_of in sent.items():
        most = max(max(built.problem.crews[trade], default=0), max(hint for _, hint in crews_of))
        busiest = built.int_var(most, max(hint for _, hint in crews_of))
        built.model.add_max_equality(busiest, [crews for crews, _ in crews_of])
        yield price(rules.LEVEL) * busiest


def _groups(built: Variables, members: dict[tuple[str, int], list[Held]]) -> None:
    groups = {group.id: group for group in built.problem.groups}
    for (name, day), ones in members.items():
        assets: dict[str, list[Held]] = {}
        for held in ones:
            assets.setdefault(held[0].asset, []).append(held)
        down = [_any(built, of) for of in assets.values()]
        frozen = len({visit.asset for visit, _, _ in ones if visit.key in built.problem.fixed})
        built.model.add(sum(down) <= max(frozen, groups[name].spare(day), 0))


def _any(built: Variables, ones: list[Held]) -> cp_model.IntVar:
    """Whether any of them is held; one alone needs no further variable."""
    if len(ones) == 1:
        return ones[0][1]
    some = built.bool_var(any(hint for _, _, hint in ones))
    for _, one, _ in ones:
        built.model.add_implication(one, some)
    return some


def _minutes(built: Variables, ones: list[Held], offered: int) -> None:
    frozen = sum(visit.work for visit, _, _ in ones if visit.key in built.problem.fixed)
    built.model.add(sum(visit.work * one for visit, one, _ in ones) <= max(frozen, offered))


def _crews(built: Variables, trade: str, day: int, ones: list[Held]) -> tuple[cp_model.IntVar, int]:
    """How many crews are sent that day, and how many the hint sends."""
    problem, usable = built.problem, built.problem.usable[trade]
    frozen = problem.crews_for(visit for visit, _, _ in ones if visit.key in problem.fixed)
    hint = problem.crews_for(visit for visit, _, held in ones if held)
    crews = built.int_var(max(problem.crews_on(trade, day), frozen), hint)
    built.model.add(crews * usable >= sum(problem.crew_minutes(visit) * one for visit, one, _ in ones))
    long = [one for visit, one, _ in ones if problem.takes_a_crew(visit)]
    if long:
        built.model.add(crews >= sum(long))
    return crews, hint


def crews_as_modelled(problem: ProgrammeProblem, programme: Programme) -> bool:
    """Whether the crews that the days need are those that the model counts: it does not see who does which visit."""
    days: dict[tuple[str, int], list[Visit]] = {}
    for visit in problem.visits:
        if visit.key in programme.day and visit.trade in problem.crews and not visit.contractor:
            days.setdefault((visit.trade, programme.day[visit.key]), []).append(visit)
    return all(
        problem.crews_for(visits)
        == max(
            -(-sum(problem.crew_minutes(visit) for visit in visits) // problem.usable[trade]),
            sum(problem.takes_a_crew(visit) for visit in visits),
        )
        for (trade, _), visits in days.items()
    )


def _headroom(built: Variables, trade: str, day: int, ones: list[Held]) -> cp_model.IntVar:
    problem = built.problem
    if trade in problem.crews:
        takes = [problem.crew_minutes(visit) for visit, _, _ in ones]
        offered = problem.crews_on(trade, day) * problem.usable[trade]
    else:
        takes, offered = [visit.work for visit, _, _ in ones], problem.offered(trade, day)
    keep, unit = offered * number(rules.HEADROOM, "percent", 100) // 100, number(rules.HEADROOM, "unit_minutes", 1)
    over = sum(taken for taken, (_, _, held) in zip(takes, ones, strict=True) if held) - keep
    full = built.int_var(-(-sum(takes) // unit), -(-over // unit))
    built.model.add(full * unit >= sum(taken * one for taken, (_, one, _) in zip(takes, ones, strict=True)) - keep)
    return full
