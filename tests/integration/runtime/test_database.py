"""Transactions, rows, ledger, outbox and inbox, on SQLite and PostgreSQL, with a real nats-server."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import site_pb2
from services.assets import app as assets_app
from services.assets import storage
from services.assets.domain.site import Site
from services.notifier import app as notifier_app
from services.notifier import storage as notifier_storage
from services.runtime import bus, database
from services.runtime.database import Database
from services.runtime.envelope import Event, from_message
from services.runtime.errors import Invalid, Missing, Stale
from services.runtime.inbox import Inbox
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.runtime.process import background
from services.runtime.rows import Saved
from services.scheduler import app as scheduler_app
from services.scheduler import storage as scheduler_storage

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
SITE = Site(id="harbour", display_name="Harbour", time_zone="Asia/Shanghai")


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, assets_app.MIGRATIONS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("app", "tables"),
    [
        (assets_app, storage.metadata),
        (scheduler_app, scheduler_storage.metadata),
        (notifier_app, notifier_storage.metadata),
    ],
    ids=["assets", "scheduler", "notifier"],
)
async def test_migrations_make_the_tables_that_the_code_names(database_url: str, app: Any, tables: Any) -> None:
    async with database.opened(database_url, app.MIGRATIONS):
        url = make_url(database_url)
        engine = create_engine(url.set(drivername="sqlite") if "sqlite" in url.drivername else url)
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables) == []
        engine.dispose()


async def test_saving_the_same_value_again_changes_nothing(db: Database) -> None:
    async with db.write() as tx:
        first = await storage.sites.save(tx, "", SITE, NOW)
        second = await storage.sites.save(tx, "", SITE, NOW)
    assert (first.saved, second.saved, second.etag) == (Saved.CREATED, Saved.UNCHANGED, first.etag)


async def test_a_stale_etag_is_refused_and_the_right_one_is_not(db: Database) -> None:
    async with db.write() as tx:
        first = await storage.sites.save(tx, "", SITE, NOW)
        changed = replace(SITE, display_name="Harbour Court")
        second = await storage.sites.save(tx, "", changed, NOW, read=first.etag)
        with pytest.raises(Stale):
            await storage.sites.save(tx, "", SITE, NOW, read=first.etag)
    assert second.saved is Saved.UPDATED


async def test_what_is_not_there_is_named(db: Database) -> None:
    async with db.read() as tx:
        with pytest.raises(Missing, match="sites/nowhere"):
            await storage.sites.get(tx, "", "nowhere")


async def test_a_transaction_that_fails_leaves_nothing(db: Database) -> None:
    with pytest.raises(RuntimeError):
        async with db.write() as tx:
            await storage.sites.save(tx, "", SITE, NOW)
            raise RuntimeError
    async with db.read() as tx:
        assert await storage.sites.find(tx, "", "harbour") is None


async def test_no_update_of_eight_writers_is_lost(db: Database) -> None:
    async with db.write() as tx:
        await storage.sites.save(tx, "", replace(SITE, display_name="0"), NOW)
    done = 0

    async def write() -> None:
        nonlocal done
        for _ in range(15):
            try:
                async with db.write() as tx:
                    held = (await storage.sites.get(tx, "", "harbour")).value
                    await asyncio.sleep(0)
                    await storage.sites.save(tx, "", replace(held, display_name=str(int(held.display_name) + 1)), NOW)
            except Stale:
                continue
            done += 1

    await asyncio.gather(*(write() for _ in range(8)))
    async with db.read() as tx:
        assert int((await storage.sites.get(tx, "", "harbour")).value.display_name) == done > 15


async def test_a_repeated_request_gets_its_first_answer_and_has_one_effect(db: Database) -> None:
    ledger = Ledger(db, storage.ledger, lambda: NOW)
    request = site_pb2.UpdateSiteRequest(request_id="r-1", site=site_pb2.Site(name="sites/a"))
    tries = 0

    async def change(tx: AsyncConnection) -> site_pb2.Site:
        nonlocal tries
        tries += 1
        saved = await storage.sites.save(tx, "", replace(SITE, display_name=f"try {tries}"), NOW)
        return site_pb2.Site(display_name=saved.value.display_name, etag=saved.etag)

    answers = await asyncio.gather(*(ledger.once(request, site_pb2.Site, change) for _ in range(8)))
    answers.append(await ledger.once(request, site_pb2.Site, change))
    assert len({answer.display_name for answer in answers}) == 1
    async with db.read() as tx:
        kept = await storage.sites.get(tx, "", "harbour")
    assert (kept.etag, kept.value.display_name) == ("v1", answers[0].display_name)


async def test_a_request_id_belongs_to_one_request(db: Database) -> None:
    ledger = Ledger(db, storage.ledger, lambda: NOW)

    async def change(_: AsyncConnection) -> site_pb2.Site:
        return site_pb2.Site()

    await ledger.once(site_pb2.UpdateSiteRequest(request_id="r"), site_pb2.Site, change)
    with pytest.raises(Invalid) as refusal:
        await ledger.once(site_pb2.UpdateSiteRequest(request_id="r", allow_missing=True), site_pb2.Site, change)
    assert refusal.value.reason == "REQUEST_ID_REUSED"


async def test_a_rehearsed_change_answers_and_leaves_nothing(db: Database) -> None:
    ledger = Ledger(db, storage.ledger, lambda: NOW)

    async def change(tx: AsyncConnection) -> site_pb2.Site:
        await storage.sites.save(tx, "", SITE, NOW)
        return site_pb2.Site(name="sites/harbour")

    request = site_pb2.UpdateSiteRequest(validate_only=True, request_id="r")
    assert (await ledger.once(request, site_pb2.Site, change)).name == "sites/harbour"
    async with db.read() as tx:
        assert await storage.sites.find(tx, "", "harbour") is None


async def test_an_event_that_comes_twice_is_admitted_once_and_only_if_its_effect_is_kept(db: Database) -> None:
    inbox = Inbox(storage.inbox, lambda: NOW)
    event = Event(id="e", subject="s", type="t", source="/s", about="", time=NOW, body=b"")
    with pytest.raises(RuntimeError):
        async with db.write() as tx:
            assert await inbox.admits(tx, "c", event)
            raise RuntimeError
    async with db.write() as tx:
        assert await inbox.admits(tx, "c", event)
    async with db.write() as tx:
        assert not await inbox.admits(tx, "c", event)
        assert await inbox.admits(tx, "another", event)


async def test_facts_wait_while_the_bus_is_away_and_arrive_in_order_and_once(db: Database, nats: Any) -> None:
    outbox = Outbox(storage.outbox, "/test", lambda: NOW)
    async with bus.connected(nats.url, "test") as connection, background(outbox.relay(db, connection)):
        await put(db, outbox, "1")
        await until(lambda: sent(db), 1)
        await nats.kill()
        await put(db, outbox, "2")
        await put(db, outbox, "3")
        await asyncio.sleep(0.5)
        assert await sent(db) == 1
        await nats.start()
        await until(lambda: sent(db), 3)
        subscription = await connection.subscription("MUSTER_TASK", "test", "muster.v1.task.>")
        heard: list[str] = []
        while len(heard) < 3:
            for message in await bus.fetch(subscription):
                heard.append(from_message(message.subject, message.headers, message.data).about)
                await message.ack()
        assert heard == ["1", "2", "3"]
        assert await bus.fetch(subscription) == []


async def test_an_event_that_fails_comes_again(db: Database, nats: Any) -> None:
    outbox = Outbox(storage.outbox, "/test", lambda: NOW)
    heard: list[str] = []
    twice = asyncio.Event()

    async def take(event: Event) -> None:
        heard.append(event.about)
        if len(heard) == 1:
            raise RuntimeError("not yet")
        twice.set()

    async with bus.connected(nats.url, "test") as connection:
        work = (outbox.relay(db, connection), connection.consume("MUSTER_TASK", "again", "muster.v1.task.>", take))
        async with background(*work):
            await put(db, outbox, "1")
            async with asyncio.timeout(10):
                await twice.wait()
    assert heard == ["1", "1"]


async def put(db: Database, outbox: Outbox, about: str) -> None:
    async with db.write() as tx:
        await outbox.put(tx, subject="muster.v1.task.wu.assigned", type="t", about=about, body=b"{}")


async def sent(db: Database) -> int:
    async with db.read() as tx:
        return len((await tx.execute(storage.outbox.select().where(storage.outbox.c.sent.is_not(None)))).all())


async def until(count: Any, wanted: int) -> None:
    async with asyncio.timeout(15):
        while await count() < wanted:  # noqa: ASYNC110 - a row of a database has no event to wait for
            await asyncio.sleep(0.05)
