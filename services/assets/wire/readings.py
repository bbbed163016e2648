"""Reading <-> proto, both directions adjacent."""

from datetime import datetime

from muster.assets.v1 import reading_pb2 as pb
from services.assets.domain.reading import Reading
from services.runtime.dates import instant_to_pb, optional_instant
from services.runtime.errors import Invalid, at
from services.runtime.names import parent_and_id
from services.runtime.rows import Stored


def reading_from_pb(message: pb.Reading, now: datetime) -> tuple[str, Reading]:
    """The site ("sites/{site}") and the reading that a request describes; unsaid it is taken now. Raises Invalid."""
    parent, asset = parent_and_id("sites/*/assets/*", message.asset, "reading.asset")
    with at("reading"):
        taken = optional_instant(message, "taken_time") or now
        if taken > now:
            raise Invalid("taken_time", "lies in the future", hint="leave it out for now")
        return parent, Reading.of(asset, message.quantity, message.value, taken)


def reading_to_pb(parent: str, stored: Stored[Reading]) -> pb.Reading:
    """A stored reading as callers see it."""
    reading = stored.value
    return pb.Reading(
        asset=f"{parent}/assets/{reading.asset}",
        quantity=reading.quantity,
        value=reading.value,
        taken_time=instant_to_pb(reading.taken),
        recorded_by=stored.written_by,
    )
