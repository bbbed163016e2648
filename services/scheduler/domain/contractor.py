"""Somebody outside the company who can be paid for work."""

from dataclasses import dataclass
from datetime import date

from services.runtime.errors import Invalid
from services.scheduler.domain.check import identified, named, within
from services.scheduler.domain.days import Days

HIGHEST_PRICE = 2**31 - 1
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that a contractor does; `price` of one visit in whole units of the site's currency."""

    trade: str
    price: int = 0

    def __post_init__(self) -> None:
        identified("trade", self.trade)
        within("price", self.price, 0, HIGHEST_PRICE)


@dataclass(frozen=True, slots=True)
class Contractor:
    """What a contractor does, and when not (`closed`).

    What nobody of the company can do is the contractor's anyway. With a `month_budget` it stands in for the company's
    own people too, where they are too few: for so much money in a calendar month, and for no job above
    `price_ceiling` (None: none is too dear). Both in whole units of the site's currency.
    """

    id: str
    display_name: str = ""
    offers: tuple[Offer, ...] = ()
    closed: tuple[Days, ...] = ()
    month_budget: int = 0
    price_ceiling: int | None = None

    def __post_init__(self) -> None:
        identified("id", self.id)
        named("display_name", self.display_name)
        within("month_budget", self.month_budget, 0, HIGHEST_PRICE)
        within("price_ceiling", self.price_ceiling or 0, 0, HIGHEST_PRICE)
        trades = [offer.trade for offer in self.offers]
        for place, trade in enumerate(trades):
            if trade in trades[:place]:
                raise Invalid(f"offers[{place}].trade", f'"{trade}" is offered twice', hint="keep one price")

    def works(self, day: date) -> bool:
        """Whether it works on `day`: not on Sundays, a default of Muster without a source, nor while closed."""
        return day.weekday() != SUNDAY and not any(days.holds(day) for days in self.closed)

    def price(self, trade: str) -> int | None:
        """The price of one visit, None where it does not do that."""
        return next((offer.price for offer in self.offers if offer.trade == trade), None)

    def stands_in(self, trade: str, day: date) -> int | None:
        """For which price planning may give it a job of `trade` on `day` that one's own people could do; None: not."""
        price = self.price(trade)
        if price is None or not self.works(day) or price > self.month_budget:
            return None
        return price if self.price_ceiling is None or price <= self.price_ceiling else None
