"""Faults over the wire: reported once, waiting, counted as down, given to people and done, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf import json_format
from google.type.date_pb2 import Date

from muster.assets.v1 import redundancy_group_pb2, redundancy_group_pb2_grpc
from muster.assets.v1 import work_order_pb2 as pb
from muster.assets.v1 import work_order_pb2_grpc as rpc
from muster.events.v1 import task_pb2
from services.assets import app, storage
from services.assets.consume import TaskNews
from services.assets.domain.asset import Asset
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.site import Site
from services.assets.domain.space import Space, SpaceKind
from services.assets.servicer.redundancy_groups import RedundancyGroupServicer
from services.assets.servicer.work_orders import WorkOrderServicer
from services.runtime import channel, database, server
from services.runtime.database import Database
from services.runtime.dates import date_to_pb, instant_to_pb
from services.runtime.envelope import Event
from services.runtime.inbox import Inbox
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox

NOW = datetime(2026, 12, 15, 18, tzinfo=UTC)
"""Two in the morning of the 16th, at the site."""
SITE = "sites/s"
LEAK = f"{SITE}/workOrders/leak"


def now() -> datetime:
    return NOW


class Room:
    """The work orders and groups of a site with two pumps, and the news that reach them."""

    def __init__(self, db: Database, connection: grpc.aio.Channel) -> None:
        self.orders = rpc.WorkOrderServiceStub(connection)
        self.groups = redundancy_group_pb2_grpc.RedundancyGroupServiceStub(connection)
        self._news = TaskNews(db, Inbox(storage.inbox, now), Outbox(storage.outbox, "/t", now), now)

    async def report(self, **given: Any) -> pb.WorkOrder:
        plain: dict[str, Any] = {"display_name": "A leak", "asset": f"{SITE}/assets/pump-1", "trade": "plumbing"}
        order = pb.WorkOrder(**(plain | given))
        request = pb.CreateWorkOrderRequest(parent=SITE, work_order_id="leak", work_order=order)
        return await self.orders.CreateWorkOrder(request, timeout=10)

    async def hold(self, until: date) -> pb.WorkOrder:
        request = pb.HoldWorkOrderRequest(name=LEAK, until_date=date_to_pb(until), reason="parts")
        return await self.orders.HoldWorkOrder(request, timeout=10)

    async def undone(self) -> list[str]:
        request = pb.ListWorkOrdersRequest(parent=SITE, undone=True)
        return [one.name for one in (await self.orders.ListWorkOrders(request, timeout=10)).work_orders]

    async def down(self) -> int:
        request = redundancy_group_pb2.ListRedundancyGroupsRequest(parent=SITE)
        (group,) = (await self.groups.ListRedundancyGroups(request, timeout=10)).redundancy_groups
        return group.down_count

    async def hear(self, type: str, said: Any) -> None:
        body = json_format.MessageToJson(said, indent=None).encode()
        await self._news.take(
            Event(id=str(uuid4()), subject="x", type=type, source="/n", about="x", time=NOW, body=body)
        )

    async def read(self) -> pb.WorkOrder:
        return await self.orders.GetWorkOrder(pb.GetWorkOrderRequest(name=LEAK), timeout=10)


@pytest.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(database.opened(database_url, app.MIGRATIONS))
        async with db.write() as tx:
            await storage.sites.save(tx, "", Site(id="s", display_name="S", time_zone="Asia/Shanghai"), NOW)
            for space in (
                Space(id="b1", display_name="B1", kind=SpaceKind.BUILDING),
                Space(id="b1-roof", display_name="Roof", kind=SpaceKind.ROOF, within="b1"),
                Space(id="b1-tank-room", display_name="Tank room", within="b1-roof"),
            ):
                await storage.spaces.save(tx, SITE, space, NOW)
            for id in ("pump-1", "pump-2"):
                await storage.assets.save(tx, SITE, Asset(id=id, display_name=id, spaces=("b1-tank-room",)), NOW)
            pair = RedundancyGroup(id="pumps", display_name="Pumps", members=("pump-1", "pump-2"), keep_up=1)
            await storage.redundancy_groups.save(tx, SITE, pair, NOW)
        ledger, outbox = Ledger(db, storage.ledger, now), Outbox(storage.outbox, "/muster/assets", now)

        def register(grpc_server: grpc.aio.Server) -> tuple[str, ...]:
            rpc.add_WorkOrderServiceServicer_to_server(WorkOrderServicer(db, ledger, outbox, now), grpc_server)
            redundancy_group_pb2_grpc.add_RedundancyGroupServiceServicer_to_server(
                RedundancyGroupServicer(db), grpc_server
            )
            return ()

        serving = server.serving("127.0.0.1:0", register, checks={"database": db.answers}, grace=1)
        port = await stack.enter_async_context(serving)
        yield Room(db, await stack.enter_async_context(channel.opened(f"127.0.0.1:{port}")))


async def test_a_fault_is_where_its_asset_stands_and_is_reported_once(room: Room) -> None:
    made = await room.report(priority=pb.WorkOrder.PRIORITY_EMERGENCY, crew=2, tools=["pump-cart"])
    assert (made.place, made.building) == ("b1-roof", "b1")
    assert (made.priority, made.minutes, made.crew) == (pb.WorkOrder.PRIORITY_EMERGENCY, 60, 2)
    assert made.report_time == instant_to_pb(NOW)
    assert await room.report(priority=pb.WorkOrder.PRIORITY_EMERGENCY, crew=2, tools=["pump-cart"]) == made
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await room.report(crew=3)
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"report_time": instant_to_pb(NOW + timedelta(seconds=1))}, "report_time"),
        ({"prepares": "sites/t/workOrders/x"}, "prepares"),
        ({"trade": "", "display_name": "x"}, "owner"),
        ({"minutes": 1441}, "minutes"),
    ],
)
async def test_what_cannot_be_reported_is_refused_with_its_field(room: Room, given: Any, field: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await room.report(**given)
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert field in (refused.value.details() or "")


async def test_what_waits_comes_back_on_its_day_and_no_day_that_is_gone(room: Room) -> None:
    await room.report()
    held = await room.hold(date(2026, 12, 17))
    assert (held.held_until_date, held.hold_reason) == (Date(year=2026, month=12, day=17), "parts")
    assert held.state == pb.WorkOrder.STATE_OPEN
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await room.hold(date(2026, 12, 16))  # already today at the site
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    resumed = await room.orders.ResumeWorkOrder(pb.ResumeWorkOrderRequest(name=LEAK), timeout=10)
    assert not resumed.HasField("held_until_date")


async def test_a_group_counts_what_stands_still_until_it_is_put_right(room: Room) -> None:
    assert await room.down() == 0
    await room.report(down=True)
    assert await room.down() == 1
    await room.orders.CompleteWorkOrder(pb.CompleteWorkOrderRequest(name=LEAK), timeout=10)
    assert await room.down() == 0


async def test_a_fault_is_given_declined_given_again_and_done_like_a_visit(room: Room) -> None:
    await room.report()
    wu, li = "people/wu", "people/li"
    for person in (wu, li):
        entry = task_pb2.TasksAssigned.Entry(task="tasks/t", change=task_pb2.TasksAssigned.CHANGE_NEW, work=LEAK)
        await room.hear("muster.task.assigned.v1", task_pb2.TasksAssigned(person=person, entries=[entry]))
        if person == wu:
            await room.hear("muster.task.declined.v1", task_pb2.TaskDeclined(task="tasks/t", person=wu, work=LEAK))
            declined = await room.read()
            assert (declined.state, list(declined.declined_by)) == (pb.WorkOrder.STATE_OPEN, [wu])
    assert await room.undone() == [LEAK]
    done = task_pb2.TaskCompleted(
        task="tasks/t", person=li, work=LEAK, performed_time=instant_to_pb(NOW), recorded_time=instant_to_pb(NOW)
    )
    await room.hear("muster.task.completed.v1", done)
    closed = await room.read()
    assert (closed.state, closed.performed_by) == (pb.WorkOrder.STATE_COMPLETED, li)
    assert await room.undone() == []
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await room.hold(date(2026, 12, 18))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
