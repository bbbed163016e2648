"""The best days of one chain, or of one visit alone, with everything else as it stands: by dynamic programme."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from services.scheduler.planning.kinds.face import number, price
from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.ledger import CONTRACT, LEGAL, Ledger
from services.scheduler.planning.programme.problem import Visit

PARTS, WHOLE = number(rules.TIGHT, "numerator", 1), number(rules.TIGHT, "denominator", 1)
TIGHT = price(rules.TIGHT)

FAR = 10**6

# From the last held day so far: total cost, what of it stands outside the ledger, and the days, newest first.
Path = tuple[str, int, "Path"] | None
State = tuple[int, int, Path]


def best_days(ledger: Ledger, links: Sequence[Visit]) -> tuple[dict[str, int], int]:
    """The day of each link that is worth holding, and what they cost beside the ledger's prices.

    Law first, then contract, then preference. A link that no day in time would take is held late, for the links after
    it count from it; a visit alone is then left, unless it was overdue before the period began.
    """
    states: dict[int | None, State] = {ledger.problem.last_done.get(links[0].chain) if links[0].chain else None: START}
    for visit in links:
        states = _after(ledger, visit, states)
    _, standing, path = min(states.values(), key=lambda state: state[0])
    days = {}
    while path is not None:
        key, day, path = path
        days[key] = day
    return days, standing


START: State = (0, 0, None)


def _after(ledger: Ledger, visit: Visit, states: dict[int | None, State]) -> dict[int | None, State]:
    found: dict[int | None, State] = {}
    problem, open_days = ledger.problem, ledger.open[visit.key]
    fixed = visit.key in problem.fixed
    unheld = ledger.unheld(visit)
    prices: dict[int, int | None] = {}
    for before, (total, standing, path) in states.items():
        first, last = window(visit, before)
        tier = LEGAL if visit.law else CONTRACT
        close = FAR if before is None or visit.gap_max is None else before + visit.gap_max * PARTS // WHOLE
        held = False
        for day in open_days if fixed else _reach(open_days, first, last, late=before is not None or last < 0):
            if held and day > last and not fixed:
                break
            if day not in prices:
                prices[day] = ledger.price(visit, day) if fixed or not ledger.why_not(visit, day) else None
            at = prices[day]
            if at is None:
                continue
            held = True
            cost = 0
            if day > close:
                cost = TIGHT * (day - close) + tier * max(0, day - last)
            elif day > last:
                cost = tier * (day - last)
            if day < first:
                cost += CONTRACT * (first - day)
            if day not in found or total + cost + at < found[day][0]:
                found[day] = total + cost + at, standing + cost, (visit.key, day, path)
        # To leave what could be held is weighed only where no rule asks for it.
        if not fixed and (not held or last >= problem.days):
            cost = unheld + tier * max(0, problem.days - last)
            if before not in found or total + cost < found[before][0]:
                found[before] = total + cost, standing + cost, path
    return found


def _reach(open_days: list[int], first: int, last: int, late: bool) -> list[int]:
    """The days to try, in order; those after the last only where late is better than never."""
    begin = bisect_left(open_days, first)
    return open_days[begin:] if late else open_days[begin : bisect_right(open_days, last)]


def window(visit: Visit, before: int | None) -> tuple[int, int]:
    """First and last day of a visit, given when the one before it in its chain was held."""
    if before is None:
        return visit.earliest, visit.latest
    if visit.gap_max is None:
        return max(visit.earliest, before + (visit.gap_min or 1)), visit.latest
    return before + (visit.gap_min or 1), before + visit.gap_max
