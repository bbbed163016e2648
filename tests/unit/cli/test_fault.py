"""A fault in one line with its time, in what is now, and in what a plan goes on from."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from google.type.date_pb2 import Date

from muster.assets.v1 import work_order_pb2 as pb
from muster.scheduler.v1 import schedule_pb2, staffing_pb2
from services.cli import orders
from services.cli.estate.document import Marked, parsed
from services.cli.estate.fields import Fields
from services.cli.estate.people import person
from services.cli.estate.staffing import contractor, staffing
from services.cli.fault import PRIORITIES, Priority, respond_by, told
from services.cli.now import Thing, picture
from services.cli.now import told as lines
from services.cli.words import helps
from services.runtime.dates import instant_to_pb
from services.runtime.errors import Invalid

ZONE = ZoneInfo("Asia/Shanghai")
TWO = datetime(2026, 12, 15, 18, tzinfo=UTC)
NAME = "sites/s/workOrders/a1"
WAITS = Date(year=2026, month=12, day=21)


def fault(priority: Priority = Priority.EMERGENCY, **given: Any) -> pb.WorkOrder:
    plain: dict[str, Any] = {"name": NAME, "display_name": "A1 stands", "state": pb.WorkOrder.STATE_OPEN}
    return pb.WorkOrder(**(plain | given), priority=PRIORITIES[priority], report_time=instant_to_pb(TWO))


@pytest.mark.parametrize(
    ("priority", "by"),
    [
        (Priority.EMERGENCY, "Wed 16 Dec 03:00"),
        (Priority.URGENT, "Wed 16 Dec 06:00"),
        (Priority.ROUTINE, "Sat 19 Dec 02:00"),
    ],
)
def test_a_fault_says_by_when_somebody_is_there_in_the_time_of_the_site(priority: Priority, by: str) -> None:
    order = fault(priority)
    line = told(order, respond_by(order, staffing_pb2.Staffing()), ZONE)
    assert line == f"{NAME}  {priority}, somebody there by {by}  A1 stands"


def test_a_site_has_its_own_response_times() -> None:
    said = staffing_pb2.Staffing()
    said.dispatching.response.emergency_minutes = 30
    assert (respond_by(fault(), said) - TWO).total_seconds() == 1800


def now(*held: pb.WorkOrder, told_to: str = "") -> Any:
    given = schedule_pb2.Assignment(
        key="order/a1", work=NAME, people=[told_to] if told_to else [], kind=schedule_pb2.Assignment.KIND_JOB
    )
    given.date.CopyFrom(Date(year=2026, month=12, day=16))
    given.start_time.FromDatetime(TWO)
    given.end_time.FromDatetime(TWO.replace(hour=19))
    return picture(TWO.astimezone(ZONE), [given], staffing_pb2.Staffing(), [], [], [], orders=held)


def test_what_is_now_shows_open_faults_with_who_is_told_and_what_waits() -> None:
    by = datetime(2026, 12, 16, 3, tzinfo=ZONE)
    assert now(fault()).faults == (Thing("A1 stands", by, (), "emergency, nobody is told"),)
    assert now(fault(), told_to="people/wu").faults == (Thing("A1 stands", by, ("people/wu",), "emergency"),)
    waiting = now(fault(held_until_date=WAITS, hold_reason="motor ordered"))
    assert waiting.faults == ()
    assert [(one.what, one.note) for one in waiting.held] == [("A1 stands", "waits: motor ordered")]
    assert any("in 5 days" in line and "motor ordered" in line for line in lines(waiting, {}))


@pytest.mark.parametrize(("day", "waits"), [(17, True), (16, False)])
def test_what_comes_back_today_waits_no_longer(day: int, waits: bool) -> None:
    found = now(fault(held_until_date=Date(year=2026, month=12, day=day)))
    assert (bool(found.held), bool(found.faults)) == (waits, not waits)


def test_an_order_in_one_line() -> None:
    held = fault(held_until_date=WAITS, hold_reason="motor ordered")
    assert orders.line(held) == f"{NAME}  open  emergency  A1 stands  waits until Mon 21 Dec: motor ordered"
    assert orders.line(pb.WorkOrder(name=NAME, state=pb.WorkOrder.STATE_COMPLETED)) == f"{NAME}  completed  "


def test_a_card_to_be_renewed_has_words() -> None:
    renew = schedule_pb2.Relaxation(
        kind="renew", parameters={"person": "people/li", "trade": "elevator", "date": "2027-01-08"}
    )
    assert helps(renew, {"people/li": "Li Na"}) == "renew Li Na's card for elevator, ended Fri 8 Jan"


def document(text: str) -> Marked:
    return parsed(Path("estate.yaml"), "site: {id: s, zone: UTC}\n" + text)


def described(text: str) -> staffing_pb2.Staffing:
    whole = document(text)
    found = staffing(Fields(whole["site"], "site", tuple(whole["site"])), whole)
    assert found is not None
    return found


def test_what_dispatch_goes_by_is_read_as_it_is_written() -> None:
    found = described(
        "dispatch:\n  respond: {emergency: 30m, routine: 72h}\n  tools: {boom-lift: 2}\n  ways: {b1: {b2: 8m}}\n"
        "  between: 0m\n  crews_stay_together: true\n"
        "  work: {lift: {level: 2, heads: 2, tools: [boom-lift], after: [ropes]}}\n"
    ).dispatching
    assert (found.response.emergency_minutes, found.response.urgent_minutes) == (30, 0)
    assert found.response.routine_minutes == 4320
    assert [(tool.id, tool.count) for tool in found.tools] == [("boom-lift", 2)]
    assert [(way.first_place, way.second_place, way.minutes) for way in found.ways] == [("b1", "b2", 8)]
    assert found.HasField("between_minutes")
    assert found.day_teams
    (work,) = found.requirements
    assert (work.work, work.level, work.heads, *work.tools, *work.after) == ("lift", 2, 2, "boom-lift", "ropes")


@pytest.mark.parametrize(
    "text",
    [
        "dispatch: {respnd: {emergency: 30m}}",
        "dispatch: {respond: {emergency: soon}}",
        "dispatch: {tools: {boom-lift: many}}",
        "dispatch: {ways: {b1: 8m}}",
        "dispatch: {work: {lift: {levl: 2}}}",
    ],
)
def test_a_mistake_in_it_is_named_by_its_line(text: str) -> None:
    with pytest.raises(Invalid, match=r"estate\.yaml:2"):
        described(text)


def test_a_certificate_may_have_a_level_and_a_contractor_a_budget() -> None:
    held = person("wu", document("wu: {has: {lift: {until: 2028-06-30, level: 2}, gate: 2027-01-01}}")["wu"])
    assert [(one.id, one.level, one.expire_date.year) for one in held.qualifications] == [
        ("lift", 2, 2028),
        ("gate", 0, 2027),
    ]
    fix = contractor("fix", document("fix: {does: {lift: 900}, month_budget: 2000, price_ceiling: 0}")["fix"])
    assert (fix.month_budget, fix.HasField("price_ceiling"), fix.price_ceiling) == (2000, True, 0)
