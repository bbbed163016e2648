"""Publishing replaces the part of the timeline that a schedule covers, and nothing else, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from sqlalchemy import select

from muster.events.v1 import schedule_pb2 as events
from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.runtime import channel, database, server
from services.runtime.database import Database
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.scheduler import storage, timeline
from services.scheduler.clients import Assets
from services.scheduler.domain.schedule import Assignment, AssignmentKind, Kind, Schedule, ScheduleState
from services.scheduler.servicer.schedules import ScheduleServicer
from services.scheduler.storage import in_force, outbox, proposed, schedules

MIGRATIONS = Path(storage.__file__).parent / "migrations"
NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
SITE = "sites/s"
FIRST = date(2027, 1, 1)
LAST = date(2027, 1, 31)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, MIGRATIONS) as opened:
        yield opened


def job(id: str = "job/pump/1", day: date = FIRST, people: tuple[str, ...] = ("wu",)) -> Assignment:
    return Assignment(id=id, display_name="Visit", day=day, latest=LAST, people=people)


def shift(id: str = "shift/chen/1/day/gate", day: date = FIRST) -> Assignment:
    return replace(job(id, day, ("chen",)), kind=AssignmentKind.SHIFT)


def drill(id: str = "drill/evacuation/q1/lobby", day: date = FIRST) -> Assignment:
    return replace(job(id, day, ("li",)), kind=AssignmentKind.DRILL)


async def draft(
    db: Database,
    id: str,
    *held: Assignment,
    kinds: tuple[Kind, ...] = tuple(Kind),
    first: date = FIRST,
    last: date = LAST,
) -> Schedule:
    """A draft that saw the timeline as it is now."""
    async with db.write() as tx:
        seen = await timeline.revision(tx, "s")
        schedule = Schedule(id=id, first=first, last=last, kinds=kinds, state=ScheduleState.DRAFT, seen_revision=seen)
        await schedules.save(tx, SITE, schedule, NOW)
        values = [replace(one, schedule=id) for one in held]
        await proposed.save_all(tx, f"{SITE}/schedules/{id}", values, {}, NOW)
    return schedule


async def publish(db: Database, schedule: Schedule, now: datetime = NOW) -> timeline.Published:
    async with db.write() as tx:
        published = schedule.published(await timeline.revision(tx, "s"))
        await schedules.save(tx, SITE, published, now)
        return await timeline.put_in_force(tx, SITE, schedule, now)


async def there(db: Database) -> dict[str, tuple[date, str]]:
    """Day and schedule of everything in force, by key."""
    async with db.read() as tx:
        found = await in_force.all(tx, in_force.table.c.parent == SITE)
    return {one.value.id: (one.value.day, one.value.schedule) for one in found}


async def changes(db: Database, schedule: Schedule) -> list[tuple[str, str]]:
    async with db.read() as tx:
        found = await timeline.differences(tx, SITE, schedule)
    return [
        ((one.after or one.before).id, "changed" if one.before and one.after else "added" if one.after else "removed")  # type: ignore[union-attr]
        for one in found
    ]


async def state(db: Database, id: str) -> ScheduleState:
    async with db.read() as tx:
        return (await schedules.get(tx, SITE, id)).value.state


async def test_a_maintenance_schedule_leaves_shifts_and_drills_alone(db: Database) -> None:
    await publish(db, await draft(db, "all", job("job/pump/1"), job("job/pump/2"), shift(), drill()))
    only = await draft(db, "only", job("job/pump/1"), job("job/pump/3"), kinds=(Kind.MAINTENANCE,))
    assert await changes(db, only) == [("job/pump/2", "removed"), ("job/pump/3", "added")]
    await publish(db, only)
    assert await there(db) == {
        "job/pump/1": (FIRST, "only"),
        "job/pump/3": (FIRST, "only"),
        shift().id: (FIRST, "all"),
        drill().id: (FIRST, "all"),
    }


@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        ((Kind.MAINTENANCE,), {shift().id, drill().id}),
        ((Kind.ROSTER,), {job().id, drill().id}),
        ((Kind.DRILLS,), {job().id, shift().id}),
        ((Kind.ROSTER, Kind.DRILLS), {job().id}),
        (tuple(Kind), set()),
    ],
)
async def test_an_empty_schedule_takes_away_its_own_kinds_only(
    db: Database, kinds: tuple[Kind, ...], left: set[str]
) -> None:
    await publish(db, await draft(db, "all", job(), shift(), drill()))
    await publish(db, await draft(db, "none", kinds=kinds))
    assert set(await there(db)) == left


async def test_days_outside_the_period_are_left_alone_to_the_day(db: Database) -> None:
    before, after = FIRST - timedelta(days=1), LAST + timedelta(days=1)
    days = {"job/a/1": before, "job/b/1": FIRST, "job/c/1": LAST, "job/d/1": after}
    held = [job(id, day) for id, day in days.items()]
    await publish(db, await draft(db, "long", *held, first=before, last=after))
    await publish(db, await draft(db, "month"))
    assert set(await there(db)) == {"job/a/1", "job/d/1"}


async def test_work_that_moves_into_the_period_leaves_its_place_outside(db: Database) -> None:
    later = LAST + timedelta(days=10)
    await publish(db, await draft(db, "next", job(day=later), job("job/lift/1", later), first=later, last=later))
    month = await draft(db, "month", job(day=LAST))
    assert await changes(db, month) == [("job/pump/1", "changed")]
    await publish(db, month)
    assert await there(db) == {"job/pump/1": (LAST, "month"), "job/lift/1": (later, "next")}
    assert await state(db, "next") is ScheduleState.PUBLISHED


async def test_a_schedule_of_which_nothing_is_left_is_superseded(db: Database) -> None:
    await publish(db, await draft(db, "old", job(), shift()))
    await publish(db, await draft(db, "jobs", job(), kinds=(Kind.MAINTENANCE,)))
    assert await state(db, "old") is ScheduleState.PUBLISHED
    await publish(db, await draft(db, "shifts", shift(), kinds=(Kind.ROSTER,)))
    assert await state(db, "old") is ScheduleState.SUPERSEDED
    assert await state(db, "jobs") is ScheduleState.PUBLISHED


async def test_a_key_that_stays_keeps_when_it_was_made_and_counts_its_versions(db: Database) -> None:
    await publish(db, await draft(db, "old", job()))
    await publish(db, await draft(db, "new", job(day=LAST)), NOW + timedelta(hours=1))
    async with db.read() as tx:
        one = await in_force.get(tx, SITE, job().id)
    assert (one.version, one.created, one.updated) == (2, NOW, NOW + timedelta(hours=1))


async def test_another_site_is_not_touched(db: Database) -> None:
    async with db.write() as tx:
        await in_force.save(tx, "sites/other", job(), NOW)
    await publish(db, await draft(db, "none"))
    async with db.read() as tx:
        assert await in_force.find(tx, "sites/other", job().id)


async def test_thousands_of_assignments_change_places_at_once(db: Database) -> None:
    held = [shift(f"shift/p{number % 55}/{number}/day/gate", FIRST + timedelta(number % 31)) for number in range(3000)]
    assert await publish(db, await draft(db, "old", *held)) == timeline.Published(1, 3000)
    again = [*held[1000:], *(shift(f"shift/new/{number}/day/gate") for number in range(500))]
    new = await draft(db, "new", *again)
    assert len(await changes(db, new)) == 1500
    assert await publish(db, new) == timeline.Published(2, 2500)
    assert set(await there(db)) == {one.id for one in again}
    assert await state(db, "old") is ScheduleState.SUPERSEDED


@pytest.fixture
async def stub(db: Database) -> AsyncIterator[Any]:
    """The service on the wire. Publishing asks nothing of the assets service, so none is there."""
    async with channel.opened("127.0.0.1:1") as nobody:
        said = Outbox(outbox, "/muster/scheduler", lambda: NOW)
        servicer = ScheduleServicer(db, Ledger(db, storage.ledger, lambda: NOW), said, Assets(nobody), lambda: NOW)

        def register(grpc_server: grpc.aio.Server) -> list[str]:
            rpc.add_ScheduleServiceServicer_to_server(servicer, grpc_server)
            return ["muster.scheduler.v1.ScheduleService"]

        async with (
            server.serving("127.0.0.1:0", register, checks={"database": db.answers}, grace=1) as port,
            channel.opened(f"127.0.0.1:{port}") as connection,
        ):
            yield rpc.ScheduleServiceStub(connection)


async def asked_to_publish(stub: Any, id: str) -> pb.PublishScheduleRequest:
    name = f"{SITE}/schedules/{id}"
    etag = (await stub.GetSchedule(pb.GetScheduleRequest(name=name))).etag
    return pb.PublishScheduleRequest(name=name, etag=etag, request_id=f"publish-{id}")


async def test_a_publish_that_is_repeated_with_its_request_id_has_one_effect(db: Database, stub: Any) -> None:
    await draft(db, "month", job(), shift())
    request = await asked_to_publish(stub, "month")
    first = await stub.PublishSchedule(request)
    second = await stub.PublishSchedule(request)
    assert first == second
    assert first.state == pb.Schedule.STATE_PUBLISHED
    async with db.read() as tx:
        said = [json_format.Parse(row.body, events.SchedulePublished()) for row in await tx.execute(select(outbox))]
        assert await timeline.revision(tx, "s") == 1
    assert [(one.schedule, one.revision, one.assignment_count) for one in said] == [(request.name, 1, 2)]


async def test_a_draft_that_saw_an_older_timeline_is_refused_and_changes_nothing(db: Database, stub: Any) -> None:
    # Even of another kind: what the solve took as given is no longer so.
    await draft(db, "jobs", job(), kinds=(Kind.MAINTENANCE,))
    await draft(db, "shifts", shift(), kinds=(Kind.ROSTER,))
    await stub.PublishSchedule(await asked_to_publish(stub, "shifts"))
    with pytest.raises(grpc.aio.AioRpcError, match="timeline has changed") as refusal:
        await stub.PublishSchedule(await asked_to_publish(stub, "jobs"))
    assert refusal.value.code() is grpc.StatusCode.ABORTED
    assert set(await there(db)) == {shift().id}
    assert await state(db, "jobs") is ScheduleState.DRAFT


async def test_a_difference_beyond_what_grpc_takes_by_default_is_one_answer(db: Database, stub: Any) -> None:
    crowd = tuple(f"resident-manager-{number}" for number in range(100))
    held = [replace(drill(f"drill/evacuation/q1/{number}"), people=crowd) for number in range(1000)]
    await publish(db, await draft(db, "old", *held))
    await draft(db, "new", *(replace(one, day=LAST) for one in held))
    answer = await stub.DiffSchedule(pb.DiffScheduleRequest(name=f"{SITE}/schedules/new"))
    assert answer.ByteSize() > 4 * 1024 * 1024
    assert len(answer.changes) == 1000
    assert len(answer.people) == 100
