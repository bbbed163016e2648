"""Work orders follow what people are told and what they do, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message
from sqlalchemy import select

from muster.events.v1 import task_pb2
from services.assets import app, storage
from services.assets.consume import TaskNews
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.site import Site
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.runtime import database
from services.runtime.database import Database
from services.runtime.dates import instant_to_pb
from services.runtime.envelope import Event
from services.runtime.inbox import Inbox
from services.runtime.outbox import Outbox

NOW = datetime(2026, 12, 28, 23, tzinfo=UTC)
"""Already the 29th at the site."""
SITE = "sites/s"
HALF_MONTH = f"{SITE}/maintenancePlans/half-month/occurrences/2026-12-29"
QUARTER = f"{SITE}/maintenancePlans/quarter/occurrences/2027-01-05"
YEAR = f"{SITE}/maintenancePlans/year/occurrences/2027-01-10"
LIFT = f"{SITE}/assets/lift"


def plan(id: str, count: int, unit: Unit, *, floating: bool = True) -> MaintenancePlan:
    every = Interval(count, unit)
    anchor = date(2026, 12, 14) if floating else date(2026, 1, 10)
    return MaintenancePlan(
        id=id, asset="lift", display_name=id, interval=every, anchor=anchor, floating=floating, early_days=13
    )


class Assets:
    """The assets service's store, and the news that reach it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._news = TaskNews(db, Inbox(storage.inbox, self._now), Outbox(storage.outbox, "/t", self._now), self._now)

    @staticmethod
    def _now() -> datetime:
        return NOW

    async def hear(self, type: str, said: Message, id: str = "") -> None:
        body = json_format.MessageToJson(said, indent=None).encode()
        await self._news.take(
            Event(id=id or str(uuid4()), subject="x", type=type, source="/n", about="x", time=NOW, body=body)
        )

    async def told(
        self,
        *includes: str,
        change: task_pb2.TasksAssigned.Change = task_pb2.TasksAssigned.CHANGE_NEW,
        person: str = "people/wu",
    ) -> None:
        entry = task_pb2.TasksAssigned.Entry(
            task="tasks/t", change=change, display_name="Visit", work=HALF_MONTH, asset=LIFT, includes=includes
        )
        await self.hear("muster.task.assigned.v1", task_pb2.TasksAssigned(person=person, entries=[entry]))

    async def done(self, *includes: str, at: datetime = NOW, person: str = "people/wu", id: str = "") -> None:
        said = task_pb2.TaskCompleted(
            task="tasks/t",
            person=person,
            work=HALF_MONTH,
            asset=LIFT,
            display_name="Visit",
            performed_time=instant_to_pb(at),
            recorded_time=instant_to_pb(NOW),
            includes=includes,
        )
        await self.hear("muster.task.completed.v1", said, id)

    async def order(self) -> WorkOrder:
        async with self._db.read() as tx:
            (stored,) = await storage.work_orders.all(tx)
        return stored.value

    async def counted_from(self) -> dict[str, date | None]:
        """The day from which each plan goes on: the last visit of a chain, the last day done of a calendar."""
        async with self._db.read() as tx:
            held = [stored.value for stored in await storage.plans.all(tx)]
        return {one.id: one.anchor if one.floating else one.done for one in held}

    async def said(self) -> list[str]:
        async with self._db.read() as tx:
            rows = await tx.execute(select(storage.outbox.c.type).order_by(storage.outbox.c.sequence))
            return [str(type) for type in rows.scalars()]


@pytest.fixture
async def assets(database_url: str) -> AsyncIterator[Assets]:
    async with database.opened(database_url, app.MIGRATIONS) as db:
        async with db.write() as tx:
            await storage.sites.save(tx, "", Site(id="s", display_name="S", time_zone="Asia/Shanghai"), NOW)
            for one in (
                plan("half-month", 15, Unit.DAY),
                plan("quarter", 3, Unit.MONTH),
                plan("year", 1, Unit.YEAR, floating=False),
            ):
                await storage.plans.save(tx, SITE, one, NOW)
        yield Assets(db)


BEFORE = {"half-month": date(2026, 12, 14), "quarter": date(2026, 12, 14), "year": None}
AFTER = {"half-month": date(2026, 12, 29), "quarter": date(2026, 12, 29), "year": date(2027, 1, 10)}


async def test_a_visit_completes_every_plan_that_it_includes_on_the_day_of_the_site(assets: Assets) -> None:
    await assets.told(QUARTER, YEAR)
    assert (await assets.order()).includes == (QUARTER, YEAR)
    assert await assets.counted_from() == BEFORE
    await assets.done(QUARTER, YEAR)
    assert (await assets.order()).state is WorkOrderState.COMPLETED
    assert await assets.counted_from() == AFTER


async def test_a_visit_completes_nothing_that_it_does_not_include(assets: Assets) -> None:
    await assets.told()
    await assets.done()
    assert await assets.counted_from() == BEFORE | {"half-month": date(2026, 12, 29)}


# https://github.com/OCA/maintenance/issues/161
async def test_a_visit_counts_from_when_it_was_performed_and_not_from_when_that_was_recorded(assets: Assets) -> None:
    """On the 26th, day 12, though it is told on the 29th; in UTC it is still the 25th."""
    await assets.done(at=datetime(2026, 12, 25, 16, 30, tzinfo=UTC))
    assert await assets.counted_from() == BEFORE | {"half-month": date(2026, 12, 26)}


async def test_what_is_told_and_done_twice_has_its_effect_once(assets: Assets) -> None:
    await assets.told(QUARTER)
    await assets.told(QUARTER)
    await assets.done(QUARTER, id="same")
    once = await assets.counted_from(), await assets.order()
    await assets.done(QUARTER, id="same")
    later = NOW.replace(hour=23, minute=30)
    await assets.done(QUARTER, YEAR, at=later, person="people/gao")
    assert (await assets.counted_from(), await assets.order()) == once, "the first of the crew has reported it"
    assert await assets.said() == ["muster.workorder.opened.v1", "muster.workorder.completed.v1"]


async def test_a_completion_that_overtakes_the_news_completes_what_it_includes(assets: Assets) -> None:
    await assets.done(QUARTER, YEAR)
    assert await assets.counted_from() == AFTER
    await assets.told()
    assert (await assets.order()).includes == (QUARTER, YEAR)


async def test_what_no_longer_rides_is_not_completed(assets: Assets) -> None:
    await assets.told(QUARTER, YEAR)
    await assets.told(QUARTER, change=task_pb2.TasksAssigned.CHANGE_MOVED)
    assert (await assets.order()).includes == (QUARTER,)
    await assets.done(QUARTER)
    assert await assets.counted_from() == AFTER | {"year": None}


async def test_a_plan_that_is_gone_does_not_hold_up_the_others(assets: Assets) -> None:
    gone = f"{SITE}/maintenancePlans/gone/occurrences/2027-01-01"
    await assets.done(gone, QUARTER)
    assert (await assets.counted_from())["quarter"] == date(2026, 12, 29)


CANCELLED = task_pb2.TasksAssigned.CHANGE_CANCELLED


async def test_work_that_nobody_has_any_more_is_cancelled_and_opens_when_somebody_is_told_again(assets: Assets) -> None:
    await assets.told()
    await assets.told(person="people/gao")
    await assets.told(change=CANCELLED)
    assert (await assets.order()).state is WorkOrderState.OPEN, "one of the crew still has it"
    await assets.told(change=CANCELLED, person="people/gao")
    assert (await assets.order()).state is WorkOrderState.CANCELLED
    await assets.told(QUARTER)
    order = await assets.order()
    assert (order.state, order.people, order.includes) == (WorkOrderState.OPEN, ("people/wu",), (QUARTER,))


async def test_work_that_its_only_person_declined_is_cancelled(assets: Assets) -> None:
    await assets.told()
    declined = task_pb2.TaskDeclined(task="tasks/t", person="people/wu", work=HALF_MONTH, asset=LIFT)
    await assets.hear("muster.task.declined.v1", declined)
    assert (await assets.order()).state is WorkOrderState.CANCELLED


async def test_completed_work_stays_completed_though_it_is_taken_away(assets: Assets) -> None:
    await assets.told()
    await assets.done()
    await assets.told(change=CANCELLED)
    assert (await assets.order()).state is WorkOrderState.COMPLETED
    await assets.told()
    assert (await assets.order()).state is WorkOrderState.COMPLETED


async def test_a_cancellation_of_what_nobody_was_told_of_changes_nothing(assets: Assets) -> None:
    await assets.told(change=CANCELLED)
    assert await assets.said() == []
