"""What would let a visit that is left be placed after all, nearest first."""

from services.scheduler.planning.programme.ledger import Ledger
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.rule import Relaxation


def relaxations(problem: ProgrammeProblem, programme: Programme, key: str) -> tuple[Relaxation, ...]:
    """The nearest reliefs for the one visit `key`; for several visits of a programme ask one `Reliefs`."""
    return Reliefs(problem, programme).of(key)


class Reliefs:
    """A programme written into one ledger, of which the visits that it leaves out ask what would help them.

    The ledger takes a second for thousands of visits: one of them serves all who ask.
    """

    def __init__(self, problem: ProgrammeProblem, programme: Programme) -> None:
        self._problem = problem
        self._programme = programme
        self._visits = {visit.key: visit for visit in problem.visits}
        self._chains = problem.chains()
        self._ledger = Ledger(problem)
        for key, day in programme.day.items():
            if key in self._visits:
                self._ledger.add(self._visits[key], day)

    def of(self, key: str) -> tuple[Relaxation, ...]:
        """The nearest reliefs for the visit `key`: a later day, more hours of its trade, somebody who may do it at all.

        KeyError if no visit has that key.
        """
        visit = self._visits[key]
        if key not in self._ledger.day:
            return self._reliefs(visit)
        # A visit is not in its own way.
        day = self._ledger.remove(visit)
        try:
            return self._reliefs(visit)
        finally:
            self._ledger.add(visit, day)

    def _reliefs(self, visit: Visit) -> tuple[Relaxation, ...]:
        problem, ledger = self._problem, self._ledger
        before = self._before(visit)
        last = before + visit.gap_max if before is not None and visit.gap_max is not None else visit.latest
        first = visit.earliest if before is None else before + (visit.gap_min or 1)
        days = [day for day in ledger.open[visit.key] if day >= first]
        found = []
        later = next((day for day in days if day > last and not ledger.why_not(visit, day)), None)
        if later is not None:
            found.append(Relaxation(kind="later", parameters={"day": later}))
        if visit.contractor:
            return tuple(found)
        # Where the law has passed already, any day would help.
        reachable = [day for day in days if day <= last or last < 0]
        full = [day for day in reachable if ledger.why_not(visit, day) == "no_capacity"]
        short = [(self._minutes_short(visit, day), day) for day in full]
        if not any(problem.capacity.get(visit.trade, ())) and not any(problem.crews.get(visit.trade, ())):
            found.append(Relaxation(kind="qualified_person", parameters={"trade": visit.trade}))
        elif short:
            minutes, day = min(short)
            found.append(
                Relaxation(kind="more_hours", parameters={"trade": visit.trade, "minutes": minutes, "day": day})
            )
        if short:
            found.append(Relaxation(kind="contractor", parameters={"trade": visit.trade}))
        return tuple(found)

    def _before(self, visit: Visit) -> int | None:
        """The day of the visit before it in its chain."""
        if not visit.chain:
            return None
        links, planned = self._chains[visit.chain], self._programme.day
        held = [planned[link.key] for link in links[: links.index(visit)] if link.key in planned]
        return held[-1] if held else self._problem.last_done.get(visit.chain)

    def _minutes_short(self, visit: Visit, day: int) -> int:
        """Person-minutes that the day lacks for it; in a trade of whole crews, those of the crews that it lacks."""
        problem, trade = self._problem, visit.trade
        used, crews = self._ledger.load(visit, day)
        short = used - problem.offered(trade, day) if problem.counts_minutes(trade) else 0
        if trade in problem.crews:
            short = max(short, (crews - problem.crews_on(trade, day)) * problem.usable[trade] * visit.crew)
        return short
