"""WorkOrderService."""

from google.protobuf import json_format
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import work_order_pb2 as pb
from muster.assets.v1 import work_order_pb2_grpc as rpc
from muster.events.v1 import work_order_pb2 as events
from services.assets.domain.work_order import WorkOrder
from services.assets.faults import standing
from services.assets.storage import sites, work_orders
from services.assets.wire.work_orders import corrective_from_pb, work_order_to_pb
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import date_from_pb, instant_to_pb
from services.runtime.errors import Exists, Unfit
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids, parent_and_id
from services.runtime.outbox import Outbox


class WorkOrderServicer(rpc.WorkOrderServiceServicer):
    """Shows the work orders; opens and closes corrective ones."""

    def __init__(self, database: Database, ledger: Ledger, outbox: Outbox, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._outbox = outbox
        self._now = now

    async def GetWorkOrder(self, request: pb.GetWorkOrderRequest, _: Context) -> pb.WorkOrder:
        parent, id = parent_and_id("sites/*/workOrders/*", request.name, "name")
        async with self._database.read() as tx:
            return work_order_to_pb(parent, await work_orders.get(tx, parent, id))

    async def ListWorkOrders(self, request: pb.ListWorkOrdersRequest, _: Context) -> pb.ListWorkOrdersResponse:
        (site,) = ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            await sites.get(tx, "", site)
            where = [work_orders.table.c.parent == request.parent]
            if request.undone:
                where.append(work_orders.table.c.performed.is_(None))
            found = await work_orders.page(tx, where, page.after, page.size + 1)
        found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
        return pb.ListWorkOrdersResponse(
            work_orders=[work_order_to_pb(request.parent, stored) for stored in found], next_page_token=token
        )

    async def CreateWorkOrder(self, request: pb.CreateWorkOrderRequest, _: Context) -> pb.WorkOrder:
        parent = request.parent
        (site,) = ids("sites/*", parent, "parent")
        asked = corrective_from_pb(request, self._now())

        async def change(tx: AsyncConnection) -> pb.WorkOrder:
            await sites.get(tx, "", site)
            order = await standing(tx, parent, asked)
            found = await work_orders.find(tx, parent, order.id)
            if found and not found.value.asks_the_same(order):
                raise Exists(work_orders.name(parent, order.id))
            if found:
                return work_order_to_pb(parent, found)
            saved = await work_orders.save(tx, parent, order, self._now())
            name = work_orders.name(parent, order.id)
            said = events.WorkOrderOpened(work_order=name, asset=request.work_order.asset)
            await self._say(tx, site, "opened", name, said)
            return work_order_to_pb(parent, saved)

        return await self._ledger.once(request, pb.WorkOrder, change)

    async def CompleteWorkOrder(self, request: pb.CompleteWorkOrderRequest, _: Context) -> pb.WorkOrder:
        parent, id = parent_and_id("sites/*/workOrders/*", request.name, "name")
        if request.performed_by:
            ids("people/*", request.performed_by, "performed_by")

        async def change(tx: AsyncConnection) -> pb.WorkOrder:
            stored = await work_orders.get(tx, parent, id)
            order = stored.value
            if not order.is_corrective:
                raise Unfit(
                    "WORK_ORDER_OF_A_VISIT",
                    f"{request.name} is for a visit, its task closes it",
                    hint="complete the task of the visit",
                    name=request.name,
                )
            done = order.completed(self._now(), request.performed_by or order.owner)
            saved = await work_orders.save(tx, parent, done, self._now())
            if done != order:
                await self._say(tx, parent.removeprefix("sites/"), "completed", request.name, _completed(parent, done))
            return work_order_to_pb(parent, saved)

        return await self._ledger.once(request, pb.WorkOrder, change)

    async def HoldWorkOrder(self, request: pb.HoldWorkOrderRequest, _: Context) -> pb.WorkOrder:
        parent, id = parent_and_id("sites/*/workOrders/*", request.name, "name")
        until = date_from_pb(request.until_date, "until_date")

        async def change(tx: AsyncConnection) -> pb.WorkOrder:
            site = await sites.get(tx, "", parent.removeprefix("sites/"))
            today = self._now().astimezone(site.value.zone).date()
            held = (await work_orders.get(tx, parent, id)).value.held(until, request.reason, today)
            return work_order_to_pb(parent, await work_orders.save(tx, parent, held, self._now()))

        return await self._ledger.once(request, pb.WorkOrder, change)

    async def ResumeWorkOrder(self, request: pb.ResumeWorkOrderRequest, _: Context) -> pb.WorkOrder:
        parent, id = parent_and_id("sites/*/workOrders/*", request.name, "name")

        async def change(tx: AsyncConnection) -> pb.WorkOrder:
            goes_on = (await work_orders.get(tx, parent, id)).value.resumed()
            return work_order_to_pb(parent, await work_orders.save(tx, parent, goes_on, self._now()))

        return await self._ledger.once(request, pb.WorkOrder, change)

    async def _say(
        self,
        tx: AsyncConnection,
        site: str,
        what: str,
        name: str,
        said: events.WorkOrderOpened | events.WorkOrderCompleted,
    ) -> None:
        await self._outbox.put(
            tx,
            subject=f"muster.v1.workorder.{site}.{what}",
            type=f"muster.workorder.{what}.v1",
            about=name,
            body=json_format.MessageToJson(said, indent=None).encode(),
        )


def _completed(parent: str, order: WorkOrder) -> events.WorkOrderCompleted:
    return events.WorkOrderCompleted(
        work_order=work_orders.name(parent, order.id),
        asset=f"{parent}/assets/{order.asset}" if order.asset else "",
        performed_time=instant_to_pb(order.performed),
    )
