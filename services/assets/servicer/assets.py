"""AssetService."""

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import asset_pb2 as pb
from muster.assets.v1 import asset_pb2_grpc as rpc
from services.assets.domain.followed import check_monitoring
from services.assets.storage import assets, plans, sites
from services.assets.wire.assets import asset_from_pb, asset_to_pb
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.errors import at
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids, parent_and_id


class AssetServicer(rpc.AssetServiceServicer):
    """Keeps the assets."""

    def __init__(self, database: Database, ledger: Ledger, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._now = now

    async def GetAsset(self, request: pb.GetAssetRequest, _: Context) -> pb.Asset:
        parent, id = parent_and_id("sites/*/assets/*", request.name, "name")
        async with self._database.read() as tx:
            return asset_to_pb(parent, await assets.get(tx, parent, id))

    async def ListAssets(self, request: pb.ListAssetsRequest, _: Context) -> pb.ListAssetsResponse:
        (site,) = ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            await sites.get(tx, "", site)
            found = await assets.page(tx, [assets.table.c.parent == request.parent], page.after, page.size + 1)
        found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
        return pb.ListAssetsResponse(
            assets=[asset_to_pb(request.parent, stored) for stored in found], next_page_token=token
        )

    async def UpdateAsset(self, request: pb.UpdateAssetRequest, _: Context) -> pb.Asset:
        parent, asset = asset_from_pb(request.asset)

        async def change(tx: AsyncConnection) -> pb.Asset:
            await sites.get(tx, "", parent.removeprefix("sites/"))
            held = await assets.find(tx, parent, asset.id)
            written = asset.remembering(held.value) if held else asset
            of_asset = (plans.table.c.parent == parent, plans.table.c.asset == asset.id)
            with at("asset"):
                check_monitoring(asset, [one.value for one in await plans.all(tx, *of_asset)])
            saved = await assets.save(
                tx, parent, written, self._now(), read=request.asset.etag, create=request.allow_missing
            )
            return asset_to_pb(parent, saved)

        return await self._ledger.once(request, pb.Asset, change)
