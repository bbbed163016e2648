"""From calendar to planning and back: the only place where days become numbers and minutes become instants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from google.type.date_pb2 import Date

from muster.assets.v1 import maintenance_plan_pb2
from services.runtime.dates import date_from_pb
from services.scheduler.domain.person import Person
from services.scheduler.domain.schedule import Assignment, Counts, Schedule, Shortfall
from services.scheduler.planning.dispatch.problem import Technician
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import ProgrammeProblem, Visit
from services.scheduler.planning.programme.search import relaxations
from services.scheduler.planning.rule import Broken

ANYONE = ""
"""The trade of work that needs no qualification."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The period of a schedule in its site's zone, with what falls due in it and the people who may do it."""

    site: str
    zone: ZoneInfo
    schedule: Schedule
    due: tuple[maintenance_plan_pb2.Occurrence, ...]
    people: tuple[Person, ...]

    def problem(self) -> EstateProblem:
        """The planning problem: days count from the first of the period, minutes from midnight."""
        technicians = tuple(self._technician(person) for person in self.people if person.working_hours)
        visits = tuple(self._visit(occurrence) for occurrence in self.due)
        trades = {visit.trade for visit in visits}
        programme = ProgrammeProblem(
            days=self._days,
            visits=visits,
            capacity={trade: self._capacity(trade) for trade in sorted(trades)},
            last_done={
                visit.chain: self._number(occurrence.last_date)
                for visit, occurrence in zip(visits, self.due, strict=True)
                if visit.chain
            },
        )
        return EstateProblem(programme=programme, technicians=technicians, dispatch_days=self.schedule.dispatch_days)

    def assignments(self, estate: Estate) -> list[Assignment]:
        """What the schedule gives to people, with instants."""
        placed = {one.key: one for one in estate.dispatch.placed}
        found = []
        for occurrence in self.due:
            if occurrence.name not in estate.programme.day:
                continue
            number = estate.programme.day[occurrence.name]
            dispatched = placed.get(occurrence.name)
            day = self.schedule.first + timedelta(days=number)
            found.append(
                Assignment(
                    id=key_of(occurrence.name),
                    display_name=occurrence.display_name,
                    work=occurrence.name,
                    asset=occurrence.asset,
                    day=day,
                    latest=date_from_pb(occurrence.latest_date, "latest_date"),
                    trade=occurrence.trade,
                    start=self.instant(day, dispatched.start) if dispatched else None,
                    end=self.instant(day, dispatched.end) if dispatched else None,
                    people=tuple(sorted(dispatched.people)) if dispatched else (),
                    schedule=self.schedule.id,
                )
            )
        return found

    def shortfalls(self, problem: EstateProblem, estate: Estate, broken: Sequence[Broken]) -> tuple[Shortfall, ...]:
        """What could not be kept, with causes and the nearest relaxations."""
        left = {**estate.programme.left, **estate.dispatch.left}
        found = []
        for one in broken:
            near = [
                text
                for item in one.items
                if item in estate.programme.left
                for text in relaxations(problem.programme, estate.programme, item)
            ]
            found.append(
                Shortfall(
                    rule=one.rule,
                    tier=one.tier.name.lower(),
                    amount=one.amount,
                    items=one.items,
                    people=tuple(f"people/{person}" for person in one.people),
                    cause=next((left[item] for item in one.items if item in left), ""),
                    relaxations=tuple(near),
                )
            )
        return tuple(found)

    def counts(self, estate: Estate) -> Counts:
        """How many visits are due, have a day, have minutes and people."""
        within = [one.name for one in self.due if self._number(one.due_date) < self._days]
        return Counts(
            due=len(within),
            planned=sum(name in estate.programme.day for name in within),
            dispatched=len(estate.dispatch.placed),
        )

    def instant(self, day: date, minute: int) -> datetime:
        """The instant of a minute of a local day; minutes past 1440 lie on the next."""
        # Minutes are read on the wall clock: a shift at 07:00 stays at 07:00 when the clocks change.
        local = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        return local.astimezone(UTC)

    @property
    def _days(self) -> int:
        return (self.schedule.last - self.schedule.first).days + 1

    def _number(self, day: Date) -> int:
        return (date_from_pb(day, "date") - self.schedule.first).days

    def _visit(self, occurrence: maintenance_plan_pb2.Occurrence) -> Visit:
        chained = occurrence.sequence > 0
        plan = occurrence.name.split("/occurrences/")[0]
        return Visit(
            key=occurrence.name,
            asset=occurrence.asset,
            earliest=self._number(occurrence.earliest_date),
            ideal=self._number(occurrence.ideal_date),
            due=self._number(occurrence.due_date),
            latest=self._number(occurrence.latest_date),
            minutes=occurrence.minutes,
            crew=occurrence.crew,
            trade=occurrence.trade or ANYONE,
            chain=plan if chained else "",
            sequence=occurrence.sequence,
            gap_min=occurrence.gap_min_days if chained else None,
            gap_max=occurrence.gap_max_days if chained else None,
            outage_minutes=occurrence.outage_minutes,
            law=occurrence.law,
        )

    def _technician(self, person: Person) -> Technician:
        assert person.working_hours is not None
        hours = person.working_hours
        # Only the dispatched days need people by name; a card that ends later is still good for them.
        dispatched = self.schedule.first + timedelta(days=max(0, self.schedule.dispatch_days - 1))
        held = frozenset(q.id for q in person.qualifications if q.valid(min(dispatched, self.schedule.last)))
        return Technician(
            id=person.id,
            trades=held | {ANYONE},
            shifts={day: (hours.start, hours.start + hours.minutes) for day in self._working_days(person)},
        )

    def _capacity(self, trade: str) -> tuple[int, ...]:
        minutes = [0] * self._days
        for person in self.people:
            if person.working_hours:
                for day in self._working_days(person):
                    if person.may(trade, self.schedule.first + timedelta(days=day)):
                        minutes[day] += person.working_hours.minutes
        return tuple(minutes)

    def _working_days(self, person: Person) -> list[int]:
        assert person.working_hours is not None
        weekdays = set(person.working_hours.weekdays)
        return [n for n in range(self._days) if (self.schedule.first + timedelta(days=n)).weekday() in weekdays]


def key_of(occurrence: str) -> str:
    """The key of a job, stable over re-solves: "job/{plan}/{due}"."""
    _, _, _, plan, _, due = occurrence.split("/")
    return f"job/{plan}/{due}"
