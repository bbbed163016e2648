"""What a service forgets: rows that only protected against repeats, once nothing can be repeated any more."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Table, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from services.runtime.caller import Caller, become
from services.runtime.clock import Now
from services.runtime.database import Database

EVERY_SECONDS = 24 * 3600.0
AGAIN_SECONDS = 600.0
"""How long a sweep that failed waits."""
KEPT = {
    "outbox": ("sent", timedelta(days=7)),
    "request_ledger": ("at", timedelta(days=30)),
    "inbox": ("at", timedelta(days=30)),
}
"""By table: which column tells the age, and for how long a row is kept. The bus itself forgets after 30 days."""

log = structlog.get_logger(room="sweep")


async def sweep(tx: AsyncConnection, tables: Sequence[Table], now: Now) -> dict[str, int]:
    """Forget what is old enough in `tables` (of those in `KEPT`); answers how many rows, by table.

    A fact that the bus does not have yet is kept however old it is.
    """
    gone = {}
    for table in tables:
        column, span = KEPT[table.name]
        # What has no time is not sent yet: a comparison with nothing is never true.
        gone[table.name] = (await tx.execute(delete(table).where(table.c[column] < now() - span))).rowcount
    return gone


async def daily(database: Database, tables: Sequence[Table], now: Now) -> None:
    """Sweep at the start and once a day, for ever."""
    become(Caller("services/sweep"))
    while True:
        try:
            async with database.write() as tx:
                gone = await sweep(tx, tables, now)
            log.info("swept", **gone)
            pause = EVERY_SECONDS
        except Exception as trouble:
            log.warning("could not sweep", trouble=type(trouble).__name__)
            pause = AGAIN_SECONDS
        await asyncio.sleep(pause)
