"""Composition root of the assets service: the only file in which its parts meet."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from pydantic_settings import BaseSettings, SettingsConfigDict

from muster.assets.v1 import (
    asset_pb2_grpc,
    estate_pb2_grpc,
    maintenance_plan_pb2_grpc,
    reading_pb2_grpc,
    redundancy_group_pb2_grpc,
    register_pb2_grpc,
    site_pb2_grpc,
    work_order_pb2_grpc,
)
from services.assets import storage
from services.assets.consume import CONSUMER, TaskNews
from services.assets.servicer.assets import AssetServicer
from services.assets.servicer.estate import EstateServicer
from services.assets.servicer.maintenance_plans import MaintenancePlanServicer
from services.assets.servicer.readings import ReadingServicer
from services.assets.servicer.redundancy_groups import RedundancyGroupServicer
from services.assets.servicer.registers import RegisterServicer
from services.assets.servicer.sites import SiteServicer
from services.assets.servicer.work_orders import WorkOrderServicer
from services.runtime import bus, clock, database, server, sweep
from services.runtime.inbox import Inbox
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.runtime.process import background

MIGRATIONS = Path(__file__).parent / "migrations"
SERVICES = (
    "muster.assets.v1.SiteService",
    "muster.assets.v1.AssetService",
    "muster.assets.v1.MaintenancePlanService",
    "muster.assets.v1.WorkOrderService",
    "muster.assets.v1.RegisterService",
    "muster.assets.v1.RedundancyGroupService",
    "muster.assets.v1.EstateService",
    "muster.assets.v1.ReadingService",
)


class Settings(BaseSettings):
    """Read from ASSETS_* variables."""

    model_config = SettingsConfigDict(env_prefix="ASSETS_", frozen=True)

    database_url: str = "sqlite+aiosqlite:///.muster/assets.db"
    nats_url: str = "nats://127.0.0.1:4222"
    listen: str = "127.0.0.1:50051"
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
        bus.connected(settings.nats_url, "muster-assets") as nats,
    ):
        ledger = Ledger(db, storage.ledger, now)
        outbox = Outbox(storage.outbox, "/muster/assets", now)
        news = TaskNews(db, Inbox(storage.inbox, now), outbox, now)

        def register(grpc_server: grpc.aio.Server) -> Sequence[str]:
            site_pb2_grpc.add_SiteServiceServicer_to_server(SiteServicer(db, ledger, now), grpc_server)
            asset_pb2_grpc.add_AssetServiceServicer_to_server(AssetServicer(db, ledger, now), grpc_server)
            maintenance_plan_pb2_grpc.add_MaintenancePlanServiceServicer_to_server(
                MaintenancePlanServicer(db, ledger, now), grpc_server
            )
            work_order_pb2_grpc.add_WorkOrderServiceServicer_to_server(
                WorkOrderServicer(db, ledger, outbox, now), grpc_server
            )
            register_pb2_grpc.add_RegisterServiceServicer_to_server(RegisterServicer(db, now), grpc_server)
            redundancy_group_pb2_grpc.add_RedundancyGroupServiceServicer_to_server(
                RedundancyGroupServicer(db), grpc_server
            )
            reading_pb2_grpc.add_ReadingServiceServicer_to_server(ReadingServicer(db, ledger, now), grpc_server)
            estate_pb2_grpc.add_EstateServiceServicer_to_server(EstateServicer(ledger, now), grpc_server)
            return SERVICES

        async def nats_answers() -> bool:
            return nats.answers

        checks = {"database": db.answers, "nats": nats_answers}
        async with (
            background(
                outbox.relay(db, nats),
                sweep.daily(db, (storage.outbox, storage.ledger, storage.inbox), now),
                nats.consume("MUSTER_TASK", CONSUMER, "muster.v1.task.>", news.take),
            ),
            server.serving(settings.listen, register, checks=checks, grace=settings.grace_seconds) as port,
        ):
            yield port
