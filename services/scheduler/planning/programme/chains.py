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
NO_BEAM = 10**18

# From the last held day so far: total cost, and the days, newest first.
Path = tuple[str, int, "Path"] | None
State = tuple[int, Path]


def best_days(
    ledger: Ledger,
    links: Sequence[Visit],
    before: int | None,
    following: tuple[Visit, int] | None = None,
    beam: int = NO_BEAM,
) -> dict[str, int]:
    """The day of each link that is worth holding, the visit before them being on the day `before` (None: no such day)
    and the one after them staying on its day, if there is one.

    Law first, then contract, then preference. A link that no day in time would take is held late, for the links after
    it count from it; a visit alone is then left, unless it was overdue before the period began. Within a `beam` only
    those days of each link are followed that cost no more than so much beyond the best one: faster, and nearly as good.
    """
    states: dict[int | None, State] = {before: START}
    for visit in links:
        states = _after(ledger, visit, states)
        if len(states) > 1 and beam < NO_BEAM:
            most = min(total for total, _ in states.values()) + beam
            states = {day: state for day, state in states.items() if state[0] <= most}
    if following is not None:
        states = {day: (total + lateness(*following, day), path) for day, (total, path) in states.items()}
    _, path = min(states.values(), key=lambda state: state[0])
    days = {}
    while path is not None:
        key, day, path = path
        days[key] = day
    return days


def lateness(visit: Visit, day: int, before: int | None) -> int:
    """What a visit on a day costs beside the ledger's prices: days beyond its last or before its first, and those that
    leave its chain no day in hand."""
    first, last = window(visit, before)
    close = FAR if before is None or visit.gap_max is None else before + visit.gap_max * PARTS // WHOLE
    cost = 0
    if day > close:
        cost = TIGHT * (day - close)
    if day > last:
        cost += (LEGAL if visit.law else CONTRACT) * (day - last)
    if day < first:
        cost += CONTRACT * (first - day)
    return cost


def unheld(ledger: Ledger, visit: Visit, before: int | None) -> int:
    """What a visit without a day costs: it counts as held on the day after the period."""
    _, last = window(visit, before)
    return ledger.unheld(visit) + (LEGAL if visit.law else CONTRACT) * max(0, ledger.problem.days - last)


def standing(ledger: Ledger, links: Sequence[Visit]) -> int:
    """What the visits of a whole chain, or one alone, cost on their days beside the ledger's prices."""
    before = ledger.problem.last_done.get(links[0].chain) if links[0].chain else None
    found = 0
    for visit in links:
        day = ledger.day.get(visit.key)
        found += unheld(ledger, visit, before) if day is None else lateness(visit, day, before)
        before = day if day is not None and visit.chain else before
    return found


START: State = (0, None)


def _after(ledger: Ledger, visit: Visit, states: dict[int | None, State]) -> dict[int | None, State]:
    found: dict[int | None, State] = {}
    problem, open_days = ledger.problem, ledger.open[visit.key]
    fixed = visit.key in problem.fixed
    prices: dict[int, int | None] = {}
    for before, (total, path) in states.items():
        first, last = window(visit, before)
        calm = last if before is None or visit.gap_max is None else before + visit.gap_max * PARTS // WHOLE
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
            cost = total + at
            if not first <= day <= calm:
                cost += lateness(visit, day, before)
            if day not in found or cost < found[day][0]:
                found[day] = cost, (visit.key, day, path)
        # To leave what could be held is weighed only where no rule asks for it.
        if not fixed and (not held or last >= problem.days):
            cost = total + unheld(ledger, visit, before)
            if before not in found or cost < found[before][0]:
                found[before] = cost, path
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
