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

    Answers what has to be told. Tasks that have begun stay as they are: what was done was done.
    """
    news: list[News] = []
    by_id = {task.id: task for task in wanted}
    columns = tasks.table.c
    here = and_(columns.site == site, columns.day.between(*days))
    stored = {one.value.id: one.value for one in await tasks.all(tx, or_(here, columns.id.in_(list(by_id))))}
    for id, task in by_id.items():
        held = stored.get(id)
        if held is None or held.state is TaskState.CANCELLED:
            news += await _give(tx, task, now)
        elif held.state in OPEN:
            moved = held.moved(task)
            await tasks.save(tx, "", moved, now)
            if moved.start != held.start or moved.end != held.end:
                news += [News(moved, MOVED)] if held.state is not TaskState.PLANNED else await _give(tx, moved, now)
    for id, held in stored.items():
        if id not in by_id and held.state in OPEN:
            gone = replace(held, state=TaskState.CANCELLED)
            await tasks.save(tx, "", gone, now)
            if held.state is not TaskState.PLANNED:
                news.append(News(gone, CANCELLED))
    return news


async def come_near(tx: AsyncConnection, now: datetime) -> list[News]:
    """Planned tasks whose time to be told has come."""
    columns = tasks.table.c
    found = await tasks.all(tx, columns.state == TaskState.PLANNED, columns.start <= now + TELL_AHEAD)
    return [news for one in found for news in await _give(tx, one.value, now)]


async def _give(tx: AsyncConnection, task: Task, now: datetime) -> list[News]:
    state = TaskState.ASSIGNED if task.soon(now) else TaskState.PLANNED
    given = replace(task, state=state)
    await tasks.save(tx, "", given, now)
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
