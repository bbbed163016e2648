"""Obligations as gatherings that a period asks for, and who may and who must take part."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import BRIGADE, REST_MINUTES
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Brigade, Person
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.bound import Bound, fixed_hours
from services.scheduler.horizon.period import DAY_MINUTES, Period
from services.scheduler.planning.coupling import Attendee, Cap
from services.scheduler.planning.drills.problem import NIGHT, Duty, Gathering
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.rules import months_of, week_limits
from services.scheduler.planning.rule import Tier

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A calendar month, quarter, half-year or year: its name ("2027-q1") and days, both inclusive."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Obliged:
    """What a period asks for: gatherings, and who has to be at one of them."""

    gatherings: tuple[Gathering, ...]
    duties: tuple[Duty, ...]
    spacing: dict[str, int]
    night_least: dict[str, int]

    def reserved(self, roster: RosterProblem) -> RosterProblem:
        """The roster with room in everybody's hours for what she has to attend."""
        by_key = {one.key: one for one in self.gatherings}
        kept: dict[str, list[tuple[int, int, int]]] = {}
        for duty in self.duties:
            days = [day for key in duty.gatherings for day in by_key[key].days]
            if days:
                minutes = max(by_key[key].minutes for key in duty.gatherings)
                kept.setdefault(duty.person, []).append((min(days), max(days), minutes))
        people = (replace(one, reserved=tuple(kept.get(one.id, ()))) for one in roster.people)
        return replace(roster, people=tuple(people))


def obliged(
    period: Period, staffing: Staffing, people: tuple[Person, ...], in_force: Iterable[Assignment], today: date
) -> Obliged:
    """The gatherings of every calendar span that ends in the period, without those that stand already."""
    stands = {one.id: one for one in in_force if _stands(period, one, today)}
    gatherings: list[Gathering] = []
    duties: list[Duty] = []
    for obligation in staffing.obligations:
        concerned = [one for one in people if _concerned(one, obligation)]
        near = _too_near(obligation, stands.values())
        for span in spans(obligation.every, period.first, period.last):
            asked = [
                _gathering(period, staffing, obligation, span, place, concerned, today, near)
                for place in _places(obligation)
                if key_of(obligation, span, place) not in stands
            ]
            gatherings += asked
            attended = {
                person for key, one in stands.items() if key in _keys(obligation, span) for person in one.people
            }
            duties += [
                Duty(person=one.id, gatherings=tuple(gathering.key for gathering in asked))
                for one in concerned
                if asked and one.id not in attended
            ]
    asked_for = Counter(one.obligation for one in gatherings)
    return Obliged(
        gatherings=tuple(gatherings),
        duties=tuple(duties),
        spacing={one.id: one.spacing_days for one in staffing.obligations if one.kind is ObligationKind.DRILL},
        # What the year asks for beyond the gatherings of this period is for those of the next.
        night_least={
            one.id: least
            for one in staffing.obligations
            if (least := min(asked_for[one.id], _nights_left(period, one, stands.values()))) > 0
        },
    )


def kept(period: Period, in_force: Iterable[Assignment], today: date) -> tuple[Assignment, ...]:
    """The drills of the period that were held before today: no plan changes them, and a new one still has them."""
    return tuple(one for one in in_force if _stands(period, one, today) and period.first <= one.day <= period.last)


def _stands(period: Period, one: Assignment, today: date) -> bool:
    """Whether it is a drill that is not planned anew: outside the period, or already held."""
    return one.kind is AssignmentKind.DRILL and (not period.first <= one.day <= period.last or one.day < today)


def attendees(
    period: Period, staffing: Staffing, people: Iterable[Person], roster: RosterProblem | None, bound: Bound
) -> tuple[Attendee, ...]:
    """Everybody who may take part, with the caps that her contract sets to her hours."""
    caps = _caps(period, roster) if roster else {}
    rests = {contract.id: contract.rest_minutes for contract in staffing.contracts}
    elsewhere = bound.away()
    working = bound.working()
    before, after = bound.next_to()
    return tuple(
        Attendee(
            id=one.id,
            brigade=one.brigade is not Brigade.NONE,
            # A certificate that ends inside the period is not counted on for a drill.
            holds=frozenset(q.id for q in one.qualifications if q.valid(period.last)),
            away=frozenset(
                number
                for number in range(period.days)
                if one.away(period.day(number)) or number in elsewhere.get(one.id, ())
            ),
            busy=tuple(sorted(working.get(one.id, ()))),
            rest_minutes=rests.get(one.contract, REST_MINUTES),
            caps=caps.get(one.id, ()),
            before=before.get(one.id) or _fixed(period, one, -1),
            after=after.get(one.id) or _fixed(period, one, period.days),
        )
        for one in people
        if one.serves(staffing.id)
    )


def _fixed(period: Period, one: Person, number: int) -> tuple[int, int] | None:
    """Her fixed hours on a day next to the period, in minutes from midnight of day 0."""
    hours, midnight = fixed_hours(period, one, number), number * DAY_MINUTES
    return (midnight + hours[0], midnight + hours[1]) if hours else None


def spans(every: Every, first: date, last: date) -> Iterator[Span]:
    """The calendar spans that end from `first` to `last`: what begins later can still be held later."""
    begin = date(first.year, (first.month - 1) // every.months * every.months + 1, 1)
    while True:
        year, month = divmod(begin.year * 12 + begin.month - 1 + every.months, 12)
        following = date(year, month + 1, 1)
        end = following - DAY
        if end > last:
            return
        if end >= first:
            yield Span(_name(every, begin), begin, end)
        begin = following


def key_of(obligation: Obligation, span: Span, place: str) -> str:
    """The key of a drill, stable over re-solves."""
    return f"drill/{obligation.id}/{span.name}/{place}"


def turn(obligation: Obligation, key: str) -> int:
    """Whose turn it is among the scenarios: one further with each calendar span, and with each place of a span."""
    _, _, span, place = key.split("/")
    year, _, part = span.partition("-")
    number = int(year) * (12 // obligation.every.months) + (int(part.lstrip("qh")) - 1 if part else 0)
    places = _places(obligation)
    return number + (places.index(place) if place in places else 0)


def _name(every: Every, begin: date) -> str:
    if every is Every.MONTH:
        return f"{begin:%Y-%m}"
    letter = {Every.QUARTER: "q", Every.HALF_YEAR: "h", Every.YEAR: ""}[every]
    return f"{begin.year}-{letter}{(begin.month - 1) // every.months + 1}" if letter else str(begin.year)


def _places(obligation: Obligation) -> tuple[str, ...]:
    if obligation.kind is ObligationKind.TRAINING:
        return tuple(str(number) for number in range(1, obligation.sittings + 1))
    return obligation.each or ("site",)


def _keys(obligation: Obligation, span: Span) -> set[str]:
    return {key_of(obligation, span, place) for place in _places(obligation)}


def _concerned(one: Person, obligation: Obligation) -> bool:
    return one.contract in obligation.everyone or (BRIGADE in obligation.everyone and one.brigade is not Brigade.NONE)


def _too_near(obligation: Obligation, stands: Iterable[Assignment]) -> frozenset[date]:
    """The days that are too near to a drill of the obligation that stands."""
    if obligation.kind is not ObligationKind.DRILL:
        return frozenset()
    reach = range(1 - obligation.spacing_days, obligation.spacing_days)
    return frozenset(one.day + n * DAY for one in stands if one.obligation == obligation.id for n in reach)


def _gathering(
    period: Period,
    staffing: Staffing,
    obligation: Obligation,
    span: Span,
    place: str,
    concerned: Iterable[Person],
    today: date,
    near: frozenset[date],
) -> Gathering:
    soonest = max(span.first, today + obligation.lead_days * DAY)
    open_days = tuple(
        number
        for number in period.numbers(soonest, span.last)
        if period.day(number) not in period.holidays
        and not any(days.holds(period.day(number)) for days in staffing.blackout)
    )
    far = tuple(number for number in open_days if period.day(number) not in near)
    return Gathering(
        key=key_of(obligation, span, place),
        obligation=obligation.id,
        place=place,
        # The distance is a wish, holding it at all is not.
        days=far or open_days,
        earliest=obligation.earliest,
        latest=obligation.latest,
        minutes=obligation.minutes,
        brigade_least=obligation.brigade_least,
        leader=obligation.leader,
        everyone=frozenset(one.id for one in concerned),
        night_counts=bool(obligation.night_least),
        # The law's floor is for the site as a whole and lower than the target; missing the target breaks no law.
        tier=Tier.LEGAL if obligation.floor_every is obligation.every and len(obligation.each) <= 1 else Tier.CONTRACT,
    )


def _nights_left(period: Period, obligation: Obligation, stands: Iterable[Assignment]) -> int:
    """How many night drills of this calendar year are still to be held; asked for as soon as there is a period."""
    held = sum(
        one.obligation == obligation.id
        and one.day.year == period.last.year
        and one.start is not None
        and NIGHT[0] <= period.minute(one.start, one.day) <= NIGHT[1]
        for one in stands
    )
    return obligation.night_least - held


def _caps(period: Period, roster: RosterProblem) -> dict[str, tuple[Cap, ...]]:
    """The weekly limits and the monthly ones of everybody on the roster, cut to the days of the period."""
    found = {}
    for person in roster.people:
        contract = roster.contract_of(person)
        caps = []
        for block, most in week_limits(roster, contract):
            inside = [number for number in block if number >= 0]
            known = sum(_worked(roster, person.history, number) for number in block if number < 0)
            caps.append((inside, most - known))
        for month in months_of(roster, len(person.history)):
            inside = [number for number in month if number >= 0]
            known = sum(_worked(roster, person.history, number) for number in month if number < 0)
            caps.append((inside, roster.norm(person, month) + contract.overtime_month - known))
        found[person.id] = tuple(Cap(first=days[0], last=days[-1], most=max(0, most)) for days, most in caps if days)
    return found


def _worked(roster: RosterProblem, history: tuple[int, ...], number: int) -> int:
    """Minutes of a day before the period; none where it is not known."""
    if len(history) + number < 0:
        return 0
    code = history[number]
    return roster.shifts[code - 1].minutes if code else 0
