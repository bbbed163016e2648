"""What a supervisor makes of a rule at a site."""

import re
from dataclasses import dataclass
from enum import StrEnum

from services.runtime.errors import Invalid
from services.scheduler.domain.check import within

RULE = re.compile(r"[a-z][a-z_]{0,79}")
MOST_PRICE = 1000


class Degree(StrEnum):
    """How a rule is taken: as it is, as one of several wishes at a price, or not at all."""

    FOLLOWED = "followed"
    PRICED = "priced"
    IGNORED = "ignored"


class Rank(StrEnum):
    """Where a priced rule stands: below law and safety, beside hours and weekends or beside wishes."""

    CONTRACT = "contract"
    PREFERENCE = "preference"


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as it is taken at a site: the name of its tier, its degree and its price for a unit (0: ignored), and
    whether the law stands behind it."""

    id: str
    sentence: str
    tier: str
    degree: Degree
    price: int
    law: bool


@dataclass(frozen=True, slots=True)
class Severity:
    """Rule `rule` is taken to this degree; a priced one has a rank and a price for each unit by which it is not kept,
    1-1000. Whether there is such a rule, and whether the law stands behind it, is not known here."""

    rule: str
    degree: Degree = Degree.FOLLOWED
    rank: Rank | None = None
    price: int = 0

    def __post_init__(self) -> None:
        if not RULE.fullmatch(self.rule):
            raise Invalid("rule", f'"{self.rule[:80]}" is not a rule', hint="muster get rules lists them")
        if (self.degree is Degree.PRICED) is not (self.rank is not None):
            raise Invalid(
                "tier", "is for a priced rule, and no other", hint="contract or preference, or severity priced"
            )
        if self.degree is Degree.PRICED:
            within("price", self.price, 1, MOST_PRICE)
        elif self.price:
            raise Invalid("price", "is for a priced rule, and no other", hint="leave it out, or say priced")
