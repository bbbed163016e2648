"""A site: one estate under one management, in one time zone."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from services.assets.domain.identifier import check_named, check_text
from services.runtime.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One estate; all its dates are days of `time_zone` (an IANA name)."""

    id: str
    display_name: str
    time_zone: str
    holidays: str = ""  # ISO 3166 of the public holidays, "CN", "DE-BY"; empty: no day is one

    def __post_init__(self) -> None:
        check_named("site", self.id, self.display_name, longest=200)
        check_text("holidays", self.holidays, 10)
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            hint = 'use an IANA name, e.g. "Asia/Shanghai"'
            raise Invalid("time_zone", f'"{self.time_zone}" is not a time zone', hint=hint) from None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the site lives."""
        return ZoneInfo(self.time_zone)
