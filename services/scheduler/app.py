"""Composition root of the scheduler: the only file in which its parts meet."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from pydantic_settings import BaseSettings, SettingsConfigDict

from muster.scheduler.v1 import (
    drill_pb2_grpc,
    explanation_pb2_grpc,
    person_pb2_grpc,
    schedule_pb2_grpc,
    staffing_pb2_grpc,
)
from services.runtime import bus, channel, clock, database, server, sweep
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.runtime.process import background
from services.scheduler import storage
from services.scheduler.clients import Assets
from services.scheduler.servicer.drills import DrillServicer
from services.scheduler.servicer.explanations import ExplanationServicer
from services.scheduler.servicer.people import PersonServicer
from services.scheduler.servicer.schedules import ScheduleServicer
from services.scheduler.servicer.staffing import StaffingServicer
from services.scheduler.worker import MEMORY_MB, Worker

MIGRATIONS = Path(__file__).parent / "migrations"
SERVICES = (
    "muster.scheduler.v1.ExplanationService",
    "muster.scheduler.v1.DrillService",
    "muster.scheduler.v1.PersonService",
    "muster.scheduler.v1.ScheduleService",
    "muster.scheduler.v1.StaffingService",
)


class Settings(BaseSettings):
    """Read from SCHEDULER_* variables."""

    model_config = SettingsConfigDict(env_prefix="SCHEDULER_", frozen=True)

    database_url: str = "sqlite+aiosqlite:///.muster/scheduler.db"
    nats_url: str = "nats://127.0.0.1:4222"
    listen: str = "127.0.0.1:50052"
    assets: str = "127.0.0.1:50051"
    """Address of the assets service."""
    clock: Path | None = None
    """File that holds the clock; none: the machine's time."""
    solver_memory_mb: int = MEMORY_MB
    """How much memory a search may take, in MiB; a schedule that needs more fails and says so."""
    grace_seconds: float = 10.0
    log_level: str = "info"


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[int]:
    """Serve inside the block and yield the port; leaving it undoes everything in reverse."""
    now = clock.of(settings.clock)
    async with (
        database.opened(settings.database_url, MIGRATIONS) as db,
        bus.connected(settings.nats_url, "muster-scheduler") as nats,
        channel.opened(settings.assets) as to_assets,
    ):
        assets = Assets(to_assets)
        ledger = Ledger(db, storage.ledger, now)
        outbox = Outbox(storage.outbox, "/muster/scheduler", now)
        worker = Worker(db, nats, assets, now, memory_mb=settings.solver_memory_mb)

        def register(grpc_server: grpc.aio.Server) -> Sequence[str]:
            explanation_pb2_grpc.add_ExplanationServiceServicer_to_server(
                ExplanationServicer(db, assets, now), grpc_server
            )
            person_pb2_grpc.add_PersonServiceServicer_to_server(PersonServicer(db, ledger, now), grpc_server)
            schedule_pb2_grpc.add_ScheduleServiceServicer_to_server(
                ScheduleServicer(db, ledger, outbox, assets, now), grpc_server
            )
            staffing_pb2_grpc.add_StaffingServiceServicer_to_server(
                StaffingServicer(db, ledger, assets, now), grpc_server
            )
            drill_pb2_grpc.add_DrillServiceServicer_to_server(DrillServicer(db, ledger, assets, now), grpc_server)
            return SERVICES

        async def nats_answers() -> bool:
            return nats.answers

        checks = {"database": db.answers, "nats": nats_answers, "assets": assets.answers}
        async with (
            background(outbox.relay(db, nats), sweep.daily(db, (storage.outbox, storage.ledger), now), worker.run()),
            server.serving(settings.listen, register, checks=checks, grace=settings.grace_seconds) as port,
        ):
            yield port
