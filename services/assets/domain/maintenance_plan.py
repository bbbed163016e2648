"""A maintenance plan: what an asset needs, and how often."""

from dataclasses import dataclass, replace
from datetime import date

from services.assets.domain.identifier import check_named
from services.assets.domain.interval import Interval
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenancePlan:
    """What an asset needs. A floating plan counts from the last completion (`anchor`), a fixed one from the calendar.

    Days are days of the site. Where `law`, the due day is the statutory latest.
    """

    id: str
    asset: str
    display_name: str
    interval: Interval
    anchor: date
    floating: bool = True
    early_days: int = 0
    late_days: int = 0
    law: bool = False
    citation: str = ""
    minutes: int = 60
    crew: int = 1
    trade: str = ""
    outage_minutes: int = 0
    season: tuple[int, int] | None = None
    absorbed_by: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    active: bool = True

    def __post_init__(self) -> None:
        check_named("maintenance plan", self.id, self.display_name)
        for name, low, high in (
            ("early_days", 0, 3660),
            ("late_days", 0, 3660),
            ("minutes", 1, 1440),
            ("crew", 1, 50),
            ("outage_minutes", 0, 525_600),
        ):
            if not low <= getattr(self, name) <= high:
                raise Invalid(name, f"{getattr(self, name)} is not within {low} to {high}")
        if self.law and self.late_days:
            raise Invalid("late_days", "is not 0 though the interval is law", hint="the due day is the legal latest")

    def completed(self, performed: date) -> "MaintenancePlan":
        """The plan after a visit. Floating: the next one counts from the performed day, also when that was early."""
        if not self.floating or performed <= self.anchor:
            return self
        return replace(self, anchor=performed)
