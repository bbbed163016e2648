"""What visits know of their assets: retired ones are left out, places are floors or buildings, groups are named."""

from dataclasses import replace
from datetime import date

import pytest

from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.space import Space, SpaceKind
from services.assets.intervals.due import occurrences
from services.assets.whereabouts import Whereabouts

SPACES = [
    Space(id="estate", display_name="Estate", kind=SpaceKind.SITE),
    Space(id="b1", display_name="Block 1", kind=SpaceKind.BUILDING, within="estate"),
    Space(id="l5", display_name="Level 5", kind=SpaceKind.FLOOR, within="b1"),
    Space(id="top", display_name="Roof", kind=SpaceKind.ROOF, within="b1"),
    Space(id="flat", display_name="5-12B", within="l5"),
    Space(id="kitchen", display_name="Kitchen", within="flat"),
    Space(id="shed", display_name="Shed", within="b1"),
    Space(id="lawn", display_name="Lawn", within="estate"),
    Space(id="egg", display_name="Egg", within="hen"),
    Space(id="hen", display_name="Hen", within="egg"),
]
GONE = AssetState.RETIRED
PLAN = MaintenancePlan(
    id="p", asset="a", display_name="Visit", interval=Interval(15, Unit.DAY), anchor=date(2027, 1, 4)
)


def where(*assets: Asset, groups: tuple[RedundancyGroup, ...] = ()) -> Whereabouts:
    return Whereabouts(assets, SPACES, groups)


def asset(id: str = "a", *spaces: str, state: AssetState = AssetState.IN_SERVICE) -> Asset:
    return Asset(id=id, display_name=id, spaces=spaces, state=state)


def visit(plan: MaintenancePlan = PLAN):
    return occurrences([plan], date(2027, 1, 5), date(2027, 1, 20))[0]


@pytest.mark.parametrize(
    ("space", "place"),
    [
        ("kitchen", "l5"),
        ("l5", "l5"),
        ("top", "top"),
        ("shed", "b1"),
        ("b1", "b1"),
        ("lawn", ""),
        ("egg", ""),
        ("gone", ""),
    ],
)
def test_the_place_is_the_floor_the_roof_or_the_building(space, place):
    assert where(asset("a", space)).placed(visit()).place == place


def test_the_place_of_the_plan_goes_before_that_of_the_asset():
    assert where(asset("a", "kitchen")).placed(visit(replace(PLAN, place="shed"))).place == "b1"
    assert where(asset("a", "shed", "kitchen")).placed(visit()).place == "b1", "the first of its spaces"


def test_a_retired_asset_asks_for_nothing():
    assert where(asset("a", state=AssetState.OUT_OF_SERVICE)).alive([PLAN]) == [PLAN]
    assert where(asset("a", state=GONE)).alive([PLAN]) == []


def test_of_what_is_covered_the_retired_are_left_out():
    plan = replace(PLAN, asset="", covers=("a", "b"))
    half = where(asset("a", state=GONE), asset("b", "kitchen"))
    (left,) = half.alive([plan])
    assert left.covers == ("b",)
    assert (half.placed(visit(left)).asset, half.placed(visit(left)).place) == ("b", "l5")
    assert where(asset("a", state=GONE), asset("b", state=GONE)).alive([plan]) == []


def test_a_visit_names_the_groups_of_all_its_assets():
    groups = tuple(
        RedundancyGroup(id=id, display_name=id, members=members, keep_up=1)
        for id, members in (("x", ("a", "z")), ("v", ("b", "z")), ("w", ("y", "z")))
    )
    there = where(asset("a"), asset("b"), groups=groups)
    assert there.groups(visit()) == ["x"]
    assert there.groups(visit(replace(PLAN, asset="", covers=("a", "b")))) == ["v", "x"]
