"""Plans go to the wire and come back as they were; occurrences say all that planning asks."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.season import Season
from services.assets.intervals.due import occurrences
from services.assets.storage import plans
from services.assets.wire.maintenance_plans import plan_from_pb, plan_to_pb
from services.assets.wire.occurrences import occurrence_to_pb
from services.runtime.errors import Invalid
from services.runtime.rows import Stored

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
FULL = MaintenancePlan(
    id="p",
    asset="lift",
    display_name="Visit",
    interval=Interval(2, Unit.MONTH, -1, 4),
    anchor=date(2027, 1, 29),
    floating=False,
    done=date(2027, 1, 29),
    early_days=3,
    late_days=2,
    citation="somewhere",
    minutes=90,
    crew=2,
    trade="elevator",
    outage_minutes=80,
    season=Season(11, 3),
    absorbed_by=("q", "r"),
    steps=("look", "listen"),
    active=False,
    covers=("a", "b"),
    place="roof",
    source="pack",
    window=(600, 960),
)
TOGETHER = replace(
    FULL, asset="", floating=True, done=None, interval=Interval(1, Unit.YEAR), law=True, late_days=0, season=None
)
PLAIN = MaintenancePlan(id="p", asset="lift", display_name="V", interval=Interval(15, Unit.DAY), anchor=NOW.date())


def on_the_wire(plan: MaintenancePlan) -> pb.MaintenancePlan:
    return plan_to_pb("sites/s", Stored(plan, 1, NOW, NOW, "somebody"))


@pytest.mark.parametrize("plan", [FULL, TOGETHER, PLAIN])
def test_a_plan_comes_back_as_it_went(plan):
    assert plan_from_pb(on_the_wire(plan)) == ("sites/s", plan)


def test_every_field_of_a_plan_has_its_column_and_its_place_on_the_wire():
    names = {field.name for field in fields(MaintenancePlan)}
    assert names <= set(plans.table.c.keys())
    renamed = {"id": "name", "anchor": "anchor_date", "floating": "fixed", "active": "paused"}
    renamed |= {"assumed": "anchor_assumed", "done": "done_date"}
    split = {"season": "season_first_month", "window": "window_start_minute"}
    wire = {(renamed | split).get(name, name) for name in names}
    assert wire <= set(pb.MaintenancePlan.DESCRIPTOR.fields_by_name)
    assert set(on_the_wire(FULL).DESCRIPTOR.fields_by_name) - wire == {
        "season_last_month",
        "window_end_minute",
        "create_time",
        "update_time",
        "etag",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"season_first_month": 4}, "maintenance_plan.season_last_month"),
        ({"season_last_month": 4}, "maintenance_plan.season_first_month"),
        ({"window_end_minute": 1441}, "maintenance_plan.window_start_minute"),
        ({"asset": "sites/t/assets/lift"}, "maintenance_plan.asset"),
        ({"asset": ""}, "maintenance_plan.asset"),
        ({"early_days": 15}, "maintenance_plan.early_days"),
    ],
)
def test_what_cannot_be_is_refused_with_its_path(change, field):
    message = on_the_wire(PLAIN)
    plan_from_pb(message)
    for name, value in change.items():
        setattr(message, name, value)
    with pytest.raises(Invalid) as refusal:
        plan_from_pb(message)
    assert refusal.value.field == field


def test_a_visit_says_its_chain_what_it_includes_and_when_it_may_be_held():
    small = replace(PLAIN, window=(600, 960), absorbed_by=("q",), law=True, early_days=2)
    large = replace(PLAIN, id="q", interval=Interval(30, Unit.DAY), display_name="Quarter", minutes=150)
    found = occurrences([small, large], NOW.date(), date(2027, 1, 13))
    first, second = (occurrence_to_pb("sites/s", one, ["g"]) for one in found)
    assert (first.chain, list(first.includes), first.sequence) == ("sites/s/maintenancePlans/p", [], 1)
    assert second.name == "sites/s/maintenancePlans/p/occurrences/2027-01-12"
    assert list(second.includes) == ["sites/s/maintenancePlans/q/occurrences/2027-01-13"]
    assert (second.display_name, second.minutes, second.law) == ("Quarter", 150, True)
    assert (second.gap_min_days, second.gap_max_days, second.last_date.day) == (13, 15, 14)
    assert list(second.redundancy_groups) == ["sites/s/redundancyGroups/g"]
    assert (second.window_start_minute, second.window_end_minute) == (600, 960)


def test_a_visit_of_the_calendar_has_no_chain():
    (one,) = occurrences([replace(PLAIN, floating=False)], NOW.date(), NOW.date())
    said = occurrence_to_pb("sites/s", one)
    assert (said.chain, said.sequence, said.gap_max_days, said.HasField("last_date")) == ("", 0, 0, False)
