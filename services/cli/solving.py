"""`muster cancel`, and a schedule watched while it is solved: Ctrl-C stops the search and keeps the best answer."""

import sys
from collections.abc import Callable, Iterator
from uuid import uuid4

import grpc
import typer
from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.cli import costs
from services.cli.connection import addresses, channel

UNSOLVED = (pb.Schedule.STATE_QUEUED, pb.Schedule.STATE_SOLVING)
LINE_SECONDS = 4.0
TOLD = "Ctrl-C stops and keeps the best"
INTERRUPTED = 130
PHASES = {"programme": "visits", "dispatch": "jobs"}
"""Parts of the search that people know by another name."""
BEFORE = ("", "reading")
"""What a schedule does before its search: there is nothing yet that costs."""


def cancel(schedule: str = typer.Argument(help='"sites/SITE/schedules/ID"')) -> None:
    """Stop the solving; the best answer so far, if there is one, becomes the draft."""
    with channel(addresses().scheduler) as connection:
        schedules = rpc.ScheduleServiceStub(connection)
        schedules.CancelSchedule(pb.CancelScheduleRequest(name=schedule, request_id=str(uuid4())))
        found = _ended(schedules, schedule)
    if found.state == pb.Schedule.STATE_DRAFT:
        typer.echo(f"{schedule} is stopped, its best answer is a draft")
        typer.echo(f"next: muster diff {schedule} · muster publish {schedule}")
    else:
        typer.echo(f"{schedule} is {_state(found)}")


def unseen(_: pb.Schedule) -> None:
    """For callers who want the end alone."""


def solved(
    schedules: rpc.ScheduleServiceStub, name: str, seconds: int, seen: Callable[[pb.Schedule], None] = unseen
) -> pb.Schedule:
    """The schedule when it is solved, failed or cancelled. Ctrl-C stops the search, and what it has found is answered.

    `seen` is told of each step until then. A second Ctrl-C leaves the search running and raises typer.Exit(130).
    """
    try:
        return watched(schedules, name, seconds, seen)
    except KeyboardInterrupt:
        try:
            typer.echo("stopping, the best so far is kept", err=True)
            return stopped(schedules, name)
        except KeyboardInterrupt:
            typer.echo(f"{name} is left to itself: muster cancel {name} stops it", err=True)
            raise typer.Exit(INTERRUPTED) from None


def stopped(schedules: rpc.ScheduleServiceStub, name: str) -> pb.Schedule:
    """Ask to stop, and answer the schedule when its state is an end."""
    try:
        schedules.CancelSchedule(pb.CancelScheduleRequest(name=name, request_id=str(uuid4())))
    except grpc.RpcError as trouble:
        # It was solved in the moment in which it was to be stopped: there is nothing to stop any more.
        if trouble.code() is not grpc.StatusCode.FAILED_PRECONDITION:
            raise
    return _ended(schedules, name)


def watched(
    schedules: rpc.ScheduleServiceStub, name: str, seconds: int, seen: Callable[[pb.Schedule], None] = unseen
) -> pb.Schedule:
    """The schedule when its state is an end; shows a bar on a terminal, else a line for each step."""
    last = pb.Schedule()
    if sys.stderr.isatty():
        typer.echo(TOLD, err=True)
        # The bar takes what the words leave of its line; cost and bound need one of their own.
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), TimeElapsedColumn())
        bar = Progress(*columns, expand=True)
        task = bar.add_task("queued", total=seconds)
        with Live(bar, console=Console(stderr=True), transient=True) as screen:
            for last in steps(schedules, name):
                seen(last)
                bar.update(task, description=_part(last), completed=min(seconds, last.elapsed_seconds))
                screen.update(Group(bar, Text(_cost(last))))
        return last
    shown = 0.0
    for now in steps(schedules, name):
        seen(now)
        # A line for each part of the search and for every few seconds: it is read by people and kept in logs.
        if (now.state, now.phase) != (last.state, last.phase) or now.elapsed_seconds >= shown + LINE_SECONDS:
            shown = now.elapsed_seconds
            typer.echo(f"  {now.elapsed_seconds:5.1f} s  {progress(now)}", err=True)
        last = now
    return last


def steps(schedules: rpc.ScheduleServiceStub, name: str) -> Iterator[pb.Schedule]:
    """The schedule each time it has changed, the last in a state that is an end.

    One call of the server watches for some minutes at most, a search may wait and last longer: then it is asked again.
    """
    while True:
        now = pb.Schedule()
        for now in schedules.WatchSchedule(pb.WatchScheduleRequest(name=name)):
            yield now
        if now.state not in (*UNSOLVED, pb.Schedule.STATE_UNSPECIFIED):
            return


def progress(schedule: pb.Schedule) -> str:
    """The part of the search, or the state where none runs, and each tier's cost and bound by its name in a summary."""
    return f"{_part(schedule):12}  {_cost(schedule)}"


def _part(schedule: pb.Schedule) -> str:
    part = PHASES.get(schedule.phase, schedule.phase)
    return part if part and schedule.state == pb.Schedule.STATE_SOLVING else _state(schedule)


def _cost(schedule: pb.Schedule) -> str:
    if schedule.state in UNSOLVED and schedule.phase in BEFORE:
        return "nothing is planned yet"
    return f"cost: {costs.beside(schedule)}"


def _ended(schedules: rpc.ScheduleServiceStub, name: str) -> pb.Schedule:
    *_, last = steps(schedules, name)
    return last


def _state(schedule: pb.Schedule) -> str:
    return pb.Schedule.State.Name(schedule.state).removeprefix("STATE_").lower()
