"""ScheduleService."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

from google.protobuf import json_format
from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.events.v1 import schedule_pb2 as events
from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import date_to_pb, optional_date
from services.runtime.errors import Exists, Invalid, Unfit
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ID, ids, parent_and_id
from services.runtime.outbox import Outbox
from services.scheduler import timeline
from services.scheduler.clients import Assets
from services.scheduler.domain.schedule import UNSOLVED, Kind, Schedule
from services.scheduler.horizon.notice import told_too_late
from services.scheduler.storage import by_day, in_force, proposed, schedules, staffings, timelines
from services.scheduler.wire.schedules import (
    assignment_kind_from_pb,
    assignment_to_pb,
    schedule_from_pb,
    schedule_to_pb,
)

NAME = "sites/*/schedules/*"
LOOK_SECONDS = 0.2
LONGEST_WATCH_SECONDS = 7200.0
"""An hour of the longest effort, and as much in the queue."""


class ScheduleServicer(rpc.ScheduleServiceServicer):
    """Proposes schedules and publishes them."""

    def __init__(self, database: Database, ledger: Ledger, outbox: Outbox, assets: Assets, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._outbox = outbox
        self._assets = assets
        self._now = now

    async def CreateSchedule(self, request: pb.CreateScheduleRequest, _: Context) -> pb.Schedule:
        (site,) = ids("sites/*", request.parent, "parent")
        if not ID.fullmatch(request.schedule_id) or len(request.schedule_id) > 40:
            raise Invalid("schedule_id", "is not 1-40 characters of a-z, 0-9 and -", hint='e.g. "2027-q1"')
        schedule = schedule_from_pb(request.schedule_id, request.schedule)
        await self._assets.site(request.parent)
        name = f"{request.parent}/schedules/{schedule.id}"

        async def change(tx: AsyncConnection) -> pb.Schedule:
            if await schedules.find(tx, request.parent, schedule.id):
                raise Exists(name)
            saved = await schedules.save(tx, request.parent, schedule, self._now())
            asked = events.SolveRequested(schedule=name)
            await self._outbox.put(
                tx,
                subject=f"muster.v1.solve.{site}.requested",
                type="muster.solve.requested.v1",
                about=name,
                body=json_format.MessageToJson(asked, indent=None).encode(),
            )
            return schedule_to_pb(request.parent, saved)

        return await self._ledger.once(request, pb.Schedule, change)

    async def GetSchedule(self, request: pb.GetScheduleRequest, _: Context) -> pb.Schedule:
        parent, id = parent_and_id(NAME, request.name, "name")
        async with self._database.read() as tx:
            return schedule_to_pb(parent, await schedules.get(tx, parent, id))

    async def ListSchedules(self, request: pb.ListSchedulesRequest, _: Context) -> pb.ListSchedulesResponse:
        ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            where = [schedules.table.c.parent == request.parent]
            found = await schedules.page(tx, where, page.after, page.size + 1)
            known = bool(found) or await _is_known(tx, request.parent)
        if not known:
            await self._assets.site(request.parent)
        found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
        return pb.ListSchedulesResponse(
            schedules=[schedule_to_pb(request.parent, stored) for stored in found], next_page_token=token
        )

    async def WatchSchedule(self, request: pb.WatchScheduleRequest, _: Context) -> AsyncIterator[pb.Schedule]:
        parent, id = parent_and_id(NAME, request.name, "name")
        end = time.monotonic() + LONGEST_WATCH_SECONDS
        shown = 0
        while time.monotonic() < end:
            async with self._database.read() as tx:
                stored = await schedules.get(tx, parent, id)
            if stored.version != shown:
                shown = stored.version
                yield schedule_to_pb(parent, stored)
            if stored.value.state not in UNSOLVED:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def CancelSchedule(self, request: pb.CancelScheduleRequest, _: Context) -> pb.Schedule:
        parent, id = parent_and_id(NAME, request.name, "name")

        async def change(tx: AsyncConnection) -> pb.Schedule:
            stored = await schedules.get(tx, parent, id)
            return schedule_to_pb(parent, await schedules.save(tx, parent, stored.value.stopped(), self._now()))

        return await self._ledger.once(request, pb.Schedule, change)

    async def DiffSchedule(self, request: pb.DiffScheduleRequest, _: Context) -> pb.DiffScheduleResponse:
        parent, id = parent_and_id(NAME, request.name, "name")
        async with self._database.read() as tx:
            stored = await schedules.get(tx, parent, id)
            found = await timeline.differences(tx, parent, stored.value)
        told = sorted({person for difference in found for person in difference.people})
        return pb.DiffScheduleResponse(
            changes=[_change_to_pb(difference) for difference in found], people=[f"people/{person}" for person in told]
        )

    async def PublishSchedule(self, request: pb.PublishScheduleRequest, _: Context) -> pb.Schedule:
        parent, id = parent_and_id(NAME, request.name, "name")
        site = parent.removeprefix("sites/")
        if not request.etag:
            raise Invalid("etag", "is missing", hint="read the schedule and send its etag")

        async def change(tx: AsyncConnection) -> pb.Schedule:
            schedule = (await schedules.get(tx, parent, id)).value
            published = schedule.published(await timeline.revision(tx, site))
            await _check_notice(tx, parent, schedule, self._now())
            saved = await schedules.save(tx, parent, published, self._now(), read=request.etag)
            done = await timeline.put_in_force(tx, parent, schedule, self._now())
            said = events.SchedulePublished(
                schedule=request.name,
                first_date=date_to_pb(schedule.first),
                last_date=date_to_pb(schedule.last),
                revision=done.revision,
                assignment_count=done.assignments,
            )
            await self._outbox.put(
                tx,
                subject=f"muster.v1.schedule.{site}.published",
                type="muster.schedule.published.v1",
                about=request.name,
                body=json_format.MessageToJson(said, indent=None).encode(),
            )
            return schedule_to_pb(parent, saved)

        return await self._ledger.once(request, pb.Schedule, change)

    async def ListAssignments(self, request: pb.ListAssignmentsRequest, _: Context) -> pb.ListAssignmentsResponse:
        of_schedule = request.parent.count("/") == 3
        ids(NAME if of_schedule else "sites/*", request.parent, "parent")
        rows = proposed if of_schedule else in_force
        columns = rows.table.c
        where: list[ColumnElement[bool]] = [columns.parent == request.parent]
        if first := optional_date(request, "first_date", "first_date"):
            where.append(columns.day >= first)
        if last := optional_date(request, "last_date", "last_date"):
            where.append(columns.day <= last)
        kind = assignment_kind_from_pb(request.kind)
        page = pages.asked(request)
        async with self._database.read() as tx:
            if of_schedule:
                await schedules.get(tx, *parent_and_id(NAME, request.parent, "parent"))
            found = await by_day(tx, rows, where, page.after, page.size + 1, kind=kind)
            known = bool(found) or of_schedule or await _is_known(tx, request.parent)
        if not known:
            await self._assets.site(request.parent)
        found, token = page.cut(found, [(stored.value.day.isoformat(), stored.value.id) for stored in found])
        return pb.ListAssignmentsResponse(
            assignments=[assignment_to_pb(stored.value) for stored in found], next_page_token=token
        )


async def _is_known(tx: AsyncConnection, site: str) -> bool:
    """Whether something of a site was ever stored here. Sites are the assets service's: of others it has to be asked,
    for "nothing" is no answer to a name that nobody has."""
    id = site.removeprefix("sites/")
    return bool(await timelines.find(tx, "", id) or await staffings.find(tx, "", id))


async def _check_notice(tx: AsyncConnection, parent: str, schedule: Schedule, now: datetime) -> None:
    """Raises Unfit where a drill would be announced later than its site asks for."""
    staffing = await staffings.find(tx, "", parent.removeprefix("sites/"))
    if staffing is None or Kind.DRILLS not in schedule.kinds:
        return
    drills = await timeline.differences(tx, parent, replace(schedule, kinds=(Kind.DRILLS,)))
    for late in told_too_late(staffing.value, ((one.before, one.after) for one in drills), now):
        raise Unfit(
            "ANNOUNCED_TOO_LATE",
            f"{late.id} on {late.day} would be announced with less notice than it needs",
            hint="the draft has lain too long: plan again",
            key=late.id,
            date=late.day.isoformat(),
        )


def _change_to_pb(difference: timeline.Difference) -> pb.Change:
    before, after = difference.before, difference.after
    kind = pb.Change.KIND_CHANGED if before and after else pb.Change.KIND_ADDED if after else pb.Change.KIND_REMOVED
    return pb.Change(
        kind=kind,
        before=assignment_to_pb(before) if before else None,
        after=assignment_to_pb(after) if after else None,
    )
