"""How many people the posts of a site need on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from muster.scheduler.v1 import staffing_pb2
from services.packs.holidays import NoCalendar, holiday_days, lived_weekday


@dataclass(frozen=True, slots=True)
class Needs:
    """`heads[post, shift]` are the people needed, Monday first; `free` the public holidays, lived as Sundays."""

    heads: Mapping[tuple[str, str], tuple[int, ...]]
    free: frozenset[date]

    @classmethod
    def of(cls, staffing: staffing_pb2.Staffing, first: date, last: date) -> "Needs":
        """What the posts need from `first` to `last`, both inclusive."""
        heads: dict[tuple[str, str], list[int]] = {}
        for post in staffing.posts:
            for coverage in post.coverage:
                week = heads.setdefault((post.id, coverage.shift), [0] * 7)
                for weekday in coverage.weekdays or range(7):
                    week[weekday] += coverage.heads
        return cls({key: tuple(week) for key, week in heads.items()}, _free(staffing.holidays, first, last))

    def weekday(self, day: date) -> int:
        """0 Monday; a public holiday is a Sunday."""
        return lived_weekday(day, self.free)

    def of_post(self, post: str, shift: str, day: date) -> int:
        """Heads that a post needs in a shift."""
        return self.heads[post, shift][self.weekday(day)] if (post, shift) in self.heads else 0

    def of_shift(self, shift: str, day: date) -> int:
        """Heads that all posts together need in a shift."""
        return sum(week[self.weekday(day)] for (_, one), week in self.heads.items() if one == shift)


def _free(code: str, first: date, last: date) -> frozenset[date]:
    # The server refuses codes that no calendar knows; a newer server may know more than we do.
    try:
        return holiday_days(code, first, last)
    except NoCalendar:
        return frozenset()
