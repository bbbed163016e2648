"""`muster report fault`: something is broken, and somebody has to see to it."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from muster.assets.v1 import work_order_pb2 as pb
from muster.assets.v1 import work_order_pb2_grpc as rpc
from muster.scheduler.v1 import staffing_pb2
from services.cli import fetch
from services.cli.connection import addresses, channel
from services.cli.days import INSTANT, instant_of, short
from services.packs.response import response_minutes
from services.runtime.dates import instant_to_pb


class Priority(StrEnum):
    """How urgent it is."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"


PRIORITIES = {
    Priority.EMERGENCY: pb.WorkOrder.PRIORITY_EMERGENCY,
    Priority.URGENT: pb.WorkOrder.PRIORITY_URGENT,
    Priority.ROUTINE: pb.WorkOrder.PRIORITY_ROUTINE,
}


def fault(
    what: str = typer.Argument(help='In a few words, e.g. "L5A stands between 3 and 4".'),
    site: str = typer.Option(..., help="Id of the site."),
    asset: str = typer.Option("", help="Id of what is broken."),
    priority: Priority = typer.Option(Priority.ROUTINE, help="How soon somebody has to be there."),
    trade: str = typer.Option("", help="The qualification that it needs; left out: anybody's work."),
    level: int = typer.Option(0, help="The level that one of the crew has at least."),
    minutes: int = typer.Option(0, help="How long it is taken to last; left out: an hour."),
    crew: int = typer.Option(1, help="How many people at once."),
    tool: list[str] = typer.Option([], help="A tool that it takes; may be repeated."),
    place: str = typer.Option("", help="Id of the floor, roof or building; left out: where the asset stands."),
    down: bool = typer.Option(False, "--down", help="The asset stands still until it is put right."),
    prepares: str = typer.Option("", "--before", help="Work that waits for this: the name of a visit or an order."),
    reported: str = typer.Option("", help=f"When it was reported, e.g. {INSTANT}; left out: now."),
    id: str = typer.Option("", "--id", help="Id of the work order; left out: one is made up."),
) -> None:
    """Report a fault: a work order is opened, and the next plan gives it to somebody."""
    where, parent = addresses(), fetch.scope(site).site
    order = pb.WorkOrder(
        display_name=what,
        asset=f"{parent}/assets/{asset}" if asset else "",
        priority=PRIORITIES[priority],
        trade=trade,
        level=level,
        minutes=minutes,
        crew=crew,
        tools=tool,
        place=place,
        down=down,
        prepares=prepares,
        report_time=instant_to_pb(instant_of(reported, "--reported")) if reported else None,
    )
    request = pb.CreateWorkOrderRequest(
        parent=parent,
        work_order_id=id or f"fault-{uuid4().hex[:8]}",
        work_order=order,
        request_id=str(uuid4()),
    )
    with channel(where.assets) as connection:
        made = rpc.WorkOrderServiceStub(connection).CreateWorkOrder(request)
    by = respond_by(made, fetch.staffing(where, parent))
    typer.echo(told(made, by, fetch.zone(where, parent)))
    typer.echo(f"next: muster plan {parent.removeprefix('sites/')} --kinds maintenance --dispatch-days 1")


def respond_by(order: pb.WorkOrder, staffing: staffing_pb2.Staffing) -> datetime:
    """The instant by which somebody should be there: as the site says, else as its rule pack says."""
    word = pb.WorkOrder.Priority.Name(order.priority).removeprefix("PRIORITY_").lower()
    said = getattr(staffing.dispatching.response, f"{word}_minutes")
    minutes = said or response_minutes(staffing.pack, word)
    reported: datetime = order.report_time.ToDatetime(tzinfo=UTC)
    return reported + timedelta(minutes=minutes)


def told(order: pb.WorkOrder, by: datetime, zone: ZoneInfo) -> str:
    """An open fault in one line, with the site's time by which somebody should be there."""
    word = pb.WorkOrder.Priority.Name(order.priority).removeprefix("PRIORITY_").lower()
    local = by.astimezone(zone)
    return f"{order.name}  {word}, somebody there by {short(local.date())} {local:%H:%M}  {order.display_name}"
