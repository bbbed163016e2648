"""Measures a city of elevators: a published list imported over gRPC, and a month of its visits listed page by page."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import grpc
from sqlalchemy import Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks import servers
from muster.assets.v1 import (
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    register_pb2,
    register_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
)
from services.assets import app, storage
from services.cli.dev import free
from services.runtime import broker, database
from services.runtime.channel import MOST_BYTES
from services.runtime.dates import date_to_pb

SITE = "sites/city"
ZONE = "America/New_York"
COLUMNS = {
    "id": "DV_DEVICE_NUMBER",
    "type": "Device Type",
    "building": "BIN",
    "address": "HOUSE_NUMBER+STREET_NAME",
    "status": "DV_DEVICE_STATUS_DESCRIPTION",
    "installed": "DV_APPROVAL_DATE",
}
IN_SERVICE = "ACTIVE"
DUMMIES = {"STREET_NAME": "DUMMY RECORD"}
CHUNK = 256 * 1024
PAGE = 1000
AT_ONCE = 10_000
"""Rows of a bare insert that are in memory together."""
LONGEST_START = 60.0
LONGEST_IMPORT = 900.0
LONGEST_PAGE = 5.0
"""The deadline that services give each other."""
TABLES = tuple(rows.table for rows in (storage.spaces, storage.asset_types, storage.assets, storage.plans))


def main(arguments: Sequence[str]) -> None:
    """Print one line of JSON: what was imported and listed, the seconds of each, and the service's memory."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks elevators", description=__doc__)
    parser.add_argument("file", type=Path, help="the list, .csv or .csv.gz")
    parser.add_argument("--days", type=int, default=30, help="how many days of visits are listed, from today on")
    parser.add_argument("--pack", default="cn", help="the rule pack that gives the plans")
    parser.add_argument("--again", action="store_true", help="import the same list a second time as well")
    parser.add_argument("--database", choices=servers.KINDS, default="sqlite")
    wanted = parser.parse_args(arguments)
    data = wanted.file.read_bytes()
    with (
        tempfile.TemporaryDirectory() as folder,
        servers.databases(wanted.database, Path(folder), ("assets", "bare")) as (url, bare_url),
    ):
        found = asyncio.run(_measured(url, Path(folder), data, wanted))
        found |= asyncio.run(_beside_a_bare_insert(url, bare_url, found["import_seconds"]))
    asked = {"file": wanted.file.name, "days": wanted.days, "pack": wanted.pack, "database": wanted.database}
    print(json.dumps({"benchmark": "elevators", **asked, **found}))


async def _measured(url: str, folder: Path, data: bytes, wanted: argparse.Namespace) -> dict[str, Any]:
    port = free(0)
    async with broker.running(folder / "nats", port):
        return await asyncio.to_thread(_steps, url, f"nats://127.0.0.1:{port}", data, wanted)


def _steps(url: str, nats_url: str, data: bytes, wanted: argparse.Namespace) -> dict[str, Any]:
    with _service(url, nats_url) as (process, channel):
        site = site_pb2.Site(name=SITE, display_name="City", time_zone=ZONE)
        site_pb2_grpc.SiteServiceStub(channel).UpdateSite(
            site_pb2.UpdateSiteRequest(site=site, allow_missing=True), timeout=10
        )
        idle, begun = _peak_mb(process.pid), _cpu_seconds(process.pid)
        seconds, answer = _imported(channel, data, wanted)
        _say(f"imported in {seconds} s")
        found = {
            **{kind.kind: kind.found_count for kind in answer.kinds},
            "devices": sum(kind.found_count for kind in answer.kinds if kind.kind == "assets"),
            "skipped": sum(sheet.skipped_count for sheet in answer.sheets),
            "import_seconds": seconds,
            "import_cpu_seconds": round(_cpu_seconds(process.pid) - begun, 1),
            "idle_memory_mb": idle,
            "import_memory_mb": _peak_mb(process.pid),
        }
        if wanted.again:
            seconds, answer = _imported(channel, data, wanted)
            _say(f"imported again in {seconds} s")
            changed = sum(kind.created_count + kind.updated_count + kind.disappeared_count for kind in answer.kinds)
            found |= {"again_seconds": seconds, "again_changed": changed}
    # A service of its own, so that its memory is that of listing alone.
    with _service(url, nats_url) as (process, channel):
        begun = _cpu_seconds(process.pid)
        found |= _listed(channel, wanted.days) | {"memory_mb": _peak_mb(process.pid)}
        found |= {"occurrence_cpu_seconds": round(_cpu_seconds(process.pid) - begun, 1)}
        _say(f"{found['occurrences']:,} visits in {found['occurrence_seconds']} s")
    return found


@contextmanager
def _service(url: str, nats_url: str) -> Iterator[tuple[subprocess.Popen[bytes], grpc.Channel]]:
    """The assets service as a process of its own, and a channel to it."""
    port = free(0)
    settings = {
        "ASSETS_DATABASE_URL": url,
        "ASSETS_NATS_URL": nats_url,
        "ASSETS_LISTEN": f"127.0.0.1:{port}",
        "ASSETS_LOG_LEVEL": "warning",
    }
    process = subprocess.Popen([sys.executable, "-m", "services.assets"], env={**os.environ, **settings})
    try:
        options = [("grpc.max_receive_message_length", MOST_BYTES)]
        with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
            grpc.channel_ready_future(channel).result(timeout=LONGEST_START)
            yield process, channel
    finally:
        process.terminate()
        process.wait()


def _imported(
    channel: grpc.Channel, data: bytes, wanted: argparse.Namespace
) -> tuple[float, register_pb2.ImportRegisterResponse]:
    def parts() -> Iterator[register_pb2.ImportDevicesRequest]:
        yield register_pb2.ImportDevicesRequest(
            header=register_pb2.ImportDevicesRequest.Header(
                parent=SITE,
                filename=wanted.file.name,
                pack=wanted.pack,
                list="elevators",
                kind="elevator",
                columns=COLUMNS,
                in_service=[IN_SERVICE],
                skip=DUMMIES,
            )
        )
        for begin in range(0, len(data), CHUNK):
            yield register_pb2.ImportDevicesRequest(chunk=data[begin : begin + CHUNK])

    begun = time.perf_counter()
    answer = register_pb2_grpc.RegisterServiceStub(channel).ImportDevices(parts(), timeout=LONGEST_IMPORT)
    return round(time.perf_counter() - begun, 1), answer


def _listed(channel: grpc.Channel, days: int) -> dict[str, Any]:
    """Every page of the visits, and nothing of them kept but which devices they are for."""
    call = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(channel).ListOccurrences
    first = datetime.now(ZoneInfo(ZONE)).date()
    request = maintenance_plan_pb2.ListOccurrencesRequest(
        parent=SITE,
        first_date=date_to_pb(first),
        last_date=date_to_pb(first + timedelta(days=days - 1)),
        page_size=PAGE,
    )
    count, visited = 0, set()
    pages: list[float] = []
    while True:
        begun = time.perf_counter()
        page = call(request, timeout=LONGEST_PAGE)
        pages.append(time.perf_counter() - begun)
        count += len(page.occurrences)
        visited |= {one.asset for one in page.occurrences}
        if not page.next_page_token:
            return {
                "occurrences": count,
                "in_service": len(visited),
                "occurrence_seconds": round(sum(pages), 1),
                "pages": len(pages),
                "first_page_seconds": round(pages[0], 3),
                "slowest_page_seconds": round(max(pages), 3),
            }
        request.page_token = page.next_page_token


async def _beside_a_bare_insert(url: str, bare_url: str, seconds: float) -> dict[str, Any]:
    """The same rows into an empty database of the same tables: no reading, no comparing, no plans to work out."""
    bare, written = 0.0, 0
    async with (
        database.opened(url, app.MIGRATIONS) as held,
        database.opened(bare_url, app.MIGRATIONS) as empty,
        held.read() as source,
        empty.write() as target,
    ):
        for table in TABLES:
            async for rows in _rows(source, table):
                begun = time.perf_counter()
                await target.execute(insert(table), rows)
                bare += time.perf_counter() - begun
                written += len(rows)
    return {
        "rows_written": written,
        "bare_seconds": round(bare, 1),
        "import_ratio": round(seconds / bare, 1),
    }


async def _rows(source: AsyncConnection, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    async with source.stream(select(table)) as found:
        async for part in found.partitions(AT_ONCE):
            yield [dict(row._mapping) for row in part]


def _cpu_seconds(pid: int) -> float:
    """Of all processors; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _peak_mb(pid: int) -> int | None:
    """The most memory that a process has had, in MB; None where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")), None)
