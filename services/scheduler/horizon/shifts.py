"""Kinds of shift as planning tells them apart: where the clock changes during one, that day's has hours of its own."""

from dataclasses import dataclass, replace
from functools import cached_property

from services.scheduler.domain.shift import ShiftType
from services.scheduler.horizon.period import Period
from services.scheduler.planning.roster import problem as planning


@dataclass(frozen=True)
class ShiftTypes:
    """`all` are the kinds of shift of the site in their order, then those of single days, under the same ids."""

    all: tuple[planning.Shift, ...]

    @staticmethod
    def of(period: Period, described: tuple[ShiftType, ...], before: int) -> "ShiftTypes":
        """Those of the site, and for each day of the period and of the `before` days ahead of it on which the clock is
        put forward or back during a shift, that shift with the hours that it really lasts: a night of 8 hours has 7 or
        9. It begins and ends when the clock on the wall says so."""
        plain = tuple(
            planning.Shift(
                id=one.id,
                start=one.start,
                minutes=one.minutes,
                night=one.night,
                on_call=one.on_call,
                counted=one.counted,
            )
            for one in described
        )
        changed = [
            replace(shift, day=number, counted=real)
            for number in range(-before, period.days)
            for shift in plain
            if shift.counted is None and (real := _lasts(period, shift, number)) != shift.minutes
        ]
        return ShiftTypes((*plain, *changed[: planning.MOST_SHIFTS - len(plain)]))

    @cached_property
    def _single(self) -> dict[tuple[str, int], int]:
        return {(one.id, one.day): code for code, one in enumerate(self.all, start=1) if one.day is not None}

    @cached_property
    def _usual(self) -> dict[str, int]:
        return {one.id: code for code, one in enumerate(self.all, start=1) if one.day is None}

    def __contains__(self, id: str) -> bool:
        return id in self._usual

    def code(self, id: str, day: int) -> int:
        """What a kind of shift is on a day."""
        return self._single.get((id, day), self._usual[id])

    def on(self, day: int) -> tuple[bool, ...]:
        """Which of `all` there are on a day."""
        return tuple(self.code(one.id, day) == code for code, one in enumerate(self.all, start=1))


def _lasts(period: Period, shift: planning.Shift, number: int) -> int:
    day = period.day(number)
    begin, end = (period.instant(day, minute) for minute in (shift.start, shift.start + shift.minutes))
    return round((end - begin).total_seconds() / 60)
