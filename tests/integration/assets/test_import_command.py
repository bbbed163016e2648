"""`muster import` against a running assets service: asked, answered, said again."""

import asyncio
from pathlib import Path
from typing import Any

import grpc
import pytest
import xlsxwriter
from typer.testing import CliRunner

from muster.assets.v1 import site_pb2, site_pb2_grpc
from services.assets import app
from services.cli import import_

SHEETS: dict[str, list[list[str]]] = {
    "Facility": [["Name"], ["Harbour"]],
    "Floor": [["Name", "Category"], ["G", "Floor"]],
    "Space": [["Name", "FloorName"], ["Hall", "G"]],
    "Type": [["Name"], ["Head"], ["Elevator"]],
    "Component": [
        ["Name", "TypeName", "Space"],
        ["Head 1", "Head", "Hall"],
        ["Head 2", "Head", "Hall"],
        ["Elevator A", "Elevator", "Hall"],
    ],
    "Job": [
        ["Name", "Category", "TypeName", "Duration", "DurationUnit", "Frequency", "FrequencyUnit"],
        ["Head test", "PM", "Head", "45", "minute", "1", "year"],
    ],
}


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Two heads with a job of their type, and an elevator without one."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


async def test_what_waits_is_asked_for_and_the_answer_is_taken(
    tmp_path: Path, broker: Any, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/test.db"
    settings = app.Settings(database_url=url, nats_url=broker.url, listen="127.0.0.1:0", grace_seconds=1)
    async with app.running(settings) as port, grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        site = site_pb2.Site(name="sites/s", display_name="S", time_zone="Asia/Shanghai")
        await site_pb2_grpc.SiteServiceStub(channel).UpdateSite(
            site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
        )
        for name in ("ASSETS", "SCHEDULER", "NOTIFIER", "NATS"):
            monkeypatch.setenv(f"MUSTER_{name}", f"127.0.0.1:{port}")

        async def said(*options: str) -> str:
            arguments = ["cobie", str(workbook), "--site", "s", *options]
            done = await asyncio.to_thread(CliRunner().invoke, import_.app, arguments)
            assert done.exit_code == 0, done.output
            return done.output

        asked = await said("--pack", "cn", "--dry-run")
        assert "plans: 0 from the file; 2 by law, 3 without a source (pack cn); 2 assets have none" in asked
        assert "--scope head-test=floor" in asked
        answered = await said("--pack", "cn", "--scope", "head-test=floor", "--anchor", "2026-12-01")
        assert "plans: 1 from the file; 2 by law, 3 without a source (pack cn); 0 assets have none" in answered
        assert "--scope" not in answered
        assert "nothing changed" in await said("--pack", "cn", "--default-scope", "floor")
