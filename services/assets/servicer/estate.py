"""EstateService."""

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import estate_pb2 as pb
from muster.assets.v1 import estate_pb2_grpc as rpc
from services.assets.estate import apply
from services.assets.wire.estate import applied_to_pb, estate_from_pb
from services.runtime.clock import Now
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger


class EstateServicer(rpc.EstateServiceServicer):
    """Stores what a file describes."""

    def __init__(self, ledger: Ledger, now: Now) -> None:
        self._ledger = ledger
        self._now = now

    async def ApplyEstate(self, request: pb.ApplyEstateRequest, _: Context) -> pb.ApplyEstateResponse:
        estate = estate_from_pb(request)

        async def change(tx: AsyncConnection) -> pb.ApplyEstateResponse:
            return applied_to_pb(await apply(tx, estate, self._now()))

        return await self._ledger.once(request, pb.ApplyEstateResponse, change)
