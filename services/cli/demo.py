"""`muster demo`: the main job, start to end, on real services in a directory of its own."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import nats
import typer
from google.protobuf.timestamp_pb2 import Timestamp

from muster.assets.v1 import maintenance_plan_pb2, maintenance_plan_pb2_grpc, work_order_pb2, work_order_pb2_grpc
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import schedule_pb2, schedule_pb2_grpc
from services.cli.apply import apply_estate
from services.cli.connection import FILE, Addresses, addresses, channel
from services.cli.estate_file import EstateFile, read
from services.cli.plan import jobs, site_zone, summary, to_date, watch
from services.runtime import logs
from services.runtime.clock import HeldClock

HELD = "2026-12-14T09:00+08:00"
FIRST, LAST = "2026-12-14", "2027-01-10"
WAIT_SECONDS = 20.0
DONE = work_order_pb2.WorkOrder.STATE_COMPLETED


def demo(
    estate: Path = typer.Argument(Path("examples/one-pump/estate.yaml"), help="The estate, as YAML."),
) -> None:
    """Run the main job on embedded defaults and print it."""
    logs.configure("demo", "warning")
    described = read(estate)
    with tempfile.TemporaryDirectory(prefix="muster-demo-") as folder:
        asyncio.run(_demo(Path(folder), estate, described))


async def _demo(data: Path, file: Path, described: EstateFile) -> None:
    begun = time.monotonic()
    clock = HeldClock((data / "clock.json").resolve())
    clock.hold(datetime.fromisoformat(HELD))
    log = (data / "dev.log").open("w")
    # A process of its own: the demonstration talks to Muster as everybody does, over gRPC and NATS.
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.cli.main", "dev", "--data", str(data)), stdout=log, stderr=log
    )
    try:
        await _until(lambda: (data / FILE).exists() or server.returncode is not None, "Muster to start")
        if server.returncode is not None:
            typer.echo((data / "dev.log").read_text(), err=True)
            raise typer.Exit(1)
        where = addresses(data)
        await _story(where, clock, file, described)
        typer.echo(f"done in {time.monotonic() - begun:.0f} s.  Next: muster dev · muster apply -f {file}")
    finally:
        if server.returncode is None:
            server.terminate()
            await server.wait()
        log.close()


async def _story(where: Addresses, clock: HeldClock, file: Path, described: EstateFile) -> None:
    site = described.site.name
    typer.echo(f"muster demo · {described.site.display_name} · {described.site.time_zone} · clock held at {HELD}")
    typer.echo(f"1 REGISTER AND PEOPLE  {file}")
    done = apply_estate(described, where)
    again = apply_estate(described, where)
    typer.echo(
        f"  {sum(what == 'created' for _, what in done)} created; the same file again:"
        f" {sum(what != 'unchanged' for _, what in again)} changed"
    )
    zone = site_zone(where, site)
    bus = await nats.connect(where.nats)
    typer.echo(f"2 SOLVE  {FIRST} to {LAST}")
    with channel(where.scheduler) as connection:
        schedules = schedule_pb2_grpc.ScheduleServiceStub(connection)
        request = schedule_pb2.CreateScheduleRequest(
            parent=site,
            schedule_id="demo",
            schedule=schedule_pb2.Schedule(
                first_date=to_date(FIRST), last_date=to_date(LAST), effort=schedule_pb2.Effort(seconds=5, seed=1)
            ),
            request_id=str(uuid4()),
        )
        name = schedules.CreateSchedule(request).name
        solved = await asyncio.to_thread(watch, schedules, name, 5)
        typer.echo("3 SCHEDULE")
        for line in (*summary(solved), *jobs(where, solved)):
            typer.echo(line)
        if solved.state != schedule_pb2.Schedule.STATE_DRAFT:
            raise typer.Exit(1)
        change = schedules.DiffSchedule(schedule_pb2.DiffScheduleRequest(name=name))
        typer.echo(f"4 PUBLISH  {len(change.changes)} changes, {len(change.people)} people told")
        schedules.PublishSchedule(
            schedule_pb2.PublishScheduleRequest(name=name, etag=solved.etag, request_id=str(uuid4()))
        )
    with channel(where.notifier) as to_notifier, channel(where.assets) as to_assets:
        tasks = task_pb2_grpc.TaskServiceStub(to_notifier)
        orders = work_order_pb2_grpc.WorkOrderServiceStub(to_assets)
        plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(to_assets)

        def open_tasks() -> list[task_pb2.Task]:
            return [
                t
                for t in tasks.ListTasks(task_pb2.ListTasksRequest(page_size=1000)).tasks
                if t.state == task_pb2.Task.STATE_ASSIGNED
            ]

        await _until(lambda: bool(open_tasks()), "a task to be assigned")
        task = min(open_tasks(), key=lambda task: (task.start_time.seconds, task.name))
        person = task.person.removeprefix("people/")
        heard = await bus.jetstream().subscribe(f"muster.v1.task.{person}.>", ordered_consumer=True)
        digest = json.loads((await heard.next_msg(timeout=WAIT_SECONDS)).data)
        entry = next(entry for entry in digest["entries"] if entry["task"] == task.name)
        start, end = (stamp.ToDatetime(UTC) for stamp in (task.start_time, task.end_time))
        typer.echo(
            f"5 ONE TASK  {person} hears on NATS: {entry['displayName']}, {start.astimezone(zone):%a %d %b %H:%M}"
        )
        before = _due(plans, site, task.work)

        def say(verb: Callable[..., task_pb2.Task], kind: type, at: datetime) -> None:
            clock.hold(max(at, clock.now()))
            stamp = Timestamp()
            stamp.FromDatetime(at)
            answer = verb(kind(name=task.name, performed_time=stamp, request_id=str(uuid4())))
            state = task_pb2.Task.State.Name(answer.state).removeprefix("STATE_").lower()
            typer.echo(f"  {at.astimezone(zone):%a %d %b %H:%M} {state}")

        say(tasks.AcknowledgeTask, task_pb2.AcknowledgeTaskRequest, clock.now())
        say(tasks.StartTask, task_pb2.StartTaskRequest, start)
        say(tasks.CompleteTask, task_pb2.CompleteTaskRequest, end)

        def closed() -> list[work_order_pb2.WorkOrder]:
            found = orders.ListWorkOrders(work_order_pb2.ListWorkOrdersRequest(parent=site, page_size=1000)).work_orders
            return [one for one in found if one.occurrence == task.work and one.state == DONE]

        await _until(lambda: bool(closed()), "the work order to be closed")
        after = _due(plans, site, task.work)
        typer.echo(f"  {closed()[0].name} closed · due moved {before} -> {after}")
    await bus.close()


def _due(plans: maintenance_plan_pb2_grpc.MaintenancePlanServiceStub, site: str, work: str) -> str:
    plan = work.split("/occurrences/")[0]
    request = maintenance_plan_pb2.ListOccurrencesRequest(
        parent=site, first_date=to_date(FIRST), last_date=to_date("2027-12-31"), page_size=1000
    )
    due = next(one for one in plans.ListOccurrences(request).occurrences if one.name.startswith(f"{plan}/"))
    return f"{due.due_date.year}-{due.due_date.month:02}-{due.due_date.day:02}"


async def _until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {WAIT_SECONDS:.0f} s for {what}")
        await asyncio.sleep(0.1)
