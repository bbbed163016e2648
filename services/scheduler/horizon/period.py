"""The days of a schedule in its site's zone, and their numbers: the first of the period is 0."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.packs.holidays import lived_weekday

DAY = timedelta(days=1)
DAY_MINUTES = 1440
BEFORE_DAYS = 91
"""How far before a period holidays matter: as far as their share is evened out."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first` to `last`, both inclusive, as people of `zone` live them."""

    first: date
    last: date
    zone: ZoneInfo
    holidays: frozenset[date] = frozenset()

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> tuple[int, ...]:
        """The numbers of the days on which a month begins, from the month in which the period begins; with the day
        after the period, where one begins then."""
        found = [self.first.replace(day=1)]
        while (following := (found[-1] + 31 * DAY).replace(day=1)) <= self.last + DAY:
            found.append(following)
        return tuple(self.number(day) for day in found)

    @property
    def free_days(self) -> frozenset[int]:
        """Numbers of public holidays."""
        return frozenset(n for n in range(-BEFORE_DAYS, self.days + 7) if self.day(n) in self.holidays)

    def number(self, day: date) -> int:
        """0 for the first day; days before it are negative."""
        return (day - self.first).days

    def day(self, number: int) -> date:
        """The date of a number."""
        return self.first + number * DAY

    def weekday(self, number: int) -> int:
        """0 Monday; a public holiday is lived as a Sunday."""
        return lived_weekday(self.day(number), self.holidays)

    def numbers(self, first: date, last: date) -> range:
        """The numbers of those days from `first` to `last`, both inclusive, that lie in the period."""
        return range(max(0, self.number(first)), min(self.days, self.number(last) + 1))

    def instant(self, day: date, minute: int) -> datetime:
        """The instant of a minute of a local day; minutes past 1440 lie on the next."""
        # Minutes are read on the wall clock: a shift at 07:00 stays at 07:00 when the clocks change.
        local = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        return local.astimezone(UTC)

    def minute(self, instant: datetime, day: date) -> int:
        """The minute of the local `day` at which `instant` is on the wall clock; past 1440 on the days after."""
        local = instant.astimezone(self.zone).replace(tzinfo=None)
        return round((local - datetime.combine(day, time())).total_seconds() / 60)
