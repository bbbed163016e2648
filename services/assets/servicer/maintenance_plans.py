"""MaintenancePlanService."""

from datetime import date

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from muster.assets.v1 import maintenance_plan_pb2 as pb
from muster.assets.v1 import maintenance_plan_pb2_grpc as rpc
from services.assets.domain.absorbing import check_absorbers
from services.assets.domain.days import check_year
from services.assets.domain.followed import followed
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.storage import assets, plans, sites, spaces
from services.assets.visits import Visits
from services.assets.wire.maintenance_plans import plan_from_pb, plan_to_pb
from services.assets.wire.occurrences import occurrence_to_pb
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.dates import date_from_pb
from services.runtime.errors import Invalid, Missing, at
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids, parent_and_id

LONGEST_WINDOW_DAYS = 800


class MaintenancePlanServicer(rpc.MaintenancePlanServiceServicer):
    """Keeps the plans and says which visits follow from them."""

    def __init__(self, database: Database, ledger: Ledger, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._now = now
        self._visits = Visits(database, now)

    async def GetMaintenancePlan(self, request: pb.GetMaintenancePlanRequest, _: Context) -> pb.MaintenancePlan:
        parent, id = parent_and_id("sites/*/maintenancePlans/*", request.name, "name")
        async with self._database.read() as tx:
            return plan_to_pb(parent, await plans.get(tx, parent, id))

    async def ListMaintenancePlans(
        self, request: pb.ListMaintenancePlansRequest, _: Context
    ) -> pb.ListMaintenancePlansResponse:
        (site,) = ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            await sites.get(tx, "", site)
            found = await plans.page(tx, _asked(request), page.after, page.size + 1)
        found, token = page.cut(found, [(request.parent, stored.value.id) for stored in found])
        return pb.ListMaintenancePlansResponse(
            maintenance_plans=[plan_to_pb(request.parent, stored) for stored in found], next_page_token=token
        )

    async def UpdateMaintenancePlan(self, request: pb.UpdateMaintenancePlanRequest, _: Context) -> pb.MaintenancePlan:
        parent, plan = plan_from_pb(request.maintenance_plan)
        read = request.maintenance_plan.etag

        async def change(tx: AsyncConnection) -> pb.MaintenancePlan:
            await _check_things(tx, parent, plan)
            site = (await sites.get(tx, "", parent.removeprefix("sites/"))).value
            with at("maintenance_plan"):
                today = self._now().astimezone(site.zone).date()
                plan.check_ahead(today)
                held = await plans.find(tx, parent, plan.id)
                followed_plan = followed(plan, held.value if held else None, today)
            written = followed_plan.remembering(held.value) if held else followed_plan
            saved = await plans.save(tx, parent, written, self._now(), read=read, create=request.allow_missing)
            return plan_to_pb(parent, saved)

        return await self._ledger.once(request, pb.MaintenancePlan, change)

    async def ListOccurrences(self, request: pb.ListOccurrencesRequest, _: Context) -> pb.ListOccurrencesResponse:
        ids("sites/*", request.parent, "parent")
        first = date_from_pb(request.first_date, "first_date")
        last = date_from_pb(request.last_date, "last_date")
        _check_window(first, last)
        page = pages.asked(request)
        due = await self._visits.due(request.parent, first, last, most=page.size + 1, after=page.after)
        due, token = page.cut(due, [one.key for one in due])
        return pb.ListOccurrencesResponse(
            occurrences=[
                occurrence_to_pb(request.parent, one.occurrence, one.groups, one.plans, one.permit) for one in due
            ],
            next_page_token=token,
        )


def _asked(request: pb.ListMaintenancePlansRequest) -> list[ColumnElement[bool]]:
    table = plans.table.c
    asked: list[ColumnElement[bool]] = [table.parent == request.parent]
    for wanted, column in ((request.overridden_only, table.override), (request.certificates_only, table.certificate)):
        if wanted:
            # What is not there is kept as the JSON text null, or is NULL in rows that are older than the column.
            asked.append(cast(column, Text) != "null")
    return asked


async def _check_things(tx: AsyncConnection, site: str, plan: MaintenancePlan) -> None:
    """Raises Missing where an asset or the place is not there, Invalid where a larger plan is not of the same thing."""
    if plan.asset:
        await assets.get(tx, site, plan.asset)
    if plan.place:
        await spaces.get(tx, site, plan.place)
    if plan.covers:
        there = await tx.execute(select(assets.table.c.id).where(assets.table.c.parent == site))
        missing = sorted(set(plan.covers) - set(there.scalars()))
        if missing:
            raise Missing(assets.name(site, missing[0]))
    table = plans.table.c
    held = await plans.all(tx, table.parent == site, or_(table.id.in_(plan.absorbed_by), table.asset == plan.asset))
    with at("maintenance_plan"):
        check_absorbers(plan, {stored.value.id: stored.value for stored in held})


def _check_window(first: date, last: date) -> None:
    check_year("first_date", first)
    check_year("last_date", last)
    if last < first:
        raise Invalid("last_date", f"{last} lies before {first}", reason="WINDOW_INVALID")
    if (last - first).days > LONGEST_WINDOW_DAYS:
        raise Invalid("last_date", f"lies more than {LONGEST_WINDOW_DAYS} days after {first}", reason="WINDOW_INVALID")
