"""Drills and trainings as a supervisor writes them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from google.type.date_pb2 import Date

from muster.scheduler.v1.staffing_pb2 import DateRange, Obligation
from services.cli.estate import forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields, near

OBLIGATION = (
    *("name", "kind", "each", "every", "floor", "length", "everyone", "brigade", "leader", "hours", "night", "spacing"),
    *("announce", "sittings", "scenarios", "window", "days"),
)
LONGEST_CHOICE = 100
"""How many days in a row a site may choose; what is longer is a window."""
KINDS = {"drill": Obligation.KIND_DRILL, "training": Obligation.KIND_TRAINING}
EVERY = {
    "month": Obligation.EVERY_MONTH,
    "quarter": Obligation.EVERY_QUARTER,
    "half-year": Obligation.EVERY_HALF_YEAR,
    "year": Obligation.EVERY_YEAR,
}


def obligation(id: str, given: Marked) -> Obligation:
    """One of `obligations`."""
    fields = Fields(given, id, OBLIGATION)
    found = Obligation(
        id=id,
        display_name=fields.text("name"),
        kind=_one_of(fields, "kind", KINDS),
        each=fields.texts("each"),
        every=_one_of(fields, "every", EVERY),
        minutes=fields.form("length", forms.length, forms.LENGTH) if "length" in fields else 0,
        everyone=fields.texts("everyone"),
        brigade_least=fields.whole("brigade"),
        leader=fields.text("leader"),
        night_least=fields.form("night", _a_year, 'a number, or "1 a year"') if "night" in fields else 0,
        sittings=fields.whole("sittings"),
        lead_days=fields.whole("announce"),
        scenarios=fields.texts("scenarios"),
        windows=ranges(fields, "window"),
        chosen_dates=list(_chosen(fields)),
    )
    if "spacing" in fields:  # 0 is a spacing of its own
        found.spacing_days = fields.whole("spacing")
    if "floor" in fields:
        floor = Fields(fields.mapping("floor"), f"{id}.floor", ("every", "cite"))
        found.floor_every = _one_of(floor, "every", EVERY)
        found.floor_citation = floor.text("cite")
    if "hours" in fields:
        start, minutes = fields.form("hours", forms.span, forms.CLOCK)
        if start + minutes > 1440:
            raise fields.refusal("hours", f"{id}.hours run over midnight", "keep them within one day")
        found.earliest_minute, found.latest_minute = start, start + minutes
    return found


def _one_of(fields: Fields, key: str, known: dict[str, Any]) -> Any:
    said = str(fields.need(key))
    if said not in known:
        raise fields.refusal(key, f'{fields.what}.{key} is "{said}"', near(said, known))
    return known[said]


def _a_year(value: Any) -> int:
    match = re.fullmatch(r"(\d{1,3})( a year)?", str(value).strip())
    if not match:
        raise ValueError
    return int(match[1])


def _chosen(fields: Fields) -> Iterator[Date]:
    """`days: [2027-03-12, 2027-06-01/2027-06-03]`, day by day."""
    for days in fields.forms("days", forms.days, forms.DAYS):
        length = (days.last - days.first).days + 1
        if length > LONGEST_CHOICE:
            raise fields.refusal("days", f"{fields.what}.days are {length} in a row", "write a window for so many")
        yield from (forms.to_pb(days.first + timedelta(days=n)) for n in range(length))


def ranges(fields: Fields, key: str) -> list[DateRange]:
    """Days in a row, each `2027-01-04` or `2027-01-04/2027-01-08`."""
    return [
        DateRange(first_date=forms.to_pb(days.first), last_date=forms.to_pb(days.last))
        for days in fields.forms(key, forms.days, forms.DAYS)
    ]
