"""What is due is listed by asset, a few assets at a time, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.assets import app
from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.site import Site
from services.assets.domain.space import Space, SpaceKind
from services.assets.storage import assets, plans, redundancy_groups, sites, spaces
from services.assets.visits import FIRST_THINGS, Due, Visits
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
MANY = 2 * FIRST_THINGS


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        async with opened.write() as tx:
            for site in ("s", "t"):
                await sites.save(tx, "", Site(id=site, display_name=site, time_zone="Asia/Shanghai"), NOW)
                await assets.save(tx, f"sites/{site}", PUMP, NOW)
            await plans.save(tx, SITE, PLAN, NOW)
        yield opened


def visits(db: Database) -> Visits:
    return Visits(db, lambda: NOW)


async def listed(db: Database, size: int = 1000, parent: str = SITE) -> list[Due]:
    found: list[Due] = []
    while page := await visits(db).due(parent, FIRST, LAST, most=size, after=found[-1].key if found else None):
        assert len(page) <= size
        found += page
    return found


async def test_every_change_is_seen_at_once_though_the_clock_is_held(db: Database) -> None:
    seen = [await listed(db)]
    changes: tuple[tuple[Rows[Any], Any], ...] = (
        (plans, replace(PLAN, minutes=15)),
        (plans, replace(PLAN, id="q")),
        (redundancy_groups, RedundancyGroup(id="g", display_name="G", members=("pump", "spare"), keep_up=1)),
        (assets, replace(PUMP, state=AssetState.RETIRED)),
    )
    for rows, value in changes:
        async with db.write() as tx:
            await rows.save(tx, SITE, value, NOW)
        seen.append(await listed(db))
    assert [len(one) for one in seen] == [3, 3, 6, 6, 0]
    assert [one.occurrence.key for one in seen[0]] == ["p/2026-12-29", "p/2027-01-13", "p/2027-01-28"]
    assert seen[1][0].occurrence.minutes == 15
    assert (seen[2][0].groups, seen[3][0].groups) == ([], ["g"])
    assert await listed(db, parent="sites/t") == []


async def city(db: Database) -> None:
    """Many assets with two plans each, one of them with a place, and rounds of two and of one; the pump has one."""
    ids = [f"a{number:02}" for number in range(MANY)]
    rounds = [
        replace(PLAN, id=f"{name}-{number:02}", asset="", covers=covers, interval=Interval(20, Unit.DAY))
        for number, id in enumerate(ids)
        for name, covers in (("b", (id, "pump")), ("c", ("pump", id)), ("d", (id,)))
        if number % 8 == 0
    ]
    each = [replace(PLAN, id=f"{kind}-{id}", asset=id) for id in ids for kind in ("p", "q")]
    async with db.write() as tx:
        house = Space(id="house", display_name="House", kind=SpaceKind.BUILDING)
        room = Space(id="room", display_name="Room", within="house")
        await spaces.save_all(tx, SITE, [house, room], {}, NOW)
        await assets.save_all(tx, SITE, [replace(PUMP, id=id, spaces=("room",)) for id in ids], {}, NOW)
        await plans.save_all(tx, SITE, [*each, *rounds], {}, NOW)
        await plans.save_all(tx, "sites/t", [replace(PLAN, asset=f"a{number:02}x") for number in range(1)], {}, NOW)


@pytest.mark.parametrize("size", [7, 100])
async def test_pages_of_any_size_are_the_whole_list_each_visit_once(db: Database, size: int) -> None:
    await city(db)
    whole = await listed(db)
    assert len(whole) == 3 * (1 + 2 * MANY) + 2 * 3 * (MANY // 8)
    assert len({one.occurrence.key for one in whole}) == len(whole)
    assert await listed(db, size) == whole


async def test_visits_of_one_asset_stand_together_by_their_days_and_rounds_come_last(db: Database) -> None:
    await city(db)
    whole = await listed(db)
    alone, rounds = whole[: 3 * (1 + 2 * MANY)], whole[3 * (1 + 2 * MANY) :]
    assert [one.occurrence.asset for one in alone[:7]] == ["a00"] * 6 + ["a01"]
    assert [one.occurrence.due for one in alone[:6]] == sorted(one.occurrence.due for one in alone[:6])
    assert [one.occurrence.key for one in rounds[:4]] == [
        *("b-00/2027-01-03", "c-00/2027-01-03"),
        *("b-00/2027-01-23", "c-00/2027-01-23"),
    ]
    assert {one.occurrence.place for one in alone if one.occurrence.asset != "pump"} == {"house"}


async def test_the_list_goes_on_where_the_last_page_ended_though_its_asset_is_gone(db: Database) -> None:
    await city(db)
    whole = await listed(db)
    last = next(one for one in whole if one.occurrence.asset == "a05")
    async with db.write() as tx:
        gone = [one for one in await plans.all(tx, plans.table.c.asset == "a05")]
        await plans.remove_all(tx, SITE, gone)
    (following,) = await visits(db).due(SITE, FIRST, LAST, most=1, after=last.key)
    assert following == next(one for one in whole if one.occurrence.asset == "a06")


async def test_a_site_that_is_not_there_has_no_visits_to_list(db: Database) -> None:
    with pytest.raises(Missing):
        await visits(db).due("sites/nowhere", FIRST, LAST, most=1)
