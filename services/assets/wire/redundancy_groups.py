"""Redundancy group <-> proto."""

from muster.assets.v1 import redundancy_group_pb2 as pb
from services.assets.domain.redundancy_group import RedundancyGroup
from services.runtime.dates import instant_to_pb
from services.runtime.errors import Invalid, at
from services.runtime.names import parent_and_id
from services.runtime.rows import Stored


def group_from_pb(message: pb.RedundancyGroup) -> tuple[str, RedundancyGroup]:
    """The parent ("sites/{site}") and the group that a request describes. Raises Invalid."""
    parent, id = parent_and_id("sites/*/redundancyGroups/*", message.name, "redundancy_group.name")
    members = []
    for name in message.members:
        site, asset = parent_and_id("sites/*/assets/*", name, "redundancy_group.members")
        if site != parent:
            raise Invalid("redundancy_group.members", f"{name} is of another site", hint=f"name assets of {parent}")
        members.append(asset)
    with at("redundancy_group"):
        group = RedundancyGroup(
            id=id,
            display_name=message.display_name or id,
            members=tuple(members),
            keep_up=message.keep_up,
            one_a_day=message.one_a_day,
        )
    return parent, group


def group_to_pb(parent: str, stored: Stored[RedundancyGroup], down: int) -> pb.RedundancyGroup:
    """A stored group as callers see it, `down` of its members standing still."""
    group = stored.value
    return pb.RedundancyGroup(
        name=f"{parent}/redundancyGroups/{group.id}",
        display_name=group.display_name,
        members=[f"{parent}/assets/{member}" for member in group.members],
        keep_up=group.keep_up,
        one_a_day=group.one_a_day,
        down_count=down,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )
