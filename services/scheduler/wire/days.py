"""Days in a row <-> proto."""

from muster.scheduler.v1 import staffing_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb
from services.runtime.errors import at
from services.scheduler.domain.days import Days


def days_from_pb(message: pb.DateRange, path: str) -> Days:
    """Days in a row. Raises Invalid."""
    with at(path):
        return Days(date_from_pb(message.first_date, "first_date"), date_from_pb(message.last_date, "last_date"))


def days_to_pb(days: Days) -> pb.DateRange:
    """Days in a row as callers see them."""
    return pb.DateRange(first_date=date_to_pb(days.first), last_date=date_to_pb(days.last))
