"""What would let a visit that is left be placed after all, nearest first."""

from services.scheduler.planning.programme.ledger import Ledger
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.rule import Relaxation


def relaxations(problem: ProgrammeProblem, programme: Programme, key: str) -> tuple[Relaxation, ...]:
    """The nearest reliefs for the visit `key`: a later day, more hours of its trade, somebody who may do it at all.

    KeyError if no visit has that key.
    """
    visits = {visit.key: visit for visit in problem.visits}
    visit = visits[key]
    ledger = Ledger(problem)
    for other, day in programme.day.items():
        if other != key and other in visits:
            ledger.add(visits[other], day)
    before = _before(problem, programme, visit)
    last = before + visit.gap_max if before is not None and visit.gap_max is not None else visit.latest
    days = [d for d in ledger.open[key] if d >= (visit.earliest if before is None else before + (visit.gap_min or 1))]
    found = []
    later = next((d for d in days if d > last and not ledger.why_not(visit, d)), None)
    if later is not None:
        found.append(Relaxation(kind="later", parameters={"day": later}))
    if visit.contractor:
        return tuple(found)
    # Where the law has passed already, any day would help.
    reachable = [d for d in days if d <= last or last < 0]
    short = [(_minutes_short(ledger, visit, d), d) for d in reachable if ledger.why_not(visit, d) == "no_capacity"]
    if not any(problem.capacity.get(visit.trade, ())) and not any(problem.crews.get(visit.trade, ())):
        found.append(Relaxation(kind="qualified_person", parameters={"trade": visit.trade}))
    elif short:
        minutes, day = min(short)
        found.append(Relaxation(kind="more_hours", parameters={"trade": visit.trade, "minutes": minutes, "day": day}))
    if short:
        found.append(Relaxation(kind="contractor", parameters={"trade": visit.trade}))
    return tuple(found)


def _before(problem: ProgrammeProblem, programme: Programme, visit: Visit) -> int | None:
    if not visit.chain:
        return None
    links = problem.chains()[visit.chain]
    held = [programme.day[v.key] for v in links[: links.index(visit)] if v.key in programme.day]
    return held[-1] if held else problem.last_done.get(visit.chain)


def _minutes_short(ledger: Ledger, visit: Visit, day: int) -> int:
    """Person-minutes that the day lacks for it; in a trade of whole crews, those of the crews that it lacks."""
    problem, trade = ledger.problem, visit.trade
    used, crews = ledger.load(visit, day)
    short = used - problem.offered(trade, day) if problem.counts_minutes(trade) else 0
    if trade in problem.crews:
        short = max(short, (crews - problem.crews_on(trade, day)) * problem.usable[trade] * visit.crew)
    return short
