"""Days and instants as the command line reads and shows them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import typer
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date


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
