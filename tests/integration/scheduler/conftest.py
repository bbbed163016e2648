"""The scheduler's servicers behind a real server, beside a real assets service."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest

from muster.assets.v1 import site_pb2, site_pb2_grpc, work_order_pb2_grpc
from muster.scheduler.v1 import (
    drill_pb2_grpc,
    explanation_pb2_grpc,
    person_pb2_grpc,
    schedule_pb2_grpc,
    staffing_pb2_grpc,
)
from services import scheduler
from services.assets import app as assets_app
from services.assets import storage as assets_storage
from services.runtime import channel, database, server
from services.runtime.database import Database
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.scheduler import storage
from services.scheduler.clients import Assets
from services.scheduler.servicer.drills import DrillServicer
from services.scheduler.servicer.explanations import ExplanationServicer
from services.scheduler.servicer.people import PersonServicer
from services.scheduler.servicer.schedules import ScheduleServicer
from services.scheduler.servicer.staffing import StaffingServicer
from tests.integration.databases import KINDS, emptied, empty

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
MIGRATIONS = Path(scheduler.__path__[0]) / "migrations"


@dataclass(frozen=True, slots=True)
class Scheduler:
    """The faces of a running scheduler without a worker, and of the assets beside it; the databases of both."""

    db: Database
    assets_db: Database
    people: person_pb2_grpc.PersonServiceStub
    schedules: schedule_pb2_grpc.ScheduleServiceStub
    staffing: staffing_pb2_grpc.StaffingServiceStub
    drills: drill_pb2_grpc.DrillServiceStub
    sites: site_pb2_grpc.SiteServiceStub
    orders: work_order_pb2_grpc.WorkOrderServiceStub
    explanations: explanation_pb2_grpc.ExplanationServiceStub
    address: str
    assets_address: str

    async def forget(self) -> None:
        """Empty both; after it the site "harbour" is known, and nobody yet."""
        await emptied(self.db, storage.metadata)
        await emptied(self.assets_db, assets_storage.metadata)
        site = site_pb2.Site(name="sites/harbour", display_name="Harbour", time_zone="Asia/Shanghai")
        request = site_pb2.UpdateSiteRequest(site=site, allow_missing=True)
        await self.sites.UpdateSite(request, timeout=10)  # type: ignore[misc]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, MIGRATIONS) as opened:
        yield opened


@asynccontextmanager
async def serving(db: Database, nats_url: str, folder: Path) -> AsyncIterator[Scheduler]:
    """A scheduler on `db`, beside an assets service whose database lies in `folder`."""
    assets_url = f"sqlite+aiosqlite:///{folder}/assets.db"
    settings = assets_app.Settings(database_url=assets_url, nats_url=nats_url, listen="127.0.0.1:0", grace_seconds=1)
    async with AsyncExitStack() as stack:
        assets_port = await stack.enter_async_context(assets_app.running(settings))
        assets_db = await stack.enter_async_context(database.opened(assets_url, assets_app.MIGRATIONS))
        to_assets = await stack.enter_async_context(channel.opened(f"127.0.0.1:{assets_port}"))
        assets = Assets(to_assets)

        def now() -> datetime:
            return NOW

        ledger = Ledger(db, storage.ledger, now)
        outbox = Outbox(storage.outbox, "/muster/scheduler", now)

        def register(grpc_server: grpc.aio.Server) -> Sequence[str]:
            person_pb2_grpc.add_PersonServiceServicer_to_server(PersonServicer(db, ledger, now), grpc_server)
            schedule_pb2_grpc.add_ScheduleServiceServicer_to_server(
                ScheduleServicer(db, ledger, outbox, assets, now), grpc_server
            )
            staffing_pb2_grpc.add_StaffingServiceServicer_to_server(
                StaffingServicer(db, ledger, assets, now), grpc_server
            )
            drill_pb2_grpc.add_DrillServiceServicer_to_server(DrillServicer(db, ledger, assets, now), grpc_server)
            explanation_pb2_grpc.add_ExplanationServiceServicer_to_server(
                ExplanationServicer(db, assets, now), grpc_server
            )
            return ()

        faces = server.serving("127.0.0.1:0", register, checks={"database": db.answers}, grace=1)
        port = await stack.enter_async_context(faces)
        here = await stack.enter_async_context(channel.opened(f"127.0.0.1:{port}"))
        yield Scheduler(
            db,
            assets_db,
            person_pb2_grpc.PersonServiceStub(here),
            schedule_pb2_grpc.ScheduleServiceStub(here),
            staffing_pb2_grpc.StaffingServiceStub(here),
            drill_pb2_grpc.DrillServiceStub(here),
            site_pb2_grpc.SiteServiceStub(to_assets),
            work_order_pb2_grpc.WorkOrderServiceStub(to_assets),
            explanation_pb2_grpc.ExplanationServiceStub(here),
            f"127.0.0.1:{port}",
            f"127.0.0.1:{assets_port}",
        )


@pytest.fixture(scope="session")
async def standing(
    postgres: str, broker: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Callable[[str], Awaitable[Scheduler]]]:
    """A scheduler on each kind of database, started when it is first asked for: starting takes longer than a test."""
    found: dict[str, Scheduler] = {}
    async with AsyncExitStack() as stack:

        async def on(kind: str) -> Scheduler:
            if kind not in found:
                folder = tmp_path_factory.mktemp(kind)
                url = stack.enter_context(empty(kind, folder, lambda: postgres))
                opened = await stack.enter_async_context(database.opened(url, MIGRATIONS))
                found[kind] = await stack.enter_async_context(serving(opened, broker.url, folder))
            return found[kind]

        yield on


@pytest.fixture(params=KINDS)
async def running(request: pytest.FixtureRequest, standing: Callable[[str], Awaitable[Scheduler]]) -> Scheduler:
    """A scheduler that knows the site "harbour" and nobody yet."""
    scheduler = await standing(request.param)
    await scheduler.forget()
    return scheduler
