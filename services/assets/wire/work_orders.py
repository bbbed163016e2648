"""Work order -> proto; work orders are made by events, not by requests."""

from muster.assets.v1 import work_order_pb2 as pb
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.runtime.dates import instant_to_pb
from services.runtime.rows import Stored

STATES = {
    WorkOrderState.OPEN: pb.WorkOrder.STATE_OPEN,
    WorkOrderState.COMPLETED: pb.WorkOrder.STATE_COMPLETED,
    WorkOrderState.CANCELLED: pb.WorkOrder.STATE_CANCELLED,
}


def work_order_to_pb(parent: str, stored: Stored[WorkOrder]) -> pb.WorkOrder:
    """A stored work order as callers see it."""
    order = stored.value
    return pb.WorkOrder(
        name=f"{parent}/workOrders/{order.id}",
        occurrence=f"{parent}/maintenancePlans/{order.plan}/occurrences/{order.due}",
        asset=f"{parent}/assets/{order.asset}" if order.asset else "",
        display_name=order.display_name,
        state=STATES[order.state],
        performed_time=instant_to_pb(order.performed),
        performed_by=order.performed_by,
        includes=order.includes,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )
