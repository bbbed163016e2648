"""The slots of one plan: a chain that counts from the last visit, or the days of the calendar."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from services.assets.domain.holiday import NO_HOLIDAYS, Days
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import DAY, Slot
from services.assets.intervals.avoiding import Avoiding


@dataclass(frozen=True, slots=True)
class Held:
    """When a visit was held, or may be: on any day from `earliest` to `latest`, best on `ideal`."""

    earliest: date
    ideal: date
    latest: date


@dataclass(frozen=True, slots=True)
class Chain:
    """A floating plan as it is on the day `first`.

    Each visit is due one interval after the ideal day of the one before, so windows do not widen along the chain, and
    any day of a window can be followed by one of the next within the gaps. An overdue visit comes once; the next ones
    count from `first`, when it can be held at the soonest.
    """

    plan: MaintenancePlan
    first: date
    days: Days = NO_HOLIDAYS

    def begin(self) -> Slot:
        """The slot after the last completed visit."""
        return self._slot(self.held(None), 1)

    def following(self, slot: Slot) -> Slot:
        """The slot that counts from `slot`."""
        return self._slot(self.held(slot), slot.sequence + 1)

    def held(self, slot: Slot | None) -> Held:
        """What the next slot counts from."""
        if slot is None:
            return Held(self.plan.anchor, self.plan.anchor, self.plan.anchor)
        if slot.due < self.first:
            return Held(self.first, self.first, self.first)
        return Held(slot.earliest, slot.ideal, slot.latest)

    def _slot(self, before: Held, sequence: int) -> Slot:
        plan, avoiding = self.plan, Avoiding(self.plan, self.days)
        # Months differ: the shortest gap from any day on which the visit before may be held is legal from all of them.
        begin, end = (before.earliest, before.latest) if plan.law else (before.ideal, before.ideal)
        gap = plan.interval.shortest_from(begin, end)
        soonest, due = before.earliest + DAY * gap, before.ideal + DAY * gap
        gap_max = gap + plan.late_days
        if plan.season and due not in plan.season:
            # Out of the season nothing is due, so the pause is no gap.
            soonest, due = plan.season.begins(soonest), plan.season.begins(due)
            gap_max = (due - before.earliest).days + plan.late_days
        if avoiding.skipped(due):
            left_out = avoiding.next_held(due) - due
            soonest, due = soonest + left_out, due + left_out
            gap, gap_max = gap + left_out.days, gap_max + left_out.days
        slot = window(plan, due, sequence, soonest=soonest, gap_min=max(1, gap - plan.early_days), gap_max=gap_max)
        return avoiding.in_chain(slot, (before.earliest, before.ideal, before.latest)).after(before.latest)


@dataclass(frozen=True, slots=True)
class Calendar:
    """A fixed plan from `first` on, with the latest overdue day before it, if that is not done."""

    plan: MaintenancePlan
    first: date
    days: Days = NO_HOLIDAYS

    def begin(self) -> Slot:
        """The slot of the first day of `dues`."""
        return self._slot(next(self._dues(self.first)))

    def following(self, slot: Slot) -> Slot:
        """The slot of the next due day."""
        later = self._dues(max(self.first, slot.due + DAY))
        return self._slot(next(day for day in later if day > slot.due))

    def held(self, slot: Slot | None) -> Held:
        """When the visit is held; before the first one nothing is known."""
        return Held(slot.earliest, slot.ideal, slot.latest) if slot else Held(date.min, date.min, date.min)

    def _dues(self, first: date) -> Iterator[date]:
        if Avoiding(self.plan, self.days).is_idle:
            return dues(self.plan, first)
        return dues(self.plan, first, lambda due: self._avoiding(due) is not None)

    def _slot(self, due: date) -> Slot:
        return self._avoiding(due) or window(self.plan, due)

    def _avoiding(self, due: date) -> Slot | None:
        """The slot of a due day; None where it is left out for holidays."""
        avoiding = Avoiding(self.plan, self.days)
        slot = window(self.plan, due)
        if avoiding.is_idle:
            return slot
        if avoiding.skipped(due):
            return None
        step = self.plan.interval.first_step(self.plan.anchor, due)
        before, after = (self.plan.interval.after(self.plan.anchor, step + by) for by in (-1, 1))
        return avoiding.in_calendar(slot, before, after)


Backbone = Chain | Calendar
"""Gives the slots of a plan one after the other: `begin`, then `following`; `held` says what the next counts from."""


def backbone(plan: MaintenancePlan, first: date, days: Days = NO_HOLIDAYS) -> Backbone:
    """The slots of `plan` as they are on the day `first`."""
    return Chain(plan, first, days) if plan.floating else Calendar(plan, first, days)


def dues(plan: MaintenancePlan, first: date, counts: Callable[[date], bool] = lambda _: True) -> Iterator[date]:
    """The due days of a fixed plan from `first` on, without end; before them the latest that is overdue, if one is.

    What lies before the anchor, out of the season, not after the last one that is done, or does not count, is not due.
    """
    begin = max(plan.anchor, plan.done + DAY) if plan.done else plan.anchor
    step = plan.interval.first_step(plan.anchor, max(first, begin))
    for before in range(step - 1, -1, -1):
        day = plan.interval.after(plan.anchor, before)
        if day < begin:
            break
        if (plan.season is None or day in plan.season) and counts(day):
            yield day
            break
    while True:
        day = plan.interval.after(plan.anchor, step)
        if day >= begin and (plan.season is None or day in plan.season) and counts(day):
            yield day
        step += 1


def window(
    plan: MaintenancePlan,
    due: date,
    sequence: int = 0,
    *,
    soonest: date | None = None,
    gap_min: int | None = None,
    gap_max: int | None = None,
) -> Slot:
    """Where the visit of `plan` that is due on `due` goes; see Slot."""
    return Slot(
        sequence=sequence,
        earliest=due - DAY * plan.early_days,
        # What is late by law is late on the day itself: a day in hand where one is allowed.
        ideal=due - DAY * (min(1, plan.early_days) if plan.law else 0),
        due=due,
        latest=due + DAY * plan.late_days,
        soonest=soonest or due,
        gap_min=gap_min,
        gap_max=gap_max,
    )
