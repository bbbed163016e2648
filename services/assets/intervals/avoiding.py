"""How a visit avoids holidays as its plan says: before, after or not at all, and never beyond its legal latest.

Law comes first: where no working day is left within what the law allows, the visit is held on the holiday.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from services.assets.domain.holiday import NO_HOLIDAYS, Days, OnHoliday
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import DAY, Slot

FARTHEST_MOVED = 31
"""Days. No public holiday lasts longer; beyond it something is wrong with the calendar, and the day stays as it is."""
LONGEST_SKIPPED = 100
"""Days. A visit is left out only where the plan comes again by then on a day that is worked; else it moves before."""


@dataclass(frozen=True, slots=True)
class Avoiding:
    """What `plan` makes of the days of its site."""

    plan: MaintenancePlan
    days: Days = NO_HOLIDAYS

    @property
    def is_idle(self) -> bool:
        """Whether the plan is held on every day alike."""
        return self.plan.on_holiday is OnHoliday.WORKED

    def off(self, day: date) -> bool:
        """Whether no visit is to be held on `day`."""
        if self.is_idle:
            return False
        return self.days.is_holiday(day) or (self.plan.weekends_too and not self.days.is_workday(day))

    def provisional(self, slot: Slot) -> bool:
        """Whether the slot may still move, for the holidays of its year are not announced."""
        if self.is_idle:
            return False
        return not all(self.days.is_settled(day) for day in (slot.earliest, slot.due, slot.latest))

    def skipped(self, due: date) -> bool:
        """Whether a visit due on `due` is left out."""
        if self.plan.on_holiday is not OnHoliday.SKIP or not self.off(due):
            return False
        return self.next_held(due) > due

    def next_held(self, due: date) -> date:
        """The day on which the plan comes again after the skipped `due`; `due` itself where that is not soon enough."""
        step = 1
        while (day := self.plan.interval.after(due, step)) - due <= DAY * LONGEST_SKIPPED:
            if not self.off(day):
                return day
            step += 1
        return due

    def best(self, slot: Slot, floor: date, ceiling: date) -> date | None:
        """The day from `floor` to `ceiling` on which the visit is best held; None where all of them are off.

        By law not beyond the slot's latest.
        """
        if not self.off(slot.ideal):
            return slot.ideal
        last = slot.latest if self.plan.law else min(ceiling, slot.ideal + DAY * FARTHEST_MOVED)
        first = max(floor, slot.ideal - DAY * FARTHEST_MOVED)
        before, after = _days(slot.ideal, first, -1), _days(slot.ideal, last, 1)
        if self.plan.on_holiday is OnHoliday.AFTER:
            found = self._worked(after) or self._worked(before)
        else:
            found = self._worked(before)
        # A weekend beside the holiday is better than the holiday.
        near = [day for day in self._open(max(floor, slot.earliest), slot.latest) if day >= floor]
        return found or max((day for day in near if day <= slot.ideal), default=min(near, default=None))

    def in_chain(self, slot: Slot, held: tuple[date, date, date]) -> Slot:
        """A slot of a chain without the days that are off; `held` are earliest, ideal and latest of the one before.

        Whenever in its window that one is held, a day of this window is left within the gaps.
        """
        if self.is_idle:
            return slot
        earliest, ideal, latest = held
        floor = (latest if self.plan.law else ideal) + DAY
        best = self.best(slot, floor, slot.ideal + DAY * FARTHEST_MOVED) or slot.ideal
        last = max(self._last_open(best, slot.latest), min(latest + DAY, slot.latest))
        first = min(next(iter(self._open(slot.earliest, best)), best), best)
        # After a holiday may be later than the plan allows, by law it never is.
        gap_max = (slot.gap_max or 1) + max(0, (best - slot.latest).days)
        # Whoever was there as early as may be has to be there again by then.
        reach = earliest + DAY * gap_max
        if first > reach:
            first = next((day for day in _days(reach + DAY, floor, -1) if not self.off(day)), reach)
        # A window as long as the gap would leave the next visit no day of its own.
        room = DAY * (self.plan.interval.shortest + self.plan.late_days - 1)
        first = max(first, min(reach, best - room))
        last = max(first, min(last, first + room))
        best = min(max(best, first), last)
        return replace(
            slot,
            earliest=first,
            ideal=best,
            latest=last,
            gap_min=max(1, min(slot.gap_min or 1, (best - ideal).days)),
            gap_max=gap_max,
        )

    def in_calendar(self, slot: Slot, before: date, after: date) -> Slot | None:
        """A slot of a calendar without the days that are off, between the due days `before` and `after`.

        None: nothing is left of it, and the law does not ask for it.
        """
        if self.is_idle:
            return slot
        best = self.best(slot, before + DAY, after - DAY)
        if best is None or not before < best < after:
            return slot if self.plan.law else None
        first = min(next(iter(self._open(slot.earliest, best)), best), best)
        return replace(slot, earliest=first, ideal=best, latest=self._last_open(best, slot.latest))

    def _last_open(self, best: date, latest: date) -> date:
        return next((day for day in _days(latest + DAY, best, -1) if not self.off(day)), best)

    def _open(self, first: date, last: date) -> list[date]:
        return [day for day in _days(first - DAY, last, 1) if not self.off(day)]

    def _worked(self, days: Iterator[date]) -> date | None:
        return next((day for day in days if self.days.is_workday(day) and not self.off(day)), None)


def _days(start: date, end: date, step: int) -> Iterator[date]:
    """The days after `start` (before it, where `step` is -1) up to `end` and with it."""
    day = start + DAY * step
    while (day <= end) if step > 0 else (day >= end):
        yield day
        day += DAY * step
