"""Drills and sittings in force: which of them stay, which are announced already, and who was at them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.drill_report import DrillReport
from services.scheduler.domain.obligation import Obligation
from services.scheduler.domain.span import Span, read_key, span_of
from services.scheduler.horizon.period import Period
from services.scheduler.horizon.scenarios import Turns

Attended = dict[str, list[tuple[int, int]]]
"""By person, the days (numbers of the period, negative before it) and minutes of what she attends beside her shifts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """What is in force of a site's drills, seen from a period that is planned on the day `today`."""

    period: Period
    today: date
    obligations: Mapping[str, Obligation]
    in_force: tuple[Assignment, ...] = ()
    reports: Mapping[str, DrillReport] = field(default_factory=dict)

    @staticmethod
    def of(
        period: Period,
        today: date,
        obligations: Iterable[Obligation],
        in_force: Iterable[Assignment],
        reports: Iterable[DrillReport],
    ) -> "Drilled":
        """From all that is in force, of whatever kind."""
        return Drilled(
            period=period,
            today=today,
            obligations={one.id: one for one in obligations},
            in_force=tuple(one for one in in_force if one.kind is AssignmentKind.DRILL),
            reports={one.id: one for one in reports},
        )

    def stays(self) -> dict[str, Assignment]:
        """By key, what is not planned anew: it lies outside the period, was held, or is for a span that goes on."""
        return {one.id: one for one in self.in_force if self._stays(one)}

    def kept(self) -> tuple[Assignment, ...]:
        """What of it lies in the period: no plan changes it, and a new one still has it."""
        return tuple(one for one in self.stays().values() if self._inside(one))

    def announced(self) -> dict[str, Assignment]:
        """By key, what is planned in the period and nearer than its lead time: people know of it, so it stays."""
        found = {}
        for one in self.in_force:
            obligation = self.obligations.get(one.obligation)
            if obligation is None or one.start is None or self._stays(one):
                continue
            if one.day < self.today + timedelta(days=obligation.lead_days):
                found[one.id] = one
        return found

    def pinned(self) -> dict[str, tuple[int, int]]:
        """By key, day and start of what is announced, as planning counts them."""
        return {
            key: (self.period.number(one.day), self.period.minute(one.start, one.day))
            for key, one in self.announced().items()
            if one.start
        }

    def of_span(self, obligation: Obligation, span: Span) -> list[Assignment]:
        """What stays of an obligation in one span, in the order of days."""
        mine = [one for one in self.stays().values() if one.obligation == obligation.id]
        return sorted((one for one in mine if read_key(one.id).span == span.name), key=lambda one: (one.day, one.id))

    def went(self, one: Assignment) -> frozenset[str]:
        """Who was at it: as reported, else as planned."""
        report = self.reports.get(one.id)
        return frozenset(report.attended if report else one.people)

    def counts(self, one: Assignment) -> bool:
        """Whether its place has had its gathering; one that was not reported is taken as planned."""
        report = self.reports.get(one.id)
        return report is None or report.counts

    def is_over(self, one: Assignment) -> bool:
        """Whether it was held: reported, or its day has gone by."""
        return one.id in self.reports or one.day < self.today

    def turns(self) -> Turns:
        """Which scenarios were played, and which are announced."""
        told = {key: one.scenario for key, one in self.announced().items() if one.scenario}
        return Turns(past=tuple(self.stays().values()), reports=self.reports, announced=told)

    def _stays(self, one: Assignment) -> bool:
        if not self._inside(one) or self.is_over(one):
            return True
        obligation = self.obligations.get(one.obligation)
        # A span that ends after the period is planned by the schedule that covers its end. What the present one would
        # drop nobody would plan again where that schedule is published already.
        return obligation is not None and span_of(obligation.every, one.day).last > self.period.last

    def _inside(self, one: Assignment) -> bool:
        return self.period.first <= one.day <= self.period.last


def attended(drilled: Drilled, drills: Iterable[Assignment], in_force: Iterable[Assignment]) -> Attended:
    """The hours that drills take beside the shifts in force: what lies within a shift is paid as part of it."""
    period = drilled.period
    shifts: dict[str, list[tuple[int, int]]] = {}
    for one in in_force:
        if one.kind is AssignmentKind.SHIFT and (span := _minutes(period, one)):
            for person in one.people:
                shifts.setdefault(person, []).append(span)
    found: Attended = {}
    for one in drills:
        if span := _minutes(period, one):
            start, end = span
            for person in sorted(drilled.went(one)):
                shared = sum(max(0, min(end, to) - max(start, since)) for since, to in shifts.get(person, ()))
                if end - start > shared:
                    found.setdefault(person, []).append((period.number(one.day), end - start - shared))
    return found


def _minutes(period: Period, one: Assignment) -> tuple[int, int] | None:
    """Its minutes from midnight of day 0."""
    if one.start is None or one.end is None:
        return None
    return period.minute(one.start, period.first), period.minute(one.end, period.first)
