"""Staffing and people as a roster to be made, and the shifts in force as what came before it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import Person
from services.scheduler.domain.shift import Post
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.guard import MONTH_DAYS, guard
from services.scheduler.horizon.period import Period
from services.scheduler.horizon.rules import severities
from services.scheduler.horizon.shifts import ShiftTypes
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.roster import problem as planning
from services.scheduler.planning.roster.rules import FAIR_DAYS

EPOCH = date(2001, 1, 1)
"""A Monday from which weeks are counted, so that the blocks over which hours are averaged are the same in each plan."""


def limits_days(staffing: Staffing) -> int:
    """How many days before a period its limits of hours look back: the month, and the longest block of averaged
    weeks."""
    weeks = max((contract.averaging_weeks for contract in staffing.contracts), default=1)
    return min(planning.LONGEST_HISTORY, max(MONTH_DAYS, 7 * weeks))


def history_days(staffing: Staffing) -> int:
    """How many days before a period its rules look back: as far as limits of hours, and the quarter over which nights
    and weekends are evened out."""
    return max(FAIR_DAYS, limits_days(staffing))


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
    shifts = ShiftTypes.of(period, staffing.shifts, limits_days(staffing))
    before = _history(period, staffing, shifts, people, in_force)
    told = _told(period, shifts, people, in_force)
    ids = {one.id for one in people}
    return planning.RosterProblem(
        days=period.days,
        first_weekday=period.first.weekday(),
        first_week=(period.first - EPOCH).days // 7,
        shifts=shifts.all,
        contracts=tuple(_contract(one) for one in staffing.contracts),
        people=tuple(
            guard(
                *(period, staffing, shifts, one),
                history=before.get(one.id, ()),
                taken=taken.get(one.id, []),
                told=told.get(one.id, ()),
                rostered=ids,
            )
            for one in people
        ),
        posts=tuple(
            planning.Post(id=post.id, heads=heads(period, shifts, post), needs=tuple(sorted(post.needs)))
            for post in staffing.posts
        ),
        holidays=period.free_days,
        months=period.months,
        severities=tuple(severities(staffing)),
    )


def heads(period: Period, shifts: ShiftTypes, post: Post) -> tuple[tuple[int, ...], ...]:
    """`[day][shift]`: how many people the post needs."""
    return tuple(
        tuple(
            sum(
                coverage.heads
                for coverage in post.coverage
                if there and coverage.shift == shift.id and period.weekday(number) in coverage.days
            )
            for shift, there in zip(shifts.all, shifts.on(number), strict=True)
        )
        for number in range(period.days)
    )


def stints(
    period: Period, assignments: Iterable[Assignment], staffing: Staffing | None = None
) -> dict[str, tuple[Stint | None, ...]]:
    """Shifts that are in force, as stints of the period; those on which people are on call, at home, are none."""
    at_home = {shift.id for shift in staffing.shifts if shift.on_call} if staffing else set()
    found: dict[str, list[Stint | None]] = {}
    for one in assignments:
        number = period.number(one.day)
        if one.kind is AssignmentKind.SHIFT and one.start and one.end and 0 <= number < period.days:
            if one.shift in at_home:
                continue
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
        weekends=one.weekends,
        least_days_in_row=one.least_days_in_row,
        days_off_in_row=one.days_off_in_row,
        free_weekdays=one.free_weekdays,
        shift_counts=tuple(
            planning.ShiftCount(shift=count.shift, least=count.least, most=count.most, monthly=count.monthly)
            for count in one.shift_counts
        ),
        forbidden=tuple((pair.first, pair.then) for pair in one.forbidden),
        reliever_price=one.reliever_price,
    )


def _history(
    period: Period, staffing: Staffing, shifts: ShiftTypes, people: Iterable[Person], in_force: Iterable[Assignment]
) -> dict[str, tuple[int, ...]]:
    """The codes of the days before, by person; equally long for all, empty where no roster was in force."""
    since = period.first - timedelta(days=history_days(staffing))
    past = [
        one
        for one in in_force
        if one.kind is AssignmentKind.SHIFT and since <= one.day < period.first and one.shift in shifts
    ]
    if not past:
        return {}
    length = (period.first - min(one.day for one in past)).days
    rows = {person.id: [planning.OFF] * length for person in people}
    for one in past:
        for person in one.people:
            if person in rows:
                number = period.number(one.day)
                rows[person][length + number] = shifts.code(one.shift, number)
    return {person: tuple(row) for person, row in rows.items()}


def _told(
    period: Period, shifts: ShiftTypes, people: Iterable[Person], in_force: Iterable[Assignment]
) -> dict[str, tuple[tuple[int, str], ...]]:
    """By person, (code, post) of each day of the period as the timeline has it; a day without any shift is unknown."""
    here = [
        one
        for one in in_force
        if one.kind is AssignmentKind.SHIFT and period.first <= one.day <= period.last and one.shift in shifts
    ]
    known = {period.number(one.day) for one in here}
    nothing = [(planning.OFF if number in known else planning.UNKNOWN, "") for number in range(period.days)]
    if not known:
        return {}
    rows = {person.id: [*nothing] for person in people}
    for one in here:
        number = period.number(one.day)
        for person in one.people:
            if person in rows:
                rows[person][number] = (shifts.code(one.shift, number), one.post)
    return {person: tuple(row) for person, row in rows.items()}
