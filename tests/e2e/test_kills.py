"""Every process killed in the middle of the main job on the estate of the demonstration: nothing is lost or doubled."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import nats
from google.protobuf.timestamp_pb2 import Timestamp

from muster.assets.v1 import register_pb2, work_order_pb2, work_order_pb2_grpc
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import schedule_pb2, schedule_pb2_grpc
from services.cli import fetch, import_
from services.cli.apply import apply_estate
from services.cli.connection import channel
from services.cli.days import day_of
from services.cli.demo.building import building_of
from services.cli.plan import to_date
from tests.e2e.conftest import ROOT, Muster, until

SITE = "sites/harbour-court"
SCHEDULE = f"{SITE}/schedules/2027-q1"
HELD = datetime.fromisoformat("2027-01-03T09:00+08:00")
TOLD_AHEAD = timedelta(days=14)
DRAFT, SOLVING = schedule_pb2.Schedule.STATE_DRAFT, schedule_pb2.Schedule.STATE_SOLVING
PUBLISHED = schedule_pb2.Schedule.STATE_PUBLISHED
ASSIGNED = task_pb2.Task.STATE_ASSIGNED
COMPLETED = work_order_pb2.WorkOrder.STATE_COMPLETED
Tasks = dict[tuple[str, str], task_pb2.Task]
"""Tasks by assignment and person."""


class Estate:
    """What is asked of a Muster that holds Harbour Court."""

    def __init__(self, muster: Muster) -> None:
        self.where = muster.where
        self.muster = muster

    def described(self) -> register_pb2.ImportRegisterRequest.Header:
        """Apply the estate and make its register; answers how it is imported."""
        self.building = building_of(ROOT / "examples/harbour-court", self.muster.folder, "", "")
        apply_estate(self.building.estate, self.where)
        return register_pb2.ImportRegisterRequest.Header(parent=SITE, filename="register.xlsx", pack=self.building.pack)

    def imported(self, header: register_pb2.ImportRegisterRequest.Header) -> int:
        """Import the register; answers how many things that changed."""
        assert self.building.register
        answer = import_.send(self.where, self.building.register, header)
        return sum(one.created_count + one.updated_count + one.disappeared_count for one in answer.kinds)

    @contextmanager
    def schedules(self) -> Iterator[schedule_pb2_grpc.ScheduleServiceStub]:
        with channel(self.where.scheduler) as connection:
            yield schedule_pb2_grpc.ScheduleServiceStub(connection)

    def asked(self, request_id: str) -> None:
        with self.schedules() as schedules:
            schedules.CreateSchedule(
                schedule_pb2.CreateScheduleRequest(
                    parent=SITE,
                    schedule_id=SCHEDULE.rpartition("/")[2],
                    schedule=schedule_pb2.Schedule(
                        first_date=to_date("2027-01-04"),
                        last_date=to_date("2027-04-04"),
                        effort=schedule_pb2.Effort(seconds=4, workers=2, seed=1),
                    ),
                    request_id=request_id,
                )
            )

    def read(self) -> schedule_pb2.Schedule:
        return fetch.schedule(self.where, SCHEDULE)

    def is_searched(self) -> bool:
        """Whether a worker is in the middle of it."""
        found = self.read()
        return found.state == SOLVING and found.phase in ("programme", "roster", "visits again", "drills")

    def published(self, etag: str, request_id: str) -> schedule_pb2.Schedule:
        with self.schedules() as schedules:
            request = schedule_pb2.PublishScheduleRequest(name=SCHEDULE, etag=etag, request_id=request_id)
            return schedules.PublishSchedule(request)

    def in_force(self) -> list[schedule_pb2.Assignment]:
        return list(fetch.assignments(self.where, SITE))

    def tasks(self, state: task_pb2.Task.State = task_pb2.Task.STATE_UNSPECIFIED) -> Tasks:
        """Those in a state; without one, all."""
        with channel(self.where.notifier) as connection:
            call = task_pb2_grpc.TaskServiceStub(connection).ListTasks
            request = task_pb2.ListTasksRequest(page_size=fetch.PAGE, state=state)
            found = list(fetch.pages(call, request, "tasks"))
        by_key = {(one.assignment, one.person): one for one in found}
        assert len(by_key) == len(found), "two tasks for the same thing"
        return by_key

    def answer(self, verb: str, one: task_pb2.Task, at: datetime) -> task_pb2.Task:
        """Say it as a person whose phone sends twice; answers what came back."""
        stamp = Timestamp()
        stamp.FromDatetime(at)
        request = getattr(task_pb2, f"{verb}TaskRequest")(
            name=one.name, performed_time=stamp, request_id=f"{verb}-{one.name}"
        )
        with channel(self.where.notifier) as connection:
            call: Callable[..., task_pb2.Task] = getattr(task_pb2_grpc.TaskServiceStub(connection), f"{verb}Task")
            first = call(request)
            assert call(request) == first
        return first

    def orders(self) -> list[work_order_pb2.WorkOrder]:
        with channel(self.where.assets) as connection:
            call = work_order_pb2_grpc.WorkOrderServiceStub(connection).ListWorkOrders
            request = work_order_pb2.ListWorkOrdersRequest(parent=SITE, page_size=fetch.PAGE)
            return list(fetch.pages(call, request, "work_orders"))

    def latest(self, plan: str) -> list[date]:
        """Until when the next visits of a plan are to be held."""
        visits = fetch.occurrences(self.where, SITE, HELD.date(), date(2027, 2, 28))
        return sorted(day_of(one.latest_date) for one in visits if one.name.startswith(f"{plan}/occurrences/"))


def entries(url: str) -> Counter[str]:
    """How often each task stands in what people were told, a message that was sent twice counted once."""

    async def heard() -> dict[str, list[str]]:
        connection = await nats.connect(url)
        digests = await connection.jetstream().subscribe("muster.v1.task.*.assigned", ordered_consumer=True)
        found: dict[str, list[str]] = {}
        while True:
            try:
                message = await digests.next_msg(timeout=1)
            except TimeoutError:
                break
            body: dict[str, Any] = json.loads(message.data)
            found[(message.headers or {})["ce-id"]] = [entry["task"] for entry in body["entries"]]
        await connection.close()
        return found

    return Counter(task for digest in asyncio.run(heard()).values() for task in digest)


def is_told(start: datetime) -> bool:
    return start <= HELD + TOLD_AHEAD


def test_every_process_may_die_in_the_middle_of_the_main_job(own: Muster) -> None:
    muster = own
    muster.clock.hold(HELD)
    estate = Estate(muster)
    header = estate.described()
    assert estate.imported(header) > 1000
    muster.kill("assets")  # right after its word that the register is stored
    muster.start("assets")
    assert estate.imported(header) == 0, "what was acknowledged is there, so the same file changes nothing"
    waited = apply_estate(estate.building.estate, muster.where)
    assert not [name for name, what in waited if what == "waiting"]

    asking = str(uuid4())
    estate.asked(asking)
    until(estate.is_searched, "the search to be under way")
    solvers = muster.children("scheduler")
    muster.kill("scheduler")
    muster.start("scheduler")
    estate.asked(asking)  # the caller cannot know whether it was heard
    until(lambda: not any(alive(pid) for pid in solvers), "the solver to end after its service")
    until(lambda: estate.read().state == DRAFT, "the schedule to be solved by the scheduler's second life", 90)
    draft = estate.read()
    with estate.schedules() as schedules:
        listed = schedules.ListSchedules(schedule_pb2.ListSchedulesRequest(parent=SITE)).schedules
    assert [one.name for one in listed] == [SCHEDULE]
    assert estate.tasks() == {}, "a draft tells nobody"

    publishing = str(uuid4())
    first = estate.published(draft.etag, publishing)
    muster.kill("notifier")
    muster.kill("nats")
    again = estate.published(draft.etag, publishing)
    assert (again, again.state) == (first, PUBLISHED)
    muster.launch("nats")
    muster.start("notifier")
    wanted = {
        (one.key, person): one.start_time.ToDatetime(UTC)
        for one in estate.in_force()
        if one.HasField("start_time")
        for person in one.people
    }
    soon = {key for key, start in wanted.items() if is_told(start)}
    assert len(soon) > 400, "two weeks of shifts alone are more"
    until(lambda: len(estate.tasks(ASSIGNED)) >= len(soon), f"{len(soon)} people's tasks", 60)
    tasks = estate.tasks()
    assert tasks.keys() == set(wanted)
    assert {key for key, one in tasks.items() if one.state == ASSIGNED} == soon

    # Everybody of one visit's crew answers, while the notifier and then the assets die.
    plans = fetch.plans(muster.where, SITE)
    visits = [tasks[key] for key in soon if tasks[key].work]
    chosen = min(
        visits, key=lambda one: (not plans[one.work.partition("/occurrences/")[0]].law, one.start_time.seconds)
    )
    plan = chosen.work.partition("/occurrences/")[0]
    before = estate.latest(plan)
    crew = [one for one in visits if one.work == chosen.work]
    start, end = (at.ToDatetime(UTC) for at in (chosen.start_time, chosen.end_time))
    for one in crew:
        estate.answer("Acknowledge", one, HELD)
    muster.kill("notifier")
    muster.kill("assets")
    muster.start("notifier")
    muster.clock.hold(end)
    estate.answer("Start", chosen, start)
    estate.answer("Complete", chosen, end)
    muster.kill("nats")  # the completion is on its way, or waits
    muster.launch("nats")
    muster.start("assets")
    until(lambda: any(one.state == COMPLETED for one in estate.orders()), "the work order to be closed", 60)

    told = entries(muster.where.nats)
    tasks = estate.tasks()
    kept = {
        name: [answer.state for answer in one.answers] for (_, name), one in tasks.items() if one.work == chosen.work
    }
    said = task_pb2.Task.STATE_ACKNOWLEDGED
    done = [said, task_pb2.Task.STATE_STARTED, task_pb2.Task.STATE_COMPLETED]
    assert kept == {one.person: done if one.name == chosen.name else [said] for one in crew}
    # The clock went on to the end of the visit: what comes near by then has been told since.
    assert {tasks[key].name for key in soon} <= told.keys()
    assert set(told.values()) == {1}, [name for name, times in told.items() if times > 1]
    assert tasks.keys() == set(wanted)
    assert estate.read().state == PUBLISHED
    (closed,) = [one for one in estate.orders() if one.occurrence == chosen.work]
    assert [one.name for one in estate.orders() if one.state == COMPLETED] == [closed.name]
    after = estate.latest(plan)
    moved = day_of(plans[plan].anchor_date)
    assert after[0] > before[0] > moved
    assert day_of(fetch.plans(muster.where, SITE)[plan].anchor_date) == (end + timedelta(hours=8)).date()
    assert [muster.end(service) for service in ("assets", "scheduler", "notifier")] == [0, 0, 0]


def alive(pid: int) -> bool:
    """Whether a process is there and has not ended; one that nobody has waited for yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
