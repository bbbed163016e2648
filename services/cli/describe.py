"""`muster describe`: one thing and what hangs on it."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, timedelta
from typing import Any

import typer
from google.protobuf import json_format

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    work_order_pb2,
    work_order_pb2_grpc,
)
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import person_pb2, person_pb2_grpc, schedule_pb2
from services.cli import fetch, portrait
from services.cli.connection import Addresses, addresses, channel
from services.cli.days import day_of
from services.cli.departures import of_work
from services.cli.due import standing, tightest
from services.cli.due import visits as due_visits
from services.cli.get import Form
from services.cli.summary import summary
from services.cli.worked import Worked
from services.runtime.errors import Invalid
from services.runtime.names import ids

AHEAD = timedelta(days=400)
"""How far ahead the next visits of an asset are looked for."""

Found = tuple[dict[str, Any], Iterator[str]]
"""What was read, by name, and the lines that show it."""


def describe(
    name: str = typer.Argument(help='A resource name, e.g. "sites/harbour-court/assets/lift-1" or "people/chen-wei".'),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="table or json."),
) -> None:
    """Show one thing: an asset, maintenance plan, work order, person, schedule or task."""
    if form not in (Form.TABLE, Form.JSON):
        raise Invalid("-o", f'a description cannot be printed as "{form}"', hint="table or json")
    collection = "/".join(name.split("/")[::2])
    if collection not in KINDS:
        shapes = ", ".join(pattern for pattern, _ in KINDS.values())
        raise Invalid("name", f'"{name[:100]}" is nothing that can be described', hint=f"one of: {shapes}")
    pattern, read = KINDS[collection]
    ids(pattern, name, "name")
    things, lines = read(addresses(), name)
    if form is Form.JSON:
        typer.echo(json.dumps({key: _plain(thing) for key, thing in things.items()}, indent=2, ensure_ascii=False))
        return
    for line in lines:
        typer.echo(line)


def _asset(where: Addresses, name: str) -> Found:
    site = _site(name)
    with channel(where.assets) as connection:
        asset = asset_pb2_grpc.AssetServiceStub(connection).GetAsset(asset_pb2.GetAssetRequest(name=name))
        groups = [one for one in fetch.groups(connection, site) if name in one.members]
        call = work_order_pb2_grpc.WorkOrderServiceStub(connection).ListWorkOrders
        request = work_order_pb2.ListWorkOrdersRequest(parent=site, page_size=fetch.PAGE)
        orders = [one for one in fetch.pages(call, request, "work_orders") if one.asset == name]
    plans = [one for one in fetch.plans(where, site).values() if portrait.concerns(one, name)]
    today = _today(where, site)
    ours = {plan.name for plan in plans}
    visits = [
        one
        for one in fetch.occurrences(where, site, today, today + AHEAD)
        if one.name.partition("/occurrences/")[0] in ours
    ]
    things = {"asset": asset, "maintenance_plans": plans, "next": visits, "work_orders": orders, "groups": groups}
    jobs = fetch.assignments(where, site, today, today + AHEAD, schedule_pb2.Assignment.KIND_JOB)
    days = {job.work: day_of(job.date) for job in jobs}
    tight = [standing(one) for one in tightest(due_visits(visits, days, groups, {}, today)) if one.asset == name]
    return things, portrait.asset(asset, plans, visits, orders, groups, today, "".join(tight))


def _plan(where: Addresses, name: str) -> Found:
    site = _site(name)
    with channel(where.assets) as connection:
        stub = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(connection)
        plan = stub.GetMaintenancePlan(maintenance_plan_pb2.GetMaintenancePlanRequest(name=name))
    today = _today(where, site)
    found = fetch.occurrences(where, site, today, today + AHEAD)
    visits = [one for one in found if one.name.startswith(f"{name}/occurrences/")]
    return {"maintenance_plan": plan, "next": visits}, portrait.plan(plan, visits, today)


def _order(where: Addresses, name: str) -> Found:
    with channel(where.assets) as connection:
        stub = work_order_pb2_grpc.WorkOrderServiceStub(connection)
        order = stub.GetWorkOrder(work_order_pb2.GetWorkOrderRequest(name=name))
    return {"work_order": order}, portrait.order(order, fetch.zone(where, _site(name)))


def _person(where: Addresses, name: str) -> Found:
    with channel(where.scheduler) as connection:
        person = person_pb2_grpc.PersonServiceStub(connection).GetPerson(person_pb2.GetPersonRequest(name=name))
    with channel(where.notifier) as connection:
        call = task_pb2_grpc.TaskServiceStub(connection).ListTasks
        request = task_pb2.ListTasksRequest(person=name, page_size=fetch.PAGE)
        tasks = list(fetch.pages(call, request, "tasks"))
    zones = {site: fetch.zone(where, site) for site in sorted({*person.sites, *(task.site for task in tasks)})}
    # Her day is that of her site; somebody who serves several in different zones has that of the first.
    at = fetch.present(where).astimezone(next(iter(zones.values()), UTC))
    return {"person": person, "tasks": tasks}, portrait.person(person, tasks, zones, at)


def _schedule(where: Addresses, name: str) -> Found:
    found = fetch.schedule(where, name)
    held = list(fetch.assignments(where, name))
    zone, worked = fetch.zone(where, _site(name)), Worked.of(fetch.staffing(where, _site(name)))
    return {"schedule": found}, summary(found, held, zone=zone, due=fetch.due(where, found), worked=worked)


def _task(where: Addresses, name: str) -> Found:
    with channel(where.notifier) as connection:
        task = task_pb2_grpc.TaskServiceStub(connection).GetTask(task_pb2.GetTaskRequest(name=name))
    departs = of_work((task.work, *task.includes), fetch.departing(where, task.site)) if task.work else ""
    return {"task": task}, portrait.task(task, fetch.zone(where, task.site), departs)


KINDS: dict[str, tuple[str, Callable[[Addresses, str], Found]]] = {
    "sites/assets": ("sites/*/assets/*", _asset),
    "sites/maintenancePlans": ("sites/*/maintenancePlans/*", _plan),
    "sites/workOrders": ("sites/*/workOrders/*", _order),
    "sites/schedules": ("sites/*/schedules/*", _schedule),
    "people": ("people/*", _person),
    "tasks": ("tasks/*", _task),
}
"""By the collections of a name: its pattern, and how the thing is read and shown."""


def _site(name: str) -> str:
    return "/".join(name.split("/")[:2])


def _today(where: Addresses, site: str) -> date:
    return fetch.present(where).astimezone(fetch.zone(where, site)).date()


def _plain(thing: Any) -> Any:
    if isinstance(thing, Sequence):
        return [json_format.MessageToDict(one) for one in thing]
    return json_format.MessageToDict(thing)
