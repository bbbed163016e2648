"""How tasks follow what is in force, and how people are told: once per publish, and when a task comes near."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from google.protobuf import json_format
from sqlalchemy import and_, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.events.v1 import task_pb2 as events
from services.notifier.domain import OPEN, TELL_AHEAD, Task, TaskState
from services.notifier.storage import tasks
from services.notifier.wire import entry_to_pb
from services.runtime.outbox import Outbox
from services.runtime.rows import Stored

LARGEST_DIGEST = 200

NEW = events.TasksAssigned.CHANGE_NEW
MOVED = events.TasksAssigned.CHANGE_MOVED
CANCELLED = events.TasksAssigned.CHANGE_CANCELLED


@dataclass(frozen=True, slots=True)
class News:
    """What a person has to be told of one task."""

    task: Task
    change: events.TasksAssigned.Change


async def follow(
    tx: AsyncConnection, site: str, wanted: Iterable[Task], days: tuple[date, date], now: datetime
) -> list[News]:
    """Make the tasks of `site` agree with `wanted`, which is all that is in force from day to day of `days`, inclusive.

    Answers what has to be told. Tasks that have begun stay as they are: what was done was done. Raises Stale where a
    person answered in the same moment; the event then comes again, and her answer stands.
    """
    news: list[News] = []
    by_id = {task.id: task for task in wanted}
    columns = tasks.table.c
    here = and_(columns.site == site, columns.day.between(*days))
    stored = {one.value.id: one for one in await tasks.all(tx, or_(here, columns.id.in_(list(by_id))))}
    for id, task in by_id.items():
        one = stored.get(id)
        if one is None or one.value.state is TaskState.CANCELLED:
            news += await _give(tx, task, one.etag if one else "", now)
        elif one.value.state is TaskState.PLANNED:
            news += await _give(tx, one.value.moved(task), one.etag, now)
        elif one.value.state in OPEN:
            held, moved = one.value, one.value.moved(task)
            await tasks.save(tx, "", moved, now, read=one.etag)
            if (moved.start, moved.end) != (held.start, held.end):
                news.append(News(moved, MOVED))
    for id, one in stored.items():
        if id not in by_id and one.value.state in OPEN:
            gone = replace(one.value, state=TaskState.CANCELLED)
            await tasks.save(tx, "", gone, now, read=one.etag)
            if one.value.state is not TaskState.PLANNED:
                news.append(News(gone, CANCELLED))
    return news


async def coming_near(tx: AsyncConnection, now: datetime) -> list[Stored[Task]]:
    """Planned tasks whose time to be told has come."""
    columns = tasks.table.c
    return await tasks.all(tx, columns.state == TaskState.PLANNED, columns.start <= now + TELL_AHEAD)


async def come_near(tx: AsyncConnection, now: datetime) -> list[News]:
    """Give the tasks that come near to their people. Raises Stale like `follow`."""
    return [news for one in await coming_near(tx, now) for news in await _give(tx, one.value, one.etag, now)]


async def _give(tx: AsyncConnection, task: Task, read: str, now: datetime) -> list[News]:
    state = TaskState.ASSIGNED if task.soon(now) else TaskState.PLANNED
    given = replace(task, state=state)
    await tasks.save(tx, "", given, now, read=read)
    return [News(given, NEW)] if state is TaskState.ASSIGNED else []


async def tell(tx: AsyncConnection, outbox: Outbox, news: Iterable[News]) -> None:
    """One digest for each person concerned, through the outbox."""
    by_person: dict[str, list[News]] = {}
    for one in sorted(news, key=lambda one: (one.task.start, one.task.id)):
        by_person.setdefault(one.task.person, []).append(one)
    for person, hers in sorted(by_person.items()):
        for begin in range(0, len(hers), LARGEST_DIGEST):
            part = hers[begin : begin + LARGEST_DIGEST]
            digest = events.TasksAssigned(person=person, entries=[entry_to_pb(one.task, one.change) for one in part])
            await outbox.put(
                tx,
                subject=f"muster.v1.task.{person.removeprefix('people/')}.assigned",
                type="muster.task.assigned.v1",
                about=person,
                body=json_format.MessageToJson(digest, indent=None).encode(),
            )
