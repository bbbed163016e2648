"""What the scheduler asks of the assets service."""

from datetime import date
from typing import Any

import grpc

from muster.assets.v1 import (
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    redundancy_group_pb2,
    redundancy_group_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
    work_order_pb2,
    work_order_pb2_grpc,
)
from services.runtime import channel
from services.runtime.dates import date_from_pb, date_to_pb
from services.runtime.errors import Invalid, Missing, Unreachable

PAGE = 1000


class Assets:
    """The assets service, as the scheduler sees it."""

    def __init__(self, connection: grpc.aio.Channel) -> None:
        self._channel = connection
        self._sites = site_pb2_grpc.SiteServiceStub(connection)
        self._plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(connection)
        self._orders = work_order_pb2_grpc.WorkOrderServiceStub(connection)
        self._groups = redundancy_group_pb2_grpc.RedundancyGroupServiceStub(connection)

    async def answers(self) -> bool:
        """Whether the service can be reached just now."""
        state = self._channel.get_state(try_to_connect=True)
        return state in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.IDLE)

    async def site(self, name: str) -> site_pb2.Site:
        """One site. Raises Missing, Invalid, Unreachable."""
        try:
            return await self._sites.GetSite(site_pb2.GetSiteRequest(name=name), timeout=channel.SECONDS)
        except grpc.aio.AioRpcError as trouble:
            raise _refusal(trouble, name) from trouble

    async def occurrences(self, site: str, first: date, last: date) -> list[maintenance_plan_pb2.Occurrence]:
        """Every visit that falls due from `first` to `last`, overdue ones included, by due day, then name.

        Raises Missing, Invalid, Unreachable.
        """
        request = maintenance_plan_pb2.ListOccurrencesRequest(
            parent=site, first_date=date_to_pb(first), last_date=date_to_pb(last), page_size=PAGE
        )
        found = await self._pages(self._plans.ListOccurrences, request, "occurrences")
        return sorted(found, key=lambda one: (date_from_pb(one.due_date, "due_date"), one.name))

    async def redundancy_groups(self, site: str) -> list[redundancy_group_pb2.RedundancyGroup]:
        """Every redundancy group of a site. Raises Missing, Invalid, Unreachable."""
        request = redundancy_group_pb2.ListRedundancyGroupsRequest(parent=site, page_size=PAGE)
        return await self._pages(self._groups.ListRedundancyGroups, request, "redundancy_groups")

    async def undone_orders(self, site: str) -> list[work_order_pb2.WorkOrder]:
        """Every work order of a site that nobody has completed. Raises Missing, Invalid, Unreachable."""
        request = work_order_pb2.ListWorkOrdersRequest(parent=site, undone=True, page_size=PAGE)
        return await self._pages(self._orders.ListWorkOrders, request, "work_orders")

    async def _pages(self, call: Any, request: Any, field: str) -> list[Any]:
        """Everything that a list call answers with in `field`."""
        found: list[Any] = []
        while True:
            try:
                page = await call(request, timeout=channel.SECONDS)
            except grpc.aio.AioRpcError as trouble:
                raise _refusal(trouble, request.parent) from trouble
            found += getattr(page, field)
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token

    async def open_corrective(
        self, site: str, id: str, *, display_name: str, owner: str, due: date, origin: str
    ) -> work_order_pb2.WorkOrder:
        """Open a corrective work order, or find it: under one id it has the effect of one.

        An order of that id that is there for another owner or day stays as it is. Raises Missing, Invalid, Unreachable.
        """
        request = work_order_pb2.CreateWorkOrderRequest(
            parent=site,
            work_order_id=id,
            work_order=work_order_pb2.WorkOrder(
                display_name=display_name, owner=owner, due_date=date_to_pb(due), origin=origin
            ),
        )
        try:
            return await self._orders.CreateWorkOrder(request, timeout=channel.SECONDS)
        except grpc.aio.AioRpcError as trouble:
            if trouble.code() is grpc.StatusCode.ALREADY_EXISTS:
                name = f"{site}/workOrders/{id}"
                return await self._orders.GetWorkOrder(
                    work_order_pb2.GetWorkOrderRequest(name=name), timeout=channel.SECONDS
                )
            raise _refusal(trouble, site) from trouble


def _refusal(trouble: grpc.aio.AioRpcError, name: str) -> Missing | Invalid | Unreachable:
    if trouble.code() is grpc.StatusCode.NOT_FOUND:
        return Missing(name)
    if trouble.code() is grpc.StatusCode.INVALID_ARGUMENT:
        # To repeat the call would not help: what the service holds of the site has to be mended.
        return Invalid(name, f"the assets service refuses: {trouble.details()}")
    return Unreachable(
        "PEER_UNREACHABLE", "the assets service does not answer", hint="the call may be repeated", peer="assets"
    )
