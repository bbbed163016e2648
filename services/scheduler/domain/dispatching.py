"""What a site's dispatch goes by: how soon somebody is there, tools, ways, and what work asks for beyond its trade."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.runtime.errors import Invalid
from services.scheduler.domain.check import all_identified, identified, within

LONGEST_RESPONSE = 30 * 1440
BETWEEN_PLACES = 5
"""Minutes on the way from one place to another, where a site says nothing. A default without a source."""
LONGEST_WAY = 240
HIGHEST_LEVEL = 9
LONGEST_ID = 63


class Priority(StrEnum):
    """How urgent a fault is."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Minutes from the report of a fault until somebody is there; 0: as the rule packs have it."""

    emergency: int = 0
    urgent: int = 0
    routine: int = 0

    def __post_init__(self) -> None:
        for priority in Priority:
            within(f"{priority}_minutes", self.of(priority), 0, LONGEST_RESPONSE)
        said = [minutes for priority in Priority if (minutes := self.of(priority))]
        if said != sorted(said):
            hint = "the more urgent, the sooner"
            raise Invalid("urgent_minutes", f"{', '.join(map(str, said))} are not in order", hint=hint)

    def of(self, priority: Priority) -> int:
        """Those of one priority."""
        return {
            Priority.EMERGENCY: self.emergency,
            Priority.URGENT: self.urgent,
            Priority.ROUTINE: self.routine,
        }[priority]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of which there are only so many."""

    id: str
    count: int = 1

    def __post_init__(self) -> None:
        identified("id", self.id)
        within("count", self.count, 1, 1000)


@dataclass(frozen=True, slots=True)
class Way:
    """Minutes on the way between two buildings (or floors, or roofs), in either direction."""

    first: str
    second: str
    minutes: int

    def __post_init__(self) -> None:
        for end, id in (("first_place", self.first), ("second_place", self.second)):
            if not 0 < len(id) <= LONGEST_ID:
                raise Invalid(end, f'"{id[:80]}" is no place', hint="the id of a building of the site")
        if self.first == self.second:
            raise Invalid("second_place", f'"{self.second}" is the first as well', hint="name two places")
        within("minutes", self.minutes, 0, LONGEST_WAY)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What work asks for beyond its trade. `work` is a trade, or the id of one maintenance plan.

    Of its people `heads` hold the trade at `level` or above (0: no level is asked for); it takes one of each of the
    `tools`; it begins when the visits of the plans `after`, where they are dispatched on the same days, have ended.
    """

    work: str
    level: int = 0
    heads: int = 1
    tools: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < len(self.work) <= LONGEST_ID:
            raise Invalid("work", f'"{self.work[:80]}" is no work', hint="a trade, or the id of a maintenance plan")
        within("level", self.level, 0, HIGHEST_LEVEL)
        within("heads", self.heads, 1, 20)
        all_identified("tools", self.tools)
        if self.work in self.after:
            raise Invalid("after", f'"{self.work}" waits for itself', hint="name the work that comes before it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatching:
    """All of it. With `day_teams` those who do a job together do all their jobs of that day together."""

    response: ResponseTimes = field(default_factory=ResponseTimes)
    tools: tuple[Tool, ...] = ()
    ways: tuple[Way, ...] = ()
    between_minutes: int = BETWEEN_PLACES
    requirements: tuple[Requirement, ...] = ()
    day_teams: bool = False

    def __post_init__(self) -> None:
        within("between_minutes", self.between_minutes, 0, LONGEST_WAY)
        all_identified("tools", (tool.id for tool in self.tools))
        known = {tool.id for tool in self.tools}
        for place, one in enumerate(self.requirements):
            if one.work in (other.work for other in self.requirements[:place]):
                raise Invalid(f"requirements[{place}].work", f'"{one.work}" is there twice', hint="keep one")
            for n, tool in enumerate(one.tools):
                if tool not in known:
                    there = f"one of {', '.join(sorted(known))}" if known else "describe it under tools"
                    raise Invalid(f"requirements[{place}].tools[{n}]", f'there is no tool "{tool}"', hint=there)
        before = {one.work: one.after for one in self.requirements}
        for place, one in enumerate(self.requirements):
            if (circle := _circle(one.work, before)) is not None:
                text = f"{' waits for '.join(circle)}: a circle"
                raise Invalid(f"requirements[{place}].after", text, hint="leave one of them out")
        pairs = [frozenset((way.first, way.second)) for way in self.ways]
        for place, pair in enumerate(pairs):
            if pair in pairs[:place]:
                raise Invalid(f"ways[{place}]", f"{' and '.join(sorted(pair))} stand there twice", hint="keep one")

    def asked(self, trade: str, plan: str) -> Iterator[Requirement]:
        """What is asked of the visits of `plan`, work of `trade`."""
        return (one for one in self.requirements if one.work in (trade, plan))


def _circle(work: str, before: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The way on which `work` comes to wait for itself; None where it does not."""
    ways: list[tuple[str, ...]] = [(work, one) for one in before.get(work, ())]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == work:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, one) for one in before.get(way[-1], ())]
    return None
