"""Days off for tests: those that are given, weekends as the week has them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Off:
    """`holidays` are public; of weekends only `exchanged` are worked; years from `unsettled` on are not announced."""

    holidays: Collection[date] = ()
    exchanged: Collection[date] = ()
    unsettled: int = 9999

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays

    def is_workday(self, day: date) -> bool:
        return day not in self.holidays and (day.weekday() < 5 or day in self.exchanged)

    def is_settled(self, day: date) -> bool:
        return day.year < self.unsettled
