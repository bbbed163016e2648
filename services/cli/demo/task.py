"""One task, followed: a job from its day in the schedule to the moved due date, else a shift to its end."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer
from google.protobuf.timestamp_pb2 import Timestamp

from muster.assets.v1 import maintenance_plan_pb2, work_order_pb2, work_order_pb2_grpc
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from services.cli import fetch
from services.cli.connection import Addresses, channel
from services.cli.days import day_of, interval_days, local, short
from services.cli.demo.until import until
from services.runtime.clock import HeldClock

DONE = work_order_pb2.WorkOrder.STATE_COMPLETED
YEAR = timedelta(days=400)


def followed(where: Addresses, clock: HeldClock, site: str, zone: ZoneInfo) -> None:
    """Print the last part of the story: everybody of a crew acknowledges, one reports the work done."""
    plans = fetch.plans(where, site)
    told = list(fetch.unanswered(where, site))
    jobs = [one for one in told if one.work]
    # A visit that the law asks for tells most; the first of them is followed, a short interval before a long one.
    first = min(
        jobs or told,
        key=lambda one: (*_weight(plans, one), one.start_time.seconds, one.name),
    )
    crew = [one for one in jobs if one.work == first.work] or [first]
    start, end = local(first.start_time, zone), local(first.end_time, zone)
    names = " + ".join(one.person.removeprefix("people/") for one in crew)
    typer.echo(f"6 ONE TASK  {names}, {first.display_name}, {short(start.date())} {start:%H:%M}-{end:%H:%M}")
    if first.work:
        typer.echo(f"  why this day: {_why(plans, first, where, site, start.date())}")
    else:
        typer.echo("  no job falls into the days that are dispatched, so a shift is followed")
    with channel(where.notifier) as connection:
        tasks = task_pb2_grpc.TaskServiceStub(connection)

        def say(verb: Callable[..., task_pb2.Task], kind: type, one: task_pb2.Task, at: datetime) -> str:
            clock.hold(max(at.astimezone(UTC), clock.now()))
            stamp = Timestamp()
            stamp.FromDatetime(at.astimezone(UTC))
            verb(kind(name=one.name, performed_time=stamp, request_id=str(uuid4())))
            return f"{at:%H:%M}"

        now = clock.now().astimezone(zone)
        said = [say(tasks.AcknowledgeTask, task_pb2.AcknowledgeTaskRequest, one, now) for one in crew]
        started = say(tasks.StartTask, task_pb2.StartTaskRequest, first, start)
        done = say(tasks.CompleteTask, task_pb2.CompleteTaskRequest, first, end)
    typer.echo(f"  acknowledged {short(now.date())} {' and '.join(said)} · started {started} · done {done}")
    if not first.work:
        return
    until(lambda: _closed(where, site, first.work), "the work order to be closed")
    plan = _plan(plans, first)
    after = _next(where, site, plan.name, start.date())
    before = plan.name + "/occurrences/"
    was = date.fromisoformat(first.work.removeprefix(before))
    typer.echo(f"  work order closed · latest moved {short(was)} -> {short(after) if after else 'none'}")


def _weight(plans: dict[str, maintenance_plan_pb2.MaintenancePlan], one: task_pb2.Task) -> tuple[bool, float]:
    """Law first; then whatever is held most often."""
    if not one.work:
        return True, 0
    plan = _plan(plans, one)
    return not plan.law, interval_days(plan.interval)


def _plan(
    plans: dict[str, maintenance_plan_pb2.MaintenancePlan], one: task_pb2.Task
) -> maintenance_plan_pb2.MaintenancePlan:
    return plans[one.work.partition("/occurrences/")[0]]


def _why(
    plans: dict[str, maintenance_plan_pb2.MaintenancePlan],
    one: task_pb2.Task,
    where: Addresses,
    site: str,
    day: date,
) -> str:
    plan = _plan(plans, one)
    job = next(a for a in fetch.assignments(where, site, day, day) if a.key == one.assignment)
    latest = "legal latest" if plan.law else "latest"
    cite = f" ({plan.citation.split(' (')[0]})" if plan.law and plan.citation else ""
    return f"last visit {short(day_of(plan.anchor_date))}, {latest} {short(day_of(job.latest_date))}{cite}"


def _closed(where: Addresses, site: str, work: str) -> bool:
    with channel(where.assets) as connection:
        call = work_order_pb2_grpc.WorkOrderServiceStub(connection).ListWorkOrders
        request = work_order_pb2.ListWorkOrdersRequest(parent=site, page_size=fetch.PAGE)
        return any(
            order.occurrence == work and order.state == DONE for order in fetch.pages(call, request, "work_orders")
        )


def _next(where: Addresses, site: str, plan: str, day: date) -> date | None:
    due = [
        day_of(one.latest_date)
        for one in fetch.occurrences(where, site, day, day + YEAR)
        if one.name.startswith(f"{plan}/occurrences/")
    ]
    return min(due, default=None)
