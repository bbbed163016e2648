"""RegisterService."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from google.protobuf.message import Message
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import register_pb2 as pb
from muster.assets.v1 import register_pb2_grpc as rpc
from services.assets.cobie.register import Reading, read
from services.assets.cobie.report import CobieRefused
from services.assets.devices import listed as devices
from services.assets.devices.store import Storing
from services.assets.register.attach import Choice
from services.assets.register.provenance import PlanReport
from services.assets.register.store import KindChange, store, store_plans
from services.assets.storage import sites
from services.assets.wire.devices import columns_from_pb, devices_choice_from_pb
from services.assets.wire.register import choice_from_pb, report_to_pb
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.errors import Invalid
from services.runtime.interceptors import Context
from services.runtime.ledger import undone
from services.runtime.names import ids

LARGEST_FILE = 64 * 1024 * 1024


class RegisterServicer(rpc.RegisterServiceServicer):
    """Takes whole registers."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    async def ImportRegister(
        self, request_iterator: AsyncIterator[pb.ImportRegisterRequest], _: Context
    ) -> pb.ImportRegisterResponse:
        header, data = await _received(request_iterator)
        (site,) = ids("sites/*", header.parent, "header.parent")
        choice = choice_from_pb(header)
        async with self._database.read() as tx:
            await sites.get(tx, "", site)
        # Reading takes seconds of processor time; other calls go on meanwhile.
        reading = await asyncio.to_thread(_read, data, header.filename)
        return await asyncio.shield(self._store(header, reading, choice))

    async def _store(
        self, header: pb.ImportRegisterRequest.Header, reading: Reading, choice: Choice
    ) -> pb.ImportRegisterResponse:
        async def change(tx: AsyncConnection) -> tuple[list[KindChange], PlanReport]:
            now = self._now()
            changes = await store(tx, header.parent, reading.register, now)
            plans, report = await store_plans(tx, header.parent, reading.register, choice, now)
            return [*changes, plans], report

        async with self._database.write() as tx:
            if header.validate_only:
                async with undone(tx):
                    changes, plans = await change(tx)
            else:
                changes, plans = await change(tx)
        return report_to_pb(header.parent, reading.report, changes, plans)

    async def ImportDevices(
        self, request_iterator: AsyncIterator[pb.ImportDevicesRequest], _: Context
    ) -> pb.ImportRegisterResponse:
        header, data = await _received(request_iterator)
        (site,) = ids("sites/*", header.parent, "header.parent")
        choice, columns = devices_choice_from_pb(header), columns_from_pb(header)
        async with self._database.read() as tx:
            zone = (await sites.get(tx, "", site)).value.zone
        now = self._now()
        today = now.astimezone(zone).date()
        found = await asyncio.to_thread(devices.read, data, header.filename, columns, today)
        storing = Storing(self._database, header.parent, found, choice, now)
        report, changes, plans = await asyncio.shield(storing.run(rehearse=header.validate_only))
        return report_to_pb(header.parent, report, changes, plans)


def _read(data: bytes, filename: str) -> Reading:
    try:
        return read(data, filename)
    except CobieRefused as refusal:
        raise Invalid("chunk", str(refusal), reason="WORKBOOK_REFUSED") from None


async def _received(messages: AsyncIterator[Message]) -> tuple[Any, bytes]:
    """The header and the bytes of a stream whose messages have the parts `header` and `chunk`. Raises Invalid."""
    header: Any = None
    data = bytearray()
    async for message in messages:
        part: Any = message
        if part.WhichOneof("part") == "header":
            if header is not None:
                raise Invalid("header", "came twice", hint="send it once, first")
            header = part.header
            continue
        if header is None:
            raise Invalid("header", "is missing", hint="send it first, the bytes after it")
        data += part.chunk
        if len(data) > LARGEST_FILE:
            raise Invalid("chunk", f"the file is larger than {LARGEST_FILE >> 20} MiB", reason="FILE_TOO_LARGE")
    if header is None:
        raise Invalid("header", "is missing", hint="send it first, the bytes after it")
    if not 0 < len(header.filename) <= 200:
        raise Invalid("header.filename", "is not 1-200 characters long")
    return header, bytes(data)
