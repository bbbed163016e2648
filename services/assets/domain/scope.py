"""What one visit of a job looks after, and the answer that people gave for a job of a file."""

from dataclasses import dataclass
from enum import StrEnum

from services.assets.domain.identifier import check_id


class Scope(StrEnum):
    """A job of 418 sprinkler heads is 418 visits or two rounds, and only people know which."""

    COMPONENT = "component"
    SPACE = "space"
    FLOOR = "floor"
    SYSTEM = "system"
    TYPE = "type"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobScope:
    """The scope of one job, asked once. Raises Invalid for a bad id."""

    id: str  # of the job
    scope: Scope

    def __post_init__(self) -> None:
        check_id("job", "id", self.id)
