"""Many rows in few statements keep what one row keeps: versions, times, who, and the refusal of what is stale."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from services.assets import app
from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.asset_type import AssetType
from services.assets.domain.site import Site
from services.assets.storage import asset_types, assets, sites
from services.runtime import database
from services.runtime.caller import Caller, become
from services.runtime.database import Database
from services.runtime.errors import Raced, Stale
from services.runtime.rows import LONGEST_LIST, Stored

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
MANY = 3 * LONGEST_LIST + 1


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with database.opened(database_url, app.MIGRATIONS) as opened:
        yield opened


def site(number: int, name: str = "Harbour") -> Site:
    return Site(id=f"site-{number:05d}", display_name=name, time_zone="Asia/Shanghai")


async def held(db: Database) -> dict[str, Stored[Site]]:
    async with db.read() as tx:
        return {one.value.id: one for one in await sites.all(tx)}


async def test_what_is_new_is_created_what_differs_is_updated_and_the_rest_is_left(db: Database) -> None:
    become(Caller("people/wu"))
    async with db.write() as tx:
        assert await sites.save_all(tx, "", [site(0), site(1)], {}, NOW) == (2, 0)
    become(Caller("people/chen"))
    before = await held(db)
    async with db.write() as tx:
        wanted = [site(0), site(1, "Quay"), site(2)]
        assert await sites.save_all(tx, "", wanted, before, LATER) == (1, 1)
    after = await held(db)
    assert [(one.version, one.created, one.updated, one.written_by) for one in after.values()] == [
        (1, NOW, NOW, "people/wu"),
        (2, NOW, LATER, "people/chen"),
        (1, LATER, LATER, "people/chen"),
    ]
    assert [one.value for one in after.values()] == wanted


async def test_one_stale_value_among_many_refuses_them_all(db: Database) -> None:
    async with db.write() as tx:
        await sites.save_all(tx, "", [site(number) for number in range(50)], {}, NOW)
    before = await held(db)
    async with db.write() as tx:
        await sites.save(tx, "", site(30, "Quay"), NOW)
    with pytest.raises(Stale):
        async with db.write() as tx:
            await sites.save_all(tx, "", [site(number, "Dock") for number in range(50)], before, LATER)
    assert {one.value.display_name for one in (await held(db)).values()} == {"Harbour", "Quay"}


async def test_what_somebody_else_made_in_the_same_moment_is_not_overwritten(db: Database) -> None:
    async with db.write() as tx:
        await sites.save(tx, "", site(1, "Quay"), NOW)
    with pytest.raises(Raced):
        async with db.write() as tx:
            await sites.save_all(tx, "", [site(0), site(1)], {}, NOW)
    assert [one.value for one in (await held(db)).values()] == [site(1, "Quay")]


async def test_many_are_removed_as_they_were_read(db: Database) -> None:
    async with db.write() as tx:
        await sites.save_all(tx, "", [site(number) for number in range(MANY)], {}, NOW)
    before = await held(db)
    async with db.write() as tx:
        await sites.remove_all(tx, "", [one for one in before.values() if one.value.id != "site-00007"])
    assert list(await held(db)) == ["site-00007"]


async def test_what_has_changed_since_it_was_read_is_not_removed(db: Database) -> None:
    async with db.write() as tx:
        await sites.save_all(tx, "", [site(0), site(1)], {}, NOW)
    before = await held(db)
    async with db.write() as tx:
        await sites.save(tx, "", replace(site(1), display_name="Quay"), NOW)
    with pytest.raises(Stale):
        async with db.write() as tx:
            await sites.remove_all(tx, "", list(before.values()))
    assert len(await held(db)) == 2


async def test_any_number_of_ids_can_be_asked_for(db: Database) -> None:
    async with db.write() as tx:
        await sites.save_all(tx, "", [site(number) for number in range(MANY)], {}, NOW)
        wanted = [site(number).id for number in range(MANY, 0, -1)]
        found = await sites.among(tx, "", [*wanted, *wanted])
    assert [one.value.id for one in found] == sorted(wanted)[:-1]


async def test_of_nothing_nothing_comes(db: Database) -> None:
    async with db.write() as tx:
        assert await sites.save_all(tx, "", [], {}, NOW) == (0, 0)
        await sites.remove_all(tx, "", [])
        assert await sites.among(tx, "", []) == []
    assert await held(db) == {}


async def test_values_alone_are_those_that_were_stored_with_every_digit(db: Database) -> None:
    costs = [Decimal("1.0"), Decimal("1.00"), None, Decimal("1.0")]
    types = [
        AssetType(id=f"t{number}", display_name="Pump", movable=number % 2 == 0, replacement_cost=cost)
        for number, cost in enumerate(costs)
    ]
    pump = Asset(id="p", display_name="Pump", spaces=("a", "b"), installed=NOW.date(), state=AssetState.RETIRED)
    async with db.write() as tx:
        await asset_types.save_all(tx, "sites/s", types, {}, NOW)
        await assets.save_all(tx, "sites/s", [pump], {}, NOW)
        for found in (
            await asset_types.values(tx, asset_types.table.c.parent == "sites/s"),
            [one.value for one in await asset_types.all(tx)],
        ):
            assert found == types
            assert [str(type.replacement_cost) for type in found] == ["1.0", "1.00", "None", "1.0"]
        assert await assets.values_among(tx, "sites/s", ["p", "q"]) == [pump]
        assert [one.value for one in await assets.all(tx)] == [pump]
