"""Days in a row."""

from dataclasses import dataclass
from datetime import date

from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid("last_date", f"{self.last} lies before {self.first}", reason="WINDOW_INVALID")

    def holds(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day <= self.last
