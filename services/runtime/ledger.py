"""The request ledger: a call that is repeated with its request id gets its first answer, and has one effect."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from google.protobuf.message import Message
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, and_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.runtime.caller import current
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.errors import Invalid, Raced
from services.runtime.rows import Instant

M = TypeVar("M", bound=Message)
TRIES = 3


@asynccontextmanager
async def undone(tx: AsyncConnection) -> AsyncIterator[None]:
    """Whatever the block writes is taken back at its end."""
    nested = await tx.begin_nested()
    try:
        yield
    finally:
        await nested.rollback()


def ledger_table(metadata: MetaData) -> Table:
    """The table in which a service remembers the requests that it has carried out."""
    return Table(
        "request_ledger",
        metadata,
        Column("caller", String(100), primary_key=True),
        Column("method", String(120), primary_key=True),
        Column("request_id", String(64), primary_key=True),
        Column("digest", String(64), nullable=False),
        Column("answer", LargeBinary, nullable=False),
        Column("at", Instant, nullable=False),
    )


class Ledger:
    """Runs changes once per (caller, method, request id)."""

    def __init__(self, database: Database, table: Table, now: Now) -> None:
        self._database = database
        self._table = table
        self._now = now

    async def once(self, request: Message, answer: type[M], change: Callable[[AsyncConnection], Awaitable[M]]) -> M:
        """The answer of `change`, run in one write transaction, or the answer that it gave the first time.

        With `validate_only` in the request the change is only rehearsed: run, answered, undone.
        Goes on to its end though the caller hangs up, so that what was committed and what was answered agree.
        Raises Invalid where the id was used for another request.
        """
        return await asyncio.shield(self._in_turn(request, answer, change))

    async def _in_turn(self, request: Message, answer: type[M], change: Callable[[AsyncConnection], Awaitable[M]]) -> M:
        # Where the same request arrives twice at once, one of them is first; the other then finds its answer.
        for _ in range(TRIES):
            with suppress(Raced):
                return await self._once(request, answer, change)
        return await self._once(request, answer, change)

    async def _once(self, request: Message, answer: type[M], change: Callable[[AsyncConnection], Awaitable[M]]) -> M:
        request_id: str = getattr(request, "request_id", "")
        if len(request_id) > 64:
            raise Invalid("request_id", "is longer than 64 characters", hint="send a UUID4")
        async with self._database.write() as tx:
            if getattr(request, "validate_only", False):
                async with undone(tx):
                    return await change(tx)
            if not request_id:
                return await change(tx)
            key = {"caller": current().name, "method": request.DESCRIPTOR.full_name, "request_id": request_id}
            digest = hashlib.sha256(request.SerializeToString(deterministic=True)).hexdigest()
            where = and_(*(self._table.c[name] == value for name, value in key.items()))
            before = (await tx.execute(select(self._table).where(where))).first()
            if before is None:
                given = await change(tx)
                values = {**key, "digest": digest, "answer": given.SerializeToString(), "at": self._now()}
                await tx.execute(insert(self._table).values(**values))
                return given
        if before.digest != digest:
            raise Invalid(
                "request_id", "was used for another request", reason="REQUEST_ID_REUSED", hint="choose a new UUID4"
            )
        return answer.FromString(before.answer)
