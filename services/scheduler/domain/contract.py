"""Working-time rules that several people share."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, weekdays, within

BRIGADE = "brigade"
"""What stands for the volunteer fire brigade where contracts are named."""

MONTH_MINUTES = 44_640
"""The minutes of a month of 31 days."""

REST_MINUTES = 660
"""Eleven hours of rest: what is usual, and what somebody has who works by no contract."""


MOST_PRICE = 1000


@dataclass(frozen=True, slots=True)
class ShiftCount:
    """How often one of a contract's people works a shift type in a plan's period, or in each calendar month; `most`
    None: any number of times. Who is on leave for a part of it is owed that part less."""

    shift: str
    least: int = 0
    most: int | None = None
    monthly: bool = False

    def __post_init__(self) -> None:
        identified("shift", self.shift)
        within("least", self.least, 0, 366)
        if self.most is not None:
            within("most", self.most, 0, 366)
            if self.most < self.least:
                raise Invalid("most", f"{self.most} is below the least, {self.least}", hint="give a wider range")


@dataclass(frozen=True, slots=True)
class Succession:
    """A shift type `then` that nobody works on the day after `first`."""

    first: str
    then: str

    def __post_init__(self) -> None:
        identified("first", self.first)
        identified("then", self.then)


@dataclass(frozen=True, slots=True)
class Contract:
    """Limits in minutes, days and weekends; `shifts` are those its people may work, empty: all within `day_limit`.

    In `weekends` (of a plan's period) and `days_off_in_row` 0 limits nothing. With a `reliever_price` its people are
    relievers: owed no hours, each shift at that price, so that they are called where nobody else can come.

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
    weekends: int = 0
    least_days_in_row: int = 1
    days_off_in_row: int = 0
    free_weekdays: tuple[int, ...] = ()
    shift_counts: tuple[ShiftCount, ...] = ()
    forbidden: tuple[Succession, ...] = ()
    reliever_price: int = 0

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
        within("weekends", self.weekends, 0, 53)
        within("least_days_in_row", self.least_days_in_row, 1, self.days_in_row)
        within("days_off_in_row", self.days_off_in_row, 0, 366)
        within("reliever_price", self.reliever_price, 0, MOST_PRICE)
        weekdays("free_weekdays", self.free_weekdays)
        said = [(count.shift, count.monthly) for count in self.shift_counts]
        for place, count in enumerate(said):
            if count in said[:place]:
                raise Invalid(f"shift_counts[{place}]", f'counts "{count[0]}" twice', hint="give one range")

    def shifts_named(self) -> Iterator[tuple[str, str]]:
        """Every shift type that it names: path and id."""
        for s, shift in enumerate(self.shifts):
            yield f"shifts[{s}]", shift
        for c, count in enumerate(self.shift_counts):
            yield f"shift_counts[{c}].shift", count.shift
        for f, one in enumerate(self.forbidden):
            yield f"forbidden[{f}].first", one.first
            yield f"forbidden[{f}].then", one.then
