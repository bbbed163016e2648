"""`muster read`: what was read off an asset, for the plans that follow it."""

from datetime import UTC
from uuid import uuid4

import typer

from muster.assets.v1 import reading_pb2 as pb
from muster.assets.v1 import reading_pb2_grpc as rpc
from services.cli.connection import addresses, channel
from services.cli.days import instant_of


def read(
    asset: str = typer.Argument(help='"sites/SITE/assets/ID"'),
    quantity: str = typer.Argument(help='What was read, as the plans name it: "sludge", "running-hours".'),
    value: float = typer.Argument(help="The figure without its unit; a counter as it stands."),
    at: str = typer.Option("", "--at", help="When it was read, e.g. 2026-12-14T11:05+08:00; default: now."),
) -> None:
    """Record a reading. Said again for the same instant, the later word counts."""
    reading = pb.Reading(asset=asset, quantity=quantity, value=value)
    if at:
        reading.taken_time.FromDatetime(instant_of(at, "--at").astimezone(UTC))
    with channel(addresses().assets) as connection:
        request = pb.RecordReadingRequest(reading=reading, request_id=str(uuid4()))
        kept = rpc.ReadingServiceStub(connection).RecordReading(request)
    typer.echo(f"{kept.asset}  {kept.quantity} {kept.value:g}  {kept.taken_time.ToDatetime(UTC):%Y-%m-%d %H:%M} UTC")
