"""WorkOrderService."""

from muster.assets.v1 import work_order_pb2 as pb
from muster.assets.v1 import work_order_pb2_grpc as rpc
from services.assets.storage import sites, work_orders
from services.assets.wire.work_orders import work_order_to_pb
from services.runtime import pages
from services.runtime.database import Database
from services.runtime.interceptors import Context
from services.runtime.names import ids, parent_and_id


class WorkOrderServicer(rpc.WorkOrderServiceServicer):
    """Shows the work orders."""

    def __init__(self, database: Database) -> None:
        self._database = database

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
            found = await work_orders.page(tx, where, page.after, page.size + 1)
        found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
        return pb.ListWorkOrdersResponse(
            work_orders=[work_order_to_pb(request.parent, stored) for stored in found], next_page_token=token
        )
