"""From which days a plan can count: none before there were such plans, none that nobody has seen yet."""

from datetime import date, timedelta

from services.runtime.errors import Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Calendars are counted on for centuries from here and must not run out of them."""
FARTHEST_VISIT = timedelta(days=400)
"""A last visit lies behind us. Some grace: a demonstration holds its clock, an estate may be written a year ahead."""
FARTHEST_DUE = timedelta(days=36_525)
"""A due day of the calendar may lie as far ahead as the longest interval."""


def check_year(field: str, day: date) -> None:
    """Refuse a day of another age. Raises Invalid with `field`."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid(field, f"{day} is not within {FIRST_YEAR} to {LAST_YEAR}", hint="look at the year")


def check_visit(field: str, day: date, today: date) -> None:
    """Refuse the day of a last visit that cannot have been. Raises Invalid with `field`."""
    check_year(field, day)
    if day > today + FARTHEST_VISIT:
        raise Invalid(field, f"{day} is no day of a last visit, today is {today}", hint="give the day it was held")


def check_due(field: str, day: date, today: date) -> None:
    """Refuse a due day that no calendar begins with. Raises Invalid with `field`."""
    check_year(field, day)
    if day > today + FARTHEST_DUE:
        raise Invalid(field, f"{day} is more than a hundred years ahead", hint="give a nearer due day")
