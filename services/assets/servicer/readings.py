"""ReadingService."""

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import reading_pb2 as pb
from muster.assets.v1 import reading_pb2_grpc as rpc
from services.assets.storage import assets, readings
from services.assets.wire.readings import reading_from_pb, reading_to_pb
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import parent_and_id


class ReadingServicer(rpc.ReadingServiceServicer):
    """Keeps what people read off assets; plans with a trigger follow it."""

    def __init__(self, database: Database, ledger: Ledger, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._now = now

    async def RecordReading(self, request: pb.RecordReadingRequest, _: Context) -> pb.Reading:
        parent, reading = reading_from_pb(request.reading, self._now())

        async def change(tx: AsyncConnection) -> pb.Reading:
            await assets.get(tx, parent, reading.asset)
            return reading_to_pb(parent, await readings.save(tx, parent, reading, self._now()))

        return await self._ledger.once(request, pb.Reading, change)

    async def ListReadings(self, request: pb.ListReadingsRequest, _: Context) -> pb.ListReadingsResponse:
        site, asset = parent_and_id("sites/*/assets/*", request.parent, "parent")
        page = pages.asked(request)
        table = readings.table.c
        async with self._database.read() as tx:
            await assets.get(tx, site, asset)
            found = await readings.page(tx, [table.parent == site, table.asset == asset], page.after, page.size + 1)
        found, token = page.cut(found, [(site, stored.value.id) for stored in found])
        return pb.ListReadingsResponse(readings=[reading_to_pb(site, one) for one in found], next_page_token=token)
