"""The public holidays of a country or region, from the calendars of the `holidays` package."""

from datetime import date

import holidays

from services.runtime.errors import Invalid


def holiday_days(code: str, first: date, last: date) -> frozenset[date]:
    """The public holidays from `first` to `last`, both inclusive, of an ISO 3166 code such as "CN", "HK" or "DE-BY".

    "" has none. A day worked in exchange for a holiday is not one. Raises Invalid where no calendar has that code.
    """
    if not code:
        return frozenset()
    country, _, part = code.partition("-")
    try:
        known = holidays.country_holidays(country, subdiv=part or None, years=range(first.year, last.year + 1))
    except NotImplementedError:
        raise Invalid("holidays", f'no calendar knows "{code}"', hint='ISO 3166, e.g. "CN", "HK" or "DE-BY"') from None
    return frozenset(day for day in known if first <= day <= last)
