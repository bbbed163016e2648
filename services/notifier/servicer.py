"""TaskService: unpack, one transaction, pack."""

from google.protobuf import json_format
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.notifier.v1 import task_pb2 as pb
from muster.notifier.v1 import task_pb2_grpc as rpc
from services.notifier.domain import TaskState
from services.notifier.storage import tasks
from services.notifier.wire import completed_to_pb, declined_to_pb, state_from_pb, task_to_pb
from services.runtime import pages
from services.runtime.caller import current
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import optional_instant
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids
from services.runtime.outbox import Outbox

AnswerRequest = (
    pb.AcknowledgeTaskRequest
    | pb.DeclineTaskRequest
    | pb.StartTaskRequest
    | pb.HoldTaskRequest
    | pb.CompleteTaskRequest
)


class TaskServicer(rpc.TaskServiceServicer):
    """Keeps what people were told and what they answered."""

    def __init__(self, database: Database, ledger: Ledger, outbox: Outbox, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._outbox = outbox
        self._now = now

    async def GetTask(self, request: pb.GetTaskRequest, _: Context) -> pb.Task:
        (id,) = ids("tasks/*", request.name, "name")
        async with self._database.read() as tx:
            return task_to_pb(await tasks.get(tx, "", id))

    async def ListTasks(self, request: pb.ListTasksRequest, _: Context) -> pb.ListTasksResponse:
        page = pages.asked(request)
        where = []
        if request.person:
            ids("people/*", request.person, "person")
            where.append(tasks.table.c.person == request.person)
        if request.site:
            ids("sites/*", request.site, "site")
            where.append(tasks.table.c.site == request.site)
        if request.state:
            where.append(tasks.table.c.state == state_from_pb(request.state))
        async with self._database.read() as tx:
            found = await tasks.page(tx, where, page.after, page.size + 1)
        found, token = page.cut(found, [("", stored.value.id) for stored in found])
        return pb.ListTasksResponse(tasks=[task_to_pb(stored) for stored in found], next_page_token=token)

    async def AcknowledgeTask(self, request: pb.AcknowledgeTaskRequest, _: Context) -> pb.Task:
        return await self._answer(request, TaskState.ACKNOWLEDGED)

    async def DeclineTask(self, request: pb.DeclineTaskRequest, _: Context) -> pb.Task:
        return await self._answer(request, TaskState.DECLINED)

    async def StartTask(self, request: pb.StartTaskRequest, _: Context) -> pb.Task:
        return await self._answer(request, TaskState.STARTED)

    async def HoldTask(self, request: pb.HoldTaskRequest, _: Context) -> pb.Task:
        return await self._answer(request, TaskState.ON_HOLD)

    async def CompleteTask(self, request: pb.CompleteTaskRequest, _: Context) -> pb.Task:
        return await self._answer(request, TaskState.COMPLETED)

    async def _answer(self, request: AnswerRequest, state: TaskState) -> pb.Task:
        (id,) = ids("tasks/*", request.name, "name")
        performed = optional_instant(request, "performed_time")

        async def change(tx: AsyncConnection) -> pb.Task:
            task = (await tasks.get(tx, "", id)).value
            answered = task.answered(state, performed, request.note, current().name, self._now())
            saved = await tasks.save(tx, "", answered, self._now())
            if state is TaskState.COMPLETED:
                await self._outbox.put(
                    tx,
                    subject=f"muster.v1.task.{task.person.removeprefix('people/')}.completed",
                    type="muster.task.completed.v1",
                    about=request.name,
                    body=json_format.MessageToJson(completed_to_pb(answered), indent=None).encode(),
                )
            elif state is TaskState.DECLINED:
                await self._outbox.put(
                    tx,
                    subject=f"muster.v1.task.{task.person.removeprefix('people/')}.declined",
                    type="muster.task.declined.v1",
                    about=request.name,
                    body=json_format.MessageToJson(declined_to_pb(answered), indent=None).encode(),
                )
            return task_to_pb(saved)

        return await self._ledger.once(request, pb.Task, change)
