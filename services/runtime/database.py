"""One database a service, SQLite or PostgreSQL: opened with its migrations applied, used in transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from services.runtime.errors import Raced, Unreachable

AWAY = (OperationalError, InterfaceError, PoolExhausted)
"""What SQLAlchemy raises where a database does not answer, or all its connections are taken."""


class Database:
    """Transactions of one service. `committed` is set after each write, for whoever waits for news."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.committed = asyncio.Event()
        # SQLite takes one writer at a time; waiting here is fairer than its busy timeout.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view; nothing is written."""
        try:
            async with self.engine.connect() as connection, connection.begin():
                yield connection
        except AWAY as trouble:
            raise _unreachable() from trouble

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """All of the block or nothing of it. No waiting on the network inside."""
        try:
            async with self._turn or nullcontext(), self.engine.connect() as bare:
                connection = await bare.execution_options(writes=True)
                async with connection.begin():
                    yield connection
        except IntegrityError as trouble:
            # Two callers made the same thing at once; one of them was first.
            raise Raced from trouble
        except AWAY as trouble:
            raise _unreachable() from trouble
        self.committed.set()

    async def answers(self) -> bool:
        """Whether the database can be read just now."""
        try:
            async with self.engine.connect() as connection:
                await connection.execute(text("select 1"))
        except Exception:
            return False
        return True


def _unreachable() -> Unreachable:
    return Unreachable("DATABASE_UNREACHABLE", "the database does not answer", hint="the call may be repeated")


@asynccontextmanager
async def opened(url: str, migrations: Path) -> AsyncIterator[Database]:
    """The database at `url`, brought up to date by the revisions in `migrations`; closed at the end of the block.

    `url` is "sqlite+aiosqlite:///FILE" or "postgresql+psycopg://USER@HOST/NAME".
    """
    target = make_url(url)
    if target.get_backend_name() == "sqlite" and target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(migrate, target, migrations)
    # Parameters are names and notes of people; the text of an error that quotes them goes into logs and records.
    engine = create_async_engine(target, hide_parameters=True, **_pool(target))
    if engine.dialect.name == "sqlite":
        _teach_sqlite(engine)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


def migrate(url: URL, migrations: Path) -> None:
    """Apply every revision that the database has not seen."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    plain = url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url
    config.attributes["url"] = plain
    command.upgrade(config, "head")


def _pool(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {}
    return {"pool_size": 10, "max_overflow": 5, "pool_timeout": 3, "pool_pre_ping": True}


def _teach_sqlite(engine: AsyncEngine) -> None:
    # The driver's own transactions begin too late: a read-then-write of two tasks would lose one of them in silence.
    # So the driver is told to keep its hands off, and writers take the write lock at their first breath.
    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
            cursor.execute(f"pragma {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
