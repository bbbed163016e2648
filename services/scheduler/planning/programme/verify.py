"""What a programme does not keep, counted without a solver: this is what the rules mean."""

from collections.abc import Iterator

from services.scheduler.planning.kinds.face import number, price
from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.rule import Broken, Rule, cost_of
from services.scheduler.planning.search import Cost


def verify(problem: ProgrammeProblem, programme: Programme) -> tuple[Broken, ...]:
    """Every place where a rule is not kept; amounts are days, members, minutes, crews and trips."""
    return (
        *_lateness(problem, programme),
        *_places(problem, programme),
        *_groups(problem, programme),
        *_minutes(problem, programme),
        *_crews(problem, programme),
        *_wishes(problem, programme),
        *_trips(problem, programme),
    )


def cost(problem: ProgrammeProblem, programme: Programme) -> Cost:
    """What the rules that it does not keep come to."""
    return cost_of(verify(problem, programme))


def _broken(rule: Rule, amount: int, items: tuple[str, ...] = (), days: tuple[int, ...] = ()) -> Broken:
    return Broken(rule=rule.id, tier=rule.tier, amount=amount, items=items, days=days, price=price(rule))


def _lateness(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    held = dict(problem.last_done)
    for visit in sorted(problem.visits, key=lambda visit: (visit.chain, visit.sequence, visit.key)):
        day = programme.day.get(visit.key)
        before = held.get(visit.chain) if visit.chain else None
        chained = before is not None and visit.gap_max is not None
        latest = before + visit.gap_max if before is not None and visit.gap_max is not None else visit.latest
        rule = rules.LAW if visit.law else (rules.GAP if chained else rules.DUE)
        if day is None:
            # What has no day counts as held on the day after the period.
            if latest < problem.days:
                yield _broken(rule, problem.days - latest, (visit.key,))
            continue
        if day > latest:
            yield _broken(rule, day - latest, (visit.key,), (day,))
        if before is not None and (early := before + (visit.gap_min or 1) - day) > 0:
            yield _broken(rules.SOON, early, (visit.key,), (day,))
        if not chained and day < visit.earliest:
            yield _broken(rules.OPEN, visit.earliest - day, (visit.key,), (day,))
        if before is not None and visit.gap_max is not None:
            parts, whole = number(rules.TIGHT, "numerator", 1), number(rules.TIGHT, "denominator", 1)
            if (over := day - before - visit.gap_max * parts // whole) > 0:
                yield _broken(rules.TIGHT, over, (visit.key,), (day,))
        if visit.chain:
            held[visit.chain] = day


def _places(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    """Days on which a visit may not be at all, whatever else happens on them."""
    for visit in problem.visits:
        day = programme.day.get(visit.key)
        stays = problem.fixed.get(visit.key, day)
        if day != stays:
            yield _broken(rules.FROZEN, 1, (visit.key,), (stays,) if stays is not None else ())
        if day is None:
            continue
        blocked = day in problem.closed or (visit.asset, day) in problem.blocked
        away = visit.contractor and {(visit.contractor, day), (visit.trade, day)} & problem.blocked_trades
        if blocked or away or not 0 <= day < problem.days:
            yield _broken(rules.OPEN, 1, (visit.key,), (day,))
        if visit.notice_day is not None and day < visit.notice_day and day != visit.told:
            yield _broken(rules.NOTICE, visit.notice_day - day, (visit.key,), (day,))
        if visit.outdoor and day in problem.rough:
            yield _broken(rules.ROUGH, 1, (visit.key,), (day,))
        if day in problem.free:
            yield _broken(rules.FREE_DAYS, 1, (visit.key,), (day,))
        if visit.window_minutes and visit.minutes > visit.window_minutes:
            yield _broken(rules.WINDOW, visit.minutes - visit.window_minutes, (visit.key,), (day,))


def _groups(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    groups = {group.id: group for group in problem.groups}
    down: dict[tuple[str, int], dict[str, str]] = {}
    for visit in problem.visits:
        for name in visit.groups:
            day = programme.day.get(visit.key)
            # What stands anyway is counted below, once.
            if day is not None and not 0 <= day < groups[name].standing.get(visit.asset, 0):
                down.setdefault((name, day), {})[visit.key] = visit.asset
    for (name, day), assets in sorted(down.items()):
        group = groups[name]
        standing = len(set(assets.values())) + (group.down[day] if 0 <= day < len(group.down) else 0)
        standing += sum(until > day for until in group.standing.values())
        may = min(1, group.size - group.keep_up) if group.one_a_day else group.size - group.keep_up
        if standing > may:
            yield _broken(rules.KEEP_UP, standing - may, tuple(assets), (day,))


def _own(problem: ProgrammeProblem, programme: Programme) -> dict[tuple[str, int], list[Visit]]:
    """The visits that the own people do, by trade and day."""
    found: dict[tuple[str, int], list[Visit]] = {}
    for visit in problem.visits:
        if visit.key in programme.day and not visit.contractor:
            found.setdefault((visit.trade, programme.day[visit.key]), []).append(visit)
    return dict(sorted(found.items()))


def _minutes(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    for (trade, day), visits in _own(problem, programme).items():
        if trade in problem.crews and trade not in problem.capacity:
            continue
        used = sum(visit.minutes * visit.crew for visit in visits)
        row = problem.capacity.get(trade, ())
        offered = row[day] if 0 <= day < len(row) else 0
        if used > offered:
            yield _broken(rules.CAPACITY, used - offered, (trade,), (day,))
        if trade not in problem.crews:
            yield from _headroom(trade, day, used, offered)


def _crews(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    sent: dict[str, dict[int, int]] = {}
    for (trade, day), visits in _own(problem, programme).items():
        if trade not in problem.crews:
            continue
        usable, row = problem.usable[trade], problem.crews[trade]
        used = sum(min(visit.minutes, usable) for visit in visits)
        there = row[day] if 0 <= day < len(row) else 0
        # A visit is done by one crew: what is left of two crews' days is no room for it.
        needed = _crews_needed([min(visit.minutes, usable) for visit in visits], usable)
        if needed > there:
            yield _broken(rules.CAPACITY, (needed - there) * usable, (trade,), (day,))
        yield from _headroom(trade, day, used, there * usable)
        sent.setdefault(trade, {})[day] = needed
    for trade, days in sent.items():
        yield _broken(rules.FEW_CREWS, sum(days.values()), (trade,))
        busiest = max(days.values())
        yield _broken(rules.LEVEL, busiest, (trade,), tuple(day for day, crews in days.items() if crews == busiest))


def _crews_needed(minutes: list[int], usable: int) -> int:
    """Crew after crew takes the longest visits that still fit its day, until none is left."""
    left, crews = sorted(minutes, reverse=True), 0
    while left:
        crews, room = crews + 1, usable
        others = []
        for one in left:
            if one <= room:
                room -= one
            else:
                others.append(one)
        left = others
    return crews


def _headroom(trade: str, day: int, used: int, offered: int) -> Iterator[Broken]:
    over = used - offered * number(rules.HEADROOM, "percent", 100) // 100
    if over > 0:
        yield _broken(rules.HEADROOM, -(-over // number(rules.HEADROOM, "unit_minutes", 1)), (trade,), (day,))


def _wishes(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    for visit in problem.visits:
        # A visit without a day counts as held on the day after the period, so that none is put off for nothing.
        day = programme.day.get(visit.key, max(problem.days, visit.ideal))
        if day != visit.ideal:
            yield _broken(rules.IDEAL, abs(day - visit.ideal), (visit.key,))
        was = problem.was.get(visit.key)
        day = programme.day.get(visit.key, problem.days)
        if was is not None and day != was:
            yield _broken(rules.MOVED, abs(day - was), (visit.key,), (was,))


def _trips(problem: ProgrammeProblem, programme: Programme) -> Iterator[Broken]:
    trips = {(v.trade, v.place, programme.day[v.key]) for v in problem.visits if v.place and v.key in programme.day}
    for trade in sorted({trade for trade, _, _ in trips}):
        yield _broken(rules.TRIPS, sum(one == trade for one, _, _ in trips), (trade,))
