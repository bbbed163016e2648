"""Work order <-> proto; of what comes in, only corrective orders are made by requests."""

from datetime import date, datetime

from muster.assets.v1 import work_order_pb2 as pb
from services.assets.domain.demand import USUAL_MINUTES, Demand, Priority
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.runtime.dates import date_to_pb, instant_to_pb, optional_date, optional_instant
from services.runtime.errors import Invalid, at
from services.runtime.names import ID, ids
from services.runtime.rows import Stored

STATES = {
    WorkOrderState.OPEN: pb.WorkOrder.STATE_OPEN,
    WorkOrderState.COMPLETED: pb.WorkOrder.STATE_COMPLETED,
    WorkOrderState.CANCELLED: pb.WorkOrder.STATE_CANCELLED,
}
PRIORITIES = {
    Priority.EMERGENCY: pb.WorkOrder.PRIORITY_EMERGENCY,
    Priority.URGENT: pb.WorkOrder.PRIORITY_URGENT,
    Priority.ROUTINE: pb.WorkOrder.PRIORITY_ROUTINE,
}
_PRIORITIES_BACK = {number: priority for priority, number in PRIORITIES.items()}


def work_order_to_pb(parent: str, stored: Stored[WorkOrder]) -> pb.WorkOrder:
    """A stored work order as callers see it."""
    order = stored.value
    found = pb.WorkOrder(
        name=f"{parent}/workOrders/{order.id}",
        occurrence="" if order.is_corrective else f"{parent}/maintenancePlans/{order.plan}/occurrences/{order.due}",
        asset=f"{parent}/assets/{order.asset}" if order.asset else "",
        display_name=order.display_name,
        state=STATES[order.state],
        performed_time=instant_to_pb(order.performed),
        performed_by=order.performed_by,
        includes=order.includes,
        owner=order.owner,
        due_date=date_to_pb(date.fromisoformat(order.due)) if order.is_corrective and order.due else None,
        origin=order.origin,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        held_until_date=date_to_pb(order.hold.until) if order.hold else None,
        hold_reason=order.hold.reason if order.hold else "",
        declined_by=order.declined,
        etag=stored.etag,
    )
    if demand := order.demand:
        found.priority = PRIORITIES[demand.priority]
        found.minutes, found.crew = demand.minutes, demand.crew
        found.trade, found.level = demand.trade, demand.level
        found.tools.extend(demand.tools)
        found.report_time.FromDatetime(demand.reported)
        found.down, found.prepares = demand.down, demand.prepares
        found.place, found.building = demand.place, demand.building
    return found


def corrective_from_pb(request: pb.CreateWorkOrderRequest, now: datetime) -> WorkOrder:
    """The corrective order that a request asks for; what was not said to be reported earlier is reported now.

    Raises Invalid.
    """
    if not ID.fullmatch(request.work_order_id):
        raise Invalid("work_order_id", "is not 1-63 characters of a-z, 0-9 and -", hint='e.g. "b1-hose-reel"')
    message = request.work_order
    with at("work_order"):
        if message.owner:
            ids("people/*", message.owner, "owner")
        if message.asset and not message.asset.startswith(f"{request.parent}/"):
            raise Invalid("asset", f"is not of {request.parent}", hint="name an asset of the site")
        return WorkOrder.corrective(
            id=request.work_order_id,
            display_name=message.display_name,
            owner=message.owner,
            due=optional_date(message, "due_date", "due_date"),
            asset=ids("sites/*/assets/*", message.asset, "asset")[1] if message.asset else "",
            origin=message.origin,
            demand=_demand_from_pb(message, request.parent, now),
        )


def _demand_from_pb(message: pb.WorkOrder, parent: str, now: datetime) -> Demand | None:
    """What planning is asked for; None where an order names neither priority nor minutes nor trade."""
    if not (message.priority or message.minutes or message.trade):
        return None
    if message.priority and message.priority not in _PRIORITIES_BACK:
        raise Invalid("priority", f"{message.priority} is none", hint="emergency, urgent or routine")
    reported = optional_instant(message, "report_time") or now
    if reported > now:
        raise Invalid("report_time", "lies in the future", hint="leave it out for now")
    if message.prepares and not message.prepares.startswith(f"{parent}/"):
        raise Invalid("prepares", f"is not of {parent}", hint="name an occurrence or a work order of the site")
    return Demand(
        priority=_PRIORITIES_BACK.get(message.priority, Priority.ROUTINE),
        reported=reported,
        minutes=message.minutes or USUAL_MINUTES,
        crew=message.crew or 1,
        trade=message.trade,
        level=message.level,
        tools=tuple(message.tools),
        place=message.place,
        down=message.down,
        prepares=message.prepares,
    )
