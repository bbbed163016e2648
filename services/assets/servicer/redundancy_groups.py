"""RedundancyGroupService."""

from muster.assets.v1 import redundancy_group_pb2 as pb
from muster.assets.v1 import redundancy_group_pb2_grpc as rpc
from services.assets import faults
from services.assets.domain.asset import AssetState
from services.assets.storage import assets, redundancy_groups, sites
from services.assets.wire.redundancy_groups import group_to_pb
from services.runtime import pages
from services.runtime.database import Database
from services.runtime.interceptors import Context
from services.runtime.names import ids


class RedundancyGroupServicer(rpc.RedundancyGroupServiceServicer):
    """Shows the groups and how many of their members stand still."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ListRedundancyGroups(
        self, request: pb.ListRedundancyGroupsRequest, _: Context
    ) -> pb.ListRedundancyGroupsResponse:
        (site,) = ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            await sites.get(tx, "", site)
            where = [redundancy_groups.table.c.parent == request.parent]
            found = await redundancy_groups.page(tx, where, page.after, page.size + 1)
            found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
            held = await assets.among(tx, request.parent, (id for stored in found for id in stored.value.members))
            stands_still = await faults.down(tx, request.parent)
        down = stands_still | {one.value.id for one in held if one.value.state is not AssetState.IN_SERVICE}
        return pb.ListRedundancyGroupsResponse(
            redundancy_groups=[
                group_to_pb(request.parent, stored, len(down & set(stored.value.members))) for stored in found
            ],
            next_page_token=token,
        )
