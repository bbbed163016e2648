"""What the days of a programme hold so far: whether one more visit fits on a day, and what it would add in price."""

from dataclasses import dataclass, field, replace

from services.scheduler.planning.kinds.face import number, price
from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.problem import ProgrammeProblem, Visit, packed

LEGAL, CONTRACT = 10**12, 10**6
"""The tiers as one number: no sum of preferences reaches a unit of contract, none of contracts a unit of law."""

FILL = number(rules.HEADROOM, "percent", 100)
FILL_UNIT = number(rules.HEADROOM, "unit_minutes", 1)
CREW_DAY, BUSIEST, TRIP, MOVE = (price(rule) for rule in (rules.FEW_CREWS, rules.LEVEL, rules.TRIPS, rules.MOVED))
FREE_DAY, ROUGH = price(rules.FREE_DAYS), price(rules.ROUGH)


@dataclass(slots=True)
class _Trade:
    """One trade, a number a day. `load` is what headroom counts: crew minutes, or person-minutes; `keep` its 75 %."""

    offered: list[int] | None
    crews: list[int] | None
    usable: int
    keep: list[int]
    minutes: list[int]
    load: list[int]
    packs: list[list[int]]
    sent: list[int]
    busiest: int = 0

    def crews_with(self, day: int, more: int) -> int:
        """How many crews the day needs with one more visit of so many minutes."""
        pack = self.packs[day]
        return packed([*pack, more], self.usable) if pack else 1


@dataclass(slots=True)
class _Need:
    """What a visit takes of its trade and its groups; `trade` None: a contractor's."""

    trade: _Trade | None
    work: int
    load: int
    groups: list[tuple[list[dict[str, int]], list[int], int]] = field(default_factory=list)
    """Of each group the members that are down by day, how many may be, and until when its own asset stands anyway."""


class Ledger:
    """The visits on their days. `total` is what they cost in preference, lateness and chains not counted."""

    def __init__(self, problem: ProgrammeProblem) -> None:
        self.problem = problem
        self.day: dict[str, int] = {}
        self.total = 0
        self.open = _open(problem)
        days = range(problem.days)
        self._trades = {trade: _trade(problem, trade) for trade in {visit.trade for visit in problem.visits}}
        self._trips: dict[tuple[str, str, int], int] = {}
        groups: dict[str, tuple[list[dict[str, int]], list[int]]] = {
            group.id: ([{} for _ in days], [group.spare(d) for d in days]) for group in problem.groups
        }
        self._needs = {visit.key: self._need(visit) for visit in problem.visits}
        stands = {group.id: group.standing for group in problem.groups}
        for visit in problem.visits:
            self._needs[visit.key].groups = [
                (*groups[group], stands[group].get(visit.asset, 0)) for group in visit.groups
            ]

    def _need(self, visit: Visit) -> _Need:
        if visit.contractor:
            return _Need(None, 0, 0)
        trade = self._trades[visit.trade]
        if trade.crews is None:
            return _Need(trade, visit.work, visit.work)
        return _Need(trade, visit.work, self.problem.crew_minutes(visit))

    def why_not(self, visit: Visit, day: int) -> str:
        """Empty if the visit fits on an open day with what is there, else the cause."""
        need = self._needs[visit.key]
        for down, spare, stands in need.groups:
            if day >= stands and len(down[day]) + (visit.asset not in down[day]) > spare[day]:
                return "group_full"
        trade = need.trade
        if trade is None:
            return ""
        if trade.offered is not None and trade.minutes[day] + need.work > trade.offered[day]:
            return "no_capacity"
        if trade.crews is not None:
            there = trade.crews[day]
            if trade.load[day] + need.load > there * trade.usable or trade.crews_with(day, need.load) > there:
                return "no_capacity"
        return ""

    def load(self, visit: Visit, day: int) -> tuple[int, int]:
        """Person-minutes and whole crews of the visit's trade on a day, were it held on it too."""
        need = self._needs[visit.key]
        trade = need.trade
        if trade is None:
            return 0, 0
        sent = trade.crews_with(day, need.load) if trade.crews is not None else 0
        return trade.minutes[day] + need.work, sent

    def price(self, visit: Visit, day: int) -> int:
        """What holding it that day adds to the preference, with what is there now."""
        found = abs(day - visit.ideal)
        if day in self.problem.free:
            found += FREE_DAY
        if visit.outdoor and day in self.problem.rough:
            found += ROUGH
        if visit.key in self.problem.was:
            found += self.moved(visit, day)
        if visit.place and (visit.trade, visit.place, day) not in self._trips:
            found += TRIP
        need = self._needs[visit.key]
        trade = need.trade
        if trade is None:
            return found
        load = trade.load[day]
        if trade.crews is not None:
            now = trade.crews_with(day, need.load)
            found += CREW_DAY * (now - trade.sent[day])
            if now > trade.busiest:
                found += BUSIEST * (now - trade.busiest)
        over = load + need.load - trade.keep[day]
        if over > 0:
            found += -(-over // FILL_UNIT) - max(0, -((need.load - over) // FILL_UNIT))
        return found

    def moved(self, visit: Visit, day: int) -> int:
        """The price of holding it on another day than it was."""
        return MOVE * abs(day - self.problem.was[visit.key]) if visit.key in self.problem.was else 0

    def unheld(self, visit: Visit) -> int:
        """What a visit without a day costs in preference: it counts as held on the day after the period."""
        return max(0, self.problem.days - visit.ideal) + self.moved(visit, self.problem.days)

    def add(self, visit: Visit, day: int) -> None:
        """Hold it that day."""
        self.total += self.price(visit, day)
        self.day[visit.key] = day
        self._count(visit, day, 1)

    def remove(self, visit: Visit) -> int:
        """Take it from its day, which is returned."""
        day = self.day.pop(visit.key)
        self._count(visit, day, -1)
        self.total -= self.price(visit, day)
        return day

    def _count(self, visit: Visit, day: int, sign: int) -> None:
        need = self._needs[visit.key]
        for down, _, stands in need.groups:
            if day < stands:
                continue
            _bump(down[day], visit.asset, sign)
        if visit.place:
            _bump(self._trips, (visit.trade, visit.place, day), sign)
        trade = need.trade
        if trade is None:
            return
        trade.minutes[day] += sign * need.work
        trade.load[day] += sign * need.load
        if trade.crews is not None:
            if sign > 0:
                trade.packs[day].append(need.load)
            else:
                trade.packs[day].remove(need.load)
            before, now = trade.sent[day], packed(trade.packs[day], trade.usable)
            trade.sent[day] = now
            if now > trade.busiest or before == trade.busiest:
                trade.busiest = max(trade.sent)


def _trade(problem: ProgrammeProblem, trade: str) -> _Trade:
    days = range(problem.days)
    offered = [problem.offered(trade, d) for d in days] if problem.counts_minutes(trade) else None
    crews = [problem.crews_on(trade, d) for d in days] if trade in problem.crews else None
    usable = problem.usable[trade] if crews is not None else 0
    full = [there * usable for there in crews] if crews is not None else offered or []
    keep = [minutes * FILL // 100 for minutes in full]
    minutes, load, sent = ([0] * problem.days for _ in range(3))
    return _Trade(offered, crews, usable, keep, minutes, load, [[] for _ in days], sent)


def _open(problem: ProgrammeProblem) -> dict[str, list[int]]:
    """The days on which each visit could be held if nothing else were: fixed ones on theirs, whatever it breaks."""
    known: dict[tuple[str, str, str], list[int]] = {}
    found: dict[str, list[int]] = {}
    for visit in problem.visits:
        if visit.key in problem.fixed:
            found[visit.key] = [problem.fixed[visit.key]]
        elif not visit.fits_its_window:
            found[visit.key] = []
        else:
            # Open days are the asset's and the contractor's, the same for all their visits, but for notices.
            same = visit.asset, visit.contractor, visit.trade
            if same not in known:
                known[same] = problem.open_days(replace(visit, notice_day=None))
            found[visit.key] = known[same]
            if visit.notice_day is not None:
                found[visit.key] = [day for day in known[same] if problem.told_in_time(visit, day)]
    return found


def _bump(counts: dict, key: object, sign: int) -> None:
    now = counts.get(key, 0) + sign
    if now:
        counts[key] = now
    else:
        del counts[key]
