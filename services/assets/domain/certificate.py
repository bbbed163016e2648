"""What runs out and has to be renewed: the certificate of an elevator's inspection, a permit to operate."""

from dataclasses import dataclass
from datetime import date

from services.assets.domain.identifier import check_text
from services.assets.domain.interval import Interval
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Of a plan whose visit is its renewal. Its end is what the certificate says itself; nobody guesses it."""

    name: str
    lead: Interval | None = None  # how long before its end the renewal is asked for; None: until the end itself
    expires: date | None = None  # last day on which it is valid; None: nobody has told

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise Invalid("certificate.display_name", "is empty", hint='say what ends, e.g. "permit to operate"')
        check_text("certificate.display_name", self.name, 200)
        if self.lead is not None and self.lead.nth is not None:
            raise Invalid("certificate.lead", "is a weekday", hint="say how long before the end, e.g. 1 month")

    @property
    def ask_by(self) -> date | None:
        """Last day on which the renewal is asked for in time; None where the end is not known."""
        if self.expires is None or self.lead is None:
            return self.expires
        return self.lead.after(self.expires, -1)
