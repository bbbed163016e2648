"""How the plans of a family share their visits: each slot of the smallest is one visit, larger ones ride on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.assets.domain.holiday import NO_HOLIDAYS, Days
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import DAY, Slot
from services.assets.intervals.avoiding import Avoiding
from services.assets.intervals.backbone import Backbone, Calendar, Chain, Held, backbone, window
from services.assets.intervals.family import Family

LONGEST_EXTRA = 4
"""Days by which one interval may be longer than its shortest, and one."""
Ride = tuple[MaintenancePlan, Slot]
"""A larger plan, and where its visit would go if it went alone."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of `plan`, and the larger plans it fulfils as well."""

    plan: MaintenancePlan
    slot: Slot
    includes: tuple[Ride, ...] = ()


class Rider:
    """A larger plan on its way: `slot` is where it would go by its own interval, from its own anchor."""

    def __init__(self, plan: MaintenancePlan, first: date, days: Days) -> None:
        self.plan = plan
        self._calendar = None if plan.floating else Calendar(plan, first, days)
        self.slot = self._calendar.begin() if self._calendar else self._counted_from(_just(plan.anchor))

    def gains(self, held: Held) -> bool:
        """Whether a ride then moves its next due day: not where it has just ridden, or was just completed."""
        return self._calendar is not None or self._counted_from(held).due > self.slot.due

    def fits(self, slot: Slot, held: Held) -> bool:
        """Whether it gains by a ride on `slot`, and that is best held within its own window."""
        return self.slot.earliest <= slot.ideal <= self.slot.latest and self.gains(held)

    def ride(self, held: Held) -> Ride:
        """Be fulfilled then; what is said of it, and the next one is on its way."""
        said = (self.plan, self.slot)
        self.slot = self._calendar.following(self.slot) if self._calendar else self._counted_from(held)
        return said

    def _counted_from(self, held: Held) -> Slot:
        # No gap is planned between rides, so what is law counts from the earliest day on which this one may be held.
        due = self.plan.interval.after(held.earliest if self.plan.law else held.ideal)
        return window(self.plan, self.plan.season.begins(due) if self.plan.season else due)


def visits(family: Family, first: date, last: date, days: Days = NO_HOLIDAYS) -> Iterator[Visit]:
    """The visits of a family that a horizon from `first` to `last` needs, overdue ones included.

    Every larger one that is due is included in exactly one visit. A chain gives it the last slot whose ideal day is not
    after its latest day; the calendar does so within its window, and outside it leaves it a visit of its own. One whose
    window is open already comes along with one that it absorbs, or that absorbs it: else the half-year would follow a
    fortnight after the quarter that it replaces.
    """
    trunk = backbone(family.smallest, first, days)
    riders = [Rider(plan, first, days) for plan in family.larger if not _far(plan, trunk, last)]
    before, slot = trunk.held(None), trunk.begin()
    while (needed := _begins(slot) <= last) or any(_waits_until(rider, trunk) <= last for rider in riders):
        rides: list[Ride] = []
        next_slot = None
        if riders and isinstance(trunk, Chain):
            slot = _tightened(trunk.plan, slot, before, riders)
            next_slot, held = trunk.following(slot), trunk.held(slot)
            rides = _rides(next_slot, held, riders)
            rides += _company(family, rides, slot, held, riders)
        elif riders:
            rides, alone = _rides_and_alone(family, trunk, slot, riders)
            yield from (visit for visit in alone if visit.slot.due <= last)
        for plan, own in rides:
            if plan.law:
                slot, next_slot = _until(slot, max(own.latest, slot.ideal), before), None
        if needed or (rides and slot.earliest <= last):
            yield Visit(trunk.plan, slot, tuple(sorted(rides, key=lambda ride: family.size(ride[0]))))
        before, slot = trunk.held(slot), next_slot or trunk.following(slot)


def _far(plan: MaintenancePlan, trunk: Backbone, last: date) -> bool:
    """Whether a chain comes to `last`, and to the visit after it, before the larger plan may be held at all.

    Then it neither rides nor hurries anything, and need not be followed: in a month most yearly visits are far.
    """
    smallest = trunk.plan
    if isinstance(trunk, Calendar) or not plan.floating:
        return False
    if smallest.season or not Avoiding(smallest, trunk.days).is_idle:
        return False
    reach = smallest.interval.shortest + LONGEST_EXTRA + smallest.early_days
    return plan.interval.after(plan.anchor) - DAY * plan.early_days > last + DAY * reach


def _begins(slot: Slot) -> date:
    """The day from which on a horizon needs the visit: one that ends earlier leaves it to the next."""
    return min(max(slot.soonest, slot.earliest), slot.latest, slot.due)


def _waits_until(rider: Rider, trunk: Backbone) -> date:
    """How far a horizon must reach to see the rider: a calendar may leave it a visit of its own on its due day."""
    return rider.slot.latest if isinstance(trunk, Chain) else rider.slot.due


def _tightened(smallest: MaintenancePlan, slot: Slot, before: Held, riders: Sequence[Rider]) -> Slot:
    """The slot for riders that cannot wait for its ideal day and had none before it.

    Law comes in time even where the slot must move before its window; anything else moves it within its window only.
    """
    for rider in sorted(riders, key=lambda rider: rider.plan.law):
        latest = rider.slot.latest
        if latest >= slot.ideal:
            continue
        if not rider.plan.law:
            slot = replace(slot, ideal=max(slot.earliest, latest))
        elif latest >= slot.earliest:
            slot = _until(slot, latest, before, ideal=latest)
        else:
            latest = max(latest, before.latest + DAY)
            early = min(slot.earliest, latest - DAY * smallest.early_days)
            earliest = max(before.latest + DAY, early)
            ideal = max(earliest, latest - DAY * min(1, smallest.early_days))
            slot = _until(replace(slot, earliest=earliest), latest, before, ideal=ideal)
    return slot


def _rides(next_slot: Slot, held: Held, riders: Sequence[Rider]) -> list[Ride]:
    """Those that cannot wait for the next slot of the chain."""
    rides = []
    for rider in riders:
        while rider.slot.latest < next_slot.ideal and rider.gains(held):
            rides.append(rider.ride(held))
    return rides


def _rides_and_alone(
    family: Family, trunk: Backbone, slot: Slot, riders: Sequence[Rider]
) -> tuple[list[Ride], list[Visit]]:
    """Those that cannot wait for the next day of the calendar: on this one if it fits, else in visits of their own."""
    next_ideal = trunk.following(slot).ideal
    rides, alone = [], []
    for rider in riders:
        while rider.slot.latest < next_ideal:
            if rider.fits(slot, trunk.held(slot)):
                rides.append(rider.ride(trunk.held(slot)))
                continue
            own = rider.slot
            held = Held(own.earliest, own.ideal, own.latest)
            ride = rider.ride(held)
            alone.append(Visit(rider.plan, own, tuple(_company(family, [ride], own, held, riders))))
    rides += _company(family, rides, slot, trunk.held(slot), riders)
    return rides, alone


def _company(family: Family, rides: Sequence[Ride], slot: Slot, held: Held, riders: Sequence[Rider]) -> list[Ride]:
    """Those whose window is open, and that absorb one of `rides` or are absorbed by one."""
    if not rides:
        return []
    there = {plan.id for plan, _ in rides}
    near = there.union(*(family.above[id] for id in there))
    return [
        rider.ride(held)
        for rider in riders
        if rider.plan.id not in there
        and (rider.plan.id in near or family.above[rider.plan.id] & there)
        and rider.fits(slot, held)
    ]


def _until(slot: Slot, latest: date, before: Held, ideal: date | None = None) -> Slot:
    """The slot ending at the latest on `latest`; in a chain the gap to the one before leaves room for it."""
    latest = min(slot.latest, latest)
    slot = replace(slot, ideal=ideal or slot.ideal, latest=latest)
    # A day of the calendar keeps its due day, which is its identity; in a chain it follows from the visit before.
    return slot if slot.gap_max is None else replace(slot, due=min(slot.due, latest)).after(before.latest)


def _just(day: date) -> Held:
    return Held(day, day, day)
