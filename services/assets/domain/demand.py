"""What a fault or a preparation asks of the people who plan: how urgent it is, and whom and what it takes."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.assets.domain.identifier import check_id, check_reference, check_text
from services.runtime.errors import Invalid

USUAL_MINUTES = 60
"""How long a repair is taken to last where nobody says. A default without a source."""
DAY_MINUTES = 1440
MOST_CREW = 20
HIGHEST_LEVEL = 9
LONGEST_REASON = 200


class Priority(StrEnum):
    """How urgent work is; how soon somebody has to be there is the site's to say."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Work for `crew` people at once who hold `trade`, one of them at `level` or above, each for `minutes`.

    `reported` is when it was asked for; its response time counts from then. `down`: its asset stands still until it is
    done. `prepares` names the occurrence or the work order that cannot begin before this is done.
    """

    priority: Priority
    reported: datetime
    minutes: int = USUAL_MINUTES
    crew: int = 1
    trade: str = ""
    level: int = 0
    tools: tuple[str, ...] = ()
    place: str = ""
    building: str = ""
    down: bool = False
    prepares: str = ""

    def __post_init__(self) -> None:
        for field, value, most in (
            ("minutes", self.minutes, DAY_MINUTES),
            ("crew", self.crew, MOST_CREW),
        ):
            if not 1 <= value <= most:
                raise Invalid(field, f"{value} is not within 1 to {most}")
        if not 0 <= self.level <= HIGHEST_LEVEL:
            raise Invalid("level", f"{self.level} is not within 0 to {HIGHEST_LEVEL}", hint="0 asks for no level")
        if self.level and not self.trade:
            raise Invalid("level", "is asked for without a trade", hint="name the qualification that has levels")
        for field, id in (("trade", self.trade), ("place", self.place), ("building", self.building)):
            check_reference("the work", field, id)
        for tool in self.tools:
            check_id("the work", "tools", tool)
        if len(set(self.tools)) < len(self.tools):
            raise Invalid("tools", "names one twice", hint="name each tool once, planning takes one of each")


@dataclass(frozen=True, slots=True)
class Hold:
    """Work that waits, for parts or for a door to be opened: from the day `until` on it is planned again."""

    until: date
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise Invalid("reason", "is empty", hint='say what it waits for, e.g. "door motor ordered"')
        check_text("reason", self.reason, LONGEST_REASON)
