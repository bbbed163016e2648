"""What falls due, and who may do it, as a programme to be made."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from google.type.date_pb2 import Date

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2
from services.packs.notices import outage_notice
from services.runtime.dates import date_from_pb
from services.scheduler.domain.person import Person, at_level
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.bound import Spans, fixed_hours
from services.scheduler.horizon.period import DAY_MINUTES, Period
from services.scheduler.planning.calendar import Duties, Stint
from services.scheduler.planning.coupling import Crew, capacity_of
from services.scheduler.planning.dispatch.problem import Technician
from services.scheduler.planning.programme.problem import Group, ProgrammeProblem, Visit

Rows = Mapping[str, tuple[int, ...]]
"""By trade, a number for each day."""

ANYONE = ""
"""The trade of work that needs no qualification."""

BREAK_MINUTES = 30
WAYS_MINUTES = 15
"""What ways between places take of a crew's window, over its day; with less, jobs of a day found no crew (measured)."""
WORKED = 0.8
"""The part of a shift that is work on assets; the rest is ways, tools and notes. A default without a source."""

WEEKDAY_SHARE, FREE_DAY_SHARE = 0.85, 0.35
"""Of the rostered people who are not on leave, how many are expected on a weekday and on a weekend or holiday: five
shifts in seven days, less those who stand evenings and nights. A first guess; the roster then says who is there."""

BEYOND = timedelta(days=62)
"""How far after a period the next visits of its chains are looked for; longer gaps leave no visit out at its end."""

CORE_HOURS = (480, 1020)
"""Crews are asked for in the shift that overlaps these minutes most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The occurrences of a period, and everybody who may do them."""

    period: Period
    due: Sequence[maintenance_plan_pb2.Occurrence]
    groups: Sequence[redundancy_group_pb2.RedundancyGroup]
    people: tuple[Person, ...]
    rostered: frozenset[str]
    """Ids of people whose shifts come from the roster."""
    staffing: Staffing | None
    dispatch_days: int
    busy: Spans = field(default_factory=dict)
    """When people are elsewhere, or at a drill that stays."""
    today: date | None = None
    """From which day residents can be told of outages; None: they are told in time whatever is planned."""
    told: Mapping[str, int] = field(default_factory=dict)
    """The number of the day that was announced of a visit, by name."""
    standing: Mapping[str, int] = field(default_factory=dict)
    """Assets that stand still, by name, each until the day before that number."""
    rough: frozenset[int] = frozenset()
    """Days for which rough weather is forecast."""
    since: int = 0
    """The first day on whose shifts jobs may be done: -1 where the period begins with the end of a night."""

    def visits(self) -> tuple[Visit, ...]:
        """The occurrences as visits, in their order."""
        held = {qualification.id for person in self.people for qualification in person.qualifications}
        known = {group.name for group in self.groups}
        return tuple(self._visit(one, held, known) for one in self.due)

    def programme(self, visits: tuple[Visit, ...], crews: Sequence[Crew]) -> ProgrammeProblem:
        """The visits with what each trade is expected to offer."""
        trades = sorted({visit.trade for visit in visits if not visit.contractor})
        usable = {crew.trade: crew.usable for crew in crews}
        whole = {crew.trade: crew for crew in crews if crew.size > 1}
        return ProgrammeProblem(
            days=self.period.days,
            visits=visits,
            capacity={trade: self._capacity(trade, usable.get(trade, 0)) for trade in trades if trade not in whole},
            crews={trade: self._crews(crew) for trade, crew in whole.items()},
            usable={trade: crew.usable for trade, crew in whole.items()},
            groups=tuple(self._group(group) for group in self.groups),
            last_done={
                visit.chain: self._number(one.last_date)
                for visit, one in zip(visits, self.due, strict=True)
                if visit.chain
            },
            free=frozenset(number for number in range(self.period.days) if self.period.weekday(number) >= 5),
            blocked_trades=self._contractors_closed(),
            rough=self.rough,
        )

    def crews(self, visits: Iterable[Visit]) -> tuple[Crew, ...]:
        """How the work of each trade that rostered people do becomes heads on the roster."""
        if not self.staffing or not self.staffing.shifts:
            return ()
        shifts = self.staffing.shifts
        by_trade: dict[str, list[Visit]] = {}
        for visit in visits:
            if not visit.contractor:
                by_trade.setdefault(visit.trade, []).append(visit)
        found = []
        for trade, theirs in sorted(by_trade.items()):
            able = [one for one in self.people if one.id in self.rostered and self._ever(one, trade)]
            if not able:
                continue
            worked = {shift for one in able for shift in self._shifts_of(one) if not shifts[shift].on_call}
            if not worked:
                continue
            core = max(worked, key=lambda s: (_overlap(shifts[s].start, shifts[s].start + shifts[s].minutes), -s))
            start, end = shifts[core].start, shifts[core].start + shifts[core].minutes
            windows = [_window(one) for one in self.due if (one.trade or ANYONE) == trade and one.window_end_minute]
            whole = round((end - start - BREAK_MINUTES) * WORKED)
            inside = [min(end, last) - max(start, first) - BREAK_MINUTES - WAYS_MINUTES for first, last in windows]
            level, leads = self._lead(trade)
            found.append(
                Crew(
                    trade=trade,
                    lead=at_level(trade, level) if leads else "",
                    leads=leads,
                    size=min(visit.crew for visit in theirs),
                    usable=max(60, min([whole, *(one for one in inside if one > 0)])),
                    shift=core,
                    standing=tuple(self._standing(trade, number) for number in range(self.period.days)),
                )
            )
        return tuple(found)

    def _lead(self, trade: str) -> tuple[int, int]:
        """The level that some of each crew of a trade hold above the first, and how many of them; 0 where none do."""
        asked = self.staffing.dispatching.requirements if self.staffing else ()
        rule = next((one for one in asked if one.work == trade and one.level > 1), None)
        return (rule.level, rule.heads) if rule else (0, 0)

    def technicians(self, visits: Iterable[Visit]) -> tuple[Technician, ...]:
        """Everybody who does some of the visits' trades; certified on every dispatched day, or not for that trade."""
        trades = {visit.trade for visit in visits}
        days = min(max(1, self.dispatch_days), self.period.days)
        last = self.period.day(days - 1)
        found = []
        for one in self.people:
            # Work that needs no certificate may be anybody's who has no post.
            held = (frozenset(q.id for q in one.qualifications if q.valid(last)) | {ANYONE}) & trades
            if held and (one.working_hours or one.id in self.rostered):
                busy = tuple(_day_by_day(self.busy.get(one.id, ()), days, self.since))
                partner = one.partner.removeprefix("people/")
                skills = {q.id: q.level for q in one.qualifications if q.id in held}
                found.append(Technician(id=one.id, trades=held, shifts={}, busy=busy, partner=partner, skills=skills))
        return tuple(found)

    def held(self) -> dict[str, tuple[frozenset[str], ...]]:
        """What rostered people hold, day by day, work without a trade included."""
        return {
            one.id: tuple(
                frozenset(q.id for q in one.qualifications if q.valid(self.period.day(number))) | {ANYONE}
                for number in range(self.period.days)
            )
            for one in self.people
            if one.id in self.rostered
        }

    def fixed_hours(self) -> dict[str, tuple[Stint | None, ...]]:
        """The stints of people on fixed hours."""
        return {
            one.id: tuple(
                Stint(*hours) if (hours := fixed_hours(self.period, one, number)) else None
                for number in range(self.period.days)
            )
            for one in self.people
            if one.working_hours
        }

    def windows(self) -> dict[str, tuple[int, int]]:
        """Minutes of the day within which visits may be held, where they are limited."""
        return {one.name: _window(one) for one in self.due if one.window_end_minute}

    def _number(self, day: Date) -> int:
        return self.period.number(date_from_pb(day, "date"))

    def _visit(self, one: maintenance_plan_pb2.Occurrence, held: set[str], known: set[str]) -> Visit:
        chained = bool(one.chain)
        start, end = _window(one)
        return Visit(
            key=one.name,
            asset=one.asset or one.name,
            earliest=self._number(one.earliest_date),
            ideal=self._number(one.ideal_date),
            due=self._number(one.due_date),
            latest=self._number(one.latest_date),
            minutes=one.minutes,
            crew=one.crew,
            trade=one.trade or ANYONE,
            chain=one.chain,
            sequence=one.sequence,
            gap_min=one.gap_min_days if chained else None,
            gap_max=one.gap_max_days if chained else None,
            groups=tuple(group for group in one.redundancy_groups if group in known),
            outage_minutes=one.outage_minutes,
            law=one.law,
            place=one.place,
            window_minutes=end - start if one.window_end_minute else 0,
            contractor=self._contractor(one.trade) if one.trade and one.trade not in held else "",
            notice_day=self._notice_day(one),
            told=self.told.get(one.name),
            outdoor=one.outdoor,
        )

    def _notice_day(self, one: maintenance_plan_pb2.Occurrence) -> int | None:
        """The first day of which those who go without can still be told in time; None where nobody has to be told."""
        lead = outage_notice(self.staffing.pack, one.trade) if self.staffing and one.serves else 0
        return self.period.number(self.today + timedelta(days=lead)) if self.today and lead else None

    def _contractor(self, trade: str) -> str:
        """Whom work of a trade goes to that nobody of the company does: the cheapest."""
        offers = [
            (price, contractor.id)
            for contractor in (self.staffing.contractors if self.staffing else ())
            if (price := contractor.price(trade)) is not None
        ]
        return min(offers)[1] if offers else ""

    def _contractors_closed(self) -> frozenset[tuple[str, int]]:
        closed = set()
        for contractor in self.staffing.contractors if self.staffing else ():
            for number in range(self.period.days):
                if not contractor.works(self.period.day(number)):
                    closed.add((contractor.id, number))
        return frozenset(closed)

    def _group(self, group: redundancy_group_pb2.RedundancyGroup) -> Group:
        # How long a breakdown lasts nobody knows; it is counted while jobs have minutes, and looked at anew after that.
        known = {asset: until for asset, until in self.standing.items() if asset in group.members}
        down = (max(0, group.down_count - len(known)),) * max(1, self.dispatch_days)
        return Group(
            id=group.name,
            size=len(group.members),
            keep_up=group.keep_up,
            down=down if any(down) else (),
            standing=known,
            one_a_day=group.one_a_day,
        )

    def _capacity(self, trade: str, usable: int) -> tuple[int, ...]:
        minutes = []
        for number in range(self.period.days):
            day = self.period.day(number)
            standing = [
                hours[1] - hours[0]
                for one in self.people
                if one.may(trade, day) and (hours := fixed_hours(self.period, one, number))
            ]
            # Beside people from the roster everybody counts alike, as the roster will count them.
            own = len(standing) * usable if usable else sum(standing)
            minutes.append(own + round(self._expected(trade, number)) * usable)
        return tuple(minutes)

    def _crews(self, crew: Crew) -> tuple[int, ...]:
        # Crews work by day, and days have a price of their own: whoever is not on leave can be asked for on a weekday.
        return tuple(
            int(crew.standing[number] + self._expected(crew.trade, number, weekday=1.0)) // crew.size
            for number in range(self.period.days)
        )

    def _expected(self, trade: str, number: int, weekday: float = WEEKDAY_SHARE) -> float:
        """Heads of rostered people that may be counted on before there is a roster."""
        day = self.period.day(number)
        there = sum(one.id in self.rostered and one.may(trade, day) and not one.away(day) for one in self.people)
        return there * (weekday if self.period.weekday(number) < 5 else FREE_DAY_SHARE)

    def _standing(self, trade: str, number: int) -> int:
        day = self.period.day(number)
        return sum(one.may(trade, day) and bool(fixed_hours(self.period, one, number)) for one in self.people)

    def _ever(self, one: Person, trade: str) -> bool:
        return one.may(trade, self.period.first) or one.may(trade, self.period.last)

    def _shifts_of(self, one: Person) -> list[int]:
        assert self.staffing is not None
        contract = next(contract for contract in self.staffing.contracts if contract.id == one.contract)
        may = [
            s
            for s, shift in enumerate(self.staffing.shifts)
            if shift.minutes <= contract.day_limit and (not contract.shifts or shift.id in contract.shifts)
        ]
        return may or [0]


def as_rostered(
    problem: ProgrammeProblem, crews: Iterable[Crew], duties: Duties, held: Mapping[str, tuple[frozenset[str], ...]]
) -> ProgrammeProblem:
    """What the roster in force offers, on the days that it has; on the others what is expected stays."""
    real = capacity_of(problem, crews, duties, held)
    known = {day for person in held for day, stint in enumerate(duties.get(person, ())) if stint}

    def merged(
        offered: Mapping[str, tuple[int, ...]], there: Mapping[str, tuple[int, ...]]
    ) -> dict[str, tuple[int, ...]]:
        return {
            trade: tuple(there[trade][day] if day in known else expected for day, expected in enumerate(row))
            for trade, row in offered.items()
        }

    return replace(problem, capacity=merged(problem.capacity, real.capacity), crews=merged(problem.crews, real.crews))


def in_sight(
    occurrences: Iterable[maintenance_plan_pb2.Occurrence], last: date
) -> list[maintenance_plan_pb2.Occurrence]:
    """What falls due until `last`, and the next visit of each chain: it is due earlier if those before it are held
    early, and nothing else would watch the gap at the period's end."""
    found, following = [], set[str]()
    for one in sorted(occurrences, key=lambda one: (date_from_pb(one.due_date, "due_date"), one.sequence, one.name)):
        after = date_from_pb(one.due_date, "due_date") > last
        if not after or (one.chain and one.chain not in following):
            found.append(one)
        if after:
            following.add(one.chain)
    return found


def key_of(occurrence: str) -> str:
    """The key of a job, stable over re-solves: "job/{plan}/{due}", or "order/{work order}"."""
    if "/workOrders/" in occurrence:
        return f"order/{occurrence.rpartition('/')[2]}"
    _, _, _, plan, _, due = occurrence.split("/")
    return f"job/{plan}/{due}"


def _day_by_day(spans: Iterable[tuple[int, int]], days: int, since: int = 0) -> Iterator[tuple[int, int, int]]:
    """Busy minutes (day, first, last) as each day's shifts meet them: a night shift meets the next morning's too."""
    for start, end in spans:
        for day in range(max(since, start // DAY_MINUTES - 1), min(days, (end - 1) // DAY_MINUTES + 1)):
            yield day, max(0, start - day * DAY_MINUTES), end - day * DAY_MINUTES


def _window(one: maintenance_plan_pb2.Occurrence) -> tuple[int, int]:
    return one.window_start_minute, one.window_end_minute or 1440


def _overlap(start: int, end: int) -> int:
    return min(end, CORE_HOURS[1]) - max(start, CORE_HOURS[0])
