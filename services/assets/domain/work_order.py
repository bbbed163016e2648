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
    """Opened when people are told of an occurrence (`plan`, `due`), closed by the first report that it is done."""

    id: str
    plan: str
    due: str
    asset: str
    display_name: str
    state: WorkOrderState = WorkOrderState.OPEN
    performed: datetime | None = None
    performed_by: str = ""

    def completed(self, performed: datetime, by: str) -> "WorkOrder":
        """Closed; a second report of the same work changes nothing, the first one stands."""
        if self.state is WorkOrderState.COMPLETED:
            return self
        return replace(self, state=WorkOrderState.COMPLETED, performed=performed, performed_by=by)
