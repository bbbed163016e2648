"""`muster orders`: let a work order wait, let it go on, close it."""

from uuid import uuid4

import typer

from muster.assets.v1 import work_order_pb2 as pb
from muster.assets.v1 import work_order_pb2_grpc as rpc
from services.cli.connection import addresses, channel
from services.cli.days import day_of, parsed, short
from services.runtime.dates import date_to_pb

ORDER = typer.Argument(help='"sites/SITE/workOrders/ID"; muster get work-orders SITE lists them.')

app = typer.Typer(no_args_is_help=True, help="Let a work order wait, let it go on, close it.")


@app.callback()
def orders() -> None:
    """Let a work order wait, let it go on, close it."""


@app.command()
def hold(
    order: str = ORDER,
    until: str = typer.Option(..., help="The day on which it goes on, 2027-01-12; after today."),
    reason: str = typer.Option(..., help='What it waits for, e.g. "door motor ordered".'),
) -> None:
    """Let it wait. No plan has it before the day; on it, it comes back by itself."""
    request = pb.HoldWorkOrderRequest(
        name=order, until_date=date_to_pb(parsed(until)), reason=reason, request_id=str(uuid4())
    )
    with channel(addresses().assets) as connection:
        typer.echo(line(rpc.WorkOrderServiceStub(connection).HoldWorkOrder(request)))


@app.command()
def resume(order: str = ORDER) -> None:
    """Let it go on at once: the next plan has it."""
    request = pb.ResumeWorkOrderRequest(name=order, request_id=str(uuid4()))
    with channel(addresses().assets) as connection:
        typer.echo(line(rpc.WorkOrderServiceStub(connection).ResumeWorkOrder(request)))


@app.command()
def complete(
    order: str = ORDER,
    by: str = typer.Option("", help="Id of the person who did it; left out: its owner."),
) -> None:
    """Close a corrective work order; one for a visit closes with its task."""
    request = pb.CompleteWorkOrderRequest(
        name=order, performed_by=f"people/{by}" if by else "", request_id=str(uuid4())
    )
    with channel(addresses().assets) as connection:
        typer.echo(line(rpc.WorkOrderServiceStub(connection).CompleteWorkOrder(request)))


def line(order: pb.WorkOrder) -> str:
    """A work order in one line."""
    state = pb.WorkOrder.State.Name(order.state).removeprefix("STATE_").lower()
    parts = [f"{order.name}  {state}"]
    if order.priority:
        parts.append(pb.WorkOrder.Priority.Name(order.priority).removeprefix("PRIORITY_").lower())
    parts.append(order.display_name)
    if order.HasField("held_until_date"):
        parts.append(f"waits until {short(day_of(order.held_until_date))}: {order.hold_reason}")
    return "  ".join(parts)
