"""A work order: one piece of work on an asset, and how it ended."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

LONGEST_PLAN = 52
"""Of a plan's id within an order's: an id has 63 characters, eleven of them are the due day's."""
DIGEST = 10


class WorkOrderState(StrEnum):
    """How far the work is."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


def order_id(plan: str, due: str) -> str:
    """The id of the order for the visit of `plan` due on `due`; of a long plan id only the beginning and a digest.

    >>> order_id("pump-year", "2026-12-14")
    'pump-year-2026-12-14'
    """
    if len(plan) > LONGEST_PLAN:
        digest = hashlib.sha256(plan.encode()).hexdigest()[:DIGEST]
        plan = f"{plan[: LONGEST_PLAN - DIGEST - 1].rstrip('-')}-{digest}"
    return f"{plan}-{due}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """Opened when people are told of an occurrence (`plan`, `due`), closed by the first report that it is done.

    `includes` are the occurrences of larger plans that the same visit fulfils, by name. `people` have been told of it
    and have it still; an order that the last of them loses is cancelled until somebody is told again.
    """

    id: str
    plan: str
    due: str
    asset: str
    display_name: str
    includes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    state: WorkOrderState = WorkOrderState.OPEN
    performed: datetime | None = None
    performed_by: str = ""

    def including(self, includes: tuple[str, ...]) -> "WorkOrder":
        """With what rides on the visit as people were told last; one that is closed stays as it is."""
        return self if self.state is WorkOrderState.COMPLETED else replace(self, includes=includes)

    def given(self, person: str) -> "WorkOrder":
        """Open, and hers as well; one that is closed stays as it is."""
        if self.state is WorkOrderState.COMPLETED:
            return self
        people = self.people if person in self.people else (*self.people, person)
        return replace(self, state=WorkOrderState.OPEN, people=people)

    def taken_from(self, person: str) -> "WorkOrder":
        """No longer hers, and cancelled where nobody else has it; one that is closed or never was hers stays."""
        if self.state is WorkOrderState.COMPLETED or person not in self.people:
            return self
        people = tuple(one for one in self.people if one != person)
        return replace(self, people=people, state=self.state if people else WorkOrderState.CANCELLED)

    def completed(self, performed: datetime, by: str) -> "WorkOrder":
        """Closed; a second report of the same work changes nothing, the first one stands."""
        if self.state is WorkOrderState.COMPLETED:
            return self
        return replace(self, state=WorkOrderState.COMPLETED, performed=performed, performed_by=by)
