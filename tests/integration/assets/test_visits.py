"""Answers of what is due are kept for the pages that follow, and only while they are true, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.assets import app
from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.site import Site
from services.assets.domain.space import Space
from services.assets.storage import assets, plans, redundancy_groups, sites, spaces
from services.assets.visits import MOST_ANSWERS, Visits
from services.runtime import database
from services.runtime.database import Database
from services.runtime.errors import Missing
from services.runtime.rows import Rows

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
"""The clock is held: no change can be told by its time."""
SITE = "sites/s"
FIRST, LAST = date(2026, 12, 14), date(2027, 1, 31)
PUMP = Asset(id="pump", display_name="Pump")
PLAN = MaintenancePlan(
    id="p", asset="pump", display_name="P", interval=Interval(15, Unit.DAY), anchor=date(2026, 12, 14)
)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        async with opened.write() as tx:
            for site in ("s", "t"):
                await sites.save(tx, "", Site(id=site, display_name=site, time_zone="Asia/Shanghai"), NOW)
                await assets.save(tx, f"sites/{site}", PUMP, NOW)
            await plans.save(tx, SITE, PLAN, NOW)
        yield opened


async def test_an_answer_is_kept_while_nothing_changes(db: Database) -> None:
    visits = Visits(db)
    first = await visits.due(SITE, FIRST, LAST)
    assert [key for _, key in first.keys] == ["p/2026-12-29", "p/2027-01-13", "p/2027-01-28"]
    assert await visits.due(SITE, FIRST, LAST) is first
    assert len((await visits.due(SITE, FIRST, LAST - timedelta(days=5))).visits) == 2
    assert (await visits.due("sites/t", FIRST, LAST)).visits == []


async def test_every_change_is_seen_at_once_though_the_clock_is_held(db: Database) -> None:
    visits = Visits(db)
    seen = [await visits.due(SITE, FIRST, LAST)]
    changes: tuple[tuple[Rows[Any], Any], ...] = (
        (plans, replace(PLAN, minutes=15)),
        (plans, replace(PLAN, id="q")),
        (spaces, Space(id="room", display_name="Room")),
        (redundancy_groups, RedundancyGroup(id="g", display_name="G", members=("pump", "spare"), keep_up=1)),
        (assets, replace(PUMP, state=AssetState.RETIRED)),
    )
    for rows, value in changes:
        async with db.write() as tx:
            await rows.save(tx, SITE, value, NOW)
        seen.append(await visits.due(SITE, FIRST, LAST))
        assert seen[-1] is not seen[-2]
    assert [len(one.visits) for one in seen] == [3, 3, 6, 6, 6, 0]
    assert seen[1].visits[0].minutes == 15
    assert seen[4].where.groups(seen[4].visits[0]) == ["g"]


async def test_what_changes_at_another_site_leaves_an_answer_as_it_is(db: Database) -> None:
    visits = Visits(db)
    first = await visits.due(SITE, FIRST, LAST)
    async with db.write() as tx:
        await plans.save(tx, "sites/t", PLAN, NOW)
    assert await visits.due(SITE, FIRST, LAST) is first


async def test_only_the_last_answers_are_kept(db: Database) -> None:
    visits = Visits(db)
    first = await visits.due(SITE, FIRST, LAST)
    for number in range(MOST_ANSWERS - 1):
        await visits.due(SITE, FIRST, LAST + timedelta(days=number + 1))
    assert await visits.due(SITE, FIRST, LAST) is first
    for number in range(MOST_ANSWERS):
        await visits.due(SITE, FIRST, LAST + timedelta(days=number + 20))
    assert await visits.due(SITE, FIRST, LAST) is not first


async def test_a_site_that_is_not_there_has_no_visits_to_list(db: Database) -> None:
    with pytest.raises(Missing):
        await Visits(db).due("sites/nowhere", FIRST, LAST)
