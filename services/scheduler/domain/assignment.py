"""One thing that a schedule gives to people."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AssignmentKind(StrEnum):
    """Work on an asset; a shift of one person; a drill, or a sitting of a training."""

    JOB = "job"
    SHIFT = "shift"
    DRILL = "drill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One thing given to people.

    `id` is its key, stable over re-solves: "job/{plan}/{due}", "shift/{person}/{day}/{shift}/{post}",
    "drill/{obligation}/{period}/{place or sitting}". `start`, `end` and `people` come with dispatch. `latest` is the
    last day on which it may be held; a shift can be held on its `day` only, so that its `latest` is its day.

    A job has `work` and `asset`, `includes` names occurrences fulfilled in the same visit, `contractor` does it where
    our own people do not. A shift has `shift` and, unless it is without a post, `post`. A drill has `obligation` and
    `place` (or the number of the sitting), and may have `scenario` and `leader`.
    """

    id: str
    display_name: str
    day: date
    latest: date
    kind: AssignmentKind = AssignmentKind.JOB
    work: str = ""
    asset: str = ""
    trade: str = ""
    start: datetime | None = None
    end: datetime | None = None
    people: tuple[str, ...] = ()
    schedule: str = ""
    post: str = ""
    shift: str = ""
    includes: tuple[str, ...] = ()
    obligation: str = ""
    place: str = ""
    scenario: str = ""
    leader: str = ""
    contractor: str = ""

    def same_for_people(self, other: "Assignment") -> bool:
        """Whether nobody needs to hear of the difference."""
        return self._told() == other._told()

    def _told(self) -> tuple[object, ...]:
        return (self.day, self.start, self.end, self.people, self.post, self.place, self.contractor)
