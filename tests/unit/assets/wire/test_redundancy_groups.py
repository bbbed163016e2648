"""Redundancy groups and assets go to the wire and come back as they were."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from muster.assets.v1 import asset_pb2
from muster.assets.v1 import redundancy_group_pb2 as pb
from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.storage import assets, redundancy_groups
from services.assets.wire.assets import asset_from_pb, asset_to_pb
from services.assets.wire.redundancy_groups import group_from_pb, group_to_pb
from services.runtime.errors import Invalid
from services.runtime.rows import Stored

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
GROUP = RedundancyGroup(id="lifts", display_name="Lifts of B1", members=("a", "b", "c"), keep_up=2, one_a_day=True)
ASSET = Asset(
    id="tank",
    display_name="Roof tank",
    type="roof-tank",
    spaces=("roof",),
    external_key="k",
    serial_number="s",
    tag_number="t",
    installed=date(2001, 2, 3),
    state=AssetState.OUT_OF_SERVICE,
    serves=("flat-1", "flat-2"),
)


def test_a_group_comes_back_as_it_went_and_says_how_many_stand_still():
    message = group_to_pb("sites/s", Stored(GROUP, 1, NOW, NOW, "somebody"), 1)
    assert group_from_pb(message) == ("sites/s", GROUP)
    assert (message.name, message.down_count, message.etag) == ("sites/s/redundancyGroups/lifts", 1, "v1")


def test_a_group_without_a_name_is_called_by_its_id():
    members = ["sites/s/assets/a", "sites/s/assets/b"]
    _, group = group_from_pb(pb.RedundancyGroup(name="sites/s/redundancyGroups/pumps", members=members, keep_up=1))
    assert group.display_name == "pumps"


def test_a_member_of_another_site_is_refused():
    members = ["sites/s/assets/a", "sites/t/assets/b"]
    with pytest.raises(Invalid, match="sites/t/assets/b is of another site"):
        group_from_pb(pb.RedundancyGroup(name="sites/s/redundancyGroups/pumps", members=members, keep_up=1))


def test_an_asset_comes_back_as_it_went():
    assert asset_from_pb(asset_to_pb("sites/s", Stored(ASSET, 1, NOW, NOW, "somebody"))) == ("sites/s", ASSET)


@pytest.mark.parametrize(
    ("kind", "table", "message", "renamed"),
    [
        (RedundancyGroup, redundancy_groups.table, pb.RedundancyGroup, {"id": "name"}),
        (Asset, assets.table, asset_pb2.Asset, {"id": "name", "installed": "installed_date"}),
    ],
)
def test_every_field_has_its_column_and_its_place_on_the_wire(kind, table, message, renamed):
    names = {field.name for field in fields(kind)}
    assert names <= set(table.c.keys())
    assert {renamed.get(name, name) for name in names} <= set(message.DESCRIPTOR.fields_by_name)
