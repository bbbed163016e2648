"""A drill is reported once, its findings become work orders, the board shows it: on SQLite and PostgreSQL."""

import asyncio
import csv
import io
import json
import re
from collections.abc import Awaitable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date
from typer.testing import CliRunner

from muster.assets.v1 import work_order_pb2
from muster.scheduler.v1 import drill_pb2 as pb
from muster.scheduler.v1 import schedule_pb2
from services.cli.main import app
from services.runtime import channel
from services.scheduler import timeline
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Brigade, Person, Qualification
from services.scheduler.domain.schedule import Kind, Schedule, ScheduleState
from services.scheduler.domain.staffing import Staffing
from services.scheduler.storage import in_force, people, proposed, schedules, staffings

SITE = "sites/harbour"
NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
KEY, COMING = "drill/fire/2026-q4/b1", "drill/fire/2026-q4/b2"
BEGUN = datetime(2026, 12, 10, 2, tzinfo=UTC)
FIRE = Obligation(
    "fire",
    ObligationKind.DRILL,
    Every.QUARTER,
    display_name="Fire drill",
    each=("b1", "b2"),
    floor_every=Every.YEAR,
    everyone=("guard", "brigade"),
    brigade_least=1,
    leader="lead",
    lead_days=8,
)
LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:")
DUE = Date(year=2027, month=1, day=15)


def drill(key: str, begun: datetime, *people: str) -> Assignment:
    return Assignment(
        id=key,
        kind=AssignmentKind.DRILL,
        display_name="Fire drill",
        day=begun.date(),
        latest=begun.date(),
        start=begun,
        end=begun,
        people=people,
        obligation="fire",
        place=key.rpartition("/")[2],
        scenario="smoke",
    )


class Estate:
    """A site with two blocks: one has drilled, the other will."""

    def __init__(self, running: Any) -> None:
        self._running = running

    async def prepare(self) -> None:
        lead = (Qualification("lead"),)
        staff = [
            Person(id="ada", display_name="Ada", contract="guard", qualifications=lead, brigade=Brigade.LEADER),
            Person(id="ben", display_name="Ben", contract="guard"),
            Person(id="cy", display_name="Cy", contract="guard"),
        ]
        async with self._running.db.write() as tx:
            await people.save_all(tx, "", staff, {}, NOW)
            await staffings.save(tx, "", Staffing("harbour", contracts=(Contract("guard"),), obligations=(FIRE,)), NOW)
            held = [
                drill(KEY, BEGUN, "ada", "ben"),
                drill(COMING, datetime(2026, 12, 20, 2, tzinfo=UTC), "ada", "cy"),
            ]
            await in_force.save_all(tx, SITE, held, {}, NOW)

    async def report(self, **given: Any) -> pb.DrillReport:
        ask = {name: given.pop(name) for name in ("parent", "request_id") if name in given}
        plain: dict[str, Any] = {"key": KEY, "attended": ["people/ada", "people/ben"]}
        request = pb.ReportDrillRequest(report=pb.DrillReport(**(plain | given)), **({"parent": SITE} | ask))
        answer: pb.DrillReport = await self._running.drills.ReportDrill(request, timeout=20)
        return answer

    async def orders(self) -> list[work_order_pb2.WorkOrder]:
        request = work_order_pb2.ListWorkOrdersRequest(parent=SITE)
        return list((await self._running.orders.ListWorkOrders(request, timeout=10)).work_orders)

    async def board(self, **given: Any) -> pb.ListDrillStandingsResponse:
        request = pb.ListDrillStandingsRequest(parent=SITE, **given)
        answer: pb.ListDrillStandingsResponse = await self._running.drills.ListDrillStandings(request, timeout=10)
        return answer


@pytest.fixture
async def estate(running: Any) -> Estate:
    found = Estate(running)
    await found.prepare()
    return found


def states(found: pb.ListDrillStandingsResponse) -> dict[str, tuple[str, str]]:
    name = pb.DrillStanding.State.Name
    return {
        one.place or one.team: (
            name(one.state).removeprefix("STATE_").lower(),
            name(one.floor_state).removeprefix("STATE_").lower(),
        )
        for one in found.standings
    }


async def refused(call: Awaitable[object]) -> tuple[grpc.StatusCode, str, str]:
    """Code, reason and field of a refusal."""
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    details = channel.details(refusal.value)
    info = details[error_details_pb2.ErrorInfo]
    return refusal.value.code(), info.reason, dict(info.metadata).get("field", "")


async def test_a_report_says_who_was_missing_and_has_the_effect_of_one(estate: Estate, running: Any) -> None:
    finding = pb.Finding(text="Hose reel of B1 leaks", owner="people/ben", due_date=DUE)
    given: dict[str, Any] = {"resident_count": 41, "evacuation_minutes": 7, "notes": "calm", "findings": [finding]}
    first = await estate.report(**given, attended=["people/ada"])
    assert (first.counts, list(first.missing), first.brigade_short) == (True, ["people/ben"], 0)
    assert (first.scenario, first.held_time.ToDatetime(UTC)) == ("smoke", BEGUN)
    (order,) = await estate.orders()
    assert first.findings[0].work_order == order.name
    assert (order.display_name, order.owner, order.due_date, order.origin) == (finding.text, "people/ben", DUE, KEY)
    assert await estate.report(**given, attended=["people/ada"]) == first
    assert len(await estate.orders()) == 1
    corrected = await estate.report(**given, etag=first.etag)
    assert (list(corrected.missing), corrected.etag == first.etag) == ([], False)
    assert (await refused(estate.report(etag=first.etag)))[:2] == (grpc.StatusCode.ABORTED, "ETAG_STALE")
    listed = await running.drills.ListDrillReports(pb.ListDrillReportsRequest(parent=SITE), timeout=10)
    assert list(listed.reports) == [corrected]


async def test_a_finding_is_put_right_by_closing_its_order(estate: Estate, running: Any) -> None:
    finding = pb.Finding(text="Hose reel of B1 leaks", owner="people/ben", due_date=DUE)
    report = await estate.report(findings=[finding])
    request = work_order_pb2.CompleteWorkOrderRequest(name=report.findings[0].work_order)
    done = await running.orders.CompleteWorkOrder(request, timeout=10)
    assert (done.state, done.performed_by) == (work_order_pb2.WorkOrder.STATE_COMPLETED, "people/ben")
    assert await running.orders.CompleteWorkOrder(request, timeout=10) == done
    await estate.report(findings=[finding])
    assert [one.state for one in await estate.orders()] == [work_order_pb2.WorkOrder.STATE_COMPLETED]
    other = work_order_pb2.CreateWorkOrderRequest(
        parent=SITE,
        work_order_id=done.name.rpartition("/")[2],
        work_order=work_order_pb2.WorkOrder(display_name="other", owner="people/ben", due_date=DUE),
    )
    assert (await refused(running.orders.CreateWorkOrder(other, timeout=10)))[1] == "RESOURCE_EXISTS"


async def test_what_cannot_be_is_refused_with_its_field_and_nothing_is_stored(estate: Estate) -> None:
    invalid = grpc.StatusCode.INVALID_ARGUMENT
    late = pb.Finding(text="x", owner="people/ben", due_date=Date(year=2026, month=12, day=9))
    soon, early = Timestamp(), Timestamp()
    soon.FromDatetime(NOW.replace(hour=2))
    early.FromDatetime(datetime(2026, 9, 30, 15, tzinfo=UTC))
    for given, reason, field in (
        ({"attended": ["people/ada", "people/eve"]}, "UNKNOWN_PERSON", "report.attended"),
        ({"attended": []}, "FIELD_INVALID", "report.attended"),
        ({"held_time": soon}, "FIELD_INVALID", "report.held_time"),
        ({"held_time": early}, "FIELD_INVALID", "report.held_time"),
        ({"key": COMING}, "FIELD_INVALID", "report.held_time"),
        ({"findings": [late]}, "FIELD_INVALID", "report.findings[0].due_date"),
        ({"key": "shift/ada"}, "NAME_INVALID", "report.key"),
    ):
        assert await refused(estate.report(**given)) == (invalid, reason, field), given
    assert (await refused(estate.report(key="drill/fire/2026-q4/b9")))[:2] == (
        grpc.StatusCode.NOT_FOUND,
        "RESOURCE_NOT_FOUND",
    )
    assert await estate.orders() == []


async def test_the_board_has_a_line_for_each_place_and_team_page_by_page(estate: Estate) -> None:
    waits = ("scheduled", "scheduled")
    assert states(await estate.board()) == {"b1": waits, "b2": waits, "guard": waits, "brigade": waits}
    id = str(uuid4())
    told = await estate.report(request_id=id)
    assert await estate.report(request_id=id) == told
    whole = await estate.board()
    assert states(whole) == {
        "b1": ("completed", "completed"),
        "b2": ("scheduled", "completed"),
        "brigade": ("completed", "completed"),
        "guard": ("scheduled", "completed"),
    }
    first = await estate.board(page_size=3)
    rest = await estate.board(page_size=3, page_token=first.next_page_token)
    assert [*first.standings, *rest.standings] == list(whole.standings)
    assert not rest.next_page_token
    past = await estate.board(first_date=Date(year=2026, month=7, day=1))
    # One drill in the year is all that the law asks for: the target of the summer was missed, the floor was not.
    assert states(past)["b1"] == ("out_of_compliance", "completed")
    assert {one.period for one in past.standings} == {"2026-q3"}


async def test_a_drill_that_was_reported_since_a_draft_was_solved_stays_as_it_was_held(
    estate: Estate, running: Any
) -> None:
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    moved = drill(KEY, datetime(2026, 12, 28, 2, tzinfo=UTC), "cy")
    schedule = Schedule(id="again", first=first, last=last, kinds=(Kind.DRILLS,), state=ScheduleState.DRAFT)
    async with running.db.write() as tx:
        await schedules.save(tx, SITE, schedule, NOW)
        await proposed.save_all(tx, f"{SITE}/schedules/again", [moved], {}, NOW)
    await estate.report()
    async with running.db.write() as tx:
        before = await timeline.differences(tx, SITE, schedule)
        await timeline.put_in_force(tx, SITE, schedule, NOW)
    assert [one.before.id for one in before if one.before] == [COMING]
    async with running.db.read() as tx:
        assert [one.value.day for one in await in_force.all(tx)] == [BEGUN.date()]


async def test_a_draft_that_moves_an_announced_drill_is_not_published(estate: Estate, running: Any) -> None:
    first, last = date(2026, 12, 15), date(2026, 12, 31)

    async def publish(id: str, begun: datetime) -> schedule_pb2.Schedule:
        draft = Schedule(id=id, first=first, last=last, kinds=(Kind.DRILLS,), state=ScheduleState.DRAFT)
        async with running.db.write() as tx:
            stored = await schedules.save(tx, SITE, draft, NOW)
            await proposed.save_all(tx, f"{SITE}/schedules/{id}", [drill(COMING, begun, "ada", "ben")], {}, NOW)
        request = schedule_pb2.PublishScheduleRequest(name=f"{SITE}/schedules/{id}", etag=stored.etag)
        answer: schedule_pb2.Schedule = await running.schedules.PublishSchedule(request, timeout=10)
        return answer

    refusal = await refused(publish("moved", datetime(2026, 12, 28, 2, tzinfo=UTC)))
    assert refusal[:2] == (grpc.StatusCode.FAILED_PRECONDITION, "ANNOUNCED_TOO_LATE")
    kept = await publish("kept", datetime(2026, 12, 20, 2, tzinfo=UTC))
    assert kept.state == schedule_pb2.Schedule.STATE_PUBLISHED


async def test_a_drill_is_reported_and_shown_on_the_command_line(
    estate: Estate, running: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = {"SCHEDULER": running.address, "ASSETS": running.assets_address, "NOTIFIER": "-", "NATS": "-"}
    for name, address in services.items():
        monkeypatch.setenv(f"MUSTER_{name}", address)

    async def said(*arguments: str) -> str:
        done = await asyncio.to_thread(CliRunner().invoke, app, arguments)
        assert done.exit_code == 0, done.output
        # The servers of the test run in the same process and log to the same output.
        return "".join(line for line in done.output.splitlines(keepends=True) if not LOGGED.match(line))

    given = ("--attended", "all", "--residents", "41", "--finding", "Hose reel leaks; ben; 2027-01-15")
    told = await said("report", "drill", KEY, "--site", "harbour", *given)
    assert "2 of the staff and 41 residents" in told
    assert "Hose reel leaks (ben)" in told
    assert await said("report", "drill", KEY, "--site", "harbour", *given) == told
    assert "missing: ben" in await said("report", "drill", KEY, "--site", "harbour", "--attended", "ada")
    assert len(await estate.orders()) == 1
    board = csv.DictReader(io.StringIO(await said("get", "drills", "harbour", "-o", "csv")))
    rows = {row["place"] or row["team"]: row for row in board}
    assert (rows["b1"]["state"], rows["b1"]["floor_state"], rows["b1"]["scenario"]) == (
        "completed",
        "completed",
        "smoke",
    )
    assert (rows["guard"]["state"], rows["guard"]["lacking"]) == ("not scheduled", "ben")
    (b2,) = (
        one for one in json.loads(await said("get", "drills", "harbour", "-o", "json")) if one.get("place") == "b2"
    )
    assert (b2["state"], b2["key"]) == ("STATE_SCHEDULED", COMING)
    assert "not scheduled" in await said("get", "drills", "--site", "harbour")
    assert KEY in await said("get", "drill-reports", "harbour", "-o", "name")
