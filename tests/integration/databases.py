"""Databases for the tests: new ones of each kind, and ones in use that are emptied."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import MetaData, create_engine, text

from services.runtime.database import Database

KINDS = ("sqlite", "postgres")


@contextmanager
def empty(kind: str, folder: Path, server: Callable[[], str]) -> Iterator[str]:
    """The URL of a database without a table, in `folder` or at the PostgreSQL `server`, gone after the block."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder}/test.db"
        return
    url = server().replace("postgresql://", "postgresql+psycopg://")
    name = f"t{uuid4().hex[:12]}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
        base, _, query = url.partition("?")
        yield f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        # Hundreds of them would fill a disk in memory.
        connection.execute(text(f"drop database {name} with (force)"))
    engine.dispose()


async def emptied(db: Database, tables: MetaData) -> None:
    """Nothing is left in any of the tables: what a service knows stands there alone, so it has forgotten all."""
    async with db.write() as tx:
        for table in reversed(tables.sorted_tables):
            await tx.execute(table.delete())
