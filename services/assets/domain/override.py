"""An override: another interval than the pack's, by somebody who answers for it and says why."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from services.assets.domain.identifier import check_text
from services.assets.domain.interval import Interval
from services.runtime.errors import Invalid

NOBODY = "nobody yet"
"""Stands for the approver of what was there before the pack was."""
LONGEST_APPROVER = 120
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Who approved of it, why, since which day, and what the pack said. Raises Invalid: both words are required."""

    approver: str  # a person or a role
    reason: str
    approved: date  # day of the site
    interval: Interval  # of the pack
    law: bool  # whether the pack's interval is law

    def __post_init__(self) -> None:
        for field, text, longest in (
            ("approver", self.approver, LONGEST_APPROVER),
            ("reason", self.reason, LONGEST_REASON),
        ):
            if not text.strip():
                raise Invalid(f"override.{field}", "is empty", hint="say who approves of the other interval, and why")
            check_text(f"override.{field}", text, longest)


@lru_cache(maxsize=1024)
def exceeds(one: Interval, another: Interval) -> bool:
    """Whether a visit by `one` may come later than one by `another`, from any day: a month is more than 4 weeks."""
    if one == another:
        return False
    begin = date(2024, 1, 1)
    days = (begin + timedelta(days=n) for n in range(4 * 366))
    return any(one.after(day) > another.after(day) for day in days)
