"""Tasks follow what is in force, and people are told of each thing once, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from google.protobuf import json_format

from muster.events.v1 import task_pb2 as events
from muster.notifier.v1 import task_pb2 as pb
from services.notifier import app, storage
from services.notifier.domain import Task, TaskState
from services.notifier.servicer import TaskServicer
from services.notifier.storage import tasks
from services.notifier.tasks import CANCELLED, MOVED, NEW, come_near, follow
from services.runtime import database
from services.runtime.database import Database
from services.runtime.errors import Invalid, Stale
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
DAYS = (date(2026, 12, 14), date(2027, 1, 31))


def task(id: str = "t", ahead: int = 1) -> Task:
    start = NOW + timedelta(days=ahead)
    return Task(
        id=id,
        person="people/wu",
        site="sites/s",
        assignment=id,
        display_name="Visit",
        work="",
        asset="",
        day=start.date(),
        start=start,
        end=start + timedelta(hours=1),
    )


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        yield opened


async def told(db: Database, *wanted: Task, now: datetime = NOW) -> list[tuple[str, int]]:
    async with db.write() as tx:
        return [(news.task.id, news.change) for news in await follow(tx, "sites/s", wanted, DAYS, now)]


async def held(db: Database, id: str = "t") -> Task:
    async with db.read() as tx:
        return (await tasks.get(tx, "", id)).value


async def answer(db: Database, state: TaskState, id: str = "t") -> None:
    async with db.write() as tx:
        one = await tasks.get(tx, "", id)
        await tasks.save(tx, "", one.value.answered(state, None, "", "people/wu", NOW), NOW)


async def test_what_is_published_twice_is_told_once(db: Database) -> None:
    assert await told(db, task()) == [("t", NEW)]
    assert await told(db, task()) == []


async def test_only_what_changed_is_told(db: Database) -> None:
    await told(db, task("stays"), task("moves"), task("goes"))
    assert await told(db, task("stays"), task("moves", ahead=2)) == [("moves", MOVED), ("goes", CANCELLED)]


async def test_what_comes_back_is_told_as_new(db: Database) -> None:
    await told(db, task())
    await told(db)
    assert await told(db, task()) == [("t", NEW)]


async def test_an_acknowledgement_survives_a_publish_that_changes_nothing(db: Database) -> None:
    await told(db, task())
    await answer(db, TaskState.ACKNOWLEDGED)
    await told(db, task())
    assert (await held(db)).state is TaskState.ACKNOWLEDGED


@pytest.mark.parametrize("state", [TaskState.STARTED, TaskState.COMPLETED])
async def test_what_has_begun_or_ended_is_not_touched(db: Database, state: TaskState) -> None:
    await told(db, task())
    async with db.write() as tx:
        one = await tasks.get(tx, "", "t")
        await tasks.save(tx, "", one.value.answered(state, None, "why", "people/wu", NOW), NOW)
    before = await held(db)
    assert await told(db, task(ahead=5)) == []
    assert await told(db) == []
    assert await held(db) == before


async def test_a_declined_task_stays_declined_while_nothing_else_is_asked(db: Database) -> None:
    await declined(db)
    before = await held(db)
    assert await told(db, task()) == []
    assert await told(db) == []
    assert await told(db, task()) == []
    assert await held(db) == before


async def test_a_declined_task_at_another_time_is_asked_again_and_keeps_its_answer(db: Database) -> None:
    await declined(db)
    moved = task(ahead=3)
    assert await told(db, moved) == [("t", NEW)]
    after = await held(db)
    assert (after.state, after.start, after.day) == (TaskState.ASSIGNED, moved.start, moved.day)
    assert [answer.state for answer in after.answers] == [TaskState.DECLINED]
    await declined(db, after)
    assert await told(db, moved) == []


async def test_a_declined_task_that_moves_far_ahead_is_asked_when_it_comes_near(db: Database) -> None:
    await declined(db)
    assert await told(db, task(ahead=20)) == []
    assert (await held(db)).state is TaskState.PLANNED


async def declined(db: Database, known: Task | None = None) -> None:
    if known is None:
        assert await told(db, task()) == [("t", NEW)]
    async with db.write() as tx:
        one = await tasks.get(tx, "", "t")
        await tasks.save(tx, "", one.value.answered(TaskState.DECLINED, None, "away", "people/wu", NOW), NOW)


async def test_a_declined_task_is_said_once_and_without_her_words(db: Database) -> None:
    await told(db, task())
    servicer = TaskServicer(
        db, Ledger(db, storage.ledger, lambda: NOW), Outbox(storage.outbox, "/t", lambda: NOW), lambda: NOW
    )
    request = pb.DeclineTaskRequest(name="tasks/t", note="my knee", request_id="r")
    for _ in range(2):
        await servicer.DeclineTask(request, None)  # type: ignore[arg-type]
    async with db.read() as tx:
        ((_, said),) = await Outbox(storage.outbox, "/t", lambda: NOW).waiting(tx)
    assert (said.subject, said.type) == ("muster.v1.task.wu.declined", "muster.task.declined.v1")
    body = json_format.Parse(said.body, events.TaskDeclined())
    assert (body.task, body.person, body.display_name) == ("tasks/t", "people/wu", "Visit")
    assert b"knee" not in said.body


async def test_far_tasks_are_told_when_they_come_near_and_only_then(db: Database) -> None:
    assert await told(db, task(ahead=20)) == []
    for now, expected in ((NOW, []), (NOW + timedelta(days=6), ["t"]), (NOW + timedelta(days=7), [])):
        async with db.write() as tx:
            assert [news.task.id for news in await come_near(tx, now)] == expected


async def test_a_far_task_that_is_moved_near_is_told_as_new(db: Database) -> None:
    await told(db, task(ahead=20))
    assert await told(db, task(ahead=2)) == [("t", NEW)]
    assert await told(db, task(ahead=2)) == []


async def test_days_outside_what_was_published_are_not_touched(db: Database) -> None:
    await told(db, task())
    async with db.write() as tx:
        assert await follow(tx, "sites/s", [], (date(2027, 1, 1), date(2027, 1, 31)), NOW) == []
    assert (await held(db)).state is TaskState.ASSIGNED


async def test_an_answer_that_comes_between_reading_and_writing_is_not_overwritten(db: Database) -> None:
    await told(db, task())
    async with db.read() as tx:
        seen = await tasks.get(tx, "", "t")
    await answer(db, TaskState.ACKNOWLEDGED)
    with pytest.raises(Stale):
        async with db.write() as tx:
            await tasks.save(tx, "", replace(seen.value, state=TaskState.CANCELLED), NOW, read=seen.etag)
    assert (await held(db)).state is TaskState.ACKNOWLEDGED


async def listed(db: Database, **asked: object) -> list[str]:
    servicer = TaskServicer(
        db, Ledger(db, storage.ledger, lambda: NOW), Outbox(storage.outbox, "/t", lambda: NOW), lambda: NOW
    )
    answer = await servicer.ListTasks(pb.ListTasksRequest(**asked), None)  # type: ignore[arg-type]
    return [one.name.removeprefix("tasks/") for one in answer.tasks]


async def test_tasks_are_listed_by_site_and_state_so_that_what_is_done_is_not_read(db: Database) -> None:
    await told(db, task("done"), task("open"), task("far", ahead=40))
    await answer(db, TaskState.COMPLETED, "done")
    async with db.write() as tx:
        await tasks.save(tx, "", replace(task("away"), site="sites/other"), NOW)
        await tasks.save(tx, "", replace(task("away-told"), site="sites/other", state=TaskState.ASSIGNED), NOW)
    assert await listed(db, site="sites/s") == ["done", "far", "open"]
    assert await listed(db, site="sites/s", state=pb.Task.STATE_ASSIGNED) == ["open"]
    assert await listed(db, state=pb.Task.STATE_ASSIGNED) == ["away-told", "open"]
    assert await listed(db, site="sites/s", state=pb.Task.STATE_COMPLETED, person="people/li") == []
    with pytest.raises(Invalid, match="99 is no state of a task"):
        await listed(db, state=99)
