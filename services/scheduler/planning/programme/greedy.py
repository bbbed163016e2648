"""The first answer at once: chains by law first, then the rest, earliest due first, each on its best day still free."""

from collections.abc import Iterator, Sequence

from services.scheduler.planning.programme.chains import NO_BEAM, best_days, standing, window
from services.scheduler.planning.programme.ledger import Ledger
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit

WHOLE_UNIT = slice(None)


class Draft:
    """A programme in the making: units (a chain, or a visit alone) are held and taken out as wholes, or a part of one
    between what stays before and after it."""

    def __init__(self, problem: ProgrammeProblem) -> None:
        self.problem = problem
        self.ledger = Ledger(problem)
        self.units: list[tuple[Visit, ...]] = [tuple(links) for links in problem.chains().values()]
        self.units += [(visit,) for visit in problem.visits if not visit.chain]
        self.standing = [0] * len(self.units)

    @property
    def cost(self) -> int:
        """All tiers as one number; see `ledger.LEGAL`."""
        return self.ledger.total + sum(self.standing)

    def hold(self, unit: int, part: slice = WHOLE_UNIT, beam: int = NO_BEAM) -> None:
        """Give the unit, or a part of it, its best days with everything else as it stands; `beam`: of `best_days`."""
        links = self.units[unit]
        asked = links[part]
        before = self.problem.last_done.get(links[0].chain) if links[0].chain else None
        for visit in links[: part.start or 0]:
            before = self.ledger.day.get(visit.key, before)
        after = links[part.stop] if part.stop is not None and part.stop < len(links) else None
        following = (after, self.ledger.day[after.key]) if after is not None else None
        self._put(asked, best_days(self.ledger, asked, before, following, beam))
        self.standing[unit] = standing(self.ledger, links)

    def take(self, unit: int, part: slice = WHOLE_UNIT) -> tuple[dict[str, int], int]:
        """Take the unit out, or a part of it; what is returned gives it back by `put_back`."""
        days = {v.key: self.ledger.remove(v) for v in self.units[unit][part] if v.key in self.ledger.day}
        cost, self.standing[unit] = self.standing[unit], 0
        return days, cost

    def part(self, unit: int, first: int, last: int) -> slice | None:
        """The part of a unit that is held from day `first` to `last`, with what has no day at its end; None: there is
        none."""
        links, day = self.units[unit], self.ledger.day
        inside = [place for place, one in enumerate(links) if first <= day.get(one.key, -1) <= last]
        if not inside:
            return None
        stop = inside[-1] + 1
        if stop < len(links) and links[stop].key not in day:
            stop = len(links)
        return slice(inside[0], stop)

    def put_back(self, unit: int, taken: tuple[dict[str, int], int]) -> None:
        """Undo `take`, after whatever was put in its place was taken out."""
        days, self.standing[unit] = taken
        self._put(self.units[unit], days)

    def kept(self) -> tuple[dict[str, int], list[int]]:
        """The draft as it stands, for `restore`."""
        return dict(self.ledger.day), list(self.standing)

    def restore(self, kept: tuple[dict[str, int], list[int]]) -> None:
        """Put back all that was `kept`."""
        days, costs = kept
        for unit in range(len(self.units)):
            self.take(unit)
        for links in self.units:
            self._put(links, days)
        self.standing = list(costs)

    def _put(self, links: Sequence[Visit], days: dict[str, int]) -> None:
        for visit in links:
            if visit.key in days:
                self.ledger.add(visit, days[visit.key])

    def programme(self) -> Programme:
        """The answer as it stands, with a cause for each visit that is left."""
        day = dict(self.ledger.day)
        left = {}
        for links in self.units:
            before = self.problem.last_done.get(links[0].chain) if links[0].chain else None
            for visit in links:
                if visit.key in day:
                    before = day[visit.key] if visit.chain else None
                else:
                    left[visit.key] = cause(self.ledger, visit, before)
        return Programme(day=day, left=left)


def first(problem: ProgrammeProblem) -> Draft:
    """A programme in which no placed visit breaks safety, and a chain is late only where no day in time was left."""
    draft = Draft(problem)
    for unit in sorted(range(len(draft.units)), key=lambda unit: _urgency(problem, draft.units[unit])):
        draft.hold(unit)
    return draft


def _urgency(problem: ProgrammeProblem, links: Sequence[Visit]) -> tuple[bool, bool, bool, int, str]:
    frozen = any(visit.key in problem.fixed for visit in links)
    law = any(visit.law or visit.gap_max is not None for visit in links)
    return not frozen, not links[0].chain, not law, min(visit.due for visit in links), links[0].key


def cause(ledger: Ledger, visit: Visit, before: int | None) -> str:
    """Why no day was found, as a stable code."""
    problem = ledger.problem
    first, last = window(visit, before)
    if not visit.fits_its_window:
        return "window_too_short"
    if last >= problem.days:
        return "after_period"
    days = range(max(0, first), (last if last >= 0 else problem.days - 1) + 1)
    if not any(problem.is_allowed(visit, d) for d in days):
        return "closed"
    if not any(problem.is_allowed(visit, d) and problem.comes(visit, d) for d in days):
        return "contractor_closed"
    if not any(problem.is_open(visit, d) for d in days):
        return "notice_too_short"
    if not visit.contractor and not any(_offers(problem, visit.trade)):
        return "nobody_certified"
    why = {ledger.why_not(visit, d) for d in days if problem.is_open(visit, d)}
    return "group_full" if why == {"group_full"} else "no_capacity"


def _offers(problem: ProgrammeProblem, trade: str) -> Iterator[bool]:
    for day in range(problem.days):
        minutes = not problem.counts_minutes(trade) or problem.offered(trade, day) > 0
        yield minutes and (trade not in problem.crews or problem.crews_on(trade, day) > 0)
