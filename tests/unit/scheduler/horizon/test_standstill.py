"""What stands still is counted as down as long as that is known; residents are told, and alarms watched, in time."""

from dataclasses import replace
from typing import Any

import pytest

from muster.assets.v1 import redundancy_group_pb2
from muster.assets.v1 import work_order_pb2 as pb
from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.schedule import Kind
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.standstill import fire_watch, standing
from services.scheduler.planning.programme.problem import Group, Visit
from tests.unit.scheduler.horizon.small import DAY, MONDAY, horizon, period, staffing, technician, to_pb, visit

PUMP, ORDER = "sites/s/assets/p", "sites/s/workOrders/leak"
PAIR = redundancy_group_pb2.RedundancyGroup(
    name="sites/s/redundancyGroups/pumps", members=[PUMP, "sites/s/assets/q"], keep_up=1, down_count=1
)
MAINTENANCE = (Kind.MAINTENANCE,)


def fault(**given: Any) -> pb.WorkOrder:
    plain: dict[str, Any] = {"name": ORDER, "asset": PUMP, "state": pb.WorkOrder.STATE_OPEN, "down": True}
    return pb.WorkOrder(**(plain | given))


def job(day: int) -> Assignment:
    on = MONDAY + day * DAY
    return Assignment(id=key_of(ORDER), display_name="Leak", day=on, latest=on, work=ORDER)


@pytest.mark.parametrize(
    ("order", "in_force", "until"),
    [
        (fault(), (), 7),
        (fault(held_until_date=to_pb(MONDAY + 9 * DAY)), (), 10),
        (fault(held_until_date=to_pb(MONDAY + 2 * DAY)), (), 7),
        (fault(), (job(10),), 11),
        (fault(), (job(3),), 7),
    ],
)
def test_an_asset_stands_while_work_has_minutes_and_until_its_repair_is_known(
    order: pb.WorkOrder, in_force: tuple[Assignment, ...], until: int
) -> None:
    assert standing([order], in_force, period(), 7) == {PUMP: until}


@pytest.mark.parametrize("given", [{"down": False}, {"state": pb.WorkOrder.STATE_COMPLETED}, {"asset": ""}])
def test_what_runs_or_is_put_right_stands_for_nothing(given: dict[str, Any]) -> None:
    assert standing([fault(**given)], (), period(), 7) == {}


def group_of(**given: Any) -> Group:
    (group,) = horizon(technician(), kinds=MAINTENANCE, groups=[PAIR], **given).problem().programme.groups
    return group


def test_a_group_knows_which_member_stands_and_counts_it_once() -> None:
    known = group_of(orders=[fault(held_until_date=to_pb(MONDAY + 9 * DAY))])
    assert [known.spare(day) for day in (0, 9, 10)] == [0, 0, 1]
    assert known.stands(PUMP, 9)
    nobody_said_why = group_of()
    assert [nobody_said_why.spare(day) for day in (6, 7)] == [0, 1]


def visit_of(pack: str = "cn", **given: Any) -> Visit:
    due = [visit(outage_minutes=240, due=MONDAY + 13 * DAY, **given)]
    asked = horizon(technician(), kinds=MAINTENANCE, due=due, staffing=staffing(pack=pack))
    (one,) = asked.problem().programme.visits
    return one


def test_residents_are_told_from_today_on_as_long_ahead_as_the_pack_asks() -> None:
    """Today is Sunday, the day before the period; three days for water."""
    assert visit_of(serves=["0101"]).notice_day == 2
    assert visit_of().notice_day is None, "nobody goes without"
    assert visit_of(pack="", serves=["0101"]).notice_day is None, "nothing is asked"


def test_a_day_of_which_residents_were_told_stands() -> None:
    due = visit(outage_minutes=240, serves=["0101"])
    announced = Assignment(id=key_of(due.name), display_name="p", day=MONDAY, latest=MONDAY + DAY, work=due.name)
    asked = horizon(
        technician(), kinds=MAINTENANCE, due=[due], staffing=staffing(pack="cn"), in_force=(announced,), today=MONDAY
    )
    (one,) = asked.problem().programme.visits
    assert (one.notice_day, one.told) == (3, 0)


@pytest.mark.parametrize(
    ("pack", "minutes", "limit"),
    [("generic", 0, 600), ("generic", 240, 240), ("generic", 900, 600), ("", 240, 240), ("", 0, None)],
)
def test_alarms_are_watched_beyond_the_shorter_limit_of_site_and_pack(
    pack: str, minutes: int, limit: int | None
) -> None:
    found = fire_watch(staffing(pack=pack, fire_watch_minutes=minutes))
    assert (found.limit if found else None) == limit
    if found:
        long, short = (
            Visit(
                key=str(outage),
                asset="a",
                earliest=0,
                ideal=0,
                due=0,
                latest=0,
                minutes=60,
                crew=1,
                trade="fire",
                outage_minutes=outage,
            )
            for outage in (found.limit + 1, found.limit)
        )
        assert (found.watches(long), found.watches(short)) == (True, False)
    assert fire_watch(None) is None


def test_a_visit_may_lie_outdoors() -> None:
    assert visit_of(outdoor=True).outdoor


def test_rough_days_are_those_that_the_schedule_names() -> None:
    asked = horizon(technician(), kinds=MAINTENANCE)
    rough = replace(asked, schedule=replace(asked.schedule, rough=(MONDAY + 2 * DAY,)))
    assert set(asked.problem().programme.rough) == set()
    assert set(rough.problem().programme.rough) == {2}
