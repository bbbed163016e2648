"""What binds people beside a schedule: other sites, drills and jobs that stay, shifts on either side of its period."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.person import Person
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.period import DAY_MINUTES, Period

Spans = dict[str, list[tuple[int, int]]]
"""By person, minutes from midnight of day 0: first and last (exclusive)."""


def fixed_hours(period: Period, one: Person, number: int) -> tuple[int, int] | None:
    """First and last minute of somebody's fixed hours on a day; None where she has none, on leave and on holidays."""
    hours, day = one.working_hours, period.day(number)
    if not hours or day.weekday() not in hours.weekdays or day in period.holidays or one.away(day):
        return None
    return hours.start, hours.start + hours.minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What is in force and stays as it is, beside a schedule's period."""

    period: Period
    elsewhere: tuple[Assignment, ...] = ()
    drills: tuple[Assignment, ...] = ()
    jobs: tuple[Assignment, ...] = ()
    """Jobs that are not planned anew; those without minutes bind nobody."""
    around: tuple[Assignment, ...] = ()
    """Shifts at this site outside the period."""
    announced: tuple[Assignment, ...] = ()
    """Drills that are planned anew at their own time: a roster leaves free for it who was told to come."""

    def busy(self) -> Spans:
        """The minutes in which people are elsewhere, at a drill or at a job that stays."""
        return self._spans((*self.elsewhere, *self.drills, *self.jobs))

    def working(self) -> Spans:
        """The minutes in which people are at a job that stays."""
        return self._spans(self.jobs)

    def taken(self, people: Iterable[Person], staffing: Staffing) -> Spans:
        """The minutes in which nobody can be given a shift: elsewhere, at drills that stay or are announced, in the
        rest beside shifts.

        A job is done within a shift and keeps nobody from it. Shifts here before the period are not among them, they
        are the roster's history.
        """
        rests = {contract.id: contract.rest_minutes for contract in staffing.contracts}
        rest_of = {one.id: rests.get(one.contract, 0) for one in people}
        taken = self._spans((*self.elsewhere, *self.drills, *self.announced))
        shifts = [one for one in self.elsewhere if one.kind is AssignmentKind.SHIFT]
        shifts += [one for one in self.around if one.day > self.period.last]
        for person, spans in self._spans(shifts).items():
            rest = rest_of.get(person, 0)
            taken.setdefault(person, []).extend((start - rest, end + rest) for start, end in spans)
        return taken

    def away(self) -> dict[str, set[int]]:
        """By person, the days on which they are at another site."""
        found: dict[str, set[int]] = {}
        for person, spans in self._spans(self.elsewhere).items():
            days = {day for start, end in spans for day in range(start // DAY_MINUTES, (end - 1) // DAY_MINUTES + 1)}
            found[person] = days
        return found

    def next_to(self) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]]]:
        """By person, the last shift before the period and the first after it."""
        before: dict[str, tuple[int, int]] = {}
        after: dict[str, tuple[int, int]] = {}
        for person, spans in self._spans(self.around).items():
            ahead = [span for span in spans if span[0] < 0]
            behind = [span for span in spans if span[0] >= self.period.days * DAY_MINUTES]
            if ahead:
                before[person] = max(ahead)
            if behind:
                after[person] = min(behind)
        return before, after

    def _spans(self, assignments: Iterable[Assignment]) -> Spans:
        found: Spans = {}
        for one in assignments:
            if one.start and one.end:
                span = tuple(self.period.minute(instant, self.period.first) for instant in (one.start, one.end))
                for person in one.people:
                    found.setdefault(person, []).append((span[0], span[1]))
        return found
