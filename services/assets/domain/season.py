"""A season: the months of the year in which a plan is due. It may run over New Year."""

from dataclasses import dataclass
from datetime import date

from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True)
class Season:
    """From the first day of month `first` to the last day of month `last`, 1-12. Raises Invalid."""

    first: int
    last: int

    def __post_init__(self) -> None:
        for name, month in (("season_first_month", self.first), ("season_last_month", self.last)):
            if not 1 <= month <= 12:
                raise Invalid(name, f"{month} is not a month", hint="give 1 to 12, both ends of the season")

    def __contains__(self, day: date) -> bool:
        return (day.month - self.first) % 12 <= (self.last - self.first) % 12

    def begins(self, day: date) -> date:
        """`day` if it lies in the season, else the first day of the next one."""
        if day in self:
            return day
        return date(day.year + (day.month > self.first), self.first, 1)
