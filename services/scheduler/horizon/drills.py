"""Obligations as gatherings that a period asks for, and who may and who must take part."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from services.scheduler.domain.contract import REST_MINUTES
from services.scheduler.domain.obligation import Obligation, ObligationKind
from services.scheduler.domain.person import Brigade, Person
from services.scheduler.domain.span import spans
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.bound import Bound, fixed_hours
from services.scheduler.horizon.drilled import Attended, Drilled
from services.scheduler.horizon.gatherings import Asking
from services.scheduler.horizon.period import DAY_MINUTES, Period
from services.scheduler.planning.coupling import Attendee, Cap
from services.scheduler.planning.drills.problem import NIGHT, Duty, Gathering
from services.scheduler.planning.roster.problem import Person as Rostered
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.rules import months_of, week_limits

__all__ = ["Obliged", "attendees", "obliged", "spans"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obliged:
    """What a period asks for: gatherings, and who has to be at one of them."""

    gatherings: tuple[Gathering, ...]
    duties: tuple[Duty, ...]
    spacing: dict[str, int]
    night_least: dict[str, int]
    pinned: dict[str, tuple[int, int]] = field(default_factory=dict)

    def reserved(self, roster: RosterProblem) -> RosterProblem:
        """The roster with room in everybody's hours for what she has to attend."""
        by_key = {one.key: one for one in self.gatherings}
        kept: dict[str, list[tuple[int, int, int]]] = {}
        for duty in self.duties:
            days = [day for key in duty.gatherings for day in by_key[key].days]
            if days:
                minutes = max(by_key[key].minutes for key in duty.gatherings)
                kept.setdefault(duty.person, []).append((min(days), max(days), minutes))
        people = (replace(one, reserved=(*one.reserved, *kept.get(one.id, ()))) for one in roster.people)
        return replace(roster, people=tuple(people))


def with_attended(roster: RosterProblem, attended: Attended) -> RosterProblem:
    """The roster with the hours of drills that stay as they are, in the period and in the months that reach into it."""
    people = (
        replace(one, reserved=(*one.reserved, *((day, day, minutes) for day, minutes in attended.get(one.id, ()))))
        for one in roster.people
    )
    return replace(roster, people=tuple(people))


def obliged(period: Period, staffing: Staffing, people: Sequence[Person], drilled: Drilled) -> Obliged:
    """The gatherings of every calendar span that ends in the period, without those that stay, and with make-ups."""
    pinned = drilled.pinned()
    gatherings: list[Gathering] = []
    duties: list[Duty] = []
    for obligation in staffing.obligations:
        asking = Asking.of(period, staffing, obligation, people, drilled)
        for span in spans(obligation.every, period.first, period.last):
            asked = asking.gatherings(span)
            gatherings += asked
            keys = tuple(one.key for one in asked)
            duties += [Duty(person=one.id, gatherings=keys) for one in asking.lacking(span) if asked]
    asked_for = Counter(one.obligation for one in gatherings)
    return Obliged(
        gatherings=tuple(gatherings),
        duties=tuple(duties),
        spacing={one.id: one.spacing_days for one in staffing.obligations if one.kind is ObligationKind.DRILL},
        # What the year asks for beyond the gatherings of this period is for those of the next.
        night_least={
            one.id: least
            for one in staffing.obligations
            if (least := min(asked_for[one.id], _nights_left(period, one, drilled))) > 0
        },
        pinned={one.key: pinned[one.key] for one in gatherings if one.key in pinned},
    )


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


def _nights_left(period: Period, obligation: Obligation, drilled: Drilled) -> int:
    """How many night drills of this calendar year are still to be held; asked for as soon as there is a period."""
    held = 0
    for one in drilled.stays().values():
        report = drilled.reports.get(one.id)
        begun = report.held if report else one.start
        if one.obligation == obligation.id and begun is not None and drilled.counts(one):
            day = begun.astimezone(period.zone).date()
            held += day.year == period.last.year and NIGHT[0] <= period.minute(begun, day) <= NIGHT[1]
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
            known += _attended(person, block)
            caps.append((inside, most - known))
        for month in months_of(roster, len(person.history)):
            inside = [number for number in month if number >= 0]
            known = sum(_worked(roster, person.history, number) for number in month if number < 0)
            known += _attended(person, month)
            caps.append((inside, roster.ordinary(person, month) + contract.overtime_month - known))
        found[person.id] = tuple(Cap(first=days[0], last=days[-1], most=max(0, most)) for days, most in caps if days)
    return found


def _attended(person: Rostered, days: Collection[int]) -> int:
    """Minutes of the drills that stay on one of the days."""
    return sum(minutes for first, last, minutes in person.reserved if first == last and first in days)


def _worked(roster: RosterProblem, history: tuple[int, ...], number: int) -> int:
    """Minutes of a day before the period; none where it is not known."""
    if len(history) + number < 0:
        return 0
    code = history[number]
    return roster.shifts[code - 1].worked if code else 0
