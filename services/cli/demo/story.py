"""The six parts of the main job, each asked of the services and printed as a supervisor would want to see it."""

import asyncio
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import typer

from muster.assets.v1 import register_pb2
from muster.scheduler.v1 import schedule_pb2, schedule_pb2_grpc
from services.cli import fetch, import_
from services.cli.apply import apply_estate
from services.cli.connection import Addresses, channel
from services.cli.demo import staff, task, told
from services.cli.demo.building import Building
from services.cli.demo.effort import Spent
from services.cli.estate.file import EstateFile
from services.cli.plan import report
from services.cli.solving import solved
from services.runtime.clock import HeldClock
from services.runtime.dates import date_to_pb

WEEKS = 13
MOST_LINES = 3


class Story:
    """One run of the demonstration."""

    def __init__(
        self, building: Building, where: Addresses, clock: HeldClock, data: Path, *, seconds: int, workers: int
    ) -> None:
        self._building, self._where, self._clock, self._data = building, where, clock, data
        self._seconds, self._workers = seconds, workers
        self._site = building.estate.site.name
        self._zone = ZoneInfo(building.zone)
        self._first = clock.now().astimezone(self._zone).date() + timedelta(days=1)
        self._last = self._first + timedelta(weeks=WEEKS, days=-1)

    def told(self) -> str:
        """Tell it; answers the id of the site."""
        held = self._clock.now().astimezone(self._zone)
        pack = f" · pack {self._building.pack}" if self._building.pack else ""
        typer.echo(
            f"muster demo · {self._site.removeprefix('sites/')} · {self._building.zone}{pack}"
            f" · clock held at {held:%a %d %b %Y %H:%M}"
        )
        estate = self._register()
        staff.shown(self._where, self._site, estate, self._first, self._last)
        schedule = self._solve()
        self._publish(schedule)
        task.followed(self._where, self._clock, self._site, self._zone)
        return self._site.removeprefix("sites/")

    def _register(self) -> EstateFile:
        begun = time.monotonic()
        building = self._building
        typer.echo(f"1 REGISTER  {building.register or building.shown}")
        apply_estate(building.estate, self._where)
        if building.register:
            answer = self._import(building.register)
            for line in sheets(answer):
                typer.echo(line)
            again = self._import(building.register)
            changed = sum(one.created_count + one.updated_count + one.disappeared_count for one in again.kinds)
            typer.echo(f"  the same file again: {changed} changed")
            for line in origins(answer.plans, building):
                typer.echo(line)
        estate = building.staffed(self._where)
        apply_estate(estate, self._where)
        typer.echo(f"  {time.monotonic() - begun:.1f} s")
        return estate

    def _import(self, file: Path) -> register_pb2.ImportRegisterResponse:
        building = self._building
        register = building.estate.register
        header = register_pb2.ImportRegisterRequest.Header(
            parent=self._site,
            filename=file.name,
            pack=building.pack,
            default_scope=register.default_scope if register else building.default_scope,
            scopes=register.scopes if register else {},
        )
        return import_.send(self._where, file, header)

    def _solve(self) -> schedule_pb2.Schedule:
        typer.echo(
            f"3 SOLVE  {self._first:%d %b} - {self._last:%d %b %Y}, effort {self._seconds} s,"
            f" {self._workers} workers, seed 1"
        )
        with channel(self._where.scheduler) as connection:
            schedules = schedule_pb2_grpc.ScheduleServiceStub(connection)
            request = schedule_pb2.CreateScheduleRequest(
                parent=self._site,
                schedule_id=f"{self._first.year}-q{(self._first.month + 2) // 3}",
                schedule=schedule_pb2.Schedule(
                    first_date=date_to_pb(self._first),
                    last_date=date_to_pb(self._last),
                    effort=schedule_pb2.Effort(seconds=self._seconds, workers=self._workers, seed=1),
                ),
                request_id=str(uuid4()),
            )
            spent = Spent(self._seconds)
            found = solved(schedules, schedules.CreateSchedule(request).name, self._seconds, spent.see)
        for line in spent.lines(found):
            typer.echo(line)
        typer.echo("4 SCHEDULE")
        report(self._where, found)
        if found.state != schedule_pb2.Schedule.STATE_DRAFT:
            raise typer.Exit(1)
        return found

    def _publish(self, schedule: schedule_pb2.Schedule) -> None:
        with channel(self._where.scheduler) as connection:
            schedules = schedule_pb2_grpc.ScheduleServiceStub(connection)
            change = schedules.DiffSchedule(schedule_pb2.DiffScheduleRequest(name=schedule.name))
            schedules.PublishSchedule(
                schedule_pb2.PublishScheduleRequest(name=schedule.name, etag=schedule.etag, request_id=str(uuid4()))
            )
        typer.echo(f"5 PUBLISH  {len(change.changes):,} changes, {len(change.people)} people concerned")
        expected = expected_tasks(fetch.assignments(self._where, self._site), self._clock.now() + told.AHEAD)
        for line in asyncio.run(told.counted(self._where, self._site, expected)):
            typer.echo(line)


def expected_tasks(assignments: Iterable[schedule_pb2.Assignment], until: datetime) -> int:
    """How many tasks are told at once: one for each person of what begins until then."""
    return sum(
        len(one.people) for one in assignments if one.HasField("start_time") and one.start_time.ToDatetime(UTC) <= until
    )


def sheets(answer: register_pb2.ImportRegisterResponse) -> list[str]:
    """The sheets that were read, with the first reasons for what was not taken."""
    lines = [f"  {answer.facility}", f"  {'sheet':10} {'read':>6} {'imported':>9} {'skipped':>8}  why"]
    for one in answer.sheets:
        if one.read_count:
            why = [
                f"row {finding.row}: {finding.reason}" + (f" [{finding.value}]" if finding.value else "")
                for finding in answer.findings
                if finding.sheet == one.sheet
                and finding.row
                and finding.severity
                in (register_pb2.RegisterFinding.SEVERITY_SKIP, register_pb2.RegisterFinding.SEVERITY_ERROR)
            ]
            more = f" · +{len(why) - MOST_LINES} more" if len(why) > MOST_LINES else ""
            lines.append(
                f"  {one.sheet:10} {one.read_count:6,} {one.imported_count:9,} {one.skipped_count:8,}  "
                + " · ".join(why[:MOST_LINES])
                + more
            )
    if answer.unresolved:
        lines.append(f"  references to nothing: {len(answer.unresolved)}, e.g. [{answer.unresolved[0].value}]")
    return [line.rstrip() for line in lines]


def origins(plans: register_pb2.PlanReport, building: Building) -> list[str]:
    """Where the plans come from, and what has none."""
    parts = [f"{plans.file_count} from the file"]
    parts += [
        f"{plans.pack_counts[kind]:,} by {kind}" for kind in ("law", "standard", "guide") if kind in plans.pack_counts
    ]
    if "unverified" in plans.pack_counts:
        parts.append(f"{plans.pack_counts['unverified']:,} without a source")
    lines = [f"  plans: {', '.join(parts)}; {plans.without_count:,} assets have none"]
    if building.default_scope:
        lines.append("  a job of several assets is one visit a floor: decided for this demonstration, nobody was asked")
    return lines
