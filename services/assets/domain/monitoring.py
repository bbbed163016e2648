"""Monitoring: an elevator that is watched from afar is visited on demand, where a local rule allows it."""

from dataclasses import dataclass
from datetime import date

from services.assets.domain.identifier import check_text
from services.assets.domain.interval import Interval
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """Of one asset. Raises Invalid. Once monitoring is lost its plan is what the pack says, from the last visit on."""

    permit: str  # reference of what allows it for this asset
    floor: Interval  # how often it is visited even where nothing demands it
    lost: date | None = None  # day on which monitoring was lost; None: it works

    def __post_init__(self) -> None:
        if not self.permit.strip():
            raise Invalid("monitoring.permit", "is empty", hint="give the reference of the permit, or of the filing")
        check_text("monitoring.permit", self.permit, 200)

    @property
    def works(self) -> bool:
        """Whether the asset is maintained on demand now."""
        return self.lost is None
