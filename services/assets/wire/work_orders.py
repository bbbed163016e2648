"""Work order <-> proto; of what comes in, only corrective orders are made by requests."""

from datetime import date

from muster.assets.v1 import work_order_pb2 as pb
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb
from services.runtime.errors import Invalid, at
from services.runtime.names import ID, ids
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
        occurrence="" if order.is_corrective else f"{parent}/maintenancePlans/{order.plan}/occurrences/{order.due}",
        asset=f"{parent}/assets/{order.asset}" if order.asset else "",
        display_name=order.display_name,
        state=STATES[order.state],
        performed_time=instant_to_pb(order.performed),
        performed_by=order.performed_by,
        includes=order.includes,
        owner=order.owner,
        due_date=date_to_pb(date.fromisoformat(order.due)) if order.is_corrective else None,
        origin=order.origin,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def corrective_from_pb(request: pb.CreateWorkOrderRequest) -> WorkOrder:
    """The corrective order that a request asks for. Raises Invalid."""
    if not ID.fullmatch(request.work_order_id):
        raise Invalid("work_order_id", "is not 1-63 characters of a-z, 0-9 and -", hint='e.g. "b1-hose-reel"')
    message = request.work_order
    with at("work_order"):
        ids("people/*", message.owner, "owner")
        if message.asset and not message.asset.startswith(f"{request.parent}/"):
            raise Invalid("asset", f"is not of {request.parent}", hint="name an asset of the site")
        return WorkOrder.corrective(
            id=request.work_order_id,
            display_name=message.display_name,
            owner=message.owner,
            due=date_from_pb(message.due_date, "due_date"),
            asset=ids("sites/*/assets/*", message.asset, "asset")[1] if message.asset else "",
            origin=message.origin,
        )
