"""Importing a register into a running assets service, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import grpc
import pytest
import xlsxwriter
from google.type.date_pb2 import Date

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

BOOKS = Path(__file__).resolve().parents[3] / "../shared/data/cobie"
CLINIC = BOOKS / "2013-03-28-Clinic-Handover-v13.xlsx"
published = pytest.mark.skipif(
    not CLINIC.exists(), reason="the published workbooks (shared/data/cobie) are not beside the checkout"
)
# What is answered of a large book is made from the book; that it is stored alike on both, the whole clinic shows.
one_database = pytest.mark.parametrize("running", ["sqlite"], indirect=True)
JOB = ["Booster test", "PM", "Booster pump", "Test it", "45", "minute", "2", "year"]
FLOOR = register_pb2.SCOPE_FLOOR
MONTH = maintenance_plan_pb2.Interval.UNIT_MONTH


def book(*pumps: str, facility: str = "Harbour", job: bool = False) -> bytes:
    """A small workbook: one building with some pumps in its pump room, and perhaps a job of all of them."""
    sheets: dict[str, list[list[str]]] = {
        "Facility": [["Name"], [facility]],
        "Floor": [["Name", "Category"], ["G", "Floor"]],
        "Space": [["Name", "FloorName"], ["Pump room", "G"]],
        "Type": [["Name", "Category"], ["Booster pump", "23-27 17 00: Pumps"]],
        "Component": [["Name", "TypeName", "Space"], *([pump, "Booster pump", "Pump room"] for pump in pumps)],
    }
    if job:
        heading = ["Name", "Category", "TypeName", "Description", "Duration", "DurationUnit"]
        sheets["Job"] = [[*heading, "Frequency", "FrequencyUnit"], JOB]
    memory = BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return memory.getvalue()


class Register:
    """A running assets service with the site "s"."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._registers = register_pb2_grpc.RegisterServiceStub(channel)
        self.count = 0
        self._assets = asset_pb2_grpc.AssetServiceStub(channel)
        self._plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(channel)

    async def bring(self, data: bytes, **more: Any) -> register_pb2.ImportRegisterResponse:
        header = register_pb2.ImportRegisterRequest.Header(parent="sites/s", filename="book.xlsx", **more)

        async def parts() -> AsyncIterator[register_pb2.ImportRegisterRequest]:
            yield register_pb2.ImportRegisterRequest(header=header)
            for begin in range(0, len(data), 256 * 1024):
                yield register_pb2.ImportRegisterRequest(chunk=data[begin : begin + 256 * 1024])

        answer: register_pb2.ImportRegisterResponse = await self._registers.ImportRegister(parts(), timeout=60)
        return answer

    async def assets(self) -> dict[str, int]:
        """State by name; where names repeat, how many there are lies in `count`."""
        found: dict[str, int] = {}
        self.count = 0
        request = asset_pb2.ListAssetsRequest(parent="sites/s", page_size=1000)
        while True:
            page = await self._assets.ListAssets(request, timeout=10)
            self.count += len(page.assets)
            found |= {asset.display_name: asset.state for asset in page.assets}
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token

    async def plans(self) -> dict[str, maintenance_plan_pb2.MaintenancePlan]:
        """Every plan, by id."""
        found: dict[str, maintenance_plan_pb2.MaintenancePlan] = {}
        request = maintenance_plan_pb2.ListMaintenancePlansRequest(parent="sites/s", page_size=1000)
        while True:
            page = await self._plans.ListMaintenancePlans(request, timeout=10)
            found |= {plan.name.split("/")[-1]: plan for plan in page.maintenance_plans}
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token

    async def change(self, asset: str, **fields: Any) -> asset_pb2.Asset:
        """As a person changes an asset; answers it."""
        found = await self._assets.GetAsset(asset_pb2.GetAssetRequest(name=f"sites/s/assets/{asset}"), timeout=10)
        found.MergeFrom(asset_pb2.Asset(**fields))
        answer: asset_pb2.Asset = await self._assets.UpdateAsset(asset_pb2.UpdateAssetRequest(asset=found), timeout=10)
        return answer

    async def write(self, plan: maintenance_plan_pb2.MaintenancePlan) -> None:
        """As a person or a completion changes a plan."""
        plan.ClearField("etag")
        request = maintenance_plan_pb2.UpdateMaintenancePlanRequest(maintenance_plan=plan, allow_missing=True)
        await self._plans.UpdateMaintenancePlan(request, timeout=10)


@pytest.fixture
async def register(running: Any) -> Register:
    site = site_pb2.Site(name="sites/s", display_name="S", time_zone="Asia/Shanghai")
    await site_pb2_grpc.SiteServiceStub(running.channel).UpdateSite(
        site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
    )
    return Register(running.channel)


def changed(answer: register_pb2.ImportRegisterResponse) -> dict[str, tuple[int, int, int]]:
    counts = {k.kind: (k.created_count, k.updated_count, k.disappeared_count) for k in answer.kinds}
    return {kind: count for kind, count in counts.items() if count != (0, 0, 0)}


async def test_the_same_file_again_changes_nothing(register: Register) -> None:
    first = await register.bring(book("Pump 1", "Pump 2"))
    assert changed(first) == {"places": (3, 0, 0), "types": (1, 0, 0), "assets": (2, 0, 0)}
    assert changed(await register.bring(book("Pump 1", "Pump 2"))) == {}


async def test_what_a_later_file_lacks_is_listed_and_retired_and_comes_back(register: Register) -> None:
    await register.bring(book("Pump 1", "Pump 2"))
    later = await register.bring(book("Pump 1", "Pump 3"))
    assert changed(later) == {"assets": (1, 0, 1)}
    assert [name.split("/")[-1] for name in later.disappeared] == ["pump-2"]
    assert (await register.assets())["Pump 2"] == asset_pb2.Asset.STATE_RETIRED
    assert changed(await register.bring(book("Pump 1", "Pump 3"))) == {}, "said once"
    back = await register.bring(book("Pump 1", "Pump 2", "Pump 3"))
    assert changed(back) == {"assets": (0, 1, 0)}
    assert (await register.assets())["Pump 2"] == asset_pb2.Asset.STATE_IN_SERVICE


async def test_an_asset_that_people_retired_stays_retired_whatever_files_hold(register: Register) -> None:
    await register.bring(book("Pump 1", "Pump 2"))
    await register.change("pump-2", state=asset_pb2.Asset.STATE_RETIRED)
    assert changed(await register.bring(book("Pump 1", "Pump 2"))) == {}
    assert changed(await register.bring(book("Pump 1"))) == {}, "it was retired already"
    assert changed(await register.bring(book("Pump 1", "Pump 2"))) == {}
    assert (await register.assets())["Pump 2"] == asset_pb2.Asset.STATE_RETIRED


async def test_a_disappeared_asset_comes_back_though_its_record_was_amended_meanwhile(register: Register) -> None:
    await register.bring(book("Pump 1", "Pump 2"))
    await register.bring(book("Pump 1"))
    await register.change("pump-2", serves=["flat-1"])
    await register.bring(book("Pump 1", "Pump 2"))
    assert (await register.assets())["Pump 2"] == asset_pb2.Asset.STATE_IN_SERVICE


async def test_an_assumed_last_visit_stays_assumed_until_people_give_another(register: Register) -> None:
    await register.bring(book("Pump 1"), pack="generic")
    plan = (await register.plans())["booster-pump-pump-1"]
    assert plan.anchor_assumed
    plan.minutes = 15
    await register.write(plan)
    plan = (await register.plans())["booster-pump-pump-1"]
    assert (plan.minutes, plan.anchor_assumed) == (15, True)
    plan.anchor_date.CopyFrom(Date(year=2020, month=5, day=6))
    await register.write(plan)
    assert not (await register.plans())["booster-pump-pump-1"].anchor_assumed


async def test_a_rehearsed_import_reports_and_stores_nothing(register: Register) -> None:
    assert changed(await register.bring(book("Pump 1"), validate_only=True))["assets"] == (1, 0, 0)
    assert await register.assets() == {}


async def test_another_building_is_never_merged_in_silence(register: Register) -> None:
    await register.bring(book("Pump 1"))
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await register.bring(book("Pump 1", facility="Tower"))
    assert refusal.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert "Harbour" in str(refusal.value.details())


@pytest.mark.parametrize(
    ("data", "says"), [(b"", "book.xlsx"), (b"no workbook", "book.xlsx"), (b"PK\x03\x04junk", "book.xlsx")]
)
async def test_a_broken_workbook_leaves_nothing_and_names_itself(register: Register, data: bytes, says: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await register.bring(data)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert says in str(refusal.value.details())
    assert await register.assets() == {}


async def test_a_job_of_two_pumps_waits_until_its_scope_is_said_and_is_asked_once(register: Register) -> None:
    asked = await register.bring(book("Pump 1", "Pump 2", job=True), pack="generic")
    (waiting,) = asked.plans.waiting
    assert (waiting.job, waiting.asset_count, waiting.floor_count) == ("booster-test", 2, 1)
    assert "waits for a scope: job booster-test" in asked.text
    assert (asked.plans.without_count, await register.plans()) == (2, {})
    said = await register.bring(book("Pump 1", "Pump 2", job=True), scopes={"booster-test": FLOOR})
    assert (said.plans.file_count, said.plans.without_count, len(said.plans.waiting)) == (1, 0, 0)
    (plan,) = (await register.plans()).values()
    assert (list(plan.covers), plan.place, plan.minutes, plan.source) == (["pump-1", "pump-2"], "g", 45, "file")
    again = await register.bring(book("Pump 1", "Pump 2", job=True))
    assert (changed(again), again.plans.file_count) == ({}, 1)


async def test_pack_plans_are_counted_by_what_stands_behind_them_and_a_second_import_changes_none(
    register: Register,
) -> None:
    first = await register.bring(book("Pump 1", "Pump 2"), pack="cn")
    assert changed(first)["plans"] == (2, 0, 0)
    assert dict(first.plans.pack_counts) == {"unverified": 2}
    assert "plans: 0 from the file; 2 without a source (pack cn); 0 assets have none" in first.text
    assert "assumed by the pack" in first.text
    assert changed(await register.bring(book("Pump 1", "Pump 2"), pack="cn")) == {}


async def test_a_later_import_keeps_last_visits_and_stops_what_no_longer_follows(register: Register) -> None:
    await register.bring(book("Pump 1", "Pump 2"), pack="generic")
    plan = (await register.plans())["booster-pump-pump-1"]
    plan.anchor_date.CopyFrom(Date(year=2026, month=5, day=6))
    await register.write(plan)
    later = await register.bring(book("Pump 1", "Pump 3"), pack="generic")
    assert (later.plans.stopped_count, changed(later)["plans"]) == (1, (1, 0, 1))
    assert "1 stopped" in later.text
    plans = await register.plans()
    assert {id: plan.paused for id, plan in plans.items()} == {
        "booster-pump-pump-1": False,
        "booster-pump-pump-2": True,
        "booster-pump-pump-3": False,
    }
    assert plans["booster-pump-pump-1"].anchor_date == Date(year=2026, month=5, day=6)
    back = await register.bring(book("Pump 1", "Pump 2", "Pump 3"), pack="generic")
    assert changed(back)["plans"] == (0, 1, 0)
    before, after = plans["booster-pump-pump-2"], (await register.plans())["booster-pump-pump-2"]
    assert (after.paused, after.anchor_date) == (False, before.anchor_date)


async def test_what_people_wrote_is_neither_replaced_nor_stopped(register: Register) -> None:
    await register.bring(book("Pump 1", "Pump 2"), pack="generic")
    mine = (await register.plans())["booster-pump-pump-1"]
    mine.source, mine.minutes = "", 15
    await register.write(mine)
    again = await register.bring(book("Pump 1", "Pump 2"), pack="generic")
    assert (changed(again), again.plans.without_count) == ({}, 0)
    assert dict(again.plans.pack_counts) == {"unverified": 1}
    without = await register.bring(book("Pump 1", "Pump 2"))
    assert (without.plans.stopped_count, without.plans.without_count) == (1, 1)
    kept = (await register.plans())["booster-pump-pump-1"]
    assert (kept.minutes, kept.paused) == (15, False)


async def test_what_stands_still_and_what_serves_what_is_no_business_of_the_file(register: Register) -> None:
    await register.bring(book("Pump 1"))
    state = asset_pb2.Asset.STATE_OUT_OF_SERVICE
    kept = await register.change("pump-1", state=state, serves=["flat-1"])
    assert changed(await register.bring(book("Pump 1"))) == {}
    assert await register.change("pump-1") == kept


async def test_an_anchor_of_the_header_is_the_last_visit_of_new_plans_only(register: Register) -> None:
    await register.bring(book("Pump 1"), pack="generic", anchor_date=Date(year=2026, month=3, day=1))
    later = Date(year=2026, month=4, day=1)
    await register.bring(book("Pump 1", "Pump 2"), pack="generic", anchor_date=later)
    months = {id: plan.anchor_date.month for id, plan in (await register.plans()).items()}
    assert months == {"booster-pump-pump-1": 3, "booster-pump-pump-2": 4}


async def test_a_rehearsed_import_counts_plans_and_stores_none(register: Register) -> None:
    answer = await register.bring(book("Pump 1"), pack="generic", validate_only=True)
    assert changed(answer)["plans"] == (1, 0, 0)
    assert await register.plans() == {}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"pack": "atlantis"}, 'header.pack: there is no pack "atlantis"'),
        ({"scopes": {"booster-test": 0}}, 'header.scopes: of "booster-test" is not said'),
        ({"scopes": {"pump": FLOOR}}, 'header.scopes: "pump" is no recurring job of the file'),
    ],
)
async def test_a_wrong_answer_about_plans_stores_nothing(register: Register, more: Any, says: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await register.bring(book("Pump 1", job=True), **more)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert says in str(refusal.value.details())
    assert await register.assets() == {}


@published
async def test_the_clinic_is_stored_whole_and_a_second_import_changes_nothing(register: Register) -> None:
    answer = await register.bring(CLINIC.read_bytes(), pack="generic", default_scope=FLOOR)
    found = {kind.kind: kind.found_count for kind in answer.kinds}
    plans = found.pop("plans")
    assert found == {
        "places": 1 + 5 + 269,
        "zones": 18,
        "types": 366,
        "systems": 8,
        "resources": 19,
        "spares": 13,
        "assets": 5071,
    }
    assert len(answer.unresolved) == 1
    await register.assets()
    assert register.count == 5071
    assert plans == answer.plans.file_count + sum(answer.plans.pack_counts.values())
    kept = await register.plans()
    heads = [plan for id, plan in kept.items() if id.startswith("sprinkler-head-semi-annual")]
    rounds = sum(2 for plan in heads if (plan.interval.count, plan.interval.unit) == (6, MONTH))
    assert (rounds, sum(len(plan.covers) for plan in heads)) == (4, 418), "four rounds a year, not 836 visits"
    assert not any(plan.source == "pack" and set(plan.covers) & set(heads[0].covers) for plan in kept.values())
    again = await register.bring(CLINIC.read_bytes(), pack="generic")
    assert changed(again) == {}
    assert await register.plans() == kept


@published
@one_database
async def test_the_jobs_of_the_clinic_wait_for_a_scope_but_the_one_boiler_does_not(register: Register) -> None:
    answer = await register.bring(CLINIC.read_bytes())
    assert answer.plans.file_count == 1
    waiting = {job.job: (job.asset_count, job.floor_count, job.space_count) for job in answer.plans.waiting}
    assert waiting["sprinkler-head-semi-annual-maintenance"] == (418, 2, 235)
    assert answer.plans.without_count == 5071 - 1
    assert answer.plans.without[0].asset_count == 958


@published
@one_database
async def test_a_published_book_without_jobs_gets_plans_from_a_pack(register: Register) -> None:
    data = (BOOKS / "Lakeside_Restaurant.xlsx").read_bytes()
    answer = await register.bring(data, pack="cn")
    plans = (await register.plans()).values()
    assert answer.plans.file_count == 0
    assert len(plans) == sum(answer.plans.pack_counts.values()) > 0
    assert all(plan.source == "pack" and plan.citation for plan in plans)
    assert changed(await register.bring(data, pack="cn")) == {}
