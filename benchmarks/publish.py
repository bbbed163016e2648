"""How long it takes to put a quarter in force, to make tasks of it, and to send what people are told.

Each writing step stands beside a bare insert of the same rows into the same database in the same run, so that
figures of different machines can be compared.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, insert, select

from benchmarks import quarter, servers
from services.cli.dev import free
from services.notifier import app as notifier
from services.notifier import storage as notes
from services.notifier.tasks import follow, tell
from services.runtime import broker, bus, database
from services.runtime.database import Database
from services.runtime.outbox import Fact, Outbox
from services.runtime.process import background
from services.scheduler import storage as plans
from services.scheduler import timeline
from services.scheduler.domain.schedule import Assignment, Schedule

NOW = datetime(2026, 12, 31, 8, tzinfo=UTC)
MIGRATIONS = Path(plans.__file__).parent / "migrations"
BARE = "bare"
LONGEST_RELAY_SECONDS = 60.0


def main(arguments: Sequence[str]) -> None:
    """Print one line of JSON: the seconds of each step, and how many times a bare insert that is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks publish", description=__doc__)
    parser.add_argument("--assignments", type=int, default=5000)
    parser.add_argument("--people", type=int, default=55)
    parser.add_argument("--digests", type=int, default=500, help="how many are sent over the bus")
    parser.add_argument("--database", choices=servers.KINDS, default="sqlite")
    wanted = parser.parse_args(arguments)
    names = ("scheduler", "notifier")
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.databases(wanted.database, Path(folder), names) as (plans_url, notes_url),
    ):
        first = quarter.assignments(wanted.assignments, wanted.people)
        second = quarter.replanned(first)
        found = asyncio.run(_publishing(plans_url, first, second))
        found |= asyncio.run(_following(notes_url, first, second))
        found |= asyncio.run(_sending(notes_url, Path(folder), wanted.digests, wanted.people))
    print(json.dumps({"benchmark": "publish", **vars(wanted), **found}))


async def _publishing(url: str, first: Sequence[Assignment], second: Sequence[Assignment]) -> dict[str, Any]:
    async with database.opened(url, MIGRATIONS) as db:
        drafts = [await _draft(db, "first", first), await _draft(db, "second", second)]
        steps = _Steps(db)

        async def put_in_force(schedule: Schedule) -> None:
            async with db.write() as tx:
                await timeline.put_in_force(tx, quarter.SITE, schedule, NOW)

        async def differ() -> None:
            async with db.read() as tx:
                await timeline.differences(tx, quarter.SITE, drafts[1])

        await steps.take("publish", lambda: put_in_force(drafts[0]))
        await steps.take("diff", differ)
        await steps.take("publish_again", lambda: put_in_force(drafts[1]))
        return await steps.beside_a_bare_insert("assignments", plans.in_force.table)


async def _following(url: str, first: Sequence[Assignment], second: Sequence[Assignment]) -> dict[str, Any]:
    async with database.opened(url, notifier.MIGRATIONS) as db:
        outbox = Outbox(notes.outbox, "/muster/notifier", lambda: NOW)
        steps = _Steps(db)

        async def take(of: Sequence[Assignment]) -> None:
            async with db.write() as tx:
                news = await follow(tx, quarter.SITE, quarter.tasks(of), (quarter.FIRST, quarter.LAST), NOW)
                await tell(tx, outbox, news)

        await steps.take("follow", lambda: take(first))
        await steps.take("follow_again", lambda: take(second))
        return await steps.beside_a_bare_insert("tasks", notes.tasks.table)


async def _sending(url: str, folder: Path, digests: int, people: int) -> dict[str, Any]:
    port = free(0)
    async with (
        database.opened(url, notifier.MIGRATIONS) as db,
        broker.running(folder / "nats", port),
        bus.connected(f"nats://127.0.0.1:{port}", "benchmark") as nats,
    ):
        outbox = Outbox(notes.outbox, "/muster/notifier", lambda: NOW)
        body = json.dumps({"entries": [{"displayName": "Day shift, gate"}] * 40}).encode()
        facts = [
            Fact(subject=f"muster.v1.task.p{number % people}.assigned", type="digest", about="", body=body)
            for number in range(digests)
        ]
        async with db.write() as tx:
            await tx.execute(delete(notes.outbox))
            await outbox.put_all(tx, facts)

        async def send() -> None:
            async with background(outbox.relay(db, nats)), asyncio.timeout(LONGEST_RELAY_SECONDS):
                while await _waiting(db):  # noqa: ASYNC110 - a row of a database has no event to wait for
                    await asyncio.sleep(0.02)

        return {"relay_seconds": await _timed(send)}


async def _waiting(db: Database) -> int:
    async with db.read() as tx:
        waiting = select(func.count()).where(notes.outbox.c.sent.is_(None))
        return int((await tx.execute(waiting)).scalar_one())


async def _draft(db: Database, id: str, of: Sequence[Assignment]) -> Schedule:
    schedule = Schedule(id=id, first=quarter.FIRST, last=quarter.LAST)
    async with db.write() as tx:
        values = [replace(one, schedule=id) for one in of]
        await plans.proposed.save_all(tx, f"{quarter.SITE}/schedules/{id}", values, {}, NOW)
    return schedule


async def _timed(step: Callable[[], Awaitable[None]]) -> float:
    begun = time.perf_counter()
    await step()
    return round(time.perf_counter() - begun, 3)


class _Steps:
    """The seconds of each step on one database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seconds: dict[str, float] = {}

    async def take(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        self._seconds[name] = await _timed(step)

    async def beside_a_bare_insert(self, what: str, table: Table) -> dict[str, Any]:
        # The same rows again, as the database has them: no reading, no comparing, no versions.
        async with self._db.read() as tx:
            rows = [dict(row._mapping) | {"parent": BARE} for row in await tx.execute(select(table))]

        async def write() -> None:
            async with self._db.write() as tx:
                await tx.execute(insert(table), rows)

        bare = await _timed(write)
        async with self._db.write() as tx:
            await tx.execute(delete(table).where(table.c.parent == BARE))
        found: dict[str, Any] = {f"{what}_written": len(rows), f"bare_{what}_seconds": bare}
        for name, seconds in self._seconds.items():
            found |= {f"{name}_seconds": seconds, f"{name}_ratio": round(seconds / bare, 1)}
        return found
