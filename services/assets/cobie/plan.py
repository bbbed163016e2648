"""A job of a workbook: what one type of asset needs and how often. Who it fans out to is decided elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

from services.assets.domain.identifier import check_id, check_named, check_reference
from services.assets.domain.interval import Interval
from services.runtime.errors import Invalid


class JobKind(StrEnum):
    """What a job is to planning."""

    RECURRING = "recurring"
    PROCEDURE = "procedure"  # goes with a recurring job of the same type, never a visit of its own
    ON_DEMAND = "on demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a job's checklist."""

    number: int  # as the file numbers it, within the job
    text: str
    minutes: int = 0  # part of the job's minutes, not added to them; 0: not said
    priors: tuple[int, ...] = ()  # numbers of the steps that come before


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlan:
    """One job of one type, with its steps in order. Raises Invalid for bad ids, an empty name or minutes below 0."""

    id: str
    display_name: str
    type: str = ""  # asset type id
    category: str = ""  # of the pick list: "pm", "safety", ...
    kind: JobKind = JobKind.RECURRING
    interval: Interval | None = None  # None: on demand, or more often than daily
    minutes: int = 0  # of work on the scope as a whole, its steps included; 0: the file does not say
    description: str = ""
    steps: tuple[Step, ...] = ()
    resources: tuple[str, ...] = ()  # resource ids
    priors: tuple[str, ...] = ()  # ids of the plans that come before
    external_key: str = ""

    def __post_init__(self) -> None:
        thing = f"job {self.id!r}"
        check_named("job", self.id, self.display_name)
        check_reference(thing, "type", self.type)
        for id in (*self.resources, *self.priors):
            check_id(thing, "reference", id)
        if self.minutes < 0:
            raise Invalid("minutes", f"of {thing} are {self.minutes}", hint="give 0 where it is not known")
