"""Plans that follow what is read off their asset: a condition that is passed, a meter that has run far enough."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import DAY, Slot

RECENT = DAY * 90
"""From how far before its last reading the rate of a meter is told: a season of use, not the life of the asset."""
LONG = 36_525
"""Days, of a meter that stands still."""
ONCE = Interval(100, Unit.YEAR)
"""Of what comes once: the next such day is beyond every horizon."""


@dataclass(frozen=True, slots=True)
class Read:
    """A figure, and the day of the site on which it was read."""

    day: date
    value: float


Readings = Mapping[tuple[str, str], Sequence[Read]]
"""By (asset, quantity), in the order of their instants."""


@dataclass(frozen=True, slots=True)
class Triggered:
    """The plan as its readings make it, and why. `shift`: days by which its anchor was moved to say so."""

    plan: MaintenancePlan
    cause: str = ""
    shift: int = 0

    def told(self, slot: Slot) -> Slot:
        """The slot with gaps that count from the last visit where the plan counted from a moved anchor."""
        if slot.sequence != 1 or not self.shift or slot.gap_max is None:
            return slot
        gap_max = max(1, slot.gap_max + self.shift)
        return replace(slot, gap_min=min(gap_max, max(1, (slot.gap_min or 1) + self.shift)), gap_max=gap_max)


def triggered(plan: MaintenancePlan, readings: Readings) -> Triggered | None:
    """What its readings make of a plan; None: nothing is due. A plan without a trigger stays as it is."""
    if plan.trigger is None:
        return Triggered(plan)
    read = readings.get((plan.asset, plan.trigger.quantity), ())
    return _metered(plan, read) if plan.trigger.is_meter else _passed(plan, read)


def _passed(plan: MaintenancePlan, read: Sequence[Read]) -> Triggered | None:
    """Due once, one interval after the first of the readings over the limit with which they end."""
    assert plan.trigger is not None and plan.trigger.above is not None
    over: Read | None = None
    for one in read:
        # What was read on the day of the visit belongs to the visit.
        if plan.assumed or one.day > plan.anchor:
            over = (over or one) if one.value > plan.trigger.above else None
    if over is None:
        return None
    due = plan.interval.after(over.day)
    once = replace(
        plan,
        floating=False,
        anchor=due,
        interval=ONCE,
        early_days=(due - over.day).days,
        season=None,
        trigger=None,
    )
    limit = f"{plan.trigger.above:g}"
    return Triggered(once, f"{plan.trigger.quantity} was {over.value:g} on {over.day}, over {limit}")


def _metered(plan: MaintenancePlan, read: Sequence[Read]) -> Triggered:
    """Every so many days as the meter ran recently, never less often than the interval of the plan."""
    assert plan.trigger is not None and plan.trigger.every is not None
    curve = _curve(read)
    if len(curve) < 2:
        return Triggered(replace(plan, trigger=None))
    rate = _rate(curve)
    target = _at(curve, plan.anchor, rate) + plan.trigger.every
    reached = _reached(curve, target, rate)
    longest = plan.interval.after(plan.anchor)
    due = max(plan.anchor + DAY, min(reached, longest) if reached else longest)
    runs = max(1, math.floor(min(LONG, plan.trigger.every / rate))) if rate else LONG
    step = min(plan.interval.shortest, runs)
    virtual = due - DAY * step
    if step == plan.interval.shortest and due == longest:
        return Triggered(replace(plan, trigger=None))
    often = replace(
        plan,
        anchor=virtual,
        interval=Interval(step, Unit.DAY),
        early_days=min(plan.early_days, step - 1),
        trigger=None,
    )
    cause = f"{plan.trigger.every:g} {plan.trigger.quantity} since {plan.anchor}, at {rate:.3g} a day"
    return Triggered(often, cause, (virtual - plan.anchor).days)


def _curve(read: Sequence[Read]) -> list[Read]:
    """How far it had run by each day it was read. A meter that shows less than before was replaced and began at 0."""
    found: list[Read] = []
    total, shown = 0.0, None
    for one in read:
        if shown is not None:
            total += one.value - shown if one.value >= shown else max(0.0, one.value)
        shown = one.value
        if found and found[-1].day == one.day:
            found.pop()
        found.append(Read(one.day, total))
    return found


def _rate(curve: Sequence[Read]) -> float:
    """How far it runs in a day, of late."""
    last = curve[-1]
    recent = [one for one in curve[:-1] if last.day - one.day <= RECENT] or [curve[-2]]
    return (last.value - recent[0].value) / (last.day - recent[0].day).days


def _at(curve: Sequence[Read], day: date, rate: float) -> float:
    """How far it had run on `day`: between readings evenly, before and after them as of late."""
    first, last = curve[0], curve[-1]
    if day <= first.day:
        return first.value - rate * (first.day - day).days
    if day >= last.day:
        return last.value + rate * (day - last.day).days
    before = next(n for n in range(len(curve) - 1, -1, -1) if curve[n].day <= day)
    a, b = curve[before], curve[before + 1]
    return a.value + (b.value - a.value) * (day - a.day).days / (b.day - a.day).days


def _reached(curve: Sequence[Read], target: float, rate: float) -> date | None:
    """The day on which it has run so far, or will have at the rate; None: never."""
    for a, b in pairwise(curve):
        if b.value >= target > a.value:
            return a.day + DAY * math.floor((target - a.value) / (b.value - a.value) * (b.day - a.day).days)
    if curve[0].value >= target:
        return curve[0].day
    if rate <= 0:
        return None
    ahead = math.floor((target - curve[-1].value) / rate)
    return curve[-1].day + DAY * ahead if ahead < LONG else None
