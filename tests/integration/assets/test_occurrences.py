"""Plans and their visits over gRPC, on SQLite and PostgreSQL."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.type.date_pb2 import Date
from typer.testing import CliRunner

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    reading_pb2,
    reading_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
)
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.space import Space, SpaceKind
from services.assets.storage import redundancy_groups, spaces
from services.cli import main
from services.packs import holidays

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

    def __init__(self, channel: grpc.aio.Channel, address: str) -> None:
        self.address = address
        self._plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(channel)
        self._assets = asset_pb2_grpc.AssetServiceStub(channel)
        self._readings = reading_pb2_grpc.ReadingServiceStub(channel)
        self._sites = site_pb2_grpc.SiteServiceStub(channel)

    async def asset(self, id: str, state: asset_pb2.Asset.State = asset_pb2.Asset.STATE_IN_SERVICE) -> None:
        asset = asset_pb2.Asset(name=f"{SITE}/assets/{id}", display_name=id, spaces=["room"], state=state)
        await self._assets.UpdateAsset(asset_pb2.UpdateAssetRequest(asset=asset, allow_missing=True), timeout=10)

    async def write(self, plan: maintenance_plan_pb2.MaintenancePlan) -> maintenance_plan_pb2.MaintenancePlan:
        request = maintenance_plan_pb2.UpdateMaintenancePlanRequest(maintenance_plan=plan, allow_missing=True)
        answer: maintenance_plan_pb2.MaintenancePlan = await self._plans.UpdateMaintenancePlan(request, timeout=10)
        return answer

    async def site(self, holidays: str) -> None:
        site = site_pb2.Site(name=SITE, display_name="S", time_zone="Asia/Shanghai", holidays=holidays)
        await self._sites.UpdateSite(site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10)

    async def read(self, value: float, day: date, request_id: str = "") -> reading_pb2.Reading:
        """At noon of the site's day."""
        reading = reading_pb2.Reading(asset=f"{SITE}/assets/a", quantity="sludge", value=value)
        reading.taken_time.FromDatetime(datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
        request = reading_pb2.RecordReadingRequest(reading=reading, request_id=request_id)
        answer: reading_pb2.Reading = await self._readings.RecordReading(request, timeout=10)
        return answer

    async def refused(self, plan: maintenance_plan_pb2.MaintenancePlan) -> tuple[grpc.StatusCode, str]:
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await self.write(plan)
        return refusal.value.code(), str(refusal.value.details())

    async def due(
        self, size: int = 0, first: date = date(2026, 12, 14), last: date = date(2027, 1, 31)
    ) -> list[maintenance_plan_pb2.Occurrence]:
        request = maintenance_plan_pb2.ListOccurrencesRequest(
            parent=SITE,
            first_date=Date(year=first.year, month=first.month, day=first.day),
            last_date=Date(year=last.year, month=last.month, day=last.day),
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
async def plans(running: Any) -> Plans:
    now = datetime(2026, 12, 14, 1, tzinfo=UTC)
    running.clock.hold(now)
    there = Plans(running.channel, f"127.0.0.1:{running.port}")
    await there.site(holidays="")
    async with running.db.write() as tx:
        await spaces.save(tx, SITE, Space(id="top", display_name="Roof", kind=SpaceKind.ROOF), now)
        await spaces.save(tx, SITE, Space(id="room", display_name="Machine room", within="top"), now)
        pair = RedundancyGroup(id="pair", display_name="Pair", members=("a", "b"), keep_up=1)
        await redundancy_groups.save(tx, SITE, pair, now)
    for id in ("a", "b"):
        await there.asset(id)
    await there.asset("old", asset_pb2.Asset.STATE_RETIRED)
    return there


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
    more |= {"on_holiday": maintenance_plan_pb2.MaintenancePlan.ON_HOLIDAY_AFTER, "weekends_too": True}
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


async def test_a_visit_names_exactly_the_spaces_that_go_without_meanwhile(plans: Plans) -> None:
    """The machine room is the only space of the roof."""
    tank = asset_pb2.Asset(name=f"{SITE}/assets/tank", display_name="Tank", spaces=["room"], serves=["top"])
    await plans._assets.UpdateAsset(asset_pb2.UpdateAssetRequest(asset=tank, allow_missing=True), timeout=10)
    await plans.write(plan("clean", 30, asset=tank.name, outage_minutes=240))
    await plans.write(plan("look", 45, asset=tank.name))
    (look, clean) = sorted(await plans.due(), key=lambda one: one.outage_minutes)
    assert (list(clean.serves), clean.outdoor) == (["room"], True)
    assert (list(look.serves), look.outdoor) == ([], True)


# https://github.com/OCA/maintenance/pull/242: plans went on for equipment that is not in use.
@pytest.mark.parametrize(("state", "fires"), [("OUT_OF_SERVICE", True), ("OUT_OF_USE", False), ("RETIRED", False)])
async def test_oca_242_what_is_retired_or_not_in_use_gets_no_visits_and_what_is_broken_does(
    plans: Plans, state: str, fires: bool
) -> None:
    await plans.write(plan("p", 40))
    assert len(await plans.due()) == 1
    await plans.asset("a", getattr(asset_pb2.Asset, f"STATE_{state}"))
    assert len(await plans.due()) == fires
    await plans.asset("a")
    assert len(await plans.due()) == 1, "back in use it is due as it was"


async def test_a_window_has_the_visits_of_its_parts_by_the_same_names(plans: Plans) -> None:
    await plans.write(plan("p", 15, early_days=3, anchor_date=Date(year=2026, month=11, day=20)))
    middle, day = date(2027, 1, 5), timedelta(days=1)
    windows = ((middle - 35 * day, middle + 55 * day), (middle - 35 * day, middle), (middle + day, middle + 55 * day))
    whole, one, other = [{visit.name for visit in await plans.due(first=first, last=last)} for first, last in windows]
    assert one | other == whole
    assert f"{SITE}/maintenancePlans/p/occurrences/2026-12-05" in one & other, "it is overdue today"


async def test_a_visit_avoids_the_holidays_of_its_site_and_says_where_they_are_not_announced(plans: Plans) -> None:
    before = maintenance_plan_pb2.MaintenancePlan.ON_HOLIDAY_BEFORE
    first = Date(year=2026, month=10, day=1)
    await plans.write(plan("p", 92, on_holiday=before, fixed=True, anchor_date=first))
    (there,) = await plans.due()
    assert (there.due_date.day, there.ideal_date.day, there.provisional) == (1, 1, False), "no day is a holiday"
    await plans.site("CN")
    (one,) = await plans.due()
    assert one.name == there.name
    assert one.ideal_date == Date(year=2026, month=12, day=31)
    assert one.provisional is not holidays.is_announced("CN", 2027)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await plans.site("XX")
    assert "site.holidays" in str(refusal.value.details())


async def test_a_reading_over_its_limit_makes_a_visit_due_and_a_later_word_takes_it_back(plans: Plans) -> None:
    trigger = maintenance_plan_pb2.Trigger(quantity="sludge", above=30)
    written = await plans.write(plan("p", 14, trigger=trigger, anchor_date=Date(year=2026, month=12, day=1)))
    assert written.trigger == trigger
    assert await plans.due() == []
    first = await plans.read(34, date(2026, 12, 10), request_id="9b2f0f0e-4f0f-4d4e-8a51-3b1f6a1f0b11")
    again = await plans.read(34, date(2026, 12, 10), request_id="9b2f0f0e-4f0f-4d4e-8a51-3b1f6a1f0b11")
    assert first == again
    (one,) = await plans.due()
    assert one.name.endswith("/p/occurrences/2026-12-24")
    assert one.cause == "sludge was 34 on 2026-12-10, over 30"
    await plans.read(30, date(2026, 12, 10))
    assert await plans.due() == []
    listed = await plans._readings.ListReadings(reading_pb2.ListReadingsRequest(parent=f"{SITE}/assets/a"), timeout=10)
    assert [(one.quantity, one.value) for one in listed.readings] == [("sludge", 30)]


async def test_a_reading_is_of_an_asset_that_is_there_and_not_of_tomorrow(plans: Plans) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await plans.read(34, date(2026, 12, 15))
    assert "reading.taken_time" in str(refusal.value.details())
    reading = reading_pb2.Reading(asset=f"{SITE}/assets/nothing", quantity="sludge")
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await plans._readings.RecordReading(reading_pb2.RecordReadingRequest(reading=reading), timeout=10)
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_reading_is_recorded_from_the_command_line(plans: Plans, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASSETS", "SCHEDULER", "NOTIFIER", "NATS"):
        monkeypatch.setenv(f"MUSTER_{name}", plans.address)
    trigger = maintenance_plan_pb2.Trigger(quantity="sludge", above=30)
    await plans.write(plan("p", 14, trigger=trigger, anchor_date=Date(year=2026, month=12, day=1)))
    said = ["read", f"{SITE}/assets/a", "sludge", "34.5", "--at", "2026-12-10T09:00+08:00"]
    done = await asyncio.to_thread(CliRunner().invoke, main.app, said)
    assert done.exit_code == 0, done.output
    assert f"{SITE}/assets/a  sludge 34.5  2026-12-10 01:00 UTC" in done.output.splitlines()
    assert [one.due_date.day for one in await plans.due()] == [24]
