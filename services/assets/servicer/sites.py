"""SiteService."""

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import site_pb2 as pb
from muster.assets.v1 import site_pb2_grpc as rpc
from services.assets.storage import sites
from services.assets.wire.sites import site_from_pb, site_to_pb
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids


class SiteServicer(rpc.SiteServiceServicer):
    """Keeps the sites."""

    def __init__(self, database: Database, ledger: Ledger, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._now = now

    async def GetSite(self, request: pb.GetSiteRequest, _: Context) -> pb.Site:
        (id,) = ids("sites/*", request.name, "name")
        async with self._database.read() as tx:
            return site_to_pb(await sites.get(tx, "", id))

    async def ListSites(self, request: pb.ListSitesRequest, _: Context) -> pb.ListSitesResponse:
        page = pages.asked(request)
        async with self._database.read() as tx:
            found = await sites.page(tx, [], page.after, page.size + 1)
        found, token = page.cut(found, [("", stored.value.id) for stored in found])
        return pb.ListSitesResponse(sites=[site_to_pb(stored) for stored in found], next_page_token=token)

    async def UpdateSite(self, request: pb.UpdateSiteRequest, _: Context) -> pb.Site:
        site = site_from_pb(request.site)

        async def change(tx: AsyncConnection) -> pb.Site:
            saved = await sites.save(tx, "", site, self._now(), read=request.site.etag, create=request.allow_missing)
            return site_to_pb(saved)

        return await self._ledger.once(request, pb.Site, change)
