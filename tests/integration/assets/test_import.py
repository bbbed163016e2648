"""Importing a register into a running assets service, on SQLite and PostgreSQL."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import grpc
import pytest
import xlsxwriter

from muster.assets.v1 import asset_pb2, asset_pb2_grpc, register_pb2, register_pb2_grpc, site_pb2, site_pb2_grpc
from services.assets import app

CLINIC = Path(__file__).resolve().parents[3] / "../shared/data/cobie/2013-03-28-Clinic-Handover-v13.xlsx"


def book(*pumps: str, facility: str = "Harbour") -> bytes:
    """A small workbook: one building with some pumps in its pump room."""
    sheets: dict[str, list[list[str]]] = {
        "Facility": [["Name"], [facility]],
        "Floor": [["Name", "Category"], ["G", "Floor"]],
        "Space": [["Name", "FloorName"], ["Pump room", "G"]],
        "Type": [["Name", "Category"], ["Booster pump", "23-27 17 00: Pumps"]],
        "Component": [["Name", "TypeName", "Space"], *([pump, "Booster pump", "Pump room"] for pump in pumps)],
    }
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

    async def bring(self, data: bytes, *, validate_only: bool = False) -> register_pb2.ImportRegisterResponse:
        header = register_pb2.ImportRegisterRequest.Header(
            parent="sites/s", filename="book.xlsx", validate_only=validate_only
        )

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


@pytest.fixture
async def register(database_url: str, nats: Any) -> AsyncIterator[Register]:
    settings = app.Settings(database_url=database_url, nats_url=nats.url, listen="127.0.0.1:0", grace_seconds=1)
    async with app.running(settings) as port, grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        site = site_pb2.Site(name="sites/s", display_name="S", time_zone="Asia/Shanghai")
        await site_pb2_grpc.SiteServiceStub(channel).UpdateSite(
            site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
        )
        yield Register(channel)


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


@pytest.mark.skipif(
    not CLINIC.exists(), reason="the published workbooks (shared/data/cobie) are not beside the checkout"
)
async def test_the_clinic_is_stored_whole_and_a_second_import_changes_nothing(register: Register) -> None:
    answer = await register.bring(CLINIC.read_bytes())
    found = {kind.kind: kind.found_count for kind in answer.kinds}
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
    assert changed(await register.bring(CLINIC.read_bytes())) == {}
