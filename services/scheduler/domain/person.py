"""A person who works for the company."""

from dataclasses import dataclass
from datetime import date

from services.runtime.errors import Invalid

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a person is certified for; `expires` is the last valid day, None for no end."""

    id: str
    expires: date | None = None

    def valid(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.expires is None or day <= self.expires


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Fixed hours of people who are not rostered: weekdays (0 Monday), first minute of the day, minutes."""

    weekdays: tuple[int, ...]
    start: int
    minutes: int

    def __post_init__(self) -> None:
        if not self.weekdays or any(not 0 <= day <= 6 for day in self.weekdays):
            raise Invalid("weekdays", "are not days of a week", hint="0 Monday to 6 Sunday, at least one")
        if not 0 <= self.start < DAY_MINUTES:
            raise Invalid("start_minute", f"{self.start} is not a minute of a day", hint="0 to 1439")
        if not 0 < self.minutes <= DAY_MINUTES:
            raise Invalid("minutes", f"{self.minutes} is not a working day", hint="1 to 1440")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person, with what she may do and when she works."""

    id: str
    display_name: str
    qualifications: tuple[Qualification, ...] = ()
    working_hours: WorkingHours | None = None

    def __post_init__(self) -> None:
        if not 0 < len(self.display_name.strip()) <= 200:
            raise Invalid("display_name", "is empty or longer than 200 characters", hint="give a name")
        names = [qualification.id for qualification in self.qualifications]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise Invalid("qualifications", f'holds "{twice}" twice', hint="keep the later one")

    def may(self, trade: str, day: date) -> bool:
        """Whether she is certified for `trade` on `day`; "" needs nothing."""
        return not trade or any(held.id == trade and held.valid(day) for held in self.qualifications)
