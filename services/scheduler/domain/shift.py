"""Kinds of shift, and the posts that are manned in them."""

from dataclasses import dataclass

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, named, weekdays, within
from services.scheduler.domain.reserved import CREW, FIRE_WATCH

DAY_MINUTES = 1440
EVERY_DAY = tuple(range(7))


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A kind of shift: `start` is a minute of the day, site's zone; `minutes` may reach into the next day, and
    `counted` of them are hours worked (None: all). Who is `on_call` waits at home, which is rest."""

    id: str
    start: int
    minutes: int
    night: bool = False
    on_call: bool = False
    counted: int | None = None

    @property
    def worked(self) -> int:
        """Minutes of it that are hours worked."""
        return self.minutes if self.counted is None else self.counted

    def __post_init__(self) -> None:
        identified("id", self.id)
        within("start_minute", self.start, 0, DAY_MINUTES - 1)
        within("minutes", self.minutes, 1, DAY_MINUTES)
        if self.counted is not None:
            within("counted_minutes", self.counted, 0, self.minutes)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people (`heads`, 0-100) a shift needs on `weekdays` (0 Monday; empty: on all)."""

    shift: str
    heads: int
    weekdays: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        identified("shift", self.shift)
        within("heads", self.heads, 0, 100)
        weekdays("weekdays", self.weekdays)

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays that it speaks of."""
        return self.weekdays or EVERY_DAY


@dataclass(frozen=True, slots=True)
class Post:
    """A place to be manned. Each of its people needs all qualifications in `needs`; one shift has one number a day.

    Of a fire `control_room` the site's rule pack says how many people it has at least wherever it is manned. Who is at
    a post that asks for a trade does jobs of that trade; who is at one that is `sent_out` does whatever she holds.
    """

    id: str
    display_name: str = ""
    needs: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    control_room: bool = False
    sent_out: bool = False

    def __post_init__(self) -> None:
        identified("id", self.id)
        if self.id == FIRE_WATCH or self.id.startswith(CREW):
            raise Invalid("id", f'"{self.id}" stands for a post that planning makes itself', hint="choose another id")
        named("display_name", self.display_name)
        all_identified("needs", self.needs)
        if self.control_room and not self.needs:
            raise Invalid("needs", "are none, but who mans a control room is certified", hint="name the certificate")
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
