"""`muster cancel`, and a schedule watched while it is solved: Ctrl-C stops the search and keeps the best answer."""

import sys
from collections.abc import Iterator
from uuid import uuid4

import grpc
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.cli.connection import addresses, channel

UNSOLVED = (pb.Schedule.STATE_QUEUED, pb.Schedule.STATE_SOLVING)
LINE_SECONDS = 4.0
TOLD = "Ctrl-C stops and keeps the best"
INTERRUPTED = 130
PHASES = {"programme": "visits", "dispatch": "jobs"}
"""Parts of the search that people know by another name."""


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


def solved(schedules: rpc.ScheduleServiceStub, name: str, seconds: int) -> pb.Schedule:
    """The schedule when it is solved, failed or cancelled. Ctrl-C stops the search, and what it has found is answered.

    A second Ctrl-C leaves the search running and raises typer.Exit(130).
    """
    try:
        return watched(schedules, name, seconds)
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


def watched(schedules: rpc.ScheduleServiceStub, name: str, seconds: int) -> pb.Schedule:
    """The schedule when its state is an end; shows a bar on a terminal, else a line for each step."""
    last = pb.Schedule()
    if sys.stderr.isatty():
        typer.echo(TOLD, err=True)
        # The bar takes what the words leave of the line.
        columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True, expand=True) as bar:
            task = bar.add_task("queued", total=seconds)
            for last in steps(schedules, name):
                bar.update(task, description=progress(last), completed=min(seconds, last.elapsed_seconds))
        return last
    shown = 0.0
    for now in steps(schedules, name):
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
    """The part of the search, or the state where none runs, and the cost: each tier by its name in the summary."""
    cost, part = schedule.cost, PHASES.get(schedule.phase, schedule.phase)
    running = part if part and schedule.state == pb.Schedule.STATE_SOLVING else _state(schedule)
    tiers = f"legal {cost.legal:,}, safety {cost.safety:,}, contract {cost.contract:,}"
    return f"{running:12}  cost: {tiers}, preferences {cost.preference:,}"


def _ended(schedules: rpc.ScheduleServiceStub, name: str) -> pb.Schedule:
    *_, last = steps(schedules, name)
    return last


def _state(schedule: pb.Schedule) -> str:
    return pb.Schedule.State.Name(schedule.state).removeprefix("STATE_").lower()
