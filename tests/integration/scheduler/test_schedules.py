"""Schedules are asked for by kind and their assignments listed by kind, on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from typing import Any

import grpc
import pytest
from google.type.date_pb2 import Date

from muster.scheduler.v1 import schedule_pb2 as pb
from services.runtime import channel
from services.runtime.errors import Invalid, Missing
from services.scheduler.clients import Assets
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.schedule import SolveEffort, Timeline
from services.scheduler.servicer.schedules import LONGEST_WATCH_SECONDS
from services.scheduler.storage import in_force, timelines

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
DAY = Date(year=2026, month=12, day=14)


async def asked(running: Any, *kinds: Any) -> pb.Schedule:
    schedule = pb.Schedule(first_date=DAY, last_date=DAY, kinds=kinds)
    request = pb.CreateScheduleRequest(parent="sites/harbour", schedule_id="q", schedule=schedule)
    answer: pb.Schedule = await running.schedules.CreateSchedule(request, timeout=10)
    return answer


async def test_a_schedule_is_for_all_kinds_unless_it_names_some(running: Any) -> None:
    assert list((await asked(running)).kinds) == [pb.KIND_MAINTENANCE, pb.KIND_ROSTER, pb.KIND_DRILLS]


async def test_a_schedule_keeps_the_kinds_that_it_is_for(running: Any) -> None:
    await asked(running, pb.KIND_ROSTER, pb.KIND_DRILLS)
    read = await running.schedules.GetSchedule(pb.GetScheduleRequest(name="sites/harbour/schedules/q"), timeout=10)
    assert list(read.kinds) == [pb.KIND_ROSTER, pb.KIND_DRILLS]


async def test_assignments_are_listed_by_kind_page_by_page(running: Any) -> None:
    day = date(2026, 12, 14)
    async with running.db.write() as tx:
        for n, kind in enumerate((AssignmentKind.SHIFT, AssignmentKind.DRILL, AssignmentKind.SHIFT)):
            one = Assignment(id=f"{kind}/{n}", display_name="X", day=day, latest=day, kind=kind)
            await in_force.save(tx, "sites/harbour", one, NOW)
    request = pb.ListAssignmentsRequest(parent="sites/harbour", kind=pb.Assignment.KIND_SHIFT, page_size=1)
    found = []
    while True:
        page = await running.schedules.ListAssignments(request, timeout=10)
        found += [(one.key, one.kind) for one in page.assignments]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert found == [("shift/0", pb.Assignment.KIND_SHIFT), ("shift/2", pb.Assignment.KIND_SHIFT)]
    everything = await running.schedules.ListAssignments(pb.ListAssignmentsRequest(parent="sites/harbour"), timeout=10)
    assert len(everything.assignments) == 3


async def listed(running: Any, site: str) -> tuple[int, int]:
    """How many schedules and assignments a site has."""
    held = await running.schedules.ListSchedules(pb.ListSchedulesRequest(parent=site), timeout=10)
    found = await running.schedules.ListAssignments(pb.ListAssignmentsRequest(parent=site), timeout=10)
    return len(held.schedules), len(found.assignments)


async def test_a_site_that_is_nowhere_is_not_found_and_one_without_a_schedule_is_empty(running: Any) -> None:
    """A name mistyped was answered with an empty list."""
    assert await listed(running, "sites/harbour") == (0, 0)
    for call, request in (
        (running.schedules.ListSchedules, pb.ListSchedulesRequest(parent="sites/harbor")),
        (running.schedules.ListAssignments, pb.ListAssignmentsRequest(parent="sites/harbor")),
    ):
        with pytest.raises(grpc.aio.AioRpcError, match="there is no sites/harbor") as refusal:
            await call(request, timeout=10)
        assert refusal.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_site_of_which_something_is_stored_is_listed_without_the_assets_service(running: Any) -> None:
    async with running.db.write() as tx:
        await timelines.save(tx, "", Timeline(id="tower", revision=1), NOW)
    assert await listed(running, "sites/tower") == (0, 0)


async def test_a_watch_outlasts_the_longest_effort_and_its_queue() -> None:
    """It ended after ten minutes, in the middle of a solve of an hour."""
    longest = SolveEffort(seconds=3600)
    assert 2 * longest.seconds <= LONGEST_WATCH_SECONDS
    with pytest.raises(Invalid):
        SolveEffort(seconds=longest.seconds + 1)


async def test_a_kind_that_there_is_not_is_refused(running: Any) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await asked(running, pb.KIND_UNSPECIFIED)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "schedule.kinds[0]" in str(refusal.value.details())


async def test_what_the_assets_service_refuses_is_not_told_as_its_silence(running: Any) -> None:
    async with channel.opened(running.assets_address) as connection:
        assets = Assets(connection)
        with pytest.raises(Invalid, match="the assets service refuses") as refused:
            await assets.redundancy_groups("harbour")
        assert refused.value.field == "harbour"
        with pytest.raises(Missing):
            await assets.redundancy_groups("sites/nowhere")
