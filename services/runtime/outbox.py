"""The outbox: a fact is written in the transaction that makes it true, and sent from there until the bus has it."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
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
IN_FLIGHT = 32
"""How many facts wait for the bus's word at once."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is to be said: where it travels, what it is, which thing it concerns, in which words (JSON)."""

    subject: str
    type: str
    about: str
    body: bytes


class Outbox:
    """Facts of one service on their way to the bus."""

    def __init__(self, table: Table, source: str, now: Now) -> None:
        self._table = table
        self._source = source
        self._now = now

    async def put(self, tx: AsyncConnection, *, subject: str, type: str, about: str, body: bytes) -> None:
        """Say a fact in the transaction that makes it true."""
        await self.put_all(tx, [Fact(subject=subject, type=type, about=about, body=body)])

    async def put_all(self, tx: AsyncConnection, facts: Iterable[Fact]) -> None:
        """Say many facts, in their order, in the transaction that makes them true."""
        time = self._now()
        rows = [
            {
                "id": str(uuid4()),
                "subject": fact.subject,
                "type": fact.type,
                "about": fact.about,
                "body": fact.body,
                "time": time,
            }
            for fact in facts
        ]
        if rows:
            await tx.execute(insert(self._table), rows)

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
        """Send what waits, for ever; while the bus is away it waits and tries again with the same ids.

        What is said of one thing (`thing`) arrives in the order in which it was said.
        """
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
        things: dict[str, list[tuple[int, Event]]] = {}
        for sequence, event in waiting:
            things.setdefault(thing(event.subject), []).append((sequence, event))
        sending = _Sending(bus)
        try:
            await asyncio.gather(*(sending.send(of_one) for of_one in things.values()))
        finally:
            if sending.sent:
                async with database.write() as tx:
                    done = update(self._table).where(self._table.c.sequence.in_(sending.sent)).values(sent=self._now())
                    await tx.execute(done)
        if sending.trouble:
            raise sending.trouble
        return len(sending.sent)


def thing(subject: str) -> str:
    """What a subject speaks of: all of it but the last word, "muster.v1.task.wu" of "muster.v1.task.wu.assigned"."""
    return subject.rpartition(".")[0]


class _Sending:
    """One batch on its way: things side by side, the facts of one thing one after the other."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._silent = False
        self.sent: list[int] = []
        self.trouble: Exception | None = None

    async def send(self, facts: Iterable[tuple[int, Event]]) -> None:
        # A fact that the bus refuses keeps back what follows it of the same thing, and nothing else.
        async with self._room:
            for sequence, event in facts:
                # A bus that is silent would let every fact wait its time out, one group after the other.
                if self._silent:
                    return
                try:
                    await self._bus.publish(event)
                except Exception as trouble:
                    self.trouble = self.trouble or trouble
                    self._silent = self._silent or isinstance(trouble, TimeoutError)
                    return
                self.sent.append(sequence)


async def _first_of(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
