"""The day that is running: what has begun stays as it is, and nobody can work in the hours that are gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.horizon.bound import Spans
from services.scheduler.horizon.period import DAY_MINUTES, Period
from services.scheduler.planning.programme.problem import ProgrammeProblem

WORKED_HOURS = 480, 1020
"""Between these minutes most work is done; how much of them is left is how much of a trade is left for the day."""


@dataclass(frozen=True, slots=True)
class Running:
    """A period at an instant; None: before it begins, as planning ahead sees it."""

    period: Period
    now: datetime | None

    @property
    def day(self) -> int | None:
        """The number of today, where it lies in the period."""
        if self.now is None:
            return None
        number = self.period.number(self.now.astimezone(self.period.zone).date())
        return number if 0 <= number < self.period.days else None

    @property
    def minute(self) -> int:
        """The minutes of the period that are gone, in whole ones; 0 before it begins."""
        if self.now is None or self.day is None:
            return 0
        return self.period.minute(self.now, self.period.first)

    def kept(self, in_force: Iterable[Assignment], due: Mapping[str, bool]) -> tuple[Assignment, ...]:
        """The jobs of the period that stay as they are: begun today, or done and nobody's to plan any more.

        `due` are the keys of what has to be planned, and whether it waits for something.
        """
        if self.now is None:
            return ()
        today = self.now.astimezone(self.period.zone).date()
        found = []
        for one in in_force:
            inside = one.kind is AssignmentKind.JOB and self.period.first <= one.day <= self.period.last
            if not inside or one.start is None or one.start > self.now:
                continue
            begun = one.day == today or (one.end is not None and one.end > self.now)
            if one.id not in due or (begun and not due[one.id]):
                found.append(one)
        return tuple(found)

    def busy(self, people: Iterable[str], spans: Spans) -> Spans:
        """`spans` with the hours that are gone; what overlaps is one span."""
        gone = self.minute
        if not gone:
            return {person: _joined(list(taken)) for person, taken in spans.items()}
        return {person: _joined([(-DAY_MINUTES, gone), *spans.get(person, ())]) for person in {*people, *spans}}

    def programme(self, asked: ProgrammeProblem, standing: Mapping[str, int]) -> ProgrammeProblem:
        """What the trades offer today, less what is gone; never less than what stands (visit: day) takes anyway."""
        today = self.day
        if today is None or self.now is None:
            return asked
        first, last = WORKED_HOURS
        minute = self.minute - today * DAY_MINUTES
        left = max(0.0, min(1.0, (last - minute) / (last - first)))
        there = [one for one in asked.visits if standing.get(one.key) == today and not one.contractor]
        minutes = {trade: sum(one.work for one in there if one.trade == trade) for trade in asked.capacity}
        crews = {trade: asked.crews_for([one for one in there if one.trade == trade]) for trade in asked.crews}
        return replace(
            asked,
            capacity={trade: _less(row, today, left, minutes[trade]) for trade, row in asked.capacity.items()},
            crews={trade: _less(row, today, left, crews[trade]) for trade, row in asked.crews.items()},
        )


def _less(row: Sequence[int], today: int, left: float, least: int) -> tuple[int, ...]:
    whole = row[today] if today < len(row) else 0
    rest = max(round(whole * left), least)
    return tuple(rest if day == today else offered for day, offered in enumerate(row))


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found
