"""The main job of the smallest estate through three real processes, undisturbed and with one of them dead."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import grpc
import nats
import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from muster.assets.v1 import maintenance_plan_pb2, maintenance_plan_pb2_grpc, work_order_pb2, work_order_pb2_grpc
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import schedule_pb2, schedule_pb2_grpc
from services.cli.apply import apply_estate
from services.cli.connection import channel
from services.cli.estate.file import read
from services.cli.plan import to_date
from tests.e2e.conftest import Muster, pump, until

DRAFT, FAILED = schedule_pb2.Schedule.STATE_DRAFT, schedule_pb2.Schedule.STATE_FAILED


class Story:
    """The main job in steps, for a test to disturb between them."""

    def __init__(self, muster: Muster, site: str) -> None:
        self.muster = muster
        self.site, self.person = f"sites/{site}", f"people/wu-{site}"
        self.estate = muster.folder / f"{site}.yaml"
        self.estate.write_text(pump(site))

    @contextmanager
    def _channels(self) -> Iterator[None]:
        where = self.muster.where
        with channel(where.assets) as a, channel(where.scheduler) as s, channel(where.notifier) as n:
            self.plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(a)
            self.orders = work_order_pb2_grpc.WorkOrderServiceStub(a)
            self.schedules = schedule_pb2_grpc.ScheduleServiceStub(s)
            self.tasks = task_pb2_grpc.TaskServiceStub(n)
            yield

    def apply(self) -> list[tuple[str, str]]:
        return apply_estate(read(self.estate), self.muster.where)

    def ask(self, id: str) -> str:
        with self._channels():
            schedule = schedule_pb2.Schedule(
                first_date=to_date("2026-12-14"),
                last_date=to_date("2027-01-10"),
                effort=schedule_pb2.Effort(seconds=2, seed=1),
            )
            request = schedule_pb2.CreateScheduleRequest(
                parent=self.site, schedule_id=id, schedule=schedule, request_id=str(uuid4())
            )
            created = self.schedules.CreateSchedule(request)
            # The network may lose an answer: the same request again gives it once more.
            assert self.schedules.CreateSchedule(request) == created
            return str(created.name)

    def read(self, name: str) -> schedule_pb2.Schedule:
        with self._channels():
            return self.schedules.GetSchedule(schedule_pb2.GetScheduleRequest(name=name))

    def solved(self, name: str) -> schedule_pb2.Schedule:
        until(lambda: self.read(name).state in (DRAFT, FAILED), f"{name} to be solved", 60)
        solved = self.read(name)
        assert solved.state == DRAFT, solved.failure
        return solved

    def publish(self, name: str, etag: str) -> None:
        with self._channels():
            request = schedule_pb2.PublishScheduleRequest(name=name, etag=etag, request_id=str(uuid4()))
            first = self.schedules.PublishSchedule(request)
            assert self.schedules.PublishSchedule(request) == first

    def all_tasks(self) -> list[task_pb2.Task]:
        with self._channels():
            return list(self.tasks.ListTasks(task_pb2.ListTasksRequest(person=self.person)).tasks)

    def told(self) -> task_pb2.Task:
        until(lambda: any(task.state == task_pb2.Task.STATE_ASSIGNED for task in self.all_tasks()), "a task", 60)
        (task,) = self.all_tasks()
        return task

    def complete(self, task: task_pb2.Task) -> None:
        self.muster.clock.hold(task.end_time.ToDatetime(UTC))
        with self._channels():
            stamp = Timestamp()
            stamp.FromDatetime(task.start_time.ToDatetime(UTC))
            answers: tuple[tuple[Any, Any], ...] = (
                (
                    self.tasks.AcknowledgeTask,
                    task_pb2.AcknowledgeTaskRequest(name=task.name, request_id=f"a-{task.name}"),
                ),
                (self.tasks.StartTask, task_pb2.StartTaskRequest(name=task.name, request_id=f"s-{task.name}")),
                (self.tasks.CompleteTask, task_pb2.CompleteTaskRequest(name=task.name, request_id=f"c-{task.name}")),
            )
            for verb, request in answers:
                first = verb(request)
                assert verb(request) == first

    def closed(self) -> work_order_pb2.WorkOrder:
        def done() -> list[work_order_pb2.WorkOrder]:
            with self._channels():
                found = self.orders.ListWorkOrders(work_order_pb2.ListWorkOrdersRequest(parent=self.site)).work_orders
            return [one for one in found if one.state == work_order_pb2.WorkOrder.STATE_COMPLETED]

        until(lambda: bool(done()), "the work order to be closed", 60)
        (order,) = done()
        return order

    def due(self) -> str:
        with self._channels():
            request = maintenance_plan_pb2.ListOccurrencesRequest(
                parent=self.site, first_date=to_date("2026-12-14"), last_date=to_date("2027-03-31")
            )
            found = [one.due_date for one in self.plans.ListOccurrences(request).occurrences]
        return min(f"{day.year}-{day.month:02}-{day.day:02}" for day in found)


def said(url: str, subject: str) -> list[dict[str, Any]]:
    """Every message that the stream holds under `subject`."""

    async def listen() -> list[dict[str, Any]]:
        connection = await nats.connect(url)
        heard = await connection.jetstream().subscribe(subject, ordered_consumer=True)
        found = []
        while True:
            try:
                message = await heard.next_msg(timeout=1)
            except TimeoutError:
                break
            found.append({"type": (message.headers or {})["ce-type"], **json.loads(message.data)})
        await connection.close()
        return found

    return asyncio.run(listen())


def test_a_pump_is_planned_a_technician_told_and_the_next_due_date_moved(muster: Muster) -> None:
    story = Story(muster, "house")
    assert {what for _, what in story.apply()} == {"created"}
    assert {what for _, what in story.apply()} == {"unchanged"}
    assert story.due() == "2026-12-20"
    name = story.ask("first")
    draft = story.solved(name)
    assert (draft.due_count, draft.planned_count, draft.dispatched_count) == (1, 1, 1)
    assert (draft.cost.legal, draft.cost.safety) == (0, 0)
    assert story.all_tasks() == [], "a draft tells nobody"
    story.publish(name, draft.etag)
    task = story.told()
    # Saturday and Sunday are off, so Friday the 18th is the last working day before the 20th.
    start = datetime.fromtimestamp(task.start_time.seconds, UTC)
    assert (start, task.person) == (datetime(2026, 12, 18, 0, tzinfo=UTC), story.person)
    story.complete(task)
    order = story.closed()
    assert (order.occurrence, order.performed_by) == (task.work, story.person)
    assert story.due() == "2027-01-17", "30 days after the day on which it was done"
    types = [one["type"] for one in said(muster.where.nats, "muster.v1.task.wu-house.>")]
    assert types == ["muster.task.assigned.v1", "muster.task.completed.v1"]


def test_what_was_planned_on_an_old_timeline_is_not_published(muster: Muster) -> None:
    story = Story(muster, "timeline")
    story.apply()
    one, two = story.solved(story.ask("one")), story.solved(story.ask("two"))
    story.publish(one.name, one.etag)
    with pytest.raises(grpc.RpcError) as refusal:
        story.publish(two.name, two.etag)
    assert refusal.value.code() is grpc.StatusCode.ABORTED
    assert "timeline" in str(refusal.value.details())


def test_a_schedule_is_not_published_with_another_etag(muster: Muster) -> None:
    story = Story(muster, "etag")
    story.apply()
    draft = story.solved(story.ask("one"))
    with pytest.raises(grpc.RpcError) as refusal:
        story.publish(draft.name, "v0")
    assert refusal.value.code() is grpc.StatusCode.ABORTED


def test_a_solver_that_dies_costs_nothing_but_time(muster: Muster) -> None:
    story = Story(muster, "solver")
    story.apply()
    story.solved(story.ask("one"))
    assert muster.kill_children("scheduler") == 1
    assert story.solved(story.ask("two")).planned_count == 1
    assert muster.serves("scheduler")


def test_a_dead_bus_shows_in_health_and_what_is_published_waits_for_it(muster: Muster) -> None:
    story = Story(muster, "bus")
    story.apply()
    draft = story.solved(story.ask("first"))
    assert muster.serves("scheduler", "nats")
    muster.kill("nats")
    until(lambda: not muster.serves("scheduler", "nats"), "health to show it")
    assert muster.serves("scheduler"), "what does not need the bus goes on"
    story.publish(draft.name, draft.etag)
    assert story.all_tasks() == []
    muster.start("nats")
    until(lambda: muster.serves("scheduler", "nats"), "the bus to heal")
    assert story.told().person == story.person


def test_a_dead_peer_shows_in_health_and_heals(muster: Muster) -> None:
    story = Story(muster, "peer")
    story.apply()
    muster.kill("assets")
    until(lambda: not muster.serves("scheduler", "assets"), "health to show it")
    with pytest.raises(grpc.RpcError) as refusal:
        story.ask("one")
    assert refusal.value.code() is grpc.StatusCode.UNAVAILABLE
    muster.start("assets")
    story.solved(story.ask("two"))
