"""What only protects against repeats is forgotten in its time and not a moment before, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from services.notifier import app, storage
from services.runtime import database
from services.runtime.database import Database
from services.runtime.process import background
from services.runtime.sweep import daily, sweep

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
TABLES = (storage.outbox, storage.ledger, storage.inbox)
WEEK, MONTH, MOMENT = timedelta(days=7), timedelta(days=30), timedelta(seconds=1)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        async with opened.write() as tx:
            fact = {"subject": "s", "type": "t", "about": "a", "body": b"", "time": NOW - 2 * MONTH}
            ages = {"old": NOW - WEEK - MOMENT, "young": NOW - WEEK, "waiting": None}
            await tx.execute(insert(storage.outbox), [{**fact, "id": id, "sent": sent} for id, sent in ages.items()])
            call = {"caller": "c", "method": "m", "digest": "d", "answer": b""}
            for id, at in {"old": NOW - MONTH - MOMENT, "young": NOW - MONTH}.items():
                await tx.execute(insert(storage.ledger).values(**call, request_id=id, at=at))
                await tx.execute(insert(storage.inbox).values(consumer="c", event=id, at=at))
        yield opened


async def left(db: Database) -> dict[str, set[str]]:
    keys = {
        "outbox": storage.outbox.c.id,
        "request_ledger": storage.ledger.c.request_id,
        "inbox": storage.inbox.c.event,
    }
    async with db.read() as tx:
        return {name: set((await tx.execute(select(key))).scalars()) for name, key in keys.items()}


LEFT = {"outbox": {"young", "waiting"}, "request_ledger": {"young"}, "inbox": {"young"}}


async def test_old_rows_go_and_young_ones_and_unsent_facts_stay(db: Database) -> None:
    async with db.write() as tx:
        assert await sweep(tx, TABLES, lambda: NOW) == {"outbox": 1, "request_ledger": 1, "inbox": 1}
        assert set((await sweep(tx, TABLES, lambda: NOW)).values()) == {0}
    assert await left(db) == LEFT


async def test_a_service_sweeps_when_it_starts(db: Database) -> None:
    async with background(daily(db, TABLES, lambda: NOW)), asyncio.timeout(10):
        while await left(db) != LEFT:  # noqa: ASYNC110 - a row of a database has no event to wait for
            await asyncio.sleep(0.02)
