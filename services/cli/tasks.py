"""`muster tasks`: what a person was told, and her answers."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC
from typing import Any
from uuid import uuid4

import typer
from google.protobuf.timestamp_pb2 import Timestamp

from muster.notifier.v1 import task_pb2 as pb
from muster.notifier.v1 import task_pb2_grpc as rpc
from services.cli import fetch
from services.cli.connection import addresses, channel
from services.cli.days import instant_of

app = typer.Typer(no_args_is_help=True, help="What a person was told, and the answers.")
TASK = typer.Argument(help='"tasks/ID"')
AT = typer.Option("", "--at", help="When it happened, e.g. 2026-12-14T11:05+08:00; default: now.")
NOTE = typer.Option("", "--note", help="In your words.")


@app.command(name="list")
def list_(person: str = typer.Argument("", help="Id of the person; empty: everybody's.")) -> None:
    """List tasks."""
    with channel(addresses().notifier) as connection:
        call = rpc.TaskServiceStub(connection).ListTasks
        request = pb.ListTasksRequest(person=f"people/{person}" if person else "", page_size=fetch.PAGE)
        for task in fetch.pages(call, request, "tasks"):
            typer.echo(line(task))


@app.command()
def watch(person: str = typer.Argument(help="Id of the person.")) -> None:
    """Print what is said to a person as it is said, one JSON object a line; Ctrl-C ends it."""
    asyncio.run(_watch(addresses().nats, person))


async def _watch(url: str, person: str) -> None:
    import nats

    connection = await nats.connect(url)
    heard = await connection.jetstream().subscribe(f"muster.v1.task.{person}.>", ordered_consumer=True)
    async for message in heard.messages:
        kind = (message.headers or {}).get("ce-type", "")
        typer.echo(json.dumps({"type": kind, **json.loads(message.data)}, ensure_ascii=False))


@app.command()
def ack(task: str = TASK, at: str = AT, note: str = NOTE) -> None:
    """Say that you have read and accepted it."""
    _answer(lambda stub: stub.AcknowledgeTask, pb.AcknowledgeTaskRequest, task, at, note)


@app.command()
def start(task: str = TASK, at: str = AT, note: str = NOTE) -> None:
    """Say that work has begun, or goes on."""
    _answer(lambda stub: stub.StartTask, pb.StartTaskRequest, task, at, note)


@app.command()
def hold(task: str = TASK, at: str = AT, note: str = NOTE) -> None:
    """Say that work waits, and why."""
    _answer(lambda stub: stub.HoldTask, pb.HoldTaskRequest, task, at, note)


@app.command()
def decline(task: str = TASK, at: str = AT, note: str = NOTE) -> None:
    """Say that you cannot do it, and why."""
    _answer(lambda stub: stub.DeclineTask, pb.DeclineTaskRequest, task, at, note)


@app.command()
def complete(task: str = TASK, at: str = AT, note: str = NOTE) -> None:
    """Say that the work is done."""
    _answer(lambda stub: stub.CompleteTask, pb.CompleteTaskRequest, task, at, note)


def _answer(verb: Callable[[rpc.TaskServiceStub], Any], kind: Any, task: str, at: str, note: str) -> None:
    request = kind(name=task, note=note, request_id=str(uuid4()))
    if at:
        stamp = Timestamp()
        stamp.FromDatetime(instant_of(at, "--at").astimezone(UTC))
        request.performed_time.CopyFrom(stamp)
    with channel(addresses().notifier) as connection:
        typer.echo(line(verb(rpc.TaskServiceStub(connection))(request)))


def line(task: pb.Task) -> str:
    """A task in one line; times in UTC."""
    state = pb.Task.State.Name(task.state).removeprefix("STATE_").lower()
    start = task.start_time.ToDatetime(UTC)
    return f"{task.name}  {state:12} {start:%Y-%m-%d %H:%M} UTC  {task.person}  {task.display_name}"
