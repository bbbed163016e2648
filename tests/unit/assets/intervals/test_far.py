"""Larger visits that are far away are not followed, and what is near is the same with them and without."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.intervals.backbone import backbone
from services.assets.intervals.due import occurrences
from services.assets.intervals.nesting import _far

FIRST = date(2026, 12, 14)
LAST = FIRST + timedelta(days=29)
SMALL = MaintenancePlan(
    id="small",
    asset="a",
    display_name="Visit",
    interval=Interval(15, Unit.DAY),
    anchor=FIRST,
    early_days=3,
    law=True,
    absorbed_by=("large",),
)


def large(anchor: date, early_days: int = 14) -> MaintenancePlan:
    return MaintenancePlan(
        id="large",
        asset="a",
        display_name="Large visit",
        interval=Interval(90, Unit.DAY),
        anchor=anchor,
        early_days=early_days,
    )


@pytest.mark.parametrize("law", [True, False])
def test_a_month_is_the_beginning_of_a_year_wherever_the_larger_visit_is(law: bool):
    for days in range(0, 120):
        plans = [replace(SMALL, law=law), large(FIRST - timedelta(days=days))]
        month, year = occurrences(plans, FIRST, LAST), occurrences(plans, FIRST, LAST + timedelta(days=335))
        assert month == year[: len(month)]
        assert {one.key for one in year if one.due <= LAST} <= {one.key for one in month}


def test_a_visit_is_far_from_the_day_on_that_no_visit_of_the_chain_can_reach():
    trunk = backbone(SMALL, FIRST)
    # Its window opens on the anchor's 76th day; the chain reaches 15 + 3 days and a few beyond the last.
    near = LAST + timedelta(days=15 + 4 + 3 - 76)
    assert not _far(large(near), trunk, LAST)
    assert _far(large(near + timedelta(days=1)), trunk, LAST)
