"""The inbox: an event that comes twice takes effect once."""

from sqlalchemy import Column, MetaData, String, Table, and_, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.runtime.clock import Now
from services.runtime.envelope import Event
from services.runtime.rows import Instant


def inbox_table(metadata: MetaData) -> Table:
    """The table in which a service remembers the events that have taken effect."""
    return Table(
        "inbox",
        metadata,
        Column("consumer", String(60), primary_key=True),
        Column("event", String(64), primary_key=True),
        Column("at", Instant, nullable=False),
    )


class Inbox:
    """Remembers, in the transaction of the effect, which events had theirs."""

    def __init__(self, table: Table, now: Now) -> None:
        self._table = table
        self._now = now

    async def admits(self, tx: AsyncConnection, consumer: str, event: Event) -> bool:
        """Whether `event` is new to `consumer`; from now on it is not."""
        key = and_(self._table.c.consumer == consumer, self._table.c.event == event.id)
        if (await tx.execute(select(self._table.c.at).where(key))).first():
            return False
        await tx.execute(insert(self._table).values(consumer=consumer, event=event.id, at=self._now()))
        return True
