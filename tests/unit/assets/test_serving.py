"""Who goes without while something is out of service: exactly the spaces that it serves."""

from dataclasses import replace
from datetime import date

import pytest

from services.assets.domain.asset import Asset
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.domain.space import Space, SpaceKind
from services.assets.domain.system import System
from services.assets.inside import inside
from services.assets.intervals.due import occurrences
from services.assets.serving import with_serving
from services.assets.whereabouts import Whereabouts
from services.runtime.errors import Invalid

PLACES = [
    Space(id="b1", display_name="B1", kind=SpaceKind.BUILDING),
    Space(id="tower", display_name="Tower", kind=SpaceKind.FLOOR, within="b1"),
    Space(id="roof", display_name="Roof", kind=SpaceKind.ROOF, within="b1"),
    Space(id="0101", display_name="0101", within="tower"),
    Space(id="kitchen", display_name="Kitchen", within="0101"),
    Space(id="0102", display_name="0102", within="tower"),
    Space(id="tank-room", display_name="Tank room", within="roof"),
    Space(id="b2", display_name="B2", kind=SpaceKind.BUILDING),
    Space(id="0201", display_name="0201", within="b2"),
    Space(id="garden", display_name="Garden", within="grounds"),
    Space(id="grounds", display_name="Grounds", kind=SpaceKind.SITE),
]
TANK = Asset(id="tank", display_name="Tank", spaces=("tank-room",), serves=("tower",))
CLEAN = MaintenancePlan(
    id="clean",
    asset="tank",
    display_name="Cleaning",
    interval=Interval(6, Unit.MONTH),
    anchor=date(2026, 7, 4),
    outage_minutes=240,
)


def visit(asset: Asset = TANK, plan: MaintenancePlan = CLEAN) -> Occurrence:
    (one,) = occurrences([replace(plan, asset=asset.id)], date(2027, 1, 1), date(2027, 1, 10))
    return Whereabouts([asset], PLACES, [], inside(PLACES, asset.serves)).placed(one)


@pytest.mark.parametrize(
    ("served", "flats"),
    [
        (("tower",), ("0101", "0102", "kitchen")),
        (("b1",), ("0101", "0102", "kitchen", "tank-room")),
        (("0102",), ("0102",)),
        (("0201", "0102"), ("0102", "0201")),
        (("tower", "0101"), ("0101", "0102", "kitchen")),
        ((), ()),
    ],
)
def test_a_visit_names_the_spaces_that_go_without_and_no_others(
    served: tuple[str, ...], flats: tuple[str, ...]
) -> None:
    assert visit(replace(TANK, serves=served)).serves == flats


def test_without_an_outage_nobody_goes_without() -> None:
    assert visit(plan=replace(CLEAN, outage_minutes=1)).serves
    assert visit(plan=replace(CLEAN, outage_minutes=0)).serves == ()


@pytest.mark.parametrize(
    ("stands", "outdoor"), [("tank-room", True), ("roof", True), ("garden", True), ("0101", False), ("b1", False)]
)
def test_work_on_a_roof_or_in_the_grounds_stands_in_the_weather(stands: str, outdoor: bool) -> None:
    assert visit(replace(TANK, spaces=(stands,))).outdoor is outdoor


def test_places_that_lie_in_each_other_end_nothing() -> None:
    ring = [
        Space(id="a", display_name="a", kind=SpaceKind.FLOOR, within="b"),
        Space(id="b", display_name="b", kind=SpaceKind.FLOOR, within="a"),
        Space(id="c", display_name="c", within="a"),
    ]
    assert inside(ring, ["a", "c"]) == {"a": ["c"]}


PUMP = Asset(id="pump", display_name="Pump", serves=("b2",))
ASSETS = {"tank": TANK, "pump": PUMP}
WATER = {"water": System(id="water", display_name="Water", members=("tank", "pump", "gone"))}


def serving(*said: tuple[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    found = with_serving(said, ASSETS, WATER, {space.id for space in PLACES}, "sites/s")
    return {id: asset.serves for id, asset in found.items()}


def test_of_a_system_each_member_serves_it_and_what_is_said_last_counts() -> None:
    assert serving(("water", ("b1",))) == {"tank": ("b1",), "pump": ("b1",)}
    assert serving(("water", ("b1",)), ("pump", ())) == {"tank": ("b1",), "pump": ()}


@pytest.mark.parametrize(
    ("said", "path", "text"),
    [
        (("tower", ("b1",)), "serving[0].id", "neither an asset nor a system"),
        (("tank", ("b9",)), "serving[0].spaces", "sites/s/spaces/b9"),
    ],
)
def test_what_is_not_there_is_refused_by_its_path(said: tuple[str, tuple[str, ...]], path: str, text: str) -> None:
    with pytest.raises(Invalid, match=text) as refusal:
        serving(said)
    assert refusal.value.field == path


def test_a_building_of_which_no_space_is_known_is_told_as_a_whole() -> None:
    annex = Space(id="annex", display_name="Annex", kind=SpaceKind.BUILDING)
    assert inside([*PLACES, annex], ["annex", "b2"]) == {"annex": ["annex"], "b2": ["0201"]}
