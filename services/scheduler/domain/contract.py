"""Working-time rules that several people share."""

from dataclasses import dataclass

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, within

BRIGADE = "brigade"
"""What stands for the volunteer fire brigade where contracts are named."""

MONTH_MINUTES = 44_640
"""The minutes of a month of 31 days."""

REST_MINUTES = 660
"""Eleven hours of rest: what is usual, and what somebody has who works by no contract."""


@dataclass(frozen=True, slots=True)
class Contract:
    """Limits in minutes, days and weekends; `shifts` are those its people may work, empty: all within `day_limit`.

    Defaults with a source: 40 hours a week (State Council of the PRC, rules on working hours, Art. 3), 36 hours of
    overtime a month (Labour Law of the PRC, Art. 41), 11 hours of rest (Directive 2003/88/EC, Art. 3), one day off in
    seven (Labour Law, Art. 38). The others are usual practice, not law.
    """

    id: str
    week_minutes: int = 2400
    week_limit: int = 3120
    day_limit: int = 720
    overtime_month: int = 2160
    averaging_weeks: int = 1
    rest_minutes: int = REST_MINUTES
    days_in_row: int = 6
    nights_in_row: int = 4
    days_off_after_nights: int = 2
    weekends_in_row: int = 3
    shifts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        identified("id", self.id)
        if self.id == BRIGADE:
            raise Invalid("id", f'"{BRIGADE}" stands for the fire brigade', hint="choose another id")
        within("week_minutes", self.week_minutes, 1, 10_080)
        within("week_limit_minutes", self.week_limit, 1, 10_080)
        within("day_limit_minutes", self.day_limit, 1, 1440)
        within("overtime_month_minutes", self.overtime_month, 0, MONTH_MINUTES)
        within("averaging_weeks", self.averaging_weeks, 1, 52)
        within("rest_minutes", self.rest_minutes, 0, 7200)
        within("days_in_row", self.days_in_row, 1, 366)
        within("nights_in_row", self.nights_in_row, 1, 366)
        within("days_off_after_nights", self.days_off_after_nights, 0, 7)
        within("weekends_in_row", self.weekends_in_row, 1, 53)
        all_identified("shifts", self.shifts)
