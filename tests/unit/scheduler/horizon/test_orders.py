"""Faults become visits with a response time; what waits comes back by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from muster.assets.v1 import redundancy_group_pb2
from muster.assets.v1 import work_order_pb2 as pb
from services.packs.reader import available, load
from services.packs.response import LIMIT, response_minutes
from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.dispatching import Dispatching, Priority, ResponseTimes
from services.scheduler.horizon import orders
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.orders import (
    as_visit,
    beside_what_is_down,
    due_by,
    lost_work,
    orders_to_plan,
    respond_by,
)
from tests.unit.scheduler.horizon.small import DAY, MONDAY, SUNDAY, period, staffing, to_pb, visit

NAME = "sites/s/workOrders/leak"
TWO = datetime(2027, 1, 10, 18, tzinfo=UTC)
"""Two in the morning of Monday, at the site."""


def fault(priority: pb.WorkOrder.Priority = pb.WorkOrder.PRIORITY_URGENT, **given: Any) -> pb.WorkOrder:
    plain: dict[str, Any] = {
        "name": NAME,
        "asset": "sites/s/assets/pump",
        "display_name": "A leak",
        "state": pb.WorkOrder.STATE_OPEN,
        "priority": priority,
        "minutes": 45,
        "crew": 1,
        "trade": "plumbing",
    }
    order = pb.WorkOrder(**(plain | given))
    if not order.HasField("report_time"):
        order.report_time.FromDatetime(TWO)
    return order


def held(until: int, **given: Any) -> pb.WorkOrder:
    return fault(held_until_date=to_pb(MONDAY + until * DAY), hold_reason="parts", **given)


def in_force(day: int) -> Assignment:
    on = MONDAY + day * DAY
    return Assignment(id=key_of(NAME), display_name="A leak", day=on, latest=on, work=NAME)


@pytest.mark.parametrize(
    ("priority", "minutes"), [(Priority.EMERGENCY, 60), (Priority.URGENT, 240), (Priority.ROUTINE, 3 * 1440)]
)
def test_a_site_that_says_nothing_has_the_response_times_of_the_packs(priority: Priority, minutes: int) -> None:
    assert orders.response_minutes(priority, None) == minutes
    assert orders.response_minutes(priority, staffing()) == minutes


def test_what_a_site_says_of_one_priority_leaves_the_others_as_the_packs_have_them() -> None:
    said = staffing(dispatching=Dispatching(response=ResponseTimes(urgent=120)))
    assert orders.response_minutes(Priority.URGENT, said) == 120
    assert orders.response_minutes(Priority.EMERGENCY, said) == 60


def test_every_pack_has_response_times_in_order() -> None:
    for pack in available():
        minutes = [response_minutes(pack, priority) for priority in ("emergency", "urgent", "routine")]
        assert minutes == sorted(minutes)
    assert "citation" in load("generic").staffing[LIMIT]


def test_a_response_time_counts_from_the_report_whenever_that_was() -> None:
    assert respond_by(fault(), None) == TWO + timedelta(hours=4)
    assert respond_by(fault(pb.WorkOrder.PRIORITY_EMERGENCY), None) == TWO + timedelta(hours=1)
    assert respond_by(fault(pb.WorkOrder.PRIORITY_UNSPECIFIED), None) == TWO + timedelta(days=3)


def test_a_fault_is_a_visit_from_today_to_the_day_of_its_response_time() -> None:
    one = as_visit(fault(pb.WorkOrder.PRIORITY_ROUTINE), period(), MONDAY, None, ())
    assert (one.name, one.earliest_date, one.latest_date) == (NAME, to_pb(MONDAY), to_pb(MONDAY + 3 * DAY))
    assert (one.minutes, one.crew, one.trade, one.chain, one.law) == (45, 1, "plumbing", "", False)


def test_a_fault_whose_time_is_gone_is_still_to_be_seen_to_today() -> None:
    one = as_visit(fault(), period(), MONDAY + 2 * DAY, None, ())
    assert (one.earliest_date, one.latest_date) == (to_pb(MONDAY + 2 * DAY), to_pb(MONDAY + 2 * DAY))


def test_what_waits_comes_back_on_its_day_and_is_due_by_the_end_of_it() -> None:
    one = as_visit(held(3), period(), MONDAY, None, ())
    assert (one.earliest_date, one.latest_date) == (to_pb(MONDAY + 3 * DAY), to_pb(MONDAY + 3 * DAY))
    assert due_by(held(3), None, period()) == period().instant(MONDAY + 3 * DAY, 1440)


def test_what_came_back_is_no_longer_put_off() -> None:
    one = as_visit(held(1), period(), MONDAY + 2 * DAY, None, ())
    assert one.earliest_date == to_pb(MONDAY + 2 * DAY)


@pytest.mark.parametrize(("until", "planned"), [(13, True), (14, False)])
def test_a_period_plans_what_waits_if_it_comes_back_within_it(until: int, planned: bool) -> None:
    found = orders_to_plan([held(until)], (), MONDAY, SUNDAY, MONDAY)
    assert bool(found) is planned


@pytest.mark.parametrize(("day", "planned"), [(-2, True), (-1, False), (0, True), (13, True), (14, False)])
def test_a_fault_that_stands_on_a_coming_day_outside_the_period_stays_there(day: int, planned: bool) -> None:
    assert bool(orders_to_plan([fault()], [in_force(day)], MONDAY, SUNDAY, MONDAY - DAY)) is planned


@pytest.mark.parametrize(
    "given",
    [
        {"state": pb.WorkOrder.STATE_COMPLETED},
        {"minutes": 0},
        {"occurrence": "sites/s/maintenancePlans/p/occurrences/2027-01-12"},
    ],
)
def test_what_is_done_or_its_owners_or_a_visits_is_not_planned_as_a_fault(given: dict[str, Any]) -> None:
    assert orders_to_plan([fault(**given)], (), MONDAY, SUNDAY, MONDAY) == []


LIFTS = redundancy_group_pb2.RedundancyGroup(
    name="sites/s/redundancyGroups/g", members=["sites/s/assets/pump", "sites/s/assets/other"], keep_up=1
)


@pytest.mark.parametrize("down", [False, True])
def test_a_repair_takes_a_member_from_its_group_unless_that_counts_it_as_down_already(down: bool) -> None:
    one = as_visit(fault(down=down), period(), MONDAY, None, [LIFTS])
    assert list(one.redundancy_groups) == ([] if down else [LIFTS.name])


def test_a_visit_of_what_stands_still_takes_nothing_more_from_its_group_in_the_days_with_minutes() -> None:
    near = visit("pump", MONDAY + 2 * DAY, redundancy_groups=[LIFTS.name])
    far = visit("pump", MONDAY + 9 * DAY, redundancy_groups=[LIFTS.name])
    other = visit("other", MONDAY + 2 * DAY, redundancy_groups=[LIFTS.name])
    found = beside_what_is_down([near, far, other], [fault(down=True)], MONDAY + 6 * DAY)
    assert [len(one.redundancy_groups) for one in found] == [0, 1, 1]


def test_who_declined_is_not_bound_to_the_work_nor_is_anybody_to_a_visit_that_all_lost() -> None:
    occurrence = "sites/s/maintenancePlans/p/occurrences/2027-01-12"
    lost = pb.WorkOrder(name="x", occurrence=occurrence, state=pb.WorkOrder.STATE_CANCELLED)
    assert lost_work([fault(), lost]) == {occurrence}
    assert lost_work([fault(declined_by=["people/wu"])]) == {NAME}


def test_the_key_of_a_fault_is_stable_and_no_visits() -> None:
    assert key_of(NAME) == "order/leak"
