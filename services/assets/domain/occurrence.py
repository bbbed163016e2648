"""An occurrence: one due visit, and the windows in which visits are held."""

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
    last: date | None = None  # the last completed visit of the chain, or the last one left out before a window
    includes: tuple[str, ...] = ()  # "plan/due", the keys of the larger ones
    law: bool = False
    minutes: int
    crew: int
    trade: str
    outage_minutes: int
    place: str = ""
    building: str = ""  # id of the building of that place
    serves: tuple[str, ...] = ()  # ids of the spaces that go without while its assets are out of service, sorted
    outdoor: bool = False  # whether the work is on a roof or in the grounds
    window: tuple[int, int] | None = None
    provisional: bool = False  # whether its days may still move, for holidays are not announced yet
    cause: str = ""  # why it is due beside the calendar, in words

    @property
    def key(self) -> str:
        """The identity of the visit: its plan and its due day."""
        return f"{self.plan}/{self.slot.due.isoformat()}"

    @property
    def due(self) -> date:
        """The day on which it is due."""
        return self.slot.due
