"""An assets service that runs for all tests, on each kind of database; each test finds it empty."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from services.assets import app, storage
from services.runtime import database
from services.runtime.clock import HeldClock
from services.runtime.database import Database
from tests.integration.databases import KINDS, emptied, empty


@dataclass(frozen=True, slots=True)
class Running:
    """A running assets service, a channel to it, its database, and its clock."""

    port: int
    channel: grpc.aio.Channel
    db: Database
    clock: HeldClock


@pytest.fixture(scope="session")
async def standing(
    postgres: str, broker: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[[str], Awaitable[Running]]]:
    """The service on a kind of database, started when it is first asked for: starting takes longer than a test."""
    found: dict[str, Running] = {}
    async with AsyncExitStack() as stack:

        async def on(kind: str) -> Running:
            if kind not in found:
                folder = tmp_path_factory.mktemp(kind)
                held = HeldClock(folder / "clock.json")
                url = stack.enter_context(empty(kind, folder, lambda: postgres))
                settings = app.Settings(
                    database_url=url, nats_url=broker.url, listen="127.0.0.1:0", grace_seconds=1, clock=held.path
                )
                port = await stack.enter_async_context(app.running(settings))
                db = await stack.enter_async_context(database.opened(url, app.MIGRATIONS))
                channel = await stack.enter_async_context(grpc.aio.insecure_channel(f"127.0.0.1:{port}"))
                found[kind] = Running(port, channel, db, held)
            return found[kind]

        yield on


@pytest.fixture(params=KINDS)
async def running(request: pytest.FixtureRequest, standing: Callable[[str], Awaitable[Running]]) -> Running:
    """The running service with nothing in it, at the machine's time."""
    found = await standing(request.param)
    found.clock.release()
    await emptied(found.db, storage.metadata)
    return found
