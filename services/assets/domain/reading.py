"""A reading: what somebody read off an asset, and when."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime

from services.assets.domain.identifier import check_id
from services.assets.domain.trigger import HIGHEST
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The `value` of a `quantity` of an asset at the instant `taken`.

    Raises Invalid for a bad id, an instant without a zone and a figure that cannot be read.
    """

    id: str  # of the three that make it what it is
    asset: str
    quantity: str
    value: float
    taken: datetime

    def __post_init__(self) -> None:
        check_id("reading", "asset", self.asset)
        check_id("reading", "quantity", self.quantity)
        if not math.isfinite(self.value) or abs(self.value) > HIGHEST:
            raise Invalid("value", f"{self.value} is no figure that is read", hint="give the figure without its unit")
        if self.taken.tzinfo is None:
            raise Invalid("taken_time", "has no zone", hint="give an instant")

    @staticmethod
    def of(asset: str, quantity: str, value: float, taken: datetime) -> "Reading":
        """The reading with its id: one asset has one value of a quantity at one instant. Raises Invalid."""
        id = f"{asset}.{quantity}.{taken.astimezone(UTC):%Y%m%dT%H%M%S%f}"
        return Reading(id=id, asset=asset, quantity=quantity, value=value, taken=taken)
