"""A work order: one piece of work on an asset, and how it ended."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class WorkOrderState(StrEnum):
    """How far the work is."""

    OPEN = "open"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOrder:
    """Opened when people are told of an occurrence (`plan`, `due`), closed by the first report that it is done.

    `includes` are the occurrences of larger plans that the same visit fulfils, by name.
    """

    id: str
    plan: str
    due: str
    asset: str
    display_name: str
    includes: tuple[str, ...] = ()
    state: WorkOrderState = WorkOrderState.OPEN
    performed: datetime | None = None
    performed_by: str = ""

    def including(self, includes: tuple[str, ...]) -> "WorkOrder":
        """With what rides on the visit as people were told last; one that is closed stays as it is."""
        return self if self.state is WorkOrderState.COMPLETED else replace(self, includes=includes)

    def completed(self, performed: datetime, by: str) -> "WorkOrder":
        """Closed; a second report of the same work changes nothing, the first one stands."""
        if self.state is WorkOrderState.COMPLETED:
            return self
        return replace(self, state=WorkOrderState.COMPLETED, performed=performed, performed_by=by)
