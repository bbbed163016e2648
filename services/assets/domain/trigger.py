"""What makes a plan due beside the calendar: a reading over its limit, or a meter that has run far enough."""

import math
from dataclasses import dataclass

from services.assets.domain.identifier import check_id
from services.runtime.errors import Invalid

HIGHEST = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A `quantity` of the plan's asset that is read: a condition with `above`, a meter with `every`; one of the two.

    Condition: a reading above the limit makes a visit due one interval of the plan after that reading, and below it
    nothing is due. Meter: a visit is due when the counter has run `every` further since the last one, and at the latest
    one interval of the plan after it. Units are those in which it is read. Raises Invalid.
    """

    quantity: str  # [a-z0-9-]{1,63}, "sludge", "running-hours"
    above: float | None = None
    every: float | None = None

    def __post_init__(self) -> None:
        check_id("trigger", "trigger.quantity", self.quantity)
        if (self.above is None) == (self.every is None):
            hint = "above for a condition (sludge over 30), every for a meter (each 500 running hours)"
            raise Invalid("trigger", "has not exactly one of above and every", hint=hint)
        for field in ("above", "every"):
            value = getattr(self, field)
            if value is not None and not (math.isfinite(value) and abs(value) <= HIGHEST):
                raise Invalid(f"trigger.{field}", f"{value} is no figure that is read")
        if self.every is not None and self.every <= 0:
            raise Invalid(
                "trigger.every", f"{self.every} is not above 0", hint="say how far the meter runs between two"
            )

    @property
    def is_meter(self) -> bool:
        """Whether it counts, else it watches a condition."""
        return self.every is not None
