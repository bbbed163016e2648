"""Rules that follow from a contract, one row each for all who have it."""

from collections.abc import Iterator

from services.scheduler.planning.roster.problem import Contract, RosterProblem
from services.scheduler.planning.roster.rules import named
from services.scheduler.planning.roster.rules.blocks import week_limits
from services.scheduler.planning.roster.rules.named import stated
from services.scheduler.planning.rule import Rule

DAY = 1440


def of_contract(problem: RosterProblem, contract: Contract) -> Iterator[Rule]:
    """The rows of one contract."""
    scope = f"contract {contract.id}"
    work = tuple(range(1, len(problem.shifts) + 1))
    tight = _too_close(problem, contract)
    yield stated(named.REST, scope, triples=tuple(x for triple in sorted(tight) for x in triple))
    yield stated(named.DAY_OFF, scope, codes=work, most=contract.days_in_row)
    overlong = tuple(code for code in work if problem.shifts[code - 1].day_minutes > contract.day_limit)
    if overlong:
        yield stated(named.DAY_LIMIT, scope, codes=overlong, days=tuple(range(problem.days)), most=0)
    yield from _week_limits(problem, contract, scope)
    nights = tuple(code for code in work if problem.shifts[code - 1].night)
    if nights:
        yield stated(named.NIGHTS_IN_ROW, scope, codes=nights, most=contract.nights_in_row)
        triples = _after_nights(work, nights, contract.days_off_after_nights)
        yield stated(named.OFF_AFTER_NIGHTS, scope, triples=triples)
    yield stated(named.WEEKENDS_OFF, scope, mode="in_row", most=contract.weekends_in_row)
    if contract.reliever:
        off = _off_on(tuple(range(problem.days)))
        yield stated(named.RELIEVERS, scope, **off, price=contract.reliever_price)
    else:
        # Who comes when called comes for a day, in any shift.
        yield stated(named.NO_SINGLE_DAY_OFF, scope, codes=(0,), least=2)
        yield stated(named.NO_SINGLE_WORKING_DAY, scope, codes=work, least=2)
        yield stated(named.KEEPS_SHIFT, scope, triples=_turns(problem, work, tight))
        yield stated(named.WHOLE_WEEKENDS, scope, mode="whole")
    yield from _agreed(problem, contract, scope)


def _agreed(problem: RosterProblem, contract: Contract, scope: str) -> Iterator[Rule]:
    """What a contract says only where somebody wrote it."""
    work = tuple(range(1, len(problem.shifts) + 1))
    if contract.forbidden:
        triples = tuple(
            x
            for first, then in contract.forbidden
            for a in codes_of(problem, first)
            for b in codes_of(problem, then)
            for x in (a, b, 1)
        )
        yield stated(named.FORBIDDEN, scope, triples=triples)
    if contract.least_days_in_row > 1 and not contract.reliever:
        yield stated(named.LEAST_DAYS_IN_ROW, scope, codes=work, least=contract.least_days_in_row)
    if contract.weekends:
        yield stated(named.WEEKENDS, scope, mode="total", most=contract.weekends)
    free = tuple(day for day in range(problem.days) if problem.weekday(day) in contract.free_weekdays)
    if free:
        yield stated(named.FREE_WEEKDAYS, scope, **_off_on(free))


def codes_of(problem: RosterProblem, shift: str) -> tuple[int, ...]:
    """All codes of a shift type: of usual days, and of those on which the clock changes."""
    return tuple(code for code, one in enumerate(problem.shifts, start=1) if one.id == shift)


def _off_on(days: tuple[int, ...]) -> dict[str, tuple[int, ...]]:
    """Wishes to be off."""
    return {"days": days, "codes": (0,) * len(days), "weights": (1,) * len(days)}


def _week_limits(problem: RosterProblem, contract: Contract, scope: str) -> Iterator[Rule]:
    if contract.averaging_weeks == 1:
        yield stated(named.WEEK_LIMIT, scope, most=contract.week_limit)
        return
    for block, most in week_limits(problem, contract):
        yield stated(named.WEEK_LIMIT_AVERAGED, scope, days=block, most=most)


def _too_close(problem: RosterProblem, contract: Contract) -> set[tuple[int, int, int]]:
    """(earlier, later, days apart) with less than the contract's rest between; days further apart are far enough."""
    close = set()
    for a, earlier in enumerate(problem.shifts, start=1):
        for b, later in enumerate(problem.shifts, start=1):
            for gap in range(1, 8):
                # Who waits at home rests, but cannot be there and here at once.
                least = 0 if earlier.on_call or later.on_call else contract.rest_minutes
                if gap * DAY + later.start - (earlier.start + earlier.minutes) < least:
                    close.add((a, b, gap))
    return close


def _turns(problem: RosterProblem, work: tuple[int, ...], tight: set[tuple[int, int, int]]) -> tuple[int, ...]:
    """Another shift of the same length on the next day, where the rest between allows it."""
    ids, lengths = ([getattr(shift, name) for shift in problem.shifts] for name in ("id", "minutes"))
    return tuple(
        x
        for a in work
        for b in work
        if ids[a - 1] != ids[b - 1] and (a, b, 1) not in tight and lengths[a - 1] == lengths[b - 1]
        for x in (a, b, 1)
    )


def _after_nights(work: tuple[int, ...], nights: tuple[int, ...], off: int) -> tuple[int, ...]:
    """Nothing follows a night within `off` days, but a night that goes on with the run."""
    cases = ((n, c, gap) for n in nights for c in work for gap in range(1, off + 1) if gap > 1 or c not in nights)
    return tuple(x for case in cases for x in case)
