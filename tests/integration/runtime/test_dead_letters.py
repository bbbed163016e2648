"""An event that breaks its consumer is put aside and can be read there; one that waits for a peer never is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from nats.aio.client import Client
from nats.js.api import StreamConfig
from sqlalchemy.exc import InterfaceError, OperationalError

from services.runtime import bus
from services.runtime.bus import TRIES, Bus
from services.runtime.envelope import Event
from services.runtime.errors import Invalid, Stale, Unreachable
from services.runtime.process import background

SUBJECT = "muster.v1.task.wu.assigned"
EVENT = Event(
    id="e-1", subject=SUBJECT, type="t", source="/test", about="1", time=datetime(2026, 12, 14, tzinfo=UTC), body=b"{}"
)


@pytest.fixture
async def connection(nats: Any) -> AsyncIterator[Bus]:
    async with bus.connected(nats.url, "test") as opened:
        yield opened


def consuming(connection: Bus, handle: Callable[[Event], Awaitable[None]], ack_wait: float = 30.0) -> Any:
    work = connection.consume("MUSTER_TASK", "test", "muster.v1.task.>", handle, pauses=(0.01,), ack_wait=ack_wait)
    return background(work)


async def put_aside(connection: Bus) -> list[tuple[str, str, bytes]]:
    """What lies in the queue of dead letters: subject, cause and body."""
    subscription = await connection.subscription("MUSTER_DLQ", "reader", "muster.v1.dlq.>")
    found = []
    while messages := await bus.fetch(subscription):
        for message in messages:
            found.append((message.subject, (message.headers or {})["Muster-Why"], message.data))
            await message.ack_sync()
    return found


async def test_an_event_that_breaks_its_handler_is_put_aside_and_those_after_it_take_effect(connection: Bus) -> None:
    heard: list[str] = []
    other = asyncio.Event()

    async def take(event: Event) -> None:
        heard.append(event.id)
        if event.id == "e-1":
            raise Invalid("work", "Wang Wei is not a name")
        other.set()

    await connection.publish(EVENT)
    async with consuming(connection, take), asyncio.timeout(20):
        while not (found := await put_aside(connection)):
            pass
        later = Event(**{name: getattr(EVENT, name) for name in EVENT.__slots__} | {"id": "e-2"})
        await connection.publish(later)
        await other.wait()
    assert heard == ["e-1"] * TRIES + ["e-2"]
    assert found == [("muster.v1.dlq.task.wu.assigned", f"FIELD_INVALID, {TRIES} times", b"{}")]


async def test_a_message_that_is_no_event_is_put_aside_at_once(connection: Bus, nats: Any) -> None:
    async def take(event: Event) -> None:
        raise AssertionError(event)

    await connection.subscription("MUSTER_TASK", "test", "muster.v1.task.>")
    client = Client()
    await client.connect(nats.url)
    await client.jetstream().publish(SUBJECT, b"hello")
    await client.close()
    async with consuming(connection, take), asyncio.timeout(20):
        while not (found := await put_aside(connection)):
            pass
    assert [(subject, body) for subject, _, body in found] == [("muster.v1.dlq.task.wu.assigned", b"hello")]
    assert "it has no ce-id" in found[0][1]


@pytest.mark.parametrize(
    "away",
    [
        Unreachable("PEER_UNREACHABLE", "the scheduler does not answer"),
        Stale("tasks/t"),
        OperationalError("select 1", {}, Exception()),
        InterfaceError("select 1", {}, Exception()),
        TimeoutError(),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_a_peer_that_was_away_for_longer_than_the_tries_makes_no_dead_letter(
    connection: Bus, away: Exception
) -> None:
    heard = 0
    back = asyncio.Event()

    async def take(_: Event) -> None:
        nonlocal heard
        heard += 1
        # A single fault of its own in between does not add up with what the peer costs.
        if heard == 1:
            raise ValueError
        if heard <= 2 * TRIES:
            raise away
        back.set()

    await connection.publish(EVENT)
    async with consuming(connection, take), asyncio.timeout(20):
        await back.wait()
    assert heard == 2 * TRIES + 1
    assert await put_aside(connection) == []


async def test_an_event_that_cannot_be_put_aside_comes_again(connection: Bus, nats: Any) -> None:
    heard = 0

    async def take(_: Event) -> None:
        nonlocal heard
        heard += 1
        raise ValueError

    client = Client()
    await client.connect(nats.url)
    # Another stream holds the subject, so that the queue of dead letters cannot be made.
    await client.jetstream().add_stream(
        StreamConfig(name="TAKEN", subjects=["muster.v1.dlq.>"], max_msgs=0, max_msg_size=1)
    )
    await connection.publish(EVENT)
    async with consuming(connection, take), asyncio.timeout(20):
        while heard < TRIES + 2:  # noqa: ASYNC110 - the broker decides when it comes again
            await asyncio.sleep(0.01)
        await client.jetstream().delete_stream("TAKEN")
        while not (found := await put_aside(connection)):
            pass
    await client.close()
    assert [body for _, _, body in found] == [b"{}"]


async def test_a_consumer_that_an_older_version_made_is_changed(connection: Bus, nats: Any) -> None:
    await connection.subscription("MUSTER_TASK", "test", "muster.v1.task.>", deliveries=20)
    await connection.subscription("MUSTER_TASK", "test", "muster.v1.task.>")
    client = Client()
    await client.connect(nats.url)
    info = await client.jetstream().consumer_info("MUSTER_TASK", "test")
    await client.close()
    assert info.config.max_deliver == -1
