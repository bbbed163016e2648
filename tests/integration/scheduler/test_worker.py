"""The worker on a real broker and a real database: a schedule is solved or says why not, and never stays SOLVING."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format

from muster.assets.v1 import site_pb2, site_pb2_grpc
from muster.events.v1 import schedule_pb2 as events
from services.assets import app as assets_app
from services.runtime import bus, channel, database
from services.runtime.bus import Bus
from services.runtime.database import Database
from services.runtime.envelope import Event
from services.scheduler import saved, solver, storage, worker
from services.scheduler.clients import Assets
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import Person
from services.scheduler.domain.saved import SavedAnswer
from services.scheduler.domain.schedule import Schedule, ScheduleState, SolveEffort
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.gather import gathered
from services.scheduler.storage import by_day, in_force, people, proposed, saved_answers, schedules, staffings
from services.scheduler.worker import DURABLE, TRIES, Worker

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
SITE = "sites/harbour"
MIGRATIONS = Path(storage.__file__).parent / "migrations"
UNSOLVED = (ScheduleState.QUEUED, ScheduleState.SOLVING)


@dataclass(frozen=True, slots=True)
class Room:
    """A scheduler without a face: its database, its bus, and what a worker needs."""

    db: Database
    bus: Bus
    assets: Assets

    async def ask(self, id: str, seconds: int = 2, steps: int = 50) -> str:
        """A schedule of one week that waits in the queue; answers its name."""
        first = date(2027, 1, 11)
        effort = SolveEffort(seconds=seconds, steps=steps)
        schedule = Schedule(id=id, first=first, last=first + timedelta(days=6), effort=effort)
        async with self.db.write() as tx:
            await schedules.save(tx, SITE, schedule, NOW)
        name = f"{SITE}/schedules/{id}"
        await self.say(json_format.MessageToJson(events.SolveRequested(schedule=name)).encode(), id)
        return name

    async def say(self, body: bytes, id: str) -> None:
        kind = "muster.solve.requested.v1"
        subject = "muster.v1.solve.harbour.requested"
        await self.bus.publish(
            Event(id=id, subject=subject, type=kind, source="/test", about=SITE, time=NOW, body=body)
        )

    async def row(self, id: str) -> Schedule:
        async with self.db.read() as tx:
            return (await schedules.get(tx, SITE, id)).value

    async def until(self, id: str, reached: Callable[[Schedule], bool]) -> Schedule:
        async with asyncio.timeout(60):
            while True:
                self.db.committed.clear()
                if reached(row := await self.row(id)):
                    return row
                await self.db.committed.wait()

    async def saved(self, id: str) -> None:
        """Returns once an answer is kept from which another worker could go on."""
        async with asyncio.timeout(60):
            while True:
                self.db.committed.clear()
                async with self.db.read() as tx:
                    if (await saved.known(tx, SITE, id))[0] is not None:
                        return
                row = await self.row(id)
                assert row.state in UNSOLVED, row.failure
                await self.db.committed.wait()

    async def ended(self, id: str) -> Schedule:
        return await self.until(id, lambda row: row.state not in UNSOLVED)


@asynccontextmanager
async def working(room: Room, **given: Any) -> AsyncIterator[Worker]:
    """A worker that takes jobs while the block runs."""
    one = Worker(room.db, room.bus, room.assets, lambda: NOW, **given)
    running = asyncio.create_task(one.run())
    try:
        yield one
        assert not running.done(), running.exception()
    finally:
        # A library may take a cancellation for a time-out of its own and go on: then it is told again.
        while not running.done():
            running.cancel()
            await asyncio.wait([running], timeout=0.2)


@pytest.fixture
async def room(nats: Any, tmp_path: Path) -> AsyncIterator[Room]:
    settings = assets_app.Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path}/assets.db",
        nats_url=nats.url,
        listen="127.0.0.1:0",
        grace_seconds=1,
    )
    async with AsyncExitStack() as stack:
        port = await stack.enter_async_context(assets_app.running(settings))
        to_assets = await stack.enter_async_context(channel.opened(f"127.0.0.1:{port}"))
        site = site_pb2.Site(name=SITE, display_name="Harbour", time_zone="Asia/Shanghai")
        await site_pb2_grpc.SiteServiceStub(to_assets).UpdateSite(
            site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
        )
        db = await stack.enter_async_context(
            database.opened(f"sqlite+aiosqlite:///{tmp_path}/scheduler.db", MIGRATIONS)
        )
        on_bus = await stack.enter_async_context(bus.connected(nats.url, "test"))
        yield Room(db, on_bus, Assets(to_assets))


async def take_and_die(room: Room, times: int) -> None:
    """Workers that take the job and are gone; the broker gives it to the next at once instead of after its lease."""
    jobs = await room.bus.subscription("MUSTER_SOLVE", DURABLE, "muster.v1.solve.>", deliveries=-1)
    for _ in range(times):
        (message,) = await jobs.fetch(1, timeout=5)
        await message.nak()


async def test_a_schedule_is_solved_and_its_shifts_are_kept(room: Room) -> None:
    site = Staffing(
        id="harbour",
        shifts=(ShiftType("day", 420, 480),),
        posts=(Post("gate", coverage=(Coverage("day", 1),)),),
        contracts=(Contract("guard"),),
    )
    async with room.db.write() as tx:
        await staffings.save(tx, "", site, NOW)
        for n in range(2):
            await people.save(tx, "", Person(id=f"g{n}", display_name="G", contract="guard"), NOW)
    name = await room.ask("one")
    async with working(room):
        row = await room.ended("one")
    assert (row.state, row.failure) == (ScheduleState.DRAFT, "")
    assert (row.counts.places, row.counts.filled) == (7, 7)
    async with room.db.read() as tx:
        held = await by_day(tx, proposed, [proposed.table.c.parent == name])
    assert len(held) >= 7
    assert {one.value.post for one in held} >= {"gate"}


async def test_a_schedule_says_beside_its_cost_what_no_roster_could_cost_less_than(room: Room) -> None:
    """Four guards for 168 hours of posts, 8 more than they are paid for: so few people and days are proved."""
    await guards(room, 4, Post("gate", coverage=(Coverage("day", 3),)))
    await room.ask("one", seconds=20, steps=20_000)
    async with working(room):
        row = await room.ended("one")
    legal, safety, contract, _ = row.reached.cost
    assert (row.state, legal, safety) == (ScheduleState.DRAFT, 0, 0)
    assert contract >= 8
    assert row.reached.bound == row.reached.cost


@pytest.mark.parametrize(("deaths", "state"), [(TRIES - 1, ScheduleState.DRAFT), (TRIES, ScheduleState.FAILED)])
async def test_a_job_whose_workers_died_is_tried_three_times(room: Room, deaths: int, state: ScheduleState) -> None:
    await room.ask("one")
    await take_and_die(room, deaths)
    async with working(room):
        row = await room.ended("one")
    assert row.state is state
    if state is ScheduleState.FAILED:
        assert row.failure.startswith("given up after 3 tries: every worker that took it up died")
        assert row.fence[1] == TRIES + 1


async def test_a_solver_that_dies_each_time_fails_the_schedule_with_its_exit(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that is ready, reads the problem and ends; the worker lives on and solves the next one."""
    dies = (
        "import pickle, struct, sys;"
        "from services.scheduler.planning.child import Ready, frame;"
        "sys.stdout.buffer.write(frame(Ready()));"
        "sys.stdout.flush();"
        "sys.stdin.buffer.read(4);"
        "sys.exit(3)"
    )
    monkeypatch.setattr(solver, "COMMAND", (sys.executable, "-c", dies))
    monkeypatch.setattr(worker, "PAUSES_SECONDS", (0.05,))
    await room.ask("one")
    async with working(room):
        row = await room.ended("one")
        assert row.state is ScheduleState.FAILED
        assert row.failure == "given up after 3 tries: the solver ended with 3"
        monkeypatch.undo()
        await room.ask("two")
        assert (await room.ended("two")).state is ScheduleState.DRAFT


async def test_a_message_that_asks_for_nothing_is_put_away_and_the_next_job_is_taken(room: Room) -> None:
    await room.say(b"not a request", "nonsense")
    await room.say(b'{"schedule": "no name"}', "nameless")
    await room.ask("one")
    async with working(room):
        assert (await room.ended("one")).state is ScheduleState.DRAFT
    jobs = await room.bus.subscription("MUSTER_SOLVE", DURABLE, "muster.v1.solve.>", deliveries=-1)
    left = await jobs.consumer_info()
    assert (left.num_pending, left.num_ack_pending) == (0, 0)


async def test_a_schedule_that_is_not_there_is_nobody_s_job(room: Room) -> None:
    await room.say(b'{"schedule": "sites/harbour/schedules/gone"}', "gone")
    await room.ask("one")
    async with working(room):
        assert (await room.ended("one")).state is ScheduleState.DRAFT


async def test_a_search_that_is_stopped_keeps_its_best_and_the_next_one_has_its_own_answer(room: Room) -> None:
    """The first would search for a minute; the second must not be given what the first still had to say."""
    await guards(room, 30)
    await room.ask("long", seconds=60, steps=0)
    async with working(room):
        await room.until("long", lambda row: row.reached.phase == "roster")
        async with room.db.write() as tx:
            stored = await schedules.get(tx, SITE, "long")
            await schedules.save(tx, SITE, stored.value.stopped(), NOW)
        row = await room.ended("long")
        assert (row.state, row.stop_asked) == (ScheduleState.DRAFT, True)
        assert row.reached.elapsed < 30
        await room.ask("next")
        assert (await room.ended("next")).state is ScheduleState.DRAFT


async def guards(room: Room, count: int, *posts: Post) -> None:
    """A site with one kind of shift, so many guards, and the posts that are given."""
    site = Staffing(id="harbour", shifts=(ShiftType("day", 420, 480),), posts=posts, contracts=(Contract("guard"),))
    async with room.db.write() as tx:
        await staffings.save(tx, "", site, NOW)
        for n in range(count):
            await people.save(tx, "", Person(id=f"g{n}", display_name="G", contract="guard"), NOW)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell a process's memory")
async def test_a_search_that_takes_more_memory_than_it_may_is_ended_and_says_so(room: Room) -> None:
    """The child alone, with its libraries loaded, is larger than this; it is not tried a second time."""
    await guards(room, 30)
    await room.ask("large", seconds=60, steps=0)
    async with working(room, memory_mb=20):
        row = await room.ended("large")
    assert (row.state, row.fence[1]) == (ScheduleState.FAILED, 1)
    assert "more than the 20 MB of SCHEDULER_SOLVER_MEMORY_MB; ask for a shorter period" in row.failure


async def test_a_worker_that_dies_leaves_its_best_to_the_next_which_spends_what_is_left(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search of two minutes whose worker is lost; the next one finds that all but a second of it is spent."""
    monkeypatch.setattr(worker, "ACK_WAIT_SECONDS", 1.0)
    monkeypatch.setattr(worker, "HEARTBEAT_SECONDS", 0.3)
    await guards(room, 30)
    await room.ask("long", seconds=120, steps=0)
    async with working(room):
        await room.saved("long")
        # Lost between two writes: a connection that is cancelled within one would keep its lock in this process.
        seen = (await room.row("long")).reached.elapsed
        await room.until("long", lambda row: row.reached.phase == "roster" and row.reached.elapsed > seen)
    assert (await room.row("long")).state is ScheduleState.SOLVING
    async with room.db.write() as tx:
        estate, spent = await saved.known(tx, SITE, "long")
        assert estate is not None and 0 < spent < 60
        await saved.keep(tx, SITE, "long", estate, 119.0, NOW)
    async with working(room):
        row = await room.ended("long")
    assert (row.state, row.fence[1]) == (ScheduleState.DRAFT, 2)
    assert row.reached.elapsed < 30
    async with room.db.read() as tx:
        assert await saved.known(tx, SITE, "long") == (None, 0.0)


async def test_the_timeline_is_read_as_far_as_it_binds_and_for_those_concerned(room: Room) -> None:
    """Next month's drill was out of sight, and a year of every other site was read for people nobody asks about."""
    first = date(2027, 1, 11)

    def held(id: str, day: date, person: str, kind: AssignmentKind) -> Assignment:
        return Assignment(id=id, display_name="X", day=day, latest=day, kind=kind, people=(person,))

    here = [
        held("drill/fire/2027-q2/site", first + timedelta(days=6 + 90), "g0", AssignmentKind.DRILL),
        held("drill/fire/2024-q4/site", first - timedelta(days=800), "g0", AssignmentKind.DRILL),
        held("shift/g0/near", first - timedelta(days=91), "g0", AssignmentKind.SHIFT),
    ]
    too_far = [
        held("drill/fire/2027-q3/site", first + timedelta(days=6 + 91), "g0", AssignmentKind.DRILL),
        held("drill/fire/2024-q3/site", first - timedelta(days=801), "g0", AssignmentKind.DRILL),
        held("shift/g0/far", first - timedelta(days=92), "g0", AssignmentKind.SHIFT),
        held("shift/g0/later", first + timedelta(days=6 + 8), "g0", AssignmentKind.SHIFT),
    ]
    there = [held("shift/g0/tower", first - timedelta(days=28), "g0", AssignmentKind.SHIFT)]
    nobody_s = [
        held("shift/t0/tower", first, "t0", AssignmentKind.SHIFT),
        held("shift/g0/old", first - timedelta(days=29), "g0", AssignmentKind.SHIFT),
    ]
    await guards(room, 1)
    async with room.db.write() as tx:
        await people.save(tx, "", Person(id="t0", display_name="T", sites=("tower",)), NOW)
        await in_force.save_all(tx, SITE, [*here, *too_far], {}, NOW)
        await in_force.save_all(tx, "sites/tower", [*there, *nobody_s], {}, NOW)
    schedule = Schedule(id="one", first=first, last=first + timedelta(days=6))
    found = await gathered(room.db, room.assets, lambda: NOW, SITE, schedule)
    assert set(found.in_force) == set(here)
    assert set(found.elsewhere) == set(there)


async def test_an_answer_that_cannot_be_read_any_more_is_no_start(room: Room) -> None:
    await room.ask("one")
    async with room.db.write() as tx:
        await saved_answers.save(tx, SITE, SavedAnswer("one", b"of an older release", 1.0), NOW)
    async with working(room):
        assert (await room.ended("one")).state is ScheduleState.DRAFT
    async with room.db.read() as tx:
        assert await saved_answers.find(tx, SITE, "one") is None


async def test_a_worker_that_was_thought_dead_writes_nothing(room: Room) -> None:
    """A later delivery has taken the schedule up: the row stays the later worker's, and the next job is taken."""
    await room.ask("one")
    async with room.db.write() as tx:
        stored = await schedules.get(tx, SITE, "one")
        later = stored.value.taken_up((99, 1), 0)
        await schedules.save(tx, SITE, later, NOW)
    await room.ask("two")
    async with working(room):
        await room.ended("two")
    assert await room.row("one") == later
