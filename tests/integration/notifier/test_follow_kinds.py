"""A publish of some kinds leaves the tasks of the others alone: scheduler and notifier together, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from google.protobuf import json_format
from sqlalchemy import select

from muster.events.v1 import schedule_pb2, task_pb2
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.notifier import app as notifier
from services.notifier import storage as notes
from services.notifier.clients import Scheduler
from services.notifier.consume import ScheduleNews
from services.notifier.domain import TaskState
from services.runtime import channel, database, server
from services.runtime.database import Database
from services.runtime.dates import date_to_pb
from services.runtime.envelope import Event
from services.runtime.inbox import Inbox
from services.runtime.ledger import Ledger
from services.runtime.outbox import Outbox
from services.scheduler import storage as plans
from services.scheduler import timeline
from services.scheduler.clients import Assets
from services.scheduler.domain.schedule import Assignment, AssignmentKind, Kind, Schedule
from services.scheduler.servicer.schedules import ScheduleServicer

MIGRATIONS = Path(plans.__file__).parent / "migrations"
NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
SITE = "sites/s"
FIRST, LAST = date(2026, 12, 15), date(2026, 12, 20)


def give(key: str, person: str, kind: AssignmentKind, day: date = FIRST, *, dispatched: bool = True) -> Assignment:
    start = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    one = Assignment(id=key, display_name="Visit", kind=kind, day=day, latest=day)
    return replace(one, start=start, end=start + timedelta(hours=1), people=(person,)) if dispatched else one


def job(person: str = "wu", day: date = FIRST, *, dispatched: bool = True) -> Assignment:
    return give("job/pump/1", person, AssignmentKind.JOB, day, dispatched=dispatched)


SHIFT = give("shift/chen/1/day/gate", "chen", AssignmentKind.SHIFT)
DRILL = give("drill/evacuation/q4/lobby", "li", AssignmentKind.DRILL)


@dataclass(frozen=True, slots=True)
class Estate:
    """A scheduler that is asked over gRPC, and the notifier's ear."""

    plans: Database
    notes: Database
    ear: ScheduleNews

    async def publish(
        self, id: str, *held: Assignment, kinds: tuple[Kind, ...] = tuple(Kind), days: tuple[date, date] = (FIRST, LAST)
    ) -> Event:
        """Puts a schedule in force; answers the event that says so."""
        schedule = Schedule(id=id, first=days[0], last=days[1], kinds=kinds)
        async with self.plans.write() as tx:
            values = [replace(one, schedule=id) for one in held]
            await plans.proposed.save_all(tx, f"{SITE}/schedules/{id}", values, {}, NOW)
            done = await timeline.put_in_force(tx, SITE, schedule, NOW)
        said = schedule_pb2.SchedulePublished(
            schedule=f"{SITE}/schedules/{id}",
            first_date=date_to_pb(days[0]),
            last_date=date_to_pb(days[1]),
            revision=done.revision,
            assignment_count=done.assignments,
        )
        return Event(
            id=id,
            subject="muster.v1.schedule.s.published",
            type="muster.schedule.published.v1",
            source="/muster/scheduler",
            about=said.schedule,
            time=NOW,
            body=json_format.MessageToJson(said).encode(),
        )

    async def told(self, event: Event) -> list[tuple[str, int]]:
        """Whom the event made hear of something, and of what."""
        async with self.notes.write() as tx:
            await tx.execute(notes.outbox.delete())
        await self.ear.take(event)
        async with self.notes.read() as tx:
            rows = await tx.execute(select(notes.outbox).order_by(notes.outbox.c.sequence))
            said = [json_format.Parse(row.body, task_pb2.TasksAssigned()) for row in rows]
        return [(digest.person, entry.change) for digest in said for entry in digest.entries]

    async def states(self) -> dict[str, TaskState]:
        """The state of each person's only task."""
        async with self.notes.read() as tx:
            return {one.value.person: one.value.state for one in await notes.tasks.all(tx)}


@pytest.fixture
async def estate(database_url: str, tmp_path: Path) -> AsyncIterator[Estate]:
    # The notifier's database is the kind that the test is about; the scheduler's may be a file.
    async with (
        database.opened(f"sqlite+aiosqlite:///{tmp_path}/scheduler.db", MIGRATIONS) as of_plans,
        database.opened(database_url, notifier.MIGRATIONS) as of_notes,
        channel.opened("127.0.0.1:1") as nobody,
    ):
        said = Outbox(plans.outbox, "/muster/scheduler", lambda: NOW)
        ledger = Ledger(of_plans, plans.ledger, lambda: NOW)
        servicer = ScheduleServicer(of_plans, ledger, said, Assets(nobody), lambda: NOW)

        def register(grpc_server: grpc.aio.Server) -> list[str]:
            rpc.add_ScheduleServiceServicer_to_server(servicer, grpc_server)
            return ["muster.scheduler.v1.ScheduleService"]

        async with (
            server.serving("127.0.0.1:0", register, checks={"database": of_plans.answers}, grace=1) as port,
            channel.opened(f"127.0.0.1:{port}") as connection,
        ):
            outbox = Outbox(notes.outbox, "/muster/notifier", lambda: NOW)
            inbox = Inbox(notes.inbox, lambda: NOW)
            yield Estate(of_plans, of_notes, ScheduleNews(of_notes, inbox, outbox, Scheduler(connection), lambda: NOW))


NEW, CANCELLED = task_pb2.TasksAssigned.CHANGE_NEW, task_pb2.TasksAssigned.CHANGE_CANCELLED


async def test_a_maintenance_publish_leaves_shift_and_drill_tasks_alone(estate: Estate) -> None:
    everybody = [("people/chen", NEW), ("people/li", NEW), ("people/wu", NEW)]
    assert await estate.told(await estate.publish("all", job(), SHIFT, DRILL)) == everybody
    only = await estate.publish("only", job("zhao"), kinds=(Kind.MAINTENANCE,))
    assert await estate.told(only) == [("people/wu", CANCELLED), ("people/zhao", NEW)]
    assert await estate.states() == {
        "people/chen": TaskState.ASSIGNED,
        "people/li": TaskState.ASSIGNED,
        "people/wu": TaskState.CANCELLED,
        "people/zhao": TaskState.ASSIGNED,
    }


async def test_a_roster_publish_takes_shifts_away_and_leaves_jobs_and_drills(estate: Estate) -> None:
    await estate.told(await estate.publish("all", job(), SHIFT, DRILL))
    assert await estate.told(await estate.publish("none", kinds=(Kind.ROSTER,))) == [("people/chen", CANCELLED)]


async def test_an_event_that_comes_twice_tells_once(estate: Estate) -> None:
    event = await estate.publish("all", job(), SHIFT)
    assert await estate.told(event) == [("people/chen", NEW), ("people/wu", NEW)]
    assert await estate.told(event) == []


async def test_an_event_that_comes_late_does_no_harm(estate: Estate) -> None:
    early = await estate.publish("all", job(), SHIFT)
    late = await estate.publish("only", job("zhao"), kinds=(Kind.MAINTENANCE,))
    assert await estate.told(late) == [("people/chen", NEW), ("people/zhao", NEW)]
    assert await estate.told(early) == []


async def test_work_that_moves_in_from_other_days_is_taken_from_whom_it_had(estate: Estate) -> None:
    day = LAST + timedelta(days=3)
    await estate.told(await estate.publish("next", job(day=day), days=(day, day)))
    moved = await estate.publish("week", job("zhao"), kinds=(Kind.MAINTENANCE,))
    assert await estate.told(moved) == [("people/wu", CANCELLED), ("people/zhao", NEW)]


async def test_work_that_loses_its_minutes_as_it_moves_in_is_nobodys_task(estate: Estate) -> None:
    day = LAST + timedelta(days=3)
    await estate.told(await estate.publish("next", job(day=day), days=(day, day)))
    assert await estate.told(await estate.publish("week", job(dispatched=False))) == [("people/wu", CANCELLED)]


async def test_a_quarter_comes_in_pages_and_each_person_is_told_once(estate: Estate) -> None:
    held = [give(f"shift/p/{number}", f"p{number % 55}", AssignmentKind.SHIFT) for number in range(3000)]
    found = await estate.told(await estate.publish("all", *held))
    assert sorted(found) == sorted((f"people/p{number % 55}", NEW) for number in range(3000))
