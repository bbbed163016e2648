"""How tasks follow what is in force, and how people are told: once per publish, and when a task comes near."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from google.protobuf import json_format
from sqlalchemy import not_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.events.v1 import task_pb2 as events
from services.notifier.domain import OPEN, TELL_AHEAD, Task, TaskState
from services.notifier.storage import tasks
from services.notifier.wire import entry_to_pb
from services.runtime.outbox import Fact, Outbox
from services.runtime.rows import Stored

LARGEST_DIGEST = 200
LARGEST_BYTES = 64 * 1024
"""Of the entries of one digest, packed; as JSON they are two to three times that, and the bus takes 256 KiB."""

NEW = events.TasksAssigned.CHANGE_NEW
MOVED = events.TasksAssigned.CHANGE_MOVED
CANCELLED = events.TasksAssigned.CHANGE_CANCELLED


@dataclass(frozen=True, slots=True)
class News:
    """What a person has to be told of one task."""

    task: Task
    change: events.TasksAssigned.Change


async def follow(
    tx: AsyncConnection,
    site: str,
    wanted: Iterable[Task],
    days: tuple[date, date],
    now: datetime,
    keys: Collection[str] = (),
) -> list[News]:
    """Make the tasks of `site` agree with `wanted`, which is all that is in force from day to day of `days`, inclusive.

    `keys` are the assignments in force on those days, also those that are nobody's task yet. Answers what has to be
    told. Tasks that have begun stay as they are: what was done was done; one that was declined comes back to her
    only at another time. Raises Stale where a person answered in the same moment; the event then comes again, and her
    answer stands.
    """
    by_id = {task.id: task for task in wanted}
    columns = tasks.table.c
    held = {one.value.id: one for one in await tasks.all(tx, columns.site == site, columns.day.between(*days))}
    # What moved into these days still has its tasks where it was, perhaps with other people.
    came = {*keys, *(task.assignment for task in by_id.values())}
    away = select(columns.id, columns.assignment).where(
        columns.site == site, columns.state.in_(OPEN), not_(columns.day.between(*days))
    )
    left = {row.id for row in await tx.execute(away) if row.assignment in came}
    held |= {one.value.id: one for one in await tasks.among(tx, "", (by_id.keys() | left) - held.keys())}
    kept: list[Task] = []
    news: list[News] = []
    for id, task in by_id.items():
        before = held[id].value if id in held else None
        if before is None or _follows(before, task):
            after, told = _followed(before, task, now)
            kept.append(after)
            news += told
    for id, one in held.items():
        if id not in by_id and one.value.state in OPEN:
            gone = replace(one.value, state=TaskState.CANCELLED)
            kept.append(gone)
            if one.value.state is not TaskState.PLANNED:
                news.append(News(gone, CANCELLED))
    await tasks.save_all(tx, "", kept, held, now)
    return news


def _follows(before: Task, task: Task) -> bool:
    # She declined what was asked then; another time is another question.
    if before.state is TaskState.DECLINED:
        return (before.start, before.end) != (task.start, task.end)
    return before.state in OPEN or before.state is TaskState.CANCELLED


def _followed(before: Task | None, task: Task, now: datetime) -> tuple[Task, list[News]]:
    if before is None or before.state in (TaskState.CANCELLED, TaskState.PLANNED, TaskState.DECLINED):
        # What was once answered stays on record, also when the task comes back.
        return _given(replace(task, answers=before.answers if before else ()), now)
    moved = before.moved(task)
    same = (moved.start, moved.end) == (before.start, before.end)
    return moved, [] if same else [News(moved, MOVED)]


async def coming_near(tx: AsyncConnection, now: datetime) -> list[Stored[Task]]:
    """Planned tasks whose time to be told has come."""
    columns = tasks.table.c
    return await tasks.all(tx, columns.state == TaskState.PLANNED, columns.start <= now + TELL_AHEAD)


async def come_near(tx: AsyncConnection, now: datetime) -> list[News]:
    """Give the tasks that come near to their people. Raises Stale like `follow`."""
    near = await coming_near(tx, now)
    given = [_given(one.value, now) for one in near]
    await tasks.save_all(tx, "", [task for task, _ in given], {one.value.id: one for one in near}, now)
    return [news for _, told in given for news in told]


def _given(task: Task, now: datetime) -> tuple[Task, list[News]]:
    if not task.soon(now):
        return replace(task, state=TaskState.PLANNED), []
    given = replace(task, state=TaskState.ASSIGNED)
    return given, [News(given, NEW)]


async def tell(tx: AsyncConnection, outbox: Outbox, news: Iterable[News]) -> None:
    """One digest for each person concerned, through the outbox; a long one in parts."""
    by_person: dict[str, list[News]] = {}
    for one in sorted(news, key=lambda one: (one.task.start, one.task.id)):
        by_person.setdefault(one.task.person, []).append(one)
    await outbox.put_all(
        tx,
        [
            Fact(
                subject=f"muster.v1.task.{person.removeprefix('people/')}.assigned",
                type="muster.task.assigned.v1",
                about=person,
                body=json_format.MessageToJson(digest, indent=None, ensure_ascii=False).encode(),
            )
            for person, hers in sorted(by_person.items())
            for digest in _digests(person, hers)
        ],
    )


def _digests(person: str, news: Iterable[News]) -> Iterator[events.TasksAssigned]:
    digest, size = events.TasksAssigned(person=person), 0
    for one in news:
        entry = entry_to_pb(one.task, one.change)
        if len(digest.entries) == LARGEST_DIGEST or (digest.entries and size + entry.ByteSize() > LARGEST_BYTES):
            yield digest
            digest, size = events.TasksAssigned(person=person), 0
        digest.entries.append(entry)
        size += entry.ByteSize()
    yield digest
