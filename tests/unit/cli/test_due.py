"""What falls due, with its day and the days in hand: red is what the law does not allow."""

from datetime import date, timedelta
from typing import Any

import pytest

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2
from services.cli import views
from services.cli.due import DueVisit, Standing, duration, in_sight, tightest, told, visits
from services.cli.due import standing as in_words
from tests.unit.cli.small import MONDAY, day

LIFT, TANK = "sites/s/maintenancePlans/lift-1", "sites/s/maintenancePlans/tank"
Interval = maintenance_plan_pb2.Interval


def on(days: int) -> date:
    return MONDAY + timedelta(days=days)


def visit(plan: str, latest: int, **more: Any) -> maintenance_plan_pb2.Occurrence:
    """Due three days before its latest, in days from Monday, which is today."""
    given = {
        "name": f"{plan}/occurrences/{on(latest - 3)}",
        "asset": plan.replace("maintenancePlans", "assets"),
        "earliest_date": day(on(latest - 6)),
        "due_date": day(on(latest - 3)),
        "latest_date": day(on(latest)),
        "law": True,
    }
    return maintenance_plan_pb2.Occurrence(**{**given, **more})


def lift(sequence: int, latest: int) -> maintenance_plan_pb2.Occurrence:
    return visit(LIFT, latest, chain=LIFT, sequence=sequence, gap_max_days=15, last_date=day(on(-10)))


def standing(found: list[maintenance_plan_pb2.Occurrence], *planned: int | None) -> list[DueVisit]:
    days = {one.name: on(number) for one, number in zip(found, planned, strict=True) if number is not None}
    return list(visits(found, days, (), {}, MONDAY))


@pytest.mark.parametrize(
    ("latest", "planned", "slack", "stands"),
    [
        (5, 5, 0, Standing.PLANNED),
        (5, 6, -1, Standing.LATE),
        (5, None, 5, Standing.OPEN),
        (0, None, 0, Standing.OPEN),
        (-1, None, -1, Standing.LATE),
    ],
)
def test_slack_runs_from_the_day_of_a_visit_or_else_from_today_to_its_latest(
    latest: int, planned: int | None, slack: int, stands: Standing
) -> None:
    (found,) = standing([visit(TANK, latest)], planned)
    assert (found.slack_days, found.standing, found.red) == (slack, stands, slack < 0)


@pytest.mark.parametrize(
    ("more", "state", "says"),
    [
        ({}, "", ""),
        ({"provisional": True}, "", "provisional"),
        ({"cause": "sludge was 34"}, "out of service", "asset out of service; sludge was 34"),
    ],
)
def test_what_is_to_be_known_of_a_visit_beside_its_days_is_said(more: dict[str, Any], state: str, says: str) -> None:
    one = visit(TANK, 5, **more)
    (found,) = visits([one], {}, (), {}, MONDAY, states={one.asset: state} if state else None)
    assert found.remarks == says
    assert views.cell(found, "asset_state") == (state or "in service")


@pytest.mark.parametrize(("latest", "stands"), [(9, Standing.LOST), (10, Standing.OPEN)])
def test_a_visit_without_a_day_is_lost_where_the_plan_reaches_beyond_its_latest(latest: int, stands: Standing) -> None:
    found = standing([visit(TANK, latest), visit(LIFT, 20)], None, 9)
    assert found[0].standing is stands
    assert found[0].red is (stands is Standing.LOST)


def test_in_a_chain_the_latest_counts_from_the_visit_before_as_it_is_planned() -> None:
    first, second = standing([lift(1, 5), lift(2, 20)], 2, 18)
    assert (first.latest, first.slack_days) == (on(5), 3)
    assert (second.latest, second.slack_days, second.standing) == (on(17), -1, Standing.LATE)


def test_after_a_visit_without_a_day_a_chain_counts_from_the_latest_on_which_it_could_be_held() -> None:
    first, second = standing([lift(1, 5), lift(2, 20)], None, None)
    assert (first.latest, second.latest) == (on(5), on(20))


def test_each_asset_is_shown_by_the_visit_that_stands_worst_and_what_is_red_comes_first() -> None:
    found = standing([visit(TANK, 3, law=False), visit(TANK, 9), lift(1, 5), lift(2, 20)], 4, 9, 5, 18)
    assert [(one.asset.rpartition("/")[2], one.slack_days) for one in tightest(found)] == [("tank", -1), ("lift-1", 0)]
    (red, late) = tightest(standing([visit(LIFT, 5), visit(TANK, 3, law=False)], 6, 9))
    assert (red.red, red.slack_days, late.red, late.slack_days) == (True, -1, False, -6)


def test_of_each_chain_the_next_visit_after_the_window_is_there_too() -> None:
    due = [lift(1, 5), lift(2, 20), visit(TANK, 24), lift(3, 35)]
    assert [one.name for one in in_sight(due, on(2))] == [due[0].name, due[1].name]
    assert [one.name for one in in_sight(due, on(17))] == [due[0].name, due[1].name, due[3].name]


def test_a_group_says_how_many_stay_up() -> None:
    def kept(**more: Any) -> tuple[str, ...]:
        group = redundancy_group_pb2.RedundancyGroup(name="sites/s/redundancyGroups/g", members=["a", "b", "c"], **more)
        one = visit(TANK, 5, redundancy_groups=[group.name])
        return next(visits([one], {}, [group], {}, MONDAY)).groups

    assert kept(keep_up=1) == ("g:1/3",)
    assert kept(keep_up=1, one_a_day=True) == ("g:2/3",)


def test_how_often_is_written_as_iso_8601_has_it() -> None:
    assert duration(Interval(count=15, unit=Interval.UNIT_DAY)) == "P15D"
    assert duration(Interval(count=1, unit=Interval.UNIT_YEAR)) == "P1Y"
    (one,) = visits([visit(TANK, 5, includes=[f"{LIFT}/occurrences/x"])], {}, (), {TANK: "P6M", LIFT: "P1Y"}, MONDAY)
    assert (one.every, one.includes_every) == ("P6M", ("P1Y",))


def test_every_column_of_a_visit_can_be_written() -> None:
    (one,) = standing([lift(1, 5)], 2)
    row = {column: views.cell(one, column) for column in views.COLUMNS}
    assert (row["planned"], row["standing"], row["law"], row["includes"]) == ("2027-01-06", "planned", True, [])
    assert {field for field in DueVisit.__slots__} == set(views.COLUMNS)


@pytest.mark.parametrize(("trade", "days"), [("plumbing", 3), ("electrical", 7)])
def test_a_notice_names_whom_an_outage_concerns_and_the_day_by_which_they_are_told(trade: str, days: int) -> None:
    flats = ["b1-0101", "b1-0102"]
    clean = visit(TANK, 20, trade=trade, outage_minutes=240, serves=flats)
    planned = {clean.name: on(12)}
    (found,) = told(visits([clean, visit(LIFT, 20)], planned | {visit(LIFT, 20).name: on(12)}, (), {}, MONDAY, "cn"))
    assert (found.serves, found.notice_days, found.tell_by) == (tuple(flats), days, on(12 - days))
    assert views.cell(found, "serves") == flats
    assert told(visits([clean], {}, (), {}, MONDAY, "cn")) == [], "what has no day is told to nobody"


@pytest.mark.parametrize(
    ("planned", "says"),
    [
        (5, "tank, planned Sat 9 Jan, legal latest Sat 9 Jan: 0 days"),
        (6, "tank, planned Sun 10 Jan, legal latest Sat 9 Jan: 1 days late"),
        (None, "tank, without a day, legal latest Sat 9 Jan: 5 days"),
    ],
)
def test_how_a_visit_stands_is_said_in_words(planned: int | None, says: str) -> None:
    (one,) = standing([visit(TANK, 5, display_name="tank")], planned)
    assert in_words(one) == says
