"""A site at an instant: who stands where, what is under way, what comes next, what runs out, what waits."""

from datetime import datetime, timedelta

import pytest

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from muster.notifier.v1 import task_pb2
from services.cli.now import SHOWN, Picture, Thing, out_of_service, picture, told
from tests.unit.cli.small import MONDAY, ZONE, at, day, drill, guard, job, shift, staffing, stamp

DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY
HELD = (
    shift("an", MONDAY, "night"),
    shift("bo", TUESDAY),
    shift("chi", TUESDAY),
    shift("do", TUESDAY, "day", ""),
    job("lift-1", TUESDAY, "wu"),
    job("lift-2", TUESDAY),
    drill(TUESDAY, "bo", hour=16),
)


def seen(instant: datetime, **more: object) -> Picture:
    given = {"people": [], "down": [], "tasks": []} | more
    return picture(instant, HELD, staffing(), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hour", "minute", "post"),
    [
        (6, 59, ("night", ("people/an",), 1)),
        (7, 0, ("day", ("people/bo", "people/chi"), 2)),
        (14, 59, ("day", ("people/bo", "people/chi"), 2)),
        (23, 0, ("night", (), 1)),
    ],
)
def test_a_post_is_held_from_the_start_of_a_shift_to_just_before_its_end(
    hour: int, minute: int, post: tuple[str, tuple[str, ...], int]
) -> None:
    (place,) = seen(at(TUESDAY, hour, minute)).posts
    assert (place.shift, place.people, place.needed) == post


def test_a_post_that_nobody_needs_at_this_hour_is_not_shown() -> None:
    assert seen(at(TUESDAY, 15)).posts == ()


def test_a_post_that_the_staffing_does_not_know_is_shown_as_it_is_held() -> None:
    watch = (*HELD, shift("li", TUESDAY, "day", "fire-watch"))
    places = picture(at(TUESDAY, 8), watch, staffing(), [], [], []).posts
    assert [(place.post, place.needed) for place in places] == [("gate", 2), ("fire-watch", 1)]


@pytest.mark.parametrize(("expires", "without"), [("2027-01-05", ()), ("2027-01-04", (("people/bo", "permit"),))])
def test_whoever_stands_on_a_post_without_what_it_asks_for_is_named(
    expires: str, without: tuple[tuple[str, str], ...]
) -> None:
    found = seen(at(TUESDAY, 8), people=[guard("bo", expires), guard("chi")])
    assert found.posts[0].without == without
    assert ("! Bo without permit" in "\n".join(told(found, {"people/bo": "Bo"}))) is bool(without)


def test_whoever_is_on_shift_without_a_post_is_named_apart() -> None:
    assert seen(at(TUESDAY, 8)).without_post == ("people/do",)


def test_work_is_under_way_between_its_minutes_and_ahead_before_them() -> None:
    (work,) = seen(at(TUESDAY, 10, 30)).under_way
    assert (work.what, work.who) == ("lift-1 visit", ("people/wu",))
    before = seen(at(TUESDAY, 9, 59))
    assert before.under_way == ()
    assert [one.what for one in before.following] == ["lift-2 visit", "lift-1 visit", "Fire drill at b1"]
    assert before.following[0].note == "today, no minutes yet"
    assert [one.what for one in seen(at(TUESDAY, 11, 10)).following] == ["lift-2 visit", "Fire drill at b1"]


@pytest.mark.parametrize(("days", "shown"), [(60, True), (61, False), (-1, True)])
def test_certificates_that_end_soon_or_have_ended_are_shown(days: int, shown: bool) -> None:
    person = guard("an", expires=str(TUESDAY + days * DAY))
    assert bool(seen(at(TUESDAY, 8), people=[person]).expiring) is shown


@pytest.mark.parametrize(("days", "shown"), [(60, True), (61, False), (-1, True)])
def test_certificates_of_assets_are_among_them(days: int, shown: bool) -> None:
    certificate = maintenance_plan_pb2.Certificate(display_name="permit", expire_date=day(TUESDAY + days * DAY))
    renewal = maintenance_plan_pb2.MaintenancePlan(
        name="sites/s/maintenancePlans/p", asset="sites/s/assets/lift-1", certificate=certificate
    )
    renewal.anchor_date.CopyFrom(certificate.expire_date)
    found = seen(at(TUESDAY, 8), certificates=[renewal]).expiring
    assert [(one.what, one.who) for one in found] == [("permit", ("sites/s/assets/lift-1",))] * shown


def task(state: task_pb2.Task.State) -> task_pb2.Task:
    start = stamp(at(TUESDAY, 10))
    return task_pb2.Task(name="tasks/t", person="people/wu", display_name="lift-1 visit", state=state, start_time=start)


def test_only_what_was_told_and_not_answered_waits() -> None:
    states = (task_pb2.Task.STATE_ASSIGNED, task_pb2.Task.STATE_ACKNOWLEDGED, task_pb2.Task.STATE_PLANNED)
    waiting = [len(seen(at(TUESDAY, 8), tasks=[task(state)]).waiting) for state in states]
    assert waiting == [1, 0, 0]


def test_what_was_declined_is_shown_with_its_reason_until_its_end() -> None:
    declined = task(task_pb2.Task.STATE_DECLINED)
    declined.end_time.CopyFrom(stamp(at(TUESDAY, 11)))
    declined.answers.add(state=task_pb2.Task.STATE_DECLINED, note="ill")
    (one,) = seen(at(TUESDAY, 10, 59), tasks=[declined]).declined
    assert (one.what, one.who, one.note) == ("lift-1 visit", ("people/wu",), "ill")
    assert seen(at(TUESDAY, 11), tasks=[declined]).declined == ()


def test_what_a_fault_has_stopped_is_out_of_service_until_its_order_is_done() -> None:
    lifts = [asset_pb2.Asset(name=f"lift-{n}", display_name=f"Lift {n}") for n in (1, 2, 3)]
    lifts[2].state = asset_pb2.Asset.STATE_OUT_OF_SERVICE
    stuck = work_order_pb2.WorkOrder(asset="lift-1", display_name="stuck", down=True)
    slow = work_order_pb2.WorkOrder(asset="lift-2", display_name="slow")
    group = redundancy_group_pb2.RedundancyGroup(
        display_name="Lifts", members=["lift-1", "lift-2"], keep_up=2, down_count=1
    )
    found = out_of_service(lifts, (stuck, slow), (group,))
    assert [(one.what, one.note) for one in found] == [("Lift 1", "stuck; Lifts: 1 of 2 up, 2 needed"), ("Lift 3", "")]
    stuck.state = work_order_pb2.WorkOrder.STATE_CANCELLED
    assert [one.what for one in out_of_service(lifts, (stuck, slow), (group,))] == ["Lift 3"]


def test_the_lines_name_people_and_what_is_missing() -> None:
    down = [Thing("Lift 2", None, (), "lifts-b1: 2 of 3 up, 2 needed")]
    found = seen(at(TUESDAY, 23, 30), people=[guard("an", expires="2027-01-20")], down=down)
    text = list(told(found, {"people/an": "An Li"}))
    assert text[0] == "Tue 5 Jan 2027 23:30 CST"
    assert text[2].split() == ["gate", "night", "until", "07:00", "-", "!", "1", "missing"]
    assert any("Lift 2" in line and line.endswith("2 of 3 up, 2 needed") for line in text)
    assert any("in 15 days" in line and "permit  An Li" in line for line in text)
    assert "TOLD BUT NOT ACKNOWLEDGED  nothing" in text


def test_a_long_part_is_cut_and_counted() -> None:
    down = [Thing(f"Lift {n}", None) for n in range(SHOWN + 3)]
    assert "  +3 more" in list(told(seen(at(TUESDAY, 8), down=down), {}))


def test_the_zone_of_the_instant_is_the_zone_of_the_lines() -> None:
    assert seen(at(TUESDAY, 8)).following[0].when is not None
    assert seen(at(TUESDAY, 8)).at.tzinfo is ZONE
