"""What no programme costs less than: every chain on its best days, as if it were alone, and what visits that cannot be
put off share at least."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil

from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.chains import best_days, standing, window
from services.scheduler.planning.programme.ledger import CONTRACT, Ledger
from services.scheduler.planning.programme.problem import ProgrammeProblem, Visit
from services.scheduler.planning.search import Cost

Unit = tuple[Visit, ...]


def least(problem: ProgrammeProblem) -> Cost | None:
    """A cost that no programme stays below; None where a chain cannot keep law and contract even alone."""
    alone, units = _Alone(problem), [tuple(links) for links in problem.chains().values()]
    units += [(visit,) for visit in problem.visits if not visit.chain]
    own = 0
    for links in units:
        days = best_days(alone, links, _before(problem, links))
        alone.day |= days
        own += sum(alone.price(visit, days[visit.key]) for visit in links if visit.key in days)
        late = standing(alone, links)
        if late >= CONTRACT:
            return None
        own += late
    return 0, 0, 0, own + ceil(_shared(problem, units))


class _Alone(Ledger):
    """A ledger on which nothing else is ever held."""

    def price(self, visit: Visit, day: int) -> int:
        """What a visit costs on a day by itself, whatever else is held there."""
        problem = self.problem
        found = abs(day - visit.ideal) + self.moved(visit, day)
        found += price(rules.FREE_DAYS) if day in problem.free else 0
        return found + (price(rules.ROUGH) if visit.outdoor and day in problem.rough else 0)


def _shared(problem: ProgrammeProblem, units: Sequence[Unit]) -> Fraction:
    """Trips and crews that are needed at least.

    A trip serves at most one visit of each chain of its trade and place: each visit has at least that part of it. Of a
    crew it has the part that it takes of its minutes.
    """
    chains = Counter(each for links in units for each in {(v.trade, v.place) for v in links if v.place})
    found = Fraction(0)
    for links in units:
        for visit in _held_for_sure(problem, links):
            if visit.place:
                found += Fraction(price(rules.TRIPS), chains[visit.trade, visit.place])
            if visit.trade in problem.crews and not visit.contractor:
                found += Fraction(price(rules.FEW_CREWS) * problem.crew_minutes(visit), problem.usable[visit.trade])
    return found


def _held_for_sure(problem: ProgrammeProblem, links: Unit) -> Iterator[Visit]:
    """Those whose last day lies in the period, however late those before them are held in time."""
    before = _before(problem, links)
    for visit in links:
        _, last = window(visit, before)
        if last >= problem.days:
            return
        yield visit
        before = last if visit.chain else None


def _before(problem: ProgrammeProblem, links: Unit) -> int | None:
    return problem.last_done.get(links[0].chain) if links[0].chain else None
