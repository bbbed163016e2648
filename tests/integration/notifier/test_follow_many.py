"""A whole quarter becomes tasks at once, and no answer of a person is lost, on SQLite and PostgreSQL."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from google.protobuf import json_format
from sqlalchemy import select, text

from muster.events.v1 import task_pb2 as events
from services.notifier import app
from services.notifier.domain import Task, TaskState
from services.notifier.storage import outbox, tasks
from services.notifier.tasks import CANCELLED, LARGEST_DIGEST, MOVED, NEW, News, come_near, follow, tell
from services.runtime import database
from services.runtime.database import Database
from services.runtime.errors import Stale
from services.runtime.outbox import Outbox

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
DAYS = (date(2026, 12, 14), date(2027, 3, 13))
PEOPLE = 55


def task(id: str, ahead: float = 1, person: str = "people/wu", assignment: str = "", name: str = "Visit") -> Task:
    start = NOW + timedelta(days=ahead)
    return Task(
        id=id,
        person=person,
        site="sites/s",
        assignment=assignment or id,
        display_name=name,
        work="",
        asset="",
        day=start.date(),
        start=start,
        end=start + timedelta(hours=1),
    )


def quarter(count: int = 3000) -> list[Task]:
    return [task(f"t{number:05d}", 1 + number % 80, f"people/p{number % PEOPLE}") for number in range(count)]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        yield opened


async def followed(
    db: Database, wanted: Sequence[Task], days: tuple[date, date] = DAYS, keys: Sequence[str] = ()
) -> list[News]:
    async with db.write() as tx:
        return await follow(tx, "sites/s", wanted, days, NOW, keys)


async def states(db: Database) -> Counter[TaskState]:
    async with db.read() as tx:
        return Counter(one.value.state for one in await tasks.all(tx))


async def answer(db: Database, state: TaskState, id: str) -> None:
    async with db.write() as tx:
        one = await tasks.get(tx, "", id)
        await tasks.save(tx, "", one.value.answered(state, None, "why", one.value.person, NOW), NOW)


async def digests(db: Database, news: Sequence[News]) -> list[events.TasksAssigned]:
    async with db.write() as tx:
        await tell(tx, Outbox(outbox, "/muster/notifier", lambda: NOW), news)
        rows = await tx.execute(select(outbox).order_by(outbox.c.sequence))
        return [json_format.Parse(row.body, events.TasksAssigned()) for row in rows]


async def test_three_thousand_tasks_are_given_once(db: Database) -> None:
    wanted = quarter()
    near = sum(one.soon(NOW) for one in wanted)
    assert Counter(news.change for news in await followed(db, wanted)) == {NEW: near}
    assert await states(db) == {TaskState.ASSIGNED: near, TaskState.PLANNED: 3000 - near}
    assert await followed(db, wanted) == []
    async with db.read() as tx:
        assert {one.version for one in await tasks.all(tx)} == {1}


async def test_of_three_thousand_tasks_only_what_differs_is_told(db: Database) -> None:
    near = [replace(one, start=NOW + timedelta(hours=1), end=NOW + timedelta(hours=2)) for one in quarter()]
    await followed(db, near)
    await answer(db, TaskState.ACKNOWLEDGED, "t00000")
    await answer(db, TaskState.STARTED, "t00001")
    later = [replace(one, end=NOW + timedelta(hours=3)) for one in near[1000:]]
    news = await followed(db, [*near[:1000:2], *later])
    assert Counter(one.change for one in news) == {MOVED: 2000, CANCELLED: 499}
    # t00001 is gone from the schedule, but its work had begun.
    assert await states(db) == {
        TaskState.ACKNOWLEDGED: 1,
        TaskState.STARTED: 1,
        TaskState.CANCELLED: 499,
        TaskState.ASSIGNED: 2499,
    }


async def test_hundreds_of_tasks_come_near_in_one_look(db: Database) -> None:
    await followed(db, [task(f"t{number}", 20) for number in range(700)])
    async with db.write() as tx:
        assert await come_near(tx, NOW + timedelta(days=5)) == []
        news = await come_near(tx, NOW + timedelta(days=6))
        assert await come_near(tx, NOW + timedelta(days=6)) == []
    assert Counter(one.change for one in news) == {NEW: 700}
    assert await states(db) == {TaskState.ASSIGNED: 700}


async def test_a_publish_tells_each_person_once(db: Database) -> None:
    said = await digests(db, await followed(db, quarter()))
    assert sorted(one.person for one in said) == sorted(f"people/p{number}" for number in range(PEOPLE))
    for digest in said:
        starts = [entry.start_time.ToDatetime() for entry in digest.entries]
        assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("count", "parts"),
    [
        (LARGEST_DIGEST, [LARGEST_DIGEST]),
        (LARGEST_DIGEST + 1, [LARGEST_DIGEST, 1]),
    ],
)
async def test_a_long_digest_is_sent_in_parts(db: Database, count: int, parts: list[int]) -> None:
    said = await digests(db, await followed(db, [task(f"t{number:04d}") for number in range(count)]))
    assert [len(one.entries) for one in said] == parts


async def test_a_digest_of_long_names_stays_below_what_the_bus_takes(db: Database) -> None:
    long = "消防水泵房" * 40
    includes = tuple(f"sites/s/maintenancePlans/{'p' * 63}-{number}/occurrences/2027-01-01" for number in range(8))
    wanted = [replace(task(f"t{number:04d}", name=long), includes=includes) for number in range(LARGEST_DIGEST)]
    said = await digests(db, await followed(db, wanted))
    assert sum(len(one.entries) for one in said) == LARGEST_DIGEST
    async with db.read() as tx:
        assert max(len(row.body) for row in await tx.execute(select(outbox))) < 200 * 1024


async def test_work_that_moves_into_the_days_leaves_its_person_outside(db: Database) -> None:
    january, later = (date(2027, 1, 1), date(2027, 1, 31)), (date(2027, 2, 1), date(2027, 2, 28))
    outside = task("wu", 60, assignment="job/pump/1")
    other = task("li", 60, person="people/li", assignment="job/lift/1")
    await followed(db, [outside, other], later)
    inside = task("chen", 30, person="people/chen", assignment="job/pump/1")
    await followed(db, [inside], january)
    async with db.read() as tx:
        found = {one.value.id: one.value.state for one in await tasks.all(tx)}
    assert found == {"wu": TaskState.CANCELLED, "chen": TaskState.PLANNED, "li": TaskState.PLANNED}


async def test_work_that_moves_into_the_days_and_has_no_minutes_yet_is_nobodys_task(db: Database) -> None:
    await followed(db, [task("wu", 10, assignment="job/pump/1")])
    february = (date(2027, 4, 1), date(2027, 4, 30))
    news = await followed(db, [], february, keys=["job/lift/1"])
    assert news == []
    news = await followed(db, [], february, keys=["job/pump/1"])
    assert [(one.task.id, one.change) for one in news] == [("wu", CANCELLED)]


async def test_what_was_answered_stays_on_record_when_a_task_comes_back(db: Database) -> None:
    await followed(db, [task("t")])
    await answer(db, TaskState.ACKNOWLEDGED, "t")
    await followed(db, [])
    assert [(one.task.state, one.change) for one in await followed(db, [task("t")])] == [(TaskState.ASSIGNED, NEW)]
    async with db.read() as tx:
        (answered,) = (await tasks.get(tx, "", "t")).value.answers
    assert answered.state is TaskState.ACKNOWLEDGED


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_an_answer_that_is_being_written_while_a_publish_is_followed_stands(db: Database) -> None:
    # Only PostgreSQL lets two writers at it at once; on SQLite the second one waits and reads what the first wrote.
    wanted = [task(f"t{number}") for number in range(5)]
    await followed(db, wanted)
    moved = [replace(one, end=one.end + timedelta(hours=1)) for one in wanted]
    async with db.write() as tx:
        one = await tasks.get(tx, "", "t3")
        await tasks.save(tx, "", one.value.answered(TaskState.STARTED, None, "", "people/wu", NOW), NOW)
        following = asyncio.create_task(followed(db, moved))
        async with asyncio.timeout(10):
            while not await _somebody_waits(db):  # noqa: ASYNC110 - a lock of a database has no event to wait for
                await asyncio.sleep(0.02)
    with pytest.raises(Stale):
        await following
    assert await states(db) == {TaskState.STARTED: 1, TaskState.ASSIGNED: 4}
    # The event comes again, and now finds the answer.
    assert len(await followed(db, moved)) == 4
    assert await states(db) == {TaskState.STARTED: 1, TaskState.ASSIGNED: 4}


async def _somebody_waits(db: Database) -> bool:
    async with db.read() as tx:
        waiting = text("select count(*) from pg_locks where not granted")
        return bool((await tx.execute(waiting)).scalar_one())
