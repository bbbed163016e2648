"""Plans and their visits over gRPC, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from google.type.date_pb2 import Date

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
)
from services.assets import app
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.space import Space, SpaceKind
from services.assets.storage import redundancy_groups, spaces
from services.runtime import clock, database

SITE = "sites/s"
DAY = maintenance_plan_pb2.Interval.UNIT_DAY


def plan(id: str, count: int, **more: Any) -> maintenance_plan_pb2.MaintenancePlan:
    given = {"asset": f"{SITE}/assets/a", "display_name": id, "anchor_date": Date(year=2026, month=12, day=14)}
    return maintenance_plan_pb2.MaintenancePlan(
        name=f"{SITE}/maintenancePlans/{id}",
        interval=maintenance_plan_pb2.Interval(count=count, unit=DAY),
        **(given | more),
    )


class Plans:
    """A running assets service: site "s" with the elevators "a", "b" and the retired "old" on the roof of block 1."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(channel)
        self._assets = asset_pb2_grpc.AssetServiceStub(channel)

    async def asset(self, id: str, state: asset_pb2.Asset.State = asset_pb2.Asset.STATE_IN_SERVICE) -> None:
        asset = asset_pb2.Asset(name=f"{SITE}/assets/{id}", display_name=id, spaces=["room"], state=state)
        await self._assets.UpdateAsset(asset_pb2.UpdateAssetRequest(asset=asset, allow_missing=True), timeout=10)

    async def write(self, plan: maintenance_plan_pb2.MaintenancePlan) -> maintenance_plan_pb2.MaintenancePlan:
        request = maintenance_plan_pb2.UpdateMaintenancePlanRequest(maintenance_plan=plan, allow_missing=True)
        answer: maintenance_plan_pb2.MaintenancePlan = await self._plans.UpdateMaintenancePlan(request, timeout=10)
        return answer

    async def refused(self, plan: maintenance_plan_pb2.MaintenancePlan) -> tuple[grpc.StatusCode, str]:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await self.write(plan)
        return refusal.value.code(), str(refusal.value.details())

    async def due(self, size: int = 0) -> list[maintenance_plan_pb2.Occurrence]:
        request = maintenance_plan_pb2.ListOccurrencesRequest(
            parent=SITE,
            first_date=Date(year=2026, month=12, day=14),
            last_date=Date(year=2027, month=1, day=31),
            page_size=size,
        )
        found: list[maintenance_plan_pb2.Occurrence] = []
        while True:
            page = await self._plans.ListOccurrences(request, timeout=10)
            found += page.occurrences
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token


@pytest.fixture
async def plans(database_url: str, nats: Any) -> AsyncIterator[Plans]:
    now = clock.of(None)
    settings = app.Settings(database_url=database_url, nats_url=nats.url, listen="127.0.0.1:0", grace_seconds=1)
    async with app.running(settings) as port, grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        site = site_pb2.Site(name=SITE, display_name="S", time_zone="Asia/Shanghai")
        await site_pb2_grpc.SiteServiceStub(channel).UpdateSite(
            site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
        )
        there = Plans(channel)
        async with database.opened(database_url, app.MIGRATIONS) as db, db.write() as tx:
            await spaces.save(tx, SITE, Space(id="top", display_name="Roof", kind=SpaceKind.ROOF), now())
            await spaces.save(tx, SITE, Space(id="room", display_name="Machine room", within="top"), now())
            pair = RedundancyGroup(id="pair", display_name="Pair", members=("a", "b"), keep_up=1)
            await redundancy_groups.save(tx, SITE, pair, now())
        for id in ("a", "b"):
            await there.asset(id)
        await there.asset("old", asset_pb2.Asset.STATE_RETIRED)
        yield there


async def test_a_visit_says_what_rides_on_it_where_it_is_and_what_must_stay_up(plans: Plans) -> None:
    await plans.write(plan("quarter", 30, minutes=150))
    await plans.write(plan("half-month", 15, law=True, early_days=2, absorbed_by=["quarter"]))
    first, second, third = await plans.due()
    assert [one.name.split("/")[-3] for one in (first, second, third)] == ["half-month"] * 3
    assert list(second.includes) == [f"{SITE}/maintenancePlans/quarter/occurrences/2027-01-13"]
    assert (second.chain, second.place) == (f"{SITE}/maintenancePlans/half-month", "top")
    assert list(second.redundancy_groups) == [f"{SITE}/redundancyGroups/pair"]
    assert await plans.due(size=1) == [first, second, third]


async def test_a_plan_comes_back_as_it_was_written(plans: Plans) -> None:
    more = {"window_start_minute": 600, "window_end_minute": 960, "season_first_month": 11, "season_last_month": 3}
    wanted = plan("p", 15, asset="", covers=["a", "b"], place="top", source="file", paused=True, **more)
    written = await plans.write(wanted)
    for name in ("create_time", "update_time", "etag"):
        written.ClearField(name)
    wanted.minutes, wanted.crew = 60, 1
    assert written == wanted
    assert await plans.due() == [], "it is paused"


async def test_what_covers_retired_assets_only_asks_for_nothing(plans: Plans) -> None:
    await plans.write(plan("both", 40, asset="", covers=["old", "b"]))
    await plans.write(plan("gone", 40, asset="", covers=["old"]))
    await plans.write(plan("own", 40, asset=f"{SITE}/assets/old"))
    (one,) = await plans.due()
    assert (one.name.split("/")[-3], one.asset) == ("both", f"{SITE}/assets/b")


async def test_what_a_plan_names_must_be_there(plans: Plans) -> None:
    for wrong, name in (
        (plan("p", 15, asset=f"{SITE}/assets/x"), f"{SITE}/assets/x"),
        (plan("p", 15, covers=["a", "y"]), f"{SITE}/assets/y"),
        (plan("p", 15, place="z"), f"{SITE}/spaces/z"),
    ):
        code, text = await plans.refused(wrong)
        assert (code, name in text) == (grpc.StatusCode.NOT_FOUND, True)
    code, text = await plans.refused(plan("p", 15, absorbed_by=["q"]))
    assert (code, "names q" in text) == (grpc.StatusCode.INVALID_ARGUMENT, True)
    await plans.write(plan("q", 30, asset=f"{SITE}/assets/b"))
    code, text = await plans.refused(plan("p", 15, absorbed_by=["q"]))
    assert (code, "something else" in text) == (grpc.StatusCode.INVALID_ARGUMENT, True)


@pytest.mark.parametrize(
    "more", [{}, {"fixed": True}, {"fixed": True, "season_first_month": 1, "season_last_month": 2}]
)
async def test_a_plan_of_the_end_of_all_days_is_refused_and_the_others_are_listed(
    plans: Plans, more: dict[str, Any]
) -> None:
    await plans.write(plan("p", 40))
    code, text = await plans.refused(plan("q", 40, anchor_date=Date(year=9999, month=12, day=31), **more))
    assert (code, "maintenance_plan.anchor_date" in text) == (grpc.StatusCode.INVALID_ARGUMENT, True)
    code, text = await plans.refused(plan("q", 40, anchor_date=Date(year=1899, month=12, day=31), **more))
    assert (code, "maintenance_plan.anchor_date" in text) == (grpc.StatusCode.INVALID_ARGUMENT, True)
    assert len(await plans.due()) == 1


async def test_a_last_visit_that_was_written_wrong_can_be_written_again_earlier(plans: Plans) -> None:
    await plans.write(plan("p", 40, anchor_date=Date(year=2027, month=1, day=20)))
    earlier = Date(year=2026, month=11, day=20)
    assert (await plans.write(plan("p", 40, anchor_date=earlier))).anchor_date == earlier


async def test_a_text_that_is_too_long_is_refused_by_name_on_every_database(plans: Plans) -> None:
    for field, most in (("citation", 500), ("trade", 63), ("display_name", 200)):
        await plans.write(plan("p", 40, **{field: "x" * most}))
        code, text = await plans.refused(plan("p", 40, **{field: "x" * (most + 1)}))
        assert (code, text.startswith(f"maintenance_plan.{field}:")) == (grpc.StatusCode.INVALID_ARGUMENT, True)
