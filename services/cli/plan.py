"""`muster plan`, `diff`, `publish`: ask for a schedule, see what it would change, put it in force."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer
from google.type.date_pb2 import Date
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from muster.assets.v1 import site_pb2, site_pb2_grpc
from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.cli.connection import Addresses, addresses, channel

SCHEDULE = typer.Argument(help='"sites/SITE/schedules/ID"')


def plan(
    site: str = typer.Argument(help="Id of the site."),
    first: str = typer.Option(..., "--from", help="First day, 2026-12-14."),
    last: str = typer.Option(..., "--to", help="Last day, inclusive."),
    id: str = typer.Option("", "--id", help="Id of the schedule; default: made from the first day."),
    seconds: int = typer.Option(10, help="How long to search."),
    workers: int = typer.Option(1, help="Parallel workers."),
    seed: int = typer.Option(1, help="Seed of random choices."),
    dispatch_days: int = typer.Option(7, help="How many of the first days get minutes and people."),
    fail_on_unplanned: bool = typer.Option(False, help="Exit with 5 if something could not be planned."),
) -> None:
    """Ask for a schedule, show it being solved, print what came out."""
    where = addresses()
    request = pb.CreateScheduleRequest(
        parent=f"sites/{site}",
        schedule_id=id or f"from-{first}-{uuid4().hex[:6]}",
        schedule=pb.Schedule(
            first_date=to_date(first),
            last_date=to_date(last),
            dispatch_days=dispatch_days,
            effort=pb.Effort(seconds=seconds, workers=workers, seed=seed),
        ),
        request_id=str(uuid4()),
    )
    with channel(where.scheduler) as connection:
        schedules = rpc.ScheduleServiceStub(connection)
        created = schedules.CreateSchedule(request)
        solved = watch(schedules, created.name, seconds)
    for line in summary(solved):
        typer.echo(line)
    if solved.state == pb.Schedule.STATE_FAILED:
        raise typer.Exit(1)
    for line in jobs(where, solved):
        typer.echo(line)
    typer.echo(f"next: muster diff {solved.name} · muster publish {solved.name}")
    if fail_on_unplanned and solved.planned_count < solved.due_count:
        raise typer.Exit(5)


def diff(schedule: str = SCHEDULE) -> None:
    """Say what publishing would change, and for whom."""
    with channel(addresses().scheduler) as connection:
        answer = rpc.ScheduleServiceStub(connection).DiffSchedule(pb.DiffScheduleRequest(name=schedule))
    for change in answer.changes:
        kind = pb.Change.Kind.Name(change.kind).removeprefix("KIND_").lower()
        thing = change.after if change.kind != pb.Change.KIND_REMOVED else change.before
        typer.echo(f"{kind:8} {thing.key}  {thing.display_name}  {', '.join(thing.people) or '-'}")
    typer.echo(f"{len(answer.changes)} changes, {len(answer.people)} people would be told")


def publish(schedule: str = SCHEDULE) -> None:
    """Put a draft in force and tell the people whom it concerns."""
    with channel(addresses().scheduler) as connection:
        schedules = rpc.ScheduleServiceStub(connection)
        read = schedules.GetSchedule(pb.GetScheduleRequest(name=schedule))
        schedules.PublishSchedule(pb.PublishScheduleRequest(name=schedule, etag=read.etag, request_id=str(uuid4())))
    typer.echo(f"{schedule} is in force")


def watch(schedules: rpc.ScheduleServiceStub, name: str, seconds: int) -> pb.Schedule:
    """The schedule when it is solved; shows a bar on a terminal, else a line for each step."""
    last = pb.Schedule()
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("queued", total=seconds)
            for last in schedules.WatchSchedule(pb.WatchScheduleRequest(name=name)):
                bar.update(task, description=_progress(last), completed=min(seconds, last.elapsed_seconds))
        return last
    for last in _each(schedules, name):
        typer.echo(f"  {last.elapsed_seconds:5.1f} s  {_progress(last)}", err=True)
    return last


def _each(schedules: rpc.ScheduleServiceStub, name: str) -> Iterator[pb.Schedule]:
    yield from schedules.WatchSchedule(pb.WatchScheduleRequest(name=name))


def _progress(schedule: pb.Schedule) -> str:
    state = pb.Schedule.State.Name(schedule.state).removeprefix("STATE_").lower()
    cost = schedule.cost
    return (
        f"{state:8} {schedule.phase:10} legal {cost.legal}  safety {cost.safety}  contract {cost.contract}"
        f"  preference {cost.preference}"
    )


def summary(schedule: pb.Schedule) -> Iterator[str]:
    """What a supervisor wants to see of a solved schedule."""
    state = pb.Schedule.State.Name(schedule.state).removeprefix("STATE_")
    yield f"{schedule.name}  {state}" + (", not seen by anybody yet" if state == "DRAFT" else "")
    if schedule.failure:
        yield f"  failed: {schedule.failure}"
        return
    tiers = [shortfall.tier for shortfall in schedule.shortfalls]
    legal, safety, contract = (tiers.count(tier) for tier in ("legal", "safety", "contract"))
    yield (
        f"  checked by the verifier: {legal} legal, {safety} safety, {contract} contract broken;"
        f" preferences cost {schedule.cost.preference}"
    )
    yield (
        f"  jobs: {schedule.due_count} due, {schedule.planned_count} planned,"
        f" {schedule.dispatched_count} with minutes and crew"
    )
    for shortfall in schedule.shortfalls:
        if shortfall.tier == "preference":
            continue
        items = ", ".join(item.removeprefix("sites/") for item in shortfall.items)
        yield f"  ! {shortfall.rule} ({shortfall.tier}, {shortfall.amount}): {items} {shortfall.cause}".rstrip()
        for relaxation in shortfall.relaxations:
            yield f"      would help: {relaxation}"


def jobs(where: Addresses, schedule: pb.Schedule) -> Iterator[str]:
    """One line for each job of a schedule, in site time."""
    zone = site_zone(where, schedule.name.split("/schedules/")[0])
    with channel(where.scheduler) as connection:
        schedules = rpc.ScheduleServiceStub(connection)
        request = pb.ListAssignmentsRequest(parent=schedule.name, page_size=1000)
        while True:
            page = schedules.ListAssignments(request)
            for one in page.assignments:
                day = date(one.date.year, one.date.month, one.date.day)
                latest = date(one.latest_date.year, one.latest_date.month, one.latest_date.day)
                span = ""
                if one.HasField("start_time"):
                    start, end = (stamp.ToDatetime(UTC).astimezone(zone) for stamp in (one.start_time, one.end_time))
                    span = f"{start:%H:%M}-{end:%H:%M}"
                crew = (
                    ", ".join(person.removeprefix("people/") for person in one.people) or f"({one.trade or 'anyone'})"
                )
                slack = (latest - day).days
                yield f"  {day:%a %d %b} {span:11}  {one.display_name}  {crew}  {slack} days to the latest"
            if not page.next_page_token:
                return
            request.page_token = page.next_page_token


def site_zone(where: Addresses, name: str) -> ZoneInfo:
    """The zone of a site."""
    with channel(where.assets) as connection:
        site = site_pb2_grpc.SiteServiceStub(connection).GetSite(site_pb2.GetSiteRequest(name=name))
    return ZoneInfo(site.time_zone)


def to_date(text: str) -> Date:
    """A day as written on the command line."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise typer.BadParameter(f'"{text}" is no day; write it as 2026-12-14') from None
    return Date(year=day.year, month=day.month, day=day.day)
