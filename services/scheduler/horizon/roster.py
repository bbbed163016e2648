"""Staffing and people as a roster to be made, and the shifts in force as what came before it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import Person
from services.scheduler.domain.shift import Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.period import Period
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.roster import problem as planning

EPOCH = date(2001, 1, 1)
"""A Monday from which weeks are counted, so that the blocks over which hours are averaged are the same in each plan."""
MONTH_DAYS = 31


def history_days(staffing: Staffing) -> int:
    """How many days before a period its limits look back: the month, and the longest block of averaged weeks."""
    weeks = max((contract.averaging_weeks for contract in staffing.contracts), default=1)
    return min(planning.LONGEST_HISTORY, max(MONTH_DAYS, 7 * weeks))


def rostered(people: Iterable[Person], staffing: Staffing) -> tuple[Person, ...]:
    """Those whom the site rosters: they serve it and have one of its contracts."""
    contracts = {contract.id for contract in staffing.contracts}
    return tuple(one for one in people if one.contract in contracts and one.serves(staffing.id))


def roster_problem(
    period: Period,
    staffing: Staffing,
    people: tuple[Person, ...],
    in_force: Iterable[Assignment],
    taken: Mapping[str, list[tuple[int, int]]],
) -> planning.RosterProblem | None:
    """The roster of `people` over the period; None where nobody is to be rostered or no shift is described.

    `taken[person]` are minutes from midnight of day 0 in which somebody is elsewhere: at another site, at a drill that
    stays as it is.
    """
    if not people or not staffing.shifts:
        return None
    in_force = tuple(in_force)
    before = _history(period, staffing, people, in_force)
    told = _told(period, staffing, people, in_force)
    return planning.RosterProblem(
        days=period.days,
        first_weekday=period.first.weekday(),
        first_week=(period.first - EPOCH).days // 7,
        shifts=tuple(
            planning.Shift(id=one.id, start=one.start, minutes=one.minutes, night=one.night) for one in staffing.shifts
        ),
        contracts=tuple(_contract(one) for one in staffing.contracts),
        people=tuple(
            _person(period, staffing, one, before.get(one.id, ()), taken.get(one.id, []), told.get(one.id, ()))
            for one in people
        ),
        posts=tuple(
            planning.Post(id=post.id, heads=heads(period, staffing, post), needs=tuple(sorted(post.needs)))
            for post in staffing.posts
        ),
        holidays=period.free_days,
        months=period.months,
    )


def heads(period: Period, staffing: Staffing, post: Post) -> tuple[tuple[int, ...], ...]:
    """`[day][shift]`: how many people the post needs."""
    return tuple(
        tuple(
            sum(
                coverage.heads
                for coverage in post.coverage
                if coverage.shift == shift.id and period.weekday(number) in coverage.days
            )
            for shift in staffing.shifts
        )
        for number in range(period.days)
    )


def stints(period: Period, assignments: Iterable[Assignment]) -> dict[str, tuple[Stint | None, ...]]:
    """Shifts that are in force, as stints of the period."""
    found: dict[str, list[Stint | None]] = {}
    for one in assignments:
        number = period.number(one.day)
        if one.kind is AssignmentKind.SHIFT and one.start and one.end and 0 <= number < period.days:
            start, end = (period.minute(instant, one.day) for instant in (one.start, one.end))
            for person in one.people:
                found.setdefault(person, [None] * period.days)[number] = Stint(start, end, one.post)
    return {person: tuple(row) for person, row in found.items()}


def _contract(one: Contract) -> planning.Contract:
    return planning.Contract(
        id=one.id,
        week_minutes=one.week_minutes,
        week_limit=one.week_limit,
        day_limit=one.day_limit,
        overtime_month=one.overtime_month,
        averaging_weeks=one.averaging_weeks,
        rest_minutes=one.rest_minutes,
        days_in_row=one.days_in_row,
        nights_in_row=one.nights_in_row,
        days_off_after_nights=one.days_off_after_nights,
        weekends_in_row=one.weekends_in_row,
    )


def _person(
    period: Period,
    staffing: Staffing,
    one: Person,
    history: tuple[int, ...],
    taken: list[tuple[int, int]],
    told: tuple[tuple[int, str], ...],
) -> planning.Person:
    contract = next(contract for contract in staffing.contracts if contract.id == one.contract)
    codes = {shift.id: code for code, shift in enumerate(staffing.shifts, start=1)}
    known = {"": planning.OFF, **codes}
    return planning.Person(
        id=one.id,
        contract=one.contract,
        allowed=tuple(
            # A shift in force beside a drill in force is as it was meant, whatever else they could not be given then.
            tuple(
                _may(period, contract, one, shift, number, [] if told and told[number][0] == codes[shift.id] else taken)
                for shift in staffing.shifts
            )
            for number in range(period.days)
        ),
        qualifications=tuple(
            frozenset(held.id for held in one.qualifications if held.valid(period.day(number)))
            for number in range(period.days)
        ),
        history=history,
        was=told,
        wishes=tuple(
            planning.Wish(period.number(wish.day), known[wish.shift], wish.weight)
            for wish in one.wishes
            if 0 <= period.number(wish.day) < period.days and wish.shift in known
        ),
        # An absence may be without an end: only what the plan and the norm of its months can see.
        away=frozenset(
            number for number in range(-max(MONTH_DAYS, len(history)), period.days) if one.away(period.day(number))
        ),
    )


def _may(
    period: Period, contract: Contract, one: Person, shift: ShiftType, number: int, taken: list[tuple[int, int]]
) -> bool:
    """Whether she can work that shift at all: there, by contract, and nowhere else meanwhile."""
    if (contract.shifts and shift.id not in contract.shifts) or shift.minutes > contract.day_limit:
        return False
    # Leave begins at midnight: a night that runs into it is not worked either.
    runs_on = shift.start + shift.minutes > 1440
    if one.away(period.day(number)) or (runs_on and one.away(period.day(number + 1))):
        return False
    begin = number * 1440 + shift.start
    return not any(start < begin + shift.minutes and begin < end for start, end in taken)


def _history(
    period: Period, staffing: Staffing, people: Iterable[Person], in_force: Iterable[Assignment]
) -> dict[str, tuple[int, ...]]:
    """The codes of the days before, by person; equally long for all, empty where no roster was in force."""
    codes = {shift.id: code for code, shift in enumerate(staffing.shifts, start=1)}
    since = period.first - timedelta(days=history_days(staffing))
    past = [
        one
        for one in in_force
        if one.kind is AssignmentKind.SHIFT and since <= one.day < period.first and one.shift in codes
    ]
    if not past:
        return {}
    length = (period.first - min(one.day for one in past)).days
    rows = {person.id: [planning.OFF] * length for person in people}
    for one in past:
        for person in one.people:
            if person in rows:
                rows[person][length + period.number(one.day)] = codes[one.shift]
    return {person: tuple(row) for person, row in rows.items()}


def _told(
    period: Period, staffing: Staffing, people: Iterable[Person], in_force: Iterable[Assignment]
) -> dict[str, tuple[tuple[int, str], ...]]:
    """By person, (code, post) of each day of the period as the timeline has it; a day without any shift is unknown."""
    codes = {shift.id: code for code, shift in enumerate(staffing.shifts, start=1)}
    shifts = [
        one
        for one in in_force
        if one.kind is AssignmentKind.SHIFT and period.first <= one.day <= period.last and one.shift in codes
    ]
    known = {period.number(one.day) for one in shifts}
    nothing = [(planning.OFF if number in known else planning.UNKNOWN, "") for number in range(period.days)]
    if not known:
        return {}
    rows = {person.id: [*nothing] for person in people}
    for one in shifts:
        for person in one.people:
            if person in rows:
                rows[person][period.number(one.day)] = (codes[one.shift], one.post)
    return {person: tuple(row) for person, row in rows.items()}
