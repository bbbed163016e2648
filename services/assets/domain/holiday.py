"""What a plan does where its day is no working day, and what is known of those days."""

from datetime import date
from enum import StrEnum
from typing import Protocol

SATURDAY = 5


class OnHoliday(StrEnum):
    """Where a visit goes whose day is a public holiday."""

    WORKED = "worked"  # it is held as on any other day
    BEFORE = "before"
    AFTER = "after"
    SKIP = "skip"


class Days(Protocol):
    """The public holidays and the working days of a place."""

    def is_holiday(self, day: date) -> bool:
        """Whether it is a public holiday, or a weekend that belongs to one."""
        ...

    def is_workday(self, day: date) -> bool:
        """Whether people work on it: Monday to Friday without holidays, and weekends worked in exchange for some."""
        ...

    def is_settled(self, day: date) -> bool:
        """Whether the authorities have announced the holidays of its year."""
        ...


class NoHolidays:
    """A place of which no calendar is known: every day is as the week has it."""

    def is_holiday(self, day: date) -> bool:
        """No day is."""
        return False

    def is_workday(self, day: date) -> bool:
        """Monday to Friday."""
        return day.weekday() < SATURDAY

    def is_settled(self, day: date) -> bool:
        """Every day is: there is nothing to announce."""
        return True


NO_HOLIDAYS = NoHolidays()
