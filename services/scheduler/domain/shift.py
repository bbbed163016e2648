"""Kinds of shift, and the posts that are manned in them."""

from dataclasses import dataclass

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, named, within
from services.scheduler.domain.reserved import CREW, FIRE_WATCH

DAY_MINUTES = 1440
EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A kind of shift: `start` is a minute of the day, site's zone; `minutes` may reach into the next day."""

    id: str
    start: int
    minutes: int
    night: bool = False

    def __post_init__(self) -> None:
        identified("id", self.id)
        within("start_minute", self.start, 0, DAY_MINUTES - 1)
        within("minutes", self.minutes, 1, DAY_MINUTES)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people (`heads`, 0-100) a shift needs on `weekdays` (0 Monday; empty: on all)."""

    shift: str
    heads: int
    weekdays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        identified("shift", self.shift)
        within("heads", self.heads, 0, 100)
        for place, day in enumerate(self.weekdays):
            within(f"weekdays[{place}]", day, 0, 6, "(0 Monday, 6 Sunday)")
            if day in self.weekdays[:place]:
                raise Invalid(f"weekdays[{place}]", f"{day} is named twice", hint="name each day once")

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays that it speaks of."""
        return self.weekdays or EVERY_DAY


@dataclass(frozen=True, slots=True)
class Post:
    """A place to be manned. Each of its people needs all qualifications in `needs`; one shift has one number a day."""

    id: str
    display_name: str = ""
    needs: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()

    def __post_init__(self) -> None:
        identified("id", self.id)
        if self.id == FIRE_WATCH or self.id.startswith(CREW):
            raise Invalid("id", f'"{self.id}" stands for a post that planning makes itself', hint="choose another id")
        named("display_name", self.display_name)
        all_identified("needs", self.needs)
        said: set[tuple[str, int]] = set()
        for place, coverage in enumerate(self.coverage):
            for day in coverage.days:
                if (coverage.shift, day) in said:
                    raise Invalid(
                        f"coverage[{place}]",
                        f'"{coverage.shift}" has two numbers of heads for weekday {day}',
                        hint="give each shift one number a weekday",
                    )
                said.add((coverage.shift, day))
