"""Importing a list of devices into a running assets service, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
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
    register_pb2,
    register_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
)
from services.assets import app
from services.assets.devices import store
from services.cli import import_

SITE = "sites/s"
HEADINGS = "Number,Kind,Block,State,Seen"
COLUMNS = {"id": "Number", "type": "Kind", "building": "Block", "status": "State", "last_visit": "Seen"}
ROWS = ("L1,Passenger,B1,ACTIVE,20261130", "L2,Escalator,B1,ACTIVE,", "L3,Freight,B2,ACTIVE,", "L4,Freight,B2,GONE,")
RETIRED = asset_pb2.Asset.STATE_RETIRED


class City:
    """A running assets service with the site "s"."""

    def __init__(self, channel: grpc.aio.Channel, port: int) -> None:
        self.port = port
        self._registers = register_pb2_grpc.RegisterServiceStub(channel)
        self._assets = asset_pb2_grpc.AssetServiceStub(channel)
        self._plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(channel)

    async def bring(self, *rows: str, **more: Any) -> register_pb2.ImportRegisterResponse:
        given = {"pack": "cn", "kind": "elevator", "list": "lifts", "columns": COLUMNS, "in_service": ["ACTIVE"]} | more
        header = register_pb2.ImportDevicesRequest.Header(parent=SITE, filename="lifts.csv", **given)

        async def parts() -> AsyncIterator[register_pb2.ImportDevicesRequest]:
            yield register_pb2.ImportDevicesRequest(header=header)
            yield register_pb2.ImportDevicesRequest(chunk="\n".join([HEADINGS, *rows]).encode())

        answer: register_pb2.ImportRegisterResponse = await self._registers.ImportDevices(parts(), timeout=60)
        return answer

    async def write(self, asset: asset_pb2.Asset) -> None:
        await self._assets.UpdateAsset(asset_pb2.UpdateAssetRequest(asset=asset, allow_missing=True), timeout=10)

    async def assets(self) -> dict[str, asset_pb2.Asset]:
        page = await self._assets.ListAssets(asset_pb2.ListAssetsRequest(parent=SITE, page_size=1000), timeout=10)
        return {one.name.rpartition("/")[2]: one for one in page.assets}

    async def plans(self) -> dict[str, maintenance_plan_pb2.MaintenancePlan]:
        request = maintenance_plan_pb2.ListMaintenancePlansRequest(parent=SITE, page_size=1000)
        page = await self._plans.ListMaintenancePlans(request, timeout=10)
        return {one.name.rpartition("/")[2]: one for one in page.maintenance_plans}


@pytest.fixture
async def city(database_url: str, nats: Any) -> AsyncIterator[City]:
    settings = app.Settings(database_url=database_url, nats_url=nats.url, listen="127.0.0.1:0", grace_seconds=1)
    async with app.running(settings) as port, grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        site = site_pb2.Site(name=SITE, display_name="S", time_zone="Asia/Shanghai")
        await site_pb2_grpc.SiteServiceStub(channel).UpdateSite(
            site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
        )
        yield City(channel, port)


def done(answer: register_pb2.ImportRegisterResponse) -> dict[str, tuple[int, int, int, int]]:
    return {
        kind.kind: (kind.found_count, kind.created_count, kind.updated_count, kind.disappeared_count)
        for kind in answer.kinds
    }


async def test_devices_in_service_get_the_packs_plans_and_the_same_list_again_changes_nothing(city: City) -> None:
    first = done(await city.bring(*ROWS))
    assert (first["places"], first["types"], first["assets"]) == ((2, 2, 0, 0), (3, 3, 0, 0), (4, 4, 0, 0))
    held = await city.assets()
    assert [held[id].state == RETIRED for id in ("l1", "l2", "l3", "l4")] == [False, False, False, True]
    plans = await city.plans()
    fortnightly = {
        plan.asset.rpartition("/")[2]: plan for id, plan in plans.items() if id.startswith("elevator-15-day")
    }
    assert set(fortnightly) == {"l1", "l2", "l3"}, "an escalator too: the list says what they all are"
    assert fortnightly["l1"].anchor_date == Date(year=2026, month=11, day=30)
    assert [fortnightly[id].anchor_assumed for id in ("l1", "l2")] == [False, True]
    again = done(await city.bring(*reversed(ROWS)))
    assert {kind: counts[1:] for kind, counts in again.items()} == dict.fromkeys(again, (0, 0, 0))
    assert await city.plans() == plans


async def test_a_later_list_retires_what_it_no_longer_holds_and_brings_back_what_it_holds_again(city: City) -> None:
    await city.bring(*ROWS)
    await city.write(asset_pb2.Asset(name=f"{SITE}/assets/own", display_name="Our own"))
    answer = await city.bring(ROWS[0].replace("ACTIVE", "GONE"), ROWS[2])
    assert list(answer.disappeared) == [f"{SITE}/assets/l2"]
    states = {id: asset.state == RETIRED for id, asset in (await city.assets()).items()}
    assert states == {"l1": True, "l2": True, "l3": False, "l4": True, "own": False}
    running = {plan.asset.rpartition("/")[2] for plan in (await city.plans()).values() if not plan.paused}
    assert running == {"l3"}
    await city.bring(*ROWS)
    assert [(await city.assets())[id].state == RETIRED for id in ("l1", "l2", "l4")] == [False, False, True]
    running = {plan.asset.rpartition("/")[2] for plan in (await city.plans()).values() if not plan.paused}
    assert running == {"l1", "l2", "l3"}


async def test_what_people_wrote_and_retired_stays_theirs(city: City) -> None:
    await city.write(asset_pb2.Asset(name=f"{SITE}/assets/l3", display_name="Hoist"))
    answer = await city.bring(*ROWS)
    assert [(one.row, one.reason) for one in answer.findings if one.column == "id"] == [
        (4, "the site has another asset of that id")
    ]
    (sheet,) = answer.sheets
    assert (sheet.read_count, sheet.imported_count, sheet.skipped_count) == (4, 3, 1)
    gone = (await city.assets())["l1"]
    gone.state = RETIRED
    gone.etag = ""
    await city.write(gone)
    await city.bring(*ROWS)
    held = await city.assets()
    assert (held["l3"].display_name, held["l1"].state) == ("Hoist", RETIRED)


async def test_a_list_of_other_devices_is_not_taken_for_a_later_one(city: City) -> None:
    await city.bring(*ROWS)
    with pytest.raises(grpc.aio.AioRpcError, match="not one is in the file") as refusal:
        await city.bring("X1,Boiler,B1,ACTIVE,")
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    await city.bring("X1,Boiler,B1,ACTIVE,", list="boilers", kind="")
    held = await city.assets()
    assert [held[id].state == RETIRED for id in ("l1", "x1")] == [False, False]


async def test_parts_are_whole_buildings_and_a_rehearsal_stores_nothing(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PART", 1)
    rehearsed = await city.bring(*ROWS, validate_only=True)
    assert await city.assets() == {}
    assert await city.plans() == {}
    assert done(await city.bring(*ROWS)) == done(rehearsed)
    assert len(await city.assets()) == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_command_says_what_became_of_each_row(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ASSETS", "SCHEDULER", "NOTIFIER", "NATS"):
        monkeypatch.setenv(f"MUSTER_{name}", f"127.0.0.1:{city.port}")
    path = tmp_path / "lifts.csv"
    path.write_text("\n".join([HEADINGS, *ROWS, ",Freight,B2,ACTIVE,", "T1,Test,B2,ACTIVE,"]))

    async def said(*options: str) -> str:
        given = ["devices", str(path), "--site", "s", "--list", "lifts", "--kind", "elevator", *options]
        ran = await asyncio.to_thread(CliRunner().invoke, import_.app, given)
        assert ran.exit_code == 0, ran.output
        return ran.output

    options = ("--map", "id=Number,type=Kind,building=Block", "--map", "status=State", "--in-service", "ACTIVE")
    text = await said(*options, "--skip", "Kind=Test", "--pack", "cn")
    assert "devices            6         4        2" in text
    assert "devices.id, row 6: names no device" in text
    assert "devices.Kind, row 7: left out as was asked for ['Test']" in text
    assert "1 devices are not in service: they are kept without plans ['GONE']" in text
    assert "(pack cn); 0 assets have none" in text
    assert "nothing changed" in await said(*options, "--skip", "Kind=Test", "--pack", "cn")
