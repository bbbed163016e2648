"""What of a file can be stored before its register is imported: the rest speaks of assets that are not there yet."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import grpc

from muster.assets.v1 import asset_pb2, asset_pb2_grpc
from muster.assets.v1.maintenance_plan_pb2 import MaintenancePlan
from services.cli.estate.file import EstateFile
from services.cli.fetch import PAGE, pages

T = TypeVar("T")


def split(estate: EstateFile, assets: asset_pb2_grpc.AssetServiceStub) -> tuple[EstateFile, list[str]]:
    """What can be stored now, and the names of what waits.

    Nothing waits where the file names no register or the site has its assets: then what is misspelt is refused.
    """
    if not estate.register or _imported(estate.site.name, assets):
        return estate, []
    there = {asset.name for asset in estate.assets}
    plans, groups = estate.maintenance_plans, estate.redundancy_groups
    late_plans = [plan for plan in plans if not there.issuperset(_visited(estate, plan))]
    late_groups = [group for group in groups if not there.issuperset(group.members)]
    planned = {plan.name for plan in plans} - {plan.name for plan in late_plans}
    late_visits = [visit for visit in estate.last_visits if visit.maintenance_plan not in planned]
    # Rules and what certificates are come with the register; so does what is maintained on demand.
    late_overrides = [one for one in estate.overrides if f"{estate.site.name}/maintenancePlans/{one.id}" not in planned]
    late_ends = [one for one in estate.certificates if one.maintenance_plan not in planned]
    ready = replace(
        estate,
        maintenance_plans=_without(plans, late_plans),
        redundancy_groups=_without(groups, late_groups),
        last_visits=_without(estate.last_visits, late_visits),
        overrides=_without(estate.overrides, late_overrides),
        certificates=_without(estate.certificates, late_ends),
        monitored=[],
        serving=[],
    )
    names = [plan.name for plan in late_plans] + [group.name for group in late_groups]
    names += [visit.maintenance_plan for visit in late_visits] + [end.maintenance_plan for end in late_ends]
    names += [f"overrides/{one.id}" for one in late_overrides]
    names += [f"serves/{one.id}" for one in estate.serving]
    return ready, names + [one.name for one in estate.monitored]


def _visited(estate: EstateFile, plan: MaintenancePlan) -> list[str]:
    covered = [f"{estate.site.name}/assets/{id}" for id in plan.covers]
    return [plan.asset, *covered] if plan.asset else covered


def _without(all: Sequence[T], late: Iterable[T]) -> list[T]:
    gone = {id(one) for one in late}
    return [one for one in all if id(one) not in gone]


def _imported(site: str, assets: asset_pb2_grpc.AssetServiceStub) -> bool:
    """Whether the site has assets that a file brought."""
    request = asset_pb2.ListAssetsRequest(parent=site, page_size=PAGE)
    try:
        return any(asset.external_key for asset in pages(assets.ListAssets, request, "assets"))
    except grpc.RpcError as trouble:
        if trouble.code() is grpc.StatusCode.NOT_FOUND:
            return False
        raise
