"""Composition root of the notifier: the only file in which its parts meet."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from pydantic_settings import BaseSettings, SettingsConfigDict

from muster.notifier.v1 import task_pb2_grpc
from services.notifier import storage
from services.notifier.clients import Scheduler
from services.notifier.consume import CONSUMER, ScheduleNews
from services.notifier.servicer import TaskServicer
from services.runtime import bus, channel, clock, database, server, sweep
from services.runtime.inbox import Inbox
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.runtime.process import background

MIGRATIONS = Path(__file__).parent / "migrations"
SERVICES = ("muster.notifier.v1.TaskService",)


class Settings(BaseSettings):
    """Read from NOTIFIER_* variables."""

    model_config = SettingsConfigDict(env_prefix="NOTIFIER_", frozen=True)

    database_url: str = "sqlite+aiosqlite:///.muster/notifier.db"
    nats_url: str = "nats://127.0.0.1:4222"
    listen: str = "127.0.0.1:50053"
    scheduler: str = "127.0.0.1:50052"
    """Address of the scheduler."""
    clock: Path | None = None
    """File that holds the clock; none: the machine's time."""
    grace_seconds: float = 10.0
    log_level: str = "info"


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[int]:
    """Serve inside the block and yield the port; leaving it undoes everything in reverse."""
    now = clock.of(settings.clock)
    async with (
        database.opened(settings.database_url, MIGRATIONS) as db,
        bus.connected(settings.nats_url, "muster-notifier") as nats,
        channel.opened(settings.scheduler) as to_scheduler,
    ):
        scheduler = Scheduler(to_scheduler)
        ledger = Ledger(db, storage.ledger, now)
        outbox = Outbox(storage.outbox, "/muster/notifier", now)
        news = ScheduleNews(db, Inbox(storage.inbox, now), outbox, scheduler, now)

        def register(grpc_server: grpc.aio.Server) -> Sequence[str]:
            task_pb2_grpc.add_TaskServiceServicer_to_server(TaskServicer(db, ledger, outbox, now), grpc_server)
            return SERVICES

        async def nats_answers() -> bool:
            return nats.answers

        checks = {"database": db.answers, "nats": nats_answers, "scheduler": scheduler.answers}
        async with (
            background(
                outbox.relay(db, nats),
                sweep.daily(db, (storage.outbox, storage.ledger, storage.inbox), now),
                nats.consume("MUSTER_SCHEDULE", CONSUMER, "muster.v1.schedule.*.published", news.take),
                news.look_ahead(),
            ),
            server.serving(settings.listen, register, checks=checks, grace=settings.grace_seconds) as port,
        ):
            yield port
