"""Where a fault is, and which assets stand still for one."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.domain.space import SpaceKind
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.assets.storage import assets, spaces, work_orders
from services.assets.whereabouts import PLACES


async def standing(tx: AsyncConnection, parent: str, order: WorkOrder) -> WorkOrder:
    """The order with the place and the building of its work. Raises Missing where its asset or place is not there."""
    asset = (await assets.get(tx, parent, order.asset)).value if order.asset else None
    if order.demand is None:
        return order
    if order.demand.place:
        await spaces.get(tx, parent, order.demand.place)
    start = order.demand.place or (asset.spaces[0] if asset and asset.spaces else "")
    place, building = await _whereabouts(tx, parent, start)
    return replace(order, demand=replace(order.demand, place=place, building=building))


async def _whereabouts(tx: AsyncConnection, parent: str, start: str) -> tuple[str, str]:
    """The floor, roof or building around a space, and the building; each empty where there is none."""
    place = ""
    seen: set[str] = set()
    while start and start not in seen:
        seen.add(start)
        found = await spaces.find(tx, parent, start)
        if found is None:
            break
        kind = found.value.kind
        if not place and kind in PLACES:
            place = start
        if kind is SpaceKind.BUILDING:
            return place, start
        start = found.value.within
    return place, ""


async def down(tx: AsyncConnection, parent: str) -> set[str]:
    """The ids of the assets of a site that stand still for a fault that nobody has put right."""
    columns = work_orders.table.c
    open_ones = await work_orders.all(tx, columns.parent == parent, columns.performed.is_(None))
    return {
        one.value.asset
        for one in open_ones
        if one.value.state is WorkOrderState.OPEN and one.value.demand and one.value.demand.down
    }
