"""Somebody outside the company who can be paid for work."""

from dataclasses import dataclass
from datetime import date

from services.runtime.errors import Invalid
from services.scheduler.domain.check import identified, named, within
from services.scheduler.domain.days import Days

HIGHEST_PRICE = 2**31 - 1


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
    """What a contractor does, and when not (`closed`)."""

    id: str
    display_name: str = ""
    offers: tuple[Offer, ...] = ()
    closed: tuple[Days, ...] = ()

    def __post_init__(self) -> None:
        identified("id", self.id)
        named("display_name", self.display_name)
        trades = [offer.trade for offer in self.offers]
        for place, trade in enumerate(trades):
            if trade in trades[:place]:
                raise Invalid(f"offers[{place}].trade", f'"{trade}" is offered twice', hint="keep one price")

    def works(self, day: date) -> bool:
        """Whether it works on `day`."""
        return not any(days.holds(day) for days in self.closed)

    def price(self, trade: str) -> int | None:
        """The price of one visit, None where it does not do that."""
        return next((offer.price for offer in self.offers if offer.trade == trade), None)
