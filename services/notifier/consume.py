"""What the notifier learns from the bus: a schedule is in force. It then reads what that means, and tells people."""

import asyncio
from datetime import UTC

import structlog
from google.protobuf import json_format

from muster.events.v1 import schedule_pb2 as events
from muster.scheduler.v1 import schedule_pb2
from services.notifier.clients import Scheduler
from services.notifier.domain import Task, task_id
from services.notifier.tasks import come_near, coming_near, follow, tell
from services.runtime.caller import Caller, become
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import date_from_pb
from services.runtime.envelope import Event
from services.runtime.inbox import Inbox
from services.runtime.names import ids
from services.runtime.outbox import Outbox

CONSUMER = "notifier-schedules"
LOOK_SECONDS = 0.5
KINDS = {
    schedule_pb2.Assignment.KIND_JOB: "job",
    schedule_pb2.Assignment.KIND_SHIFT: "shift",
    schedule_pb2.Assignment.KIND_DRILL: "drill",
}

log = structlog.get_logger(room="consume")


class ScheduleNews:
    """Makes tasks of what was published; looks out for tasks whose time to be told has come."""

    def __init__(self, database: Database, inbox: Inbox, outbox: Outbox, scheduler: Scheduler, now: Now) -> None:
        self._database = database
        self._inbox = inbox
        self._outbox = outbox
        self._scheduler = scheduler
        self._now = now

    async def take(self, event: Event) -> None:
        """Give one event its effect, once. What is in force is read afresh, so a late event does no harm."""
        said = json_format.Parse(event.body, events.SchedulePublished(), ignore_unknown_fields=True)
        (site, _) = ids("sites/*/schedules/*", said.schedule, "schedule")
        parent = f"sites/{site}"
        assignments = await self._scheduler.in_force(parent, said.first_date, said.last_date)
        # All kinds, whichever were published: what the schedule left alone is in force as it was, and nobody is told.
        wanted = [task for assignment in assignments for task in _tasks(parent, assignment)]
        keys = {assignment.key for assignment in assignments}
        days = (date_from_pb(said.first_date, "first_date"), date_from_pb(said.last_date, "last_date"))
        async with self._database.write() as tx:
            if not await self._inbox.admits(tx, CONSUMER, event):
                return
            news = await follow(tx, parent, wanted, days, self._now(), keys)
            await tell(tx, self._outbox, news)
        log.info("told", schedule=said.schedule, tasks=len(wanted), news=len(news))

    async def look_ahead(self) -> None:
        """Tell people of tasks that come near, for ever."""
        become(Caller("services/notifier"))
        while True:
            try:
                # Looking costs no write; the writer looks again, for in between somebody may have published.
                async with self._database.read() as tx:
                    near = await coming_near(tx, self._now())
                if near:
                    async with self._database.write() as tx:
                        await tell(tx, self._outbox, await come_near(tx, self._now()))
            except Exception as trouble:
                log.warning("could not look ahead", trouble=type(trouble).__name__)
            await asyncio.sleep(LOOK_SECONDS)


def _tasks(site: str, assignment: schedule_pb2.Assignment) -> list[Task]:
    if not assignment.HasField("start_time"):
        return []
    return [
        Task(
            id=task_id(site, assignment.key, person),
            person=person,
            site=site,
            assignment=assignment.key,
            display_name=assignment.display_name,
            work=assignment.work,
            asset=assignment.asset,
            includes=tuple(assignment.includes),
            kind=KINDS.get(assignment.kind, "job"),
            place=assignment.post or assignment.place,
            day=date_from_pb(assignment.date, "date"),
            start=assignment.start_time.ToDatetime(UTC),
            end=assignment.end_time.ToDatetime(UTC),
        )
        for person in assignment.people
    ]
