"""What the assets service learns from the bus: people were told of work, work was done."""

from datetime import UTC, date

from google.protobuf import json_format
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.events.v1 import task_pb2, work_order_pb2
from services.assets.domain.work_order import WorkOrder, WorkOrderState, order_id
from services.assets.storage import plans, sites, work_orders
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import instant_to_pb
from services.runtime.envelope import Event
from services.runtime.inbox import Inbox
from services.runtime.names import ids, parent_and_id
from services.runtime.outbox import Outbox

CONSUMER = "assets-tasks"
OCCURRENCE = "sites/*/maintenancePlans/*/occurrences/*"
ORDER = "sites/*/workOrders/*"


class TaskNews:
    """Opens a work order when somebody is told of it; closes it when it is done, which moves the next due date.

    One that nobody has any more is cancelled until somebody is told of it again.
    """

    def __init__(self, database: Database, inbox: Inbox, outbox: Outbox, now: Now) -> None:
        self._database = database
        self._inbox = inbox
        self._outbox = outbox
        self._now = now

    async def take(self, event: Event) -> None:
        """Give one event its effect, once."""
        async with self._database.write() as tx:
            if not await self._inbox.admits(tx, CONSUMER, event):
                return
            if event.type == "muster.task.assigned.v1":
                assigned = json_format.Parse(event.body, task_pb2.TasksAssigned(), ignore_unknown_fields=True)
                for entry in assigned.entries:
                    if not entry.work:
                        continue
                    if entry.change == task_pb2.TasksAssigned.CHANGE_CANCELLED:
                        await self._take_from(tx, entry.work, assigned.person)
                    else:
                        await self._open(tx, entry, assigned.person)
            elif event.type == "muster.task.completed.v1":
                completed = json_format.Parse(event.body, task_pb2.TaskCompleted(), ignore_unknown_fields=True)
                if completed.work:
                    await self._close(tx, completed)
            elif event.type == "muster.task.declined.v1":
                declined = json_format.Parse(event.body, task_pb2.TaskDeclined(), ignore_unknown_fields=True)
                if declined.work:
                    await self._take_from(tx, declined.work, declined.person, declined=True)

    async def _open(
        self, tx: AsyncConnection, told: task_pb2.TasksAssigned.Entry | task_pb2.TaskCompleted, person: str
    ) -> tuple[str, WorkOrder]:
        if "/workOrders/" in told.work:
            return await self._given(tx, told.work, person)
        site, plan, due = ids(OCCURRENCE, told.work, "work")
        parent = f"sites/{site}"
        includes = tuple(told.includes)
        id = order_id(plan, due)
        found = await work_orders.find(tx, parent, id)
        if found:
            # What rides on a visit may have changed since the order was opened; who does it was told last.
            order = found.value.including(includes).given(person)
            await work_orders.save(tx, parent, order, self._now())
            return parent, order
        order = WorkOrder(
            id=id,
            plan=plan,
            due=due,
            asset=told.asset.split("/")[-1],
            display_name=told.display_name,
            includes=includes,
            people=(person,),
        )
        await work_orders.save(tx, parent, order, self._now())
        name = f"{parent}/workOrders/{id}"
        said = work_order_pb2.WorkOrderOpened(work_order=name, asset=told.asset)
        await self._outbox.put(
            tx,
            subject=f"muster.v1.workorder.{site}.opened",
            type="muster.workorder.opened.v1",
            about=name,
            body=json_format.MessageToJson(said, indent=None).encode(),
        )
        return parent, order

    async def _given(self, tx: AsyncConnection, work: str, person: str) -> tuple[str, WorkOrder]:
        """A fault is an order already: it learns who does it."""
        parent, id = parent_and_id(ORDER, work, "work")
        order = (await work_orders.get(tx, parent, id)).value.given(person)
        await work_orders.save(tx, parent, order, self._now())
        return parent, order

    async def _take_from(self, tx: AsyncConnection, work: str, person: str, *, declined: bool = False) -> None:
        if "/workOrders/" in work:
            parent, id = parent_and_id(ORDER, work, "work")
        else:
            site, plan, due = ids(OCCURRENCE, work, "work")
            parent, id = f"sites/{site}", order_id(plan, due)
        found = await work_orders.find(tx, parent, id)
        if found:
            order = found.value.declined_by(person) if declined else found.value.taken_from(person)
            await work_orders.save(tx, parent, order, self._now())

    async def _close(self, tx: AsyncConnection, done: task_pb2.TaskCompleted) -> None:
        # A completion may overtake the news that people were told: then the order opens and closes here.
        parent, order = await self._open(tx, done, done.person)
        if order.state is WorkOrderState.COMPLETED:
            return
        performed = done.performed_time.ToDatetime(UTC)
        await work_orders.save(tx, parent, order.completed(performed, done.person), self._now())
        site = await sites.get(tx, "", parent.removeprefix("sites/"))
        day = performed.astimezone(site.value.zone).date()
        visits = () if order.is_corrective else (done.work, *order.includes)
        for work in dict.fromkeys(visits):
            (_, id, due) = ids(OCCURRENCE, work, "work")
            plan = await plans.find(tx, parent, id)
            if plan:
                await plans.save(tx, parent, plan.value.completed(day, date.fromisoformat(due)), self._now())
        name = f"{parent}/workOrders/{order.id}"
        said = work_order_pb2.WorkOrderCompleted(
            work_order=name, asset=done.asset, performed_time=instant_to_pb(performed)
        )
        await self._outbox.put(
            tx,
            subject=f"muster.v1.workorder.{site.value.id}.completed",
            type="muster.workorder.completed.v1",
            about=name,
            body=json_format.MessageToJson(said, indent=None).encode(),
        )
