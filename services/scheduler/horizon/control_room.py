"""Fire control rooms: how many certified people are in one, by the rule pack of the site."""

from collections.abc import Mapping
from typing import Any

from services.packs.reader import available, load
from services.runtime.errors import Invalid
from services.scheduler.domain.staffing import Staffing

PAIR, REMOTE = "control_room", "control_room_remote"
"""The limits of a pack: how many, and how many where remote control is installed and the region's rules allow it."""


def control_rooms_have_their_people(staffing: Staffing) -> None:
    """Wherever a control room is manned it has as many people as the pack of the site says: two in China, one where
    there is remote control and its region allows it. Raises Invalid with the path in `staffing`, and the citation."""
    limits = _limits(staffing)
    limit = limits.get(REMOTE if staffing.remote_control else PAIR)
    for p, post in enumerate(staffing.posts):
        if not post.control_room:
            continue
        if limit is None:
            hint = "name the pack of its jurisdiction, or write the heads and leave control_room out"
            text = f'"{post.id}" is one, but no pack of the site says how many people it has'
            raise Invalid(f"posts[{p}].control_room", text, reason="UNKNOWN_PACK", hint=hint)
        for c, coverage in enumerate(post.coverage):
            if 0 < coverage.heads < limit["people"]:
                text = f"{coverage.heads} are too few in a control room: {limit['people']}, by {limit['citation']}"
                hint = f"{limit['people']} or more, or 0 where nobody is there{_remote(staffing, limits)}"
                raise Invalid(f"posts[{p}].coverage[{c}].heads", text, reason="TOO_FEW_HEADS", hint=hint)


def _limits(staffing: Staffing) -> Mapping[str, Mapping[str, Any]]:
    if staffing.pack and staffing.pack not in available():
        hint = f"one of {', '.join(available())}"
        raise Invalid("pack", f'there is no pack "{staffing.pack}"', reason="UNKNOWN_PACK", hint=hint)
    limits = load(staffing.pack).staffing if staffing.pack else {}
    regions = limits.get(REMOTE, {}).get("regions", ())
    if staffing.remote_control and staffing.remote_control not in regions:
        hint = f"it is in {', '.join(regions)}" if regions else "leave it out, or name a pack that allows it"
        text = f'the pack "{staffing.pack}" does not say that it spares people in {staffing.remote_control}'
        raise Invalid("remote_control", text, hint=hint)
    return limits


def _remote(staffing: Staffing, limits: Mapping[str, Mapping[str, Any]]) -> str:
    if staffing.remote_control or REMOTE not in limits:
        return ""
    where, few = ", ".join(limits[REMOTE]["regions"]), limits[REMOTE]["people"]
    return f"; {few} with remote_control, which is allowed in {where}"
