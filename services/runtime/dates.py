"""Days and instants on the wire."""

from datetime import UTC, date, datetime

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from services.runtime.errors import Invalid


def date_to_pb(day: date | None) -> Date | None:
    """A day as google.type.Date."""
    return Date(year=day.year, month=day.month, day=day.day) if day else None


def date_from_pb(day: Date, field: str) -> date:
    """A whole day. Raises Invalid where year, month or day is missing or there is no such day."""
    try:
        return date(day.year, day.month, day.day)
    except ValueError:
        raise Invalid(field, f"{day.year}-{day.month}-{day.day} is not a day", hint="give year, month, day") from None


def optional_date(message: Message, field: str, path: str) -> date | None:
    """The day in `field` of `message`, None where it is unset. Raises Invalid."""
    return date_from_pb(getattr(message, field), path) if message.HasField(field) else None


def instant_to_pb(instant: datetime | None) -> Timestamp | None:
    """An instant as a Timestamp."""
    if instant is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(instant.astimezone(UTC))
    return stamp


def optional_instant(message: Message, field: str) -> datetime | None:
    """The instant in `field` of `message`, None where it is unset."""
    if not message.HasField(field):
        return None
    instant: datetime = getattr(message, field).ToDatetime(UTC)
    return instant
