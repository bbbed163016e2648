"""The tables of the notifier, and the store that reads and writes tasks."""

from sqlalchemy import Column, Date, Enum, MetaData, String

from services.notifier.domain import Answer, Task, TaskState
from services.runtime.inbox import inbox_table
from services.runtime.ledger import ledger_table
from services.runtime.outbox import outbox_table
from services.runtime.rows import Instant, Packed, Rows, table

metadata = MetaData()
ledger = ledger_table(metadata)
outbox = outbox_table(metadata)
inbox = inbox_table(metadata)

tasks = Rows(
    table(
        "tasks",
        metadata,
        Column("person", String(80), nullable=False, index=True),
        Column("site", String(80), nullable=False),
        Column("assignment", String(200), nullable=False),
        Column("display_name", String(200), nullable=False),
        Column("work", String(250), nullable=False),
        Column("asset", String(160), nullable=False),
        Column("day", Date, nullable=False, index=True),
        Column("start", Instant, nullable=False, index=True),
        Column("end", Instant, nullable=False),
        Column("includes", Packed(tuple[str, ...]), nullable=False),
        Column("kind", String(10), nullable=False),
        Column("place", String(200), nullable=False),
        Column("state", Enum(TaskState, native_enum=False, length=20), nullable=False, index=True),
        Column("answers", Packed(tuple[Answer, ...]), nullable=False),
    ),
    Task,
    "tasks",
)
