"""What a format's own checker says of a roster; it shares no code with the product's verifier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Days = Mapping[str, Sequence[str | None]]
"""By employee, the shift of each day; None: free."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is not kept: its amount times the rule's weight."""

    rule: str
    who: str
    amount: int
    weight: int = 1
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Hard rules that are broken, and soft ones with what they cost."""

    broken: tuple[Finding, ...]
    priced: tuple[Finding, ...]

    @property
    def violations(self) -> int:
        """Of hard rules, by amount; 0: the roster is a valid answer."""
        return sum(one.amount for one in self.broken)

    @property
    def cost(self) -> int:
        """The published objective."""
        return sum(one.amount * one.weight for one in self.priced)


class NotARoster(ValueError):
    """Somebody unknown, a day too few, a shift that does not exist: the text names it and the remedy."""


def refuse_what_is_no_roster(days: int, shifts: Sequence[str], staff: Sequence[str], rows: Days) -> None:
    """Raises NotARoster unless `rows` gives everybody of `staff`, and nobody else, a known shift or None a day."""
    if strangers := sorted(set(rows) - set(staff)):
        raise NotARoster(f'"{strangers[0]}" is not on the staff of this instance: drop the row')
    for who in staff:
        if who not in rows:
            raise NotARoster(f'"{who}" has no row: give one, of {days} days')
        if len(rows[who]) != days:
            raise NotARoster(f'"{who}" has {len(rows[who])} days: give {days}')
        for day, shift in enumerate(rows[who]):
            if shift is not None and shift not in shifts:
                raise NotARoster(f'"{who}" has shift "{shift}" on day {day}, which does not exist: use null or a shift')
