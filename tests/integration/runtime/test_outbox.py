"""Many facts leave in a moment, each thing's in their order; one that the bus refuses keeps back only its own thing."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from services.assets import app, storage
from services.runtime import bus, database
from services.runtime.database import Database
from services.runtime.envelope import from_message
from services.runtime.outbox import BATCH, Fact, Outbox, thing
from services.runtime.process import background

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
PEOPLE = 40
TOO_LARGE = b" " * (300 * 1024)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        yield opened


def fact(person: str, about: str, body: bytes = b"{}") -> Fact:
    # What is said of one person changes its last word; the order holds across them.
    last = "assigned" if int(about) % 2 else "completed"
    return Fact(subject=f"muster.v1.task.{person}.{last}", type="t", about=about, body=body)


async def sent(db: Database) -> set[str]:
    async with db.read() as tx:
        rows = await tx.execute(storage.outbox.select().where(storage.outbox.c.sent.is_not(None)))
        return {row.about for row in rows}


async def until_sent(db: Database, wanted: set[str]) -> None:
    async with asyncio.timeout(20):
        while not wanted <= await sent(db):  # noqa: ASYNC110 - a row of a database has no event to wait for
            await asyncio.sleep(0.05)


async def heard(connection: bus.Bus, count: int) -> dict[str, list[str]]:
    subscription = await connection.subscription("MUSTER_TASK", "test", "muster.v1.task.>")
    found: dict[str, list[str]] = defaultdict(list)
    async with asyncio.timeout(20):
        for _ in range(count):
            while not (messages := await bus.fetch(subscription)):
                pass
            event = from_message(messages[0].subject, messages[0].headers, messages[0].data)
            found[thing(event.subject)].append(event.about)
            await messages[0].ack()
    assert await bus.fetch(subscription) == []
    return found


async def test_hundreds_of_facts_arrive_once_and_each_thing_in_its_order(db: Database, nats: Any) -> None:
    outbox = Outbox(storage.outbox, "/test", lambda: NOW)
    facts = [fact(f"p{number % PEOPLE}", str(number)) for number in range(3 * BATCH + 1)]
    async with bus.connected(nats.url, "test") as connection, background(outbox.relay(db, connection)):
        async with db.write() as tx:
            await outbox.put_all(tx, facts)
        await until_sent(db, {one.about for one in facts})
        found = await heard(connection, len(facts))
    assert found == {
        f"muster.v1.task.p{person}": [str(number) for number in range(person, len(facts), PEOPLE)]
        for person in range(PEOPLE)
    }


async def test_a_fact_that_the_bus_refuses_keeps_back_what_follows_it_of_the_same_thing_only(
    db: Database, nats: Any
) -> None:
    outbox = Outbox(storage.outbox, "/test", lambda: NOW)
    async with bus.connected(nats.url, "test") as connection, background(outbox.relay(db, connection)):
        async with db.write() as tx:
            await outbox.put_all(
                tx, [fact("wu", "0"), fact("wu", "1", TOO_LARGE), fact("wu", "2"), fact("chen", "3"), fact("chen", "4")]
            )
        await until_sent(db, {"0", "3", "4"})
        found = await heard(connection, 3)
    assert await sent(db) == {"0", "3", "4"}
    assert found == {"muster.v1.task.wu": ["0"], "muster.v1.task.chen": ["3", "4"]}


async def test_facts_that_were_under_way_when_the_bus_died_arrive_once(db: Database, nats: Any) -> None:
    outbox = Outbox(storage.outbox, "/test", lambda: NOW)
    facts = [fact(f"p{number % PEOPLE}", str(number)) for number in range(2 * BATCH)]
    async with bus.connected(nats.url, "test") as connection, background(outbox.relay(db, connection)):
        async with db.write() as tx:
            await outbox.put_all(tx, facts)
        await until_sent(db, {"0"})
        await nats.kill()
        await nats.start()
        await until_sent(db, {one.about for one in facts})
        found = await heard(connection, len(facts))
    assert sorted(about for of_one in found.values() for about in of_one) == sorted(one.about for one in facts)


async def test_nothing_is_said_where_nothing_is_to_be_said(db: Database) -> None:
    outbox = Outbox(storage.outbox, "/test", lambda: NOW)
    async with db.write() as tx:
        await outbox.put_all(tx, [])
        assert await outbox.waiting(tx) == []
