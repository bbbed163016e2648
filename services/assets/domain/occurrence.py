"""An occurrence: one due visit, and the windows in which visits are held."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where one visit of a plan goes: held from `earliest` to `latest`, best on `ideal`; days of the site.

    In a chain `gap_min` to `gap_max` days lie between it and the one before. `soonest` is the day on which it would be
    due if the one before were held as early as it may be: beyond it a horizon needs no further visit.
    """

    sequence: int
    earliest: date
    ideal: date
    due: date
    latest: date
    soonest: date
    gap_min: int | None = None
    gap_max: int | None = None

    def without(self, closed: Container[date]) -> "Slot":
        """The slot without the closed days at its ends; one that is wholly closed stays as it is."""
        days = [self.earliest + DAY * n for n in range((self.latest - self.earliest).days + 1)]
        open_days = [day for day in days if day not in closed]
        if not open_days:
            return self
        ideal = max((day for day in open_days if day <= self.ideal), default=open_days[0])
        return replace(self, earliest=open_days[0], ideal=ideal, latest=open_days[-1])

    def after(self, latest: date) -> "Slot":
        """The slot after a visit that may be held until `latest`: even from then on its shortest gap can be kept."""
        room = max(1, (self.latest - latest).days)
        return self if self.gap_min is None or self.gap_min <= room else replace(self, gap_min=room)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One due visit; what it includes of larger plans is done in the same visit and fulfilled with it."""

    plan: str
    asset: str
    covers: tuple[str, ...]
    display_name: str
    slot: Slot
    chain: str = ""  # id of the plan whose visits follow each other; empty where it keeps to the calendar
    last: date | None = None  # the last completed visit of the chain
    includes: tuple[str, ...] = ()  # "plan/due", the keys of the larger ones
    law: bool = False
    minutes: int
    crew: int
    trade: str
    outage_minutes: int
    place: str = ""
    window: tuple[int, int] | None = None

    @property
    def key(self) -> str:
        """The identity of the visit: its plan and its due day."""
        return f"{self.plan}/{self.slot.due.isoformat()}"

    @property
    def due(self) -> date:
        """The day on which it is due."""
        return self.slot.due
