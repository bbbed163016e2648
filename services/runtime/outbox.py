"""The outbox: a fact is written in the transaction that makes it true, and sent from there until the bus has it."""

import asyncio
from uuid import uuid4

import structlog
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.runtime.bus import Bus
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.envelope import Event
from services.runtime.rows import Instant

BATCH = 100
POLL_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0

log = structlog.get_logger(room="outbox")


def outbox_table(metadata: MetaData) -> Table:
    """The table in which facts wait for the bus."""
    return Table(
        "outbox",
        metadata,
        Column("sequence", Integer, primary_key=True, autoincrement=True),
        Column("id", String(36), nullable=False, unique=True),
        Column("subject", String(200), nullable=False),
        Column("type", String(100), nullable=False),
        Column("about", String(200), nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("time", Instant, nullable=False),
        Column("sent", Instant, index=True),
    )


class Outbox:
    """Facts of one service on their way to the bus."""

    def __init__(self, table: Table, source: str, now: Now) -> None:
        self._table = table
        self._source = source
        self._now = now

    async def put(self, tx: AsyncConnection, *, subject: str, type: str, about: str, body: bytes) -> None:
        """Say a fact in the transaction that makes it true."""
        values = {"id": str(uuid4()), "subject": subject, "type": type, "about": about, "body": body}
        await tx.execute(insert(self._table).values(**values, time=self._now()))

    async def waiting(self, tx: AsyncConnection, limit: int = BATCH) -> list[tuple[int, Event]]:
        """The oldest facts that the bus does not have yet."""
        # By state, not by "sequence > last seen": a transaction may commit after one that began later.
        query = select(self._table).where(self._table.c.sent.is_(None)).order_by(self._table.c.sequence).limit(limit)
        return [
            (
                row.sequence,
                Event(
                    id=row.id,
                    subject=row.subject,
                    type=row.type,
                    source=self._source,
                    about=row.about,
                    time=row.time,
                    body=row.body,
                ),
            )
            for row in await tx.execute(query)
        ]

    async def relay(self, database: Database, bus: Bus) -> None:
        """Send what waits, in order, for ever; while the bus is away it waits and tries again with the same ids."""
        pause = POLL_SECONDS
        while True:
            database.committed.clear()
            try:
                sent = await self._send_batch(database, bus)
                pause = POLL_SECONDS
            except Exception as trouble:
                log.warning("the bus does not take events", trouble=type(trouble).__name__, pause=pause)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE_SECONDS, pause * 2)
                continue
            if sent < BATCH:
                await _first_of(database.committed, POLL_SECONDS)

    async def _send_batch(self, database: Database, bus: Bus) -> int:
        async with database.read() as tx:
            waiting = await self.waiting(tx)
        sent: list[int] = []
        try:
            for sequence, event in waiting:
                await bus.publish(event)
                sent.append(sequence)
        finally:
            if sent:
                async with database.write() as tx:
                    done = update(self._table).where(self._table.c.sequence.in_(sent)).values(sent=self._now())
                    await tx.execute(done)
        return len(sent)


async def _first_of(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
