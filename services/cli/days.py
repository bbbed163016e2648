"""Days and instants as the command line reads and shows them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import typer
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from muster.assets.v1 import maintenance_plan_pb2
from services.runtime.errors import Invalid

INSTANT = "2026-12-14T09:00+08:00"
UNIT_DAYS = {
    maintenance_plan_pb2.Interval.UNIT_DAY: 1.0,
    maintenance_plan_pb2.Interval.UNIT_WEEK: 7.0,
    maintenance_plan_pb2.Interval.UNIT_MONTH: 365.25 / 12,
    maintenance_plan_pb2.Interval.UNIT_YEAR: 365.25,
}
"""Days of an interval's unit, on average over years."""


def day_of(message: Date) -> date:
    """The day of a message that is set."""
    return date(message.year, message.month, message.day)


def local(stamp: Timestamp, zone: ZoneInfo) -> datetime:
    """The instant in site time."""
    return stamp.ToDatetime(UTC).astimezone(zone)


def short(day: date) -> str:
    """ "Tue 12 Jan"."""
    return f"{day:%a} {day.day} {day:%b}"


def parsed(text: str) -> date | None:
    """A day as written on the command line, None for "". Raises typer.BadParameter."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is no day; write it as 2026-12-14') from None


def instant_of(text: str, field: str) -> datetime:
    """An instant as written on the command line, with its offset from UTC. Raises Invalid, which names `field`."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(field, f'"{text}" is no instant', hint=f"write it as {INSTANT}") from None
    if found.tzinfo is None:
        # A day or an hour alone is another instant in each zone, and the clock is one for all sites.
        raise Invalid(field, f'"{text}" has no offset from UTC', hint=f"write it as {INSTANT}")
    return found


def interval_days(interval: maintenance_plan_pb2.Interval) -> float:
    """How many days lie between two visits, on average."""
    return interval.count * UNIT_DAYS[interval.unit]
