"""Where in the file stands what a service refuses: its paths count, people look for lines."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2

from services.cli.estate.document import Marked
from services.runtime import channel
from services.runtime.errors import Invalid

COUNTED = re.compile(r"(?:staffing\.)?([a-z_]+)\[(\d+)\](.*)")

SINGLE = {
    "holidays": "site/holidays",
    "blackout": "site/blackout",
    "fire_watch_minutes": "fire_watch/after",
    "fire_watch_trades": "fire_watch/trades",
    "fire_watch_needs": "fire_watch/needs",
    "pack": "site/pack",
    "remote_control": "site/remote_control",
}
"""What is a field of the staffing on the wire, and stands elsewhere in the file."""

SECTIONS = {"severities": "rules"}
"""What has another name in the file."""


def places(document: Marked) -> dict[str, str]:
    """The place of each section, and of each thing in it: "people", "people/wu"."""
    found = dict(document.places)
    for section, given in document.items():
        if isinstance(given, Marked):
            found.update({f"{section}/{id}": place for id, place in given.places.items()})
    return found


@contextmanager
def located(request: Message, found: Mapping[str, str]) -> Iterator[None]:
    """Turns a service's refusal of a part of `request` into one that names the line. Whatever else fails, passes."""
    try:
        yield
    except grpc.RpcError as trouble:
        said = channel.details(trouble)
        violations = said.get(error_details_pb2.BadRequest, error_details_pb2.BadRequest()).field_violations
        for violation in violations:
            where = where_is(violation.field, request, found)
            if where:
                place, thing = where
                hint = said.get(error_details_pb2.LocalizedMessage, error_details_pb2.LocalizedMessage()).message
                reason = said.get(error_details_pb2.ErrorInfo, error_details_pb2.ErrorInfo()).reason
                raise Invalid(place, f"{thing} {violation.description}", reason=reason, hint=hint) from None
        raise


def where_is(path: str, request: Message, found: Mapping[str, str]) -> tuple[str, str] | None:
    """The place and the name of what `path` of `request` speaks of; None where the file does not know it.

    "staffing.contracts[1].rest_minutes" is ("estate.yaml:8", "late.rest_minutes").
    """
    match = COUNTED.fullmatch(path)
    if not match or match[1] in SINGLE:
        field = path.removeprefix("staffing.").split(".")[0].split("[")[0]
        section = SINGLE.get(field, field)
        return (found[section], path.removeprefix("staffing.")) if section in found else None
    section, number, rest = match[1], int(match[2]), match[3]
    owner = getattr(request, "staffing", request) if path.startswith("staffing.") else request
    things = getattr(owner, section, ())
    if number >= len(things):
        return None
    id = _id(things[number])
    section = SECTIONS.get(section, section)
    place = found.get(f"{section}/{id}", found.get(section, ""))
    return (place, f"{id}{rest}") if place else None


def _id(thing: Message) -> str:
    """What the file calls it: the last part of its name, its id, the plan that was visited, or the rule."""
    for field in ("name", "id", "maintenance_plan", "rule"):
        value = str(getattr(thing, field, ""))
        if value:
            return value.rpartition("/")[2]
    return ""
