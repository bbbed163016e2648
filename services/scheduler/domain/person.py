"""A person who works for the company."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, within

DAY_MINUTES = 1440
ANY = "*"
"""A shift of any type, in a cycle."""
LONGEST_CYCLE = 112
HIGHEST_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Qualification:
    """What a person is certified for; `expires` is the last valid day, None for no end.

    Work may ask for a `level`, 1 to 9; a higher one holds the lower ones too.
    """

    id: str
    expires: date | None = None
    level: int = 1

    def __post_init__(self) -> None:
        identified("id", self.id)
        within("level", self.level, 1, HIGHEST_LEVEL)

    def valid(self, day: date) -> bool:
        """Whether it holds on `day`."""
        return self.expires is None or day <= self.expires


def at_level(id: str, level: int) -> str:
    """The qualification of that id at a level above the first, as the roster tells it apart.

    >>> at_level("elevator", 2)
    'elevator@2'
    """
    return f"{id}@{level}"


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


@dataclass(frozen=True, slots=True)
class Absence:
    """The days `first` to `last`, both inclusive, on which a person is not there; `reason` stays out of logs."""

    first: date
    last: date
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid("last_date", f"{self.last} lies before {self.first}", reason="WINDOW_INVALID")
        if len(self.reason) > 40:
            raise Invalid("reason", "is longer than 40 characters", hint='a word is enough, e.g. "leave"')


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person would like on a day, or (`against`) would not: a shift of that type, or ("") to be off; `weight`
    1-10."""

    day: date
    shift: str = ""
    weight: int = 1
    against: bool = False

    def __post_init__(self) -> None:
        if self.shift:
            identified("shift", self.shift)
        within("weight", self.weight, 1, 10)


@dataclass(frozen=True, slots=True)
class Rota:
    """A cycle of days that goes on for ever, in it from `anchor` on, its first day: shift types, "" for off and ANY
    for a shift of whatever type. Departing from it on a day costs `weight`, 1-10."""

    anchor: date
    cycle: tuple[str, ...]
    weight: int = 3

    def __post_init__(self) -> None:
        if not 1 <= len(self.cycle) <= LONGEST_CYCLE:
            raise Invalid("cycle", f"has {len(self.cycle)} days", hint=f"give 1 to {LONGEST_CYCLE}")
        for place, shift in enumerate(self.cycle):
            if shift and shift != ANY:
                identified(f"cycle[{place}]", shift)
        within("weight", self.weight, 1, 10)

    def of(self, day: date) -> str | None:
        """What the cycle has on `day`; None before the anchor."""
        ahead = (day - self.anchor).days
        return self.cycle[ahead % len(self.cycle)] if ahead >= 0 else None


@dataclass(frozen=True, slots=True)
class Pairing:
    """With whom (id) a person would like to be on duty, `together`, or would not; `weight` 1-10."""

    person: str
    together: bool = True
    weight: int = 1

    def __post_init__(self) -> None:
        identified("person", self.person)
        within("weight", self.weight, 1, 10)


@dataclass(frozen=True, slots=True)
class Shadowing:
    """The days `first` to `last`, both inclusive, on which a newcomer fills no place and is on duty only while one of
    the `mentors` (ids) is."""

    first: date
    last: date
    mentors: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid("last_date", f"{self.last} lies before {self.first}", reason="WINDOW_INVALID")
        if not self.mentors:
            raise Invalid("mentors", "are none", hint="name at least one who shows the work")
        all_identified("mentors", self.mentors)


class Brigade(StrEnum):
    """A person's part in the volunteer fire brigade; a leader is a member who may lead a drill."""

    NONE = ""
    MEMBER = "member"
    LEADER = "leader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person, with what she may do and when she works: by fixed hours or, with a `contract`, by the roster.

    `partner` is the id of the person she works with where a job needs two, `sites` the ids of the sites that she
    serves, empty: all.
    """

    id: str
    display_name: str
    qualifications: tuple[Qualification, ...] = ()
    working_hours: WorkingHours | None = None
    contract: str = ""
    absences: tuple[Absence, ...] = ()
    wishes: tuple[Wish, ...] = ()
    brigade: Brigade = Brigade.NONE
    partner: str = ""
    sites: tuple[str, ...] = ()
    rota: Rota | None = None
    pairings: tuple[Pairing, ...] = ()
    shadowing: Shadowing | None = None

    def __post_init__(self) -> None:
        identified("name", self.id)
        if not 0 < len(self.display_name.strip()) <= 200:
            raise Invalid("display_name", "is empty or longer than 200 characters", hint="give a name")
        names = [qualification.id for qualification in self.qualifications]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise Invalid("qualifications", f'holds "{twice}" twice', hint="keep the later one")
        if self.contract:
            identified("contract", self.contract)
            if self.working_hours:
                raise Invalid(
                    "working_hours", f'stand beside the contract "{self.contract}"', hint="keep the one that counts"
                )
        if self.partner:
            identified("partner", self.partner)
        if self.partner == self.id:
            raise Invalid("partner", "is the person herself", hint="name another or nobody")
        if len(set(self.sites)) < len(self.sites):
            raise Invalid("sites", "name one site twice", hint="name it once")
        others = [pairing.person for pairing in self.pairings]
        for place, other in enumerate(others):
            if other == self.id:
                raise Invalid(f"pairings[{place}].person", "is the person herself", hint="name another")
            if other in others[:place]:
                raise Invalid(f"pairings[{place}].person", f'"{other}" is named twice', hint="keep one wish")
        if self.shadowing and self.id in self.shadowing.mentors:
            raise Invalid("shadowing.mentors", "name the person herself", hint="name who shows her the work")
        wished = [(wish.day, wish.shift) for wish in self.wishes]
        for place, wish in enumerate(wished):
            if wish in wished[:place]:
                raise Invalid(f"wishes[{place}]", f"asks for the same of {wish[0]} twice", hint="keep one weight")

    def people_named(self) -> Iterator[tuple[str, str]]:
        """Everybody whom she is to work with, or not: path and id."""
        if self.partner:
            yield "partner", self.partner
        for place, pairing in enumerate(self.pairings):
            yield f"pairings[{place}].person", pairing.person
        for place, mentor in enumerate(self.shadowing.mentors if self.shadowing else ()):
            yield f"shadowing.mentors[{place}]", mentor

    def shifts_named(self) -> Iterator[tuple[str, str]]:
        """Every shift type that she wishes or that is in her cycle: path and id."""
        for place, wish in enumerate(self.wishes):
            if wish.shift:
                yield f"wishes[{place}].shift", wish.shift
        for place, shift in enumerate(self.rota.cycle if self.rota else ()):
            if shift and shift != ANY:
                yield f"rota.cycle[{place}]", shift

    def may(self, trade: str, day: date) -> bool:
        """Whether she is certified for `trade` on `day`; "" needs nothing."""
        return not trade or any(held.id == trade and held.valid(day) for held in self.qualifications)

    def away(self, day: date) -> bool:
        """Whether she is absent on `day`."""
        return any(absence.first <= day <= absence.last for absence in self.absences)

    def serves(self, site: str) -> bool:
        """Whether she works for the site of that id."""
        return not self.sites or site in self.sites
