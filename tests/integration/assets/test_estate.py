"""Applying a described estate to a running assets service, on SQLite and PostgreSQL: wholly or not at all."""

from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.type.date_pb2 import Date

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    estate_pb2,
    estate_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    redundancy_group_pb2,
    redundancy_group_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
)

DAYS = maintenance_plan_pb2.Interval.UNIT_DAY


def estate(**more: Any) -> estate_pb2.ApplyEstateRequest:
    """A site with two elevators that stand in for each other, each with its 15-day visit."""
    request = estate_pb2.ApplyEstateRequest(
        site=site_pb2.Site(name="sites/s", display_name="S", time_zone="Asia/Shanghai"),
        assets=[
            asset_pb2.Asset(name=f"sites/s/assets/lift-{letter}", display_name=f"Lift {letter}", serves=["flat-1"])
            for letter in "ab"
        ],
        maintenance_plans=[
            maintenance_plan_pb2.MaintenancePlan(
                name=f"sites/s/maintenancePlans/visit-{letter}",
                asset=f"sites/s/assets/lift-{letter}",
                display_name="15-day visit",
                interval=maintenance_plan_pb2.Interval(count=15, unit=DAYS),
                anchor_date=Date(year=2026, month=12, day=1),
            )
            for letter in "ab"
        ],
        redundancy_groups=[
            redundancy_group_pb2.RedundancyGroup(
                name="sites/s/redundancyGroups/lifts",
                members=["sites/s/assets/lift-a", "sites/s/assets/lift-b"],
                keep_up=1,
                one_a_day=True,
            )
        ],
    )
    request.MergeFrom(estate_pb2.ApplyEstateRequest(**more))
    return request


def visited(plan: str, day: int) -> estate_pb2.LastVisit:
    """A visit in December 2026."""
    date = Date(year=2026, month=12, day=day)
    return estate_pb2.LastVisit(maintenance_plan=f"sites/s/maintenancePlans/{plan}", date=date)


class Service:
    """A running assets service without a site."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._estates = estate_pb2_grpc.EstateServiceStub(channel)
        self._groups = redundancy_group_pb2_grpc.RedundancyGroupServiceStub(channel)
        self._plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(channel)
        self.assets = asset_pb2_grpc.AssetServiceStub(channel)
        self._sites = site_pb2_grpc.SiteServiceStub(channel)

    async def apply(self, request: estate_pb2.ApplyEstateRequest) -> estate_pb2.ApplyEstateResponse:
        answer: estate_pb2.ApplyEstateResponse = await self._estates.ApplyEstate(request, timeout=20)
        return answer

    async def groups(self, **more: Any) -> redundancy_group_pb2.ListRedundancyGroupsResponse:
        request = redundancy_group_pb2.ListRedundancyGroupsRequest(parent="sites/s", **more)
        answer: redundancy_group_pb2.ListRedundancyGroupsResponse = await self._groups.ListRedundancyGroups(
            request, timeout=10
        )
        return answer

    async def anchor(self, plan: str) -> int:
        """The day of December on which the plan's last visit was."""
        request = maintenance_plan_pb2.GetMaintenancePlanRequest(name=f"sites/s/maintenancePlans/{plan}")
        day: int = (await self._plans.GetMaintenancePlan(request, timeout=10)).anchor_date.day
        return day

    async def there(self) -> bool:
        """Whether anything is stored: everything else needs the site."""
        try:
            await self._sites.GetSite(site_pb2.GetSiteRequest(name="sites/s"), timeout=10)
        except grpc.aio.AioRpcError as trouble:
            assert trouble.code() is grpc.StatusCode.NOT_FOUND
            return False
        return True


@pytest.fixture
async def service(running: Any) -> Service:
    return Service(running.channel)


async def test_an_estate_is_created_then_unchanged_then_updated_where_it_differs(service: Service) -> None:
    first = await service.apply(estate())
    assert (len(first.created), len(first.updated), len(first.unchanged)) == (6, 0, 0)
    assert first.created[0] == "sites/s"
    assert len((await service.apply(estate())).unchanged) == 6
    changed = estate()
    changed.redundancy_groups[0].one_a_day = False
    again = await service.apply(changed)
    assert (list(again.updated), len(again.unchanged)) == (["sites/s/redundancyGroups/lifts"], 5)
    asset = await service.assets.GetAsset(asset_pb2.GetAssetRequest(name="sites/s/assets/lift-a"), timeout=10)
    assert list(asset.serves) == ["flat-1"]


async def test_a_rehearsed_estate_is_answered_and_not_stored(service: Service) -> None:
    assert len((await service.apply(estate(validate_only=True))).created) == 6
    assert not await service.there()


async def test_the_same_request_id_gives_the_first_answer_again(service: Service) -> None:
    id = str(uuid4())
    first = await service.apply(estate(request_id=id))
    assert await service.apply(estate(request_id=id)) == first


def _plan_without_asset(request: estate_pb2.ApplyEstateRequest) -> None:
    request.maintenance_plans[1].asset = "sites/s/assets/lift-z"


def _cover_of_nothing(request: estate_pb2.ApplyEstateRequest) -> None:
    request.maintenance_plans[0].covers.append("lift-z")


def _member_of_nothing(request: estate_pb2.ApplyEstateRequest) -> None:
    request.redundancy_groups[0].members[1] = "sites/s/assets/lift-z"


def _visit_of_nothing(request: estate_pb2.ApplyEstateRequest) -> None:
    request.last_visits.append(visited("visit-z", 4))


def _all_must_run(request: estate_pb2.ApplyEstateRequest) -> None:
    request.redundancy_groups[0].keep_up = 2


def _nameless(request: estate_pb2.ApplyEstateRequest) -> None:
    request.assets[1].display_name = " "


def _twice(request: estate_pb2.ApplyEstateRequest) -> None:
    request.assets.append(request.assets[0])


def _of_another_site(request: estate_pb2.ApplyEstateRequest) -> None:
    request.assets[0].name = "sites/t/assets/lift-a"


def _absorbed_by_nothing(request: estate_pb2.ApplyEstateRequest) -> None:
    request.maintenance_plans[0].absorbed_by.append("yearly")


def _placed_nowhere(request: estate_pb2.ApplyEstateRequest) -> None:
    request.maintenance_plans[1].place = "roof"


@pytest.mark.parametrize(
    ("spoil", "path", "says"),
    [
        (_plan_without_asset, "maintenance_plans[1].asset", "there is no sites/s/assets/lift-z"),
        (_cover_of_nothing, "maintenance_plans[0].covers", "there is no sites/s/assets/lift-z"),
        (_member_of_nothing, "redundancy_groups[0].members", "there is no sites/s/assets/lift-z"),
        (_visit_of_nothing, "last_visits[0].maintenance_plan", "there is no sites/s/maintenancePlans/visit-z"),
        (_all_must_run, "redundancy_groups[0].keep_up", "keeps 2 of 2"),
        (_nameless, "assets[1].display_name", "is empty"),
        (_twice, "assets[2].name", "stands twice"),
        (_of_another_site, "assets[0].name", "is of sites/t"),
        (_absorbed_by_nothing, "maintenance_plans[0].absorbed_by", "yearly"),
        (_placed_nowhere, "maintenance_plans[1].place", "there is no sites/s/spaces/roof"),
    ],
)
async def test_an_estate_with_one_fault_leaves_nothing_and_the_fault_is_named(
    service: Service, spoil: Any, path: str, says: str
) -> None:
    request = estate()
    spoil(request)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await service.apply(request)
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    text = str(refusal.value.details())
    assert text.startswith(f"{path}:")
    assert says in text
    assert not await service.there()


async def test_a_refused_estate_leaves_what_was_there_as_it_was(service: Service) -> None:
    await service.apply(estate())
    request = estate(last_visits=[visited("visit-a", 9)])
    request.assets[0].display_name = "Renamed"
    _member_of_nothing(request)
    with pytest.raises(grpc.aio.AioRpcError):
        await service.apply(request)
    assert len((await service.apply(estate())).unchanged) == 6


async def test_what_is_stored_already_may_be_referred_to(service: Service) -> None:
    await service.apply(estate())
    request = estate(last_visits=[visited("visit-a", 9)])
    for field in ("assets", "maintenance_plans"):
        request.ClearField(field)
    assert list((await service.apply(request)).updated) == ["sites/s/maintenancePlans/visit-a"]
    assert await service.anchor("visit-a") == 9


async def test_a_last_visit_moves_its_plan_forward_and_never_back(service: Service) -> None:
    await service.apply(estate(last_visits=[visited("visit-a", 4), visited("visit-a", 8), visited("visit-a", 6)]))
    assert (await service.anchor("visit-a"), await service.anchor("visit-b")) == (8, 1)
    again = await service.apply(estate(last_visits=[visited("visit-a", 7)]))
    assert (await service.anchor("visit-a"), len(again.unchanged)) == (8, 6)


async def test_an_estate_with_a_stale_etag_is_aborted(service: Service) -> None:
    await service.apply(estate())
    request = estate()
    request.maintenance_plans[0].etag = "v7"
    request.assets[0].display_name = "Renamed"
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await service.apply(request)
    assert refusal.value.code() is grpc.StatusCode.ABORTED
    assert len((await service.apply(estate())).unchanged) == 6


async def test_too_many_things_are_refused_with_the_number_allowed(service: Service) -> None:
    request = estate()
    request.last_visits.extend([visited("visit-a", 2)] * 20_001)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await service.apply(request)
    assert "last_visits: holds 20,001, more than 20,000" in str(refusal.value.details())


async def test_a_group_counts_its_members_that_stand_still(service: Service) -> None:
    request = estate()
    request.assets[1].state = asset_pb2.Asset.STATE_OUT_OF_SERVICE
    request.redundancy_groups.add(
        name="sites/s/redundancyGroups/again", members=request.redundancy_groups[0].members, keep_up=1
    )
    await service.apply(request)
    page = await service.groups(page_size=1)
    (group,) = page.redundancy_groups
    assert (group.name, group.display_name, group.down_count) == ("sites/s/redundancyGroups/again", "again", 1)
    last = await service.groups(page_size=1, page_token=page.next_page_token)
    assert [(g.name, g.one_a_day) for g in last.redundancy_groups] == [("sites/s/redundancyGroups/lifts", True)]
    assert not last.next_page_token


@pytest.mark.parametrize("state", [asset_pb2.Asset.STATE_OUT_OF_SERVICE, asset_pb2.Asset.STATE_OUT_OF_USE])
async def test_what_stands_still_does_so_until_people_say_otherwise(
    service: Service, state: asset_pb2.Asset.State
) -> None:
    stopped = estate()
    stopped.assets[1].state = state
    await service.apply(stopped)
    assert len((await service.apply(estate())).unchanged) == 6, "a file that says nothing of it changes nothing"
    (group,) = (await service.groups()).redundancy_groups
    assert group.down_count == 1
    back = estate()
    back.assets[1].state = asset_pb2.Asset.STATE_IN_SERVICE
    assert list((await service.apply(back)).updated) == [back.assets[1].name]


async def test_a_last_visit_of_the_far_future_is_refused_by_name(service: Service) -> None:
    far = estate_pb2.LastVisit(
        maintenance_plan="sites/s/maintenancePlans/visit-a", date=Date(year=9999, month=1, day=1)
    )
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await service.apply(estate(last_visits=[far]))
    assert str(refusal.value.details()).startswith("last_visits[0].date: 9999-01-01 is not within")
    request = estate()
    request.maintenance_plans[1].anchor_date.year = 2031
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await service.apply(request)
    assert str(refusal.value.details()).startswith("maintenance_plans[1].anchor_date: 2031-12-01 is no day")
    assert not await service.there()


async def test_what_serves_whom_is_refused_where_it_is_not_there_and_nothing_is_stored(service: Service) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await service.apply(estate(serving=[estate_pb2.Serving(id="lift-a", spaces=["b1"])]))
    assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "sites/s/spaces/b1" in str(refusal.value.details())
    assert not await service.there()
    await service.apply(estate(serving=[estate_pb2.Serving(id="lift-a")]))
    served = [
        list((await service.assets.GetAsset(asset_pb2.GetAssetRequest(name=f"sites/s/assets/{id}"), timeout=10)).serves)
        for id in ("lift-a", "lift-b")
    ]
    assert served == [[], ["flat-1"]]
