"""What every thing of a site is held to: ids, numbers within a range, nothing twice."""

import re
from collections.abc import Iterable

from services.runtime.errors import Invalid

ID = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")


def identified(field: str, id: str) -> None:
    """Refuse what is not an id of 1 to 40 characters."""
    if not ID.fullmatch(id):
        raise Invalid(
            field, f'"{id[:60]}" is not an id', hint="use 1 to 40 of a-z, 0-9 and -, neither first nor last a -"
        )


def all_identified(field: str, ids: Iterable[str]) -> None:
    """Refuse the first that is not an id or stands there twice; the path names its place."""
    seen: set[str] = set()
    for place, id in enumerate(ids):
        identified(f"{field}[{place}]", id)
        if id in seen:
            raise Invalid(f"{field}[{place}]", f'"{id}" is named twice', hint="name it once")
        seen.add(id)


def once(field: str, ids: Iterable[str]) -> None:
    """Refuse two things of one id; the path names the second."""
    seen: set[str] = set()
    for place, id in enumerate(ids):
        if id in seen:
            raise Invalid(f"{field}[{place}].id", f'"{id}" is there twice', hint="choose another id")
        seen.add(id)


def within(field: str, value: int, low: int, high: int, unit: str = "") -> None:
    """Refuse a number outside `low` to `high`, both inclusive."""
    if not low <= value <= high:
        raise Invalid(field, f"{value} is not within {low} to {high}{f' {unit}' if unit else ''}")


def weekdays(field: str, days: Iterable[int]) -> None:
    """Refuse what is not a day of the week, or stands there twice; the path names its place."""
    seen: set[int] = set()
    for place, day in enumerate(days):
        within(f"{field}[{place}]", day, 0, 6, "(0 Monday, 6 Sunday)")
        if day in seen:
            raise Invalid(f"{field}[{place}]", f"{day} is named twice", hint="name each day once")
        seen.add(day)


def named(field: str, text: str, longest: int = 200) -> None:
    """Refuse a text that is longer than what its column and its screens hold."""
    if len(text) > longest:
        raise Invalid(field, f"is longer than {longest} characters", hint="shorten it")
