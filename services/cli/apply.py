"""`muster apply`: create or change what a file describes."""

from pathlib import Path
from typing import Any

import grpc
import typer

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
)
from muster.scheduler.v1 import person_pb2, person_pb2_grpc
from services.cli.connection import Addresses, addresses, channel
from services.cli.estate_file import EstateFile, read


def apply(file: Path = typer.Option(..., "-f", "--file", help="The estate, as YAML.")) -> None:
    """Create or change what FILE describes; the same file again changes nothing."""
    for name, what in apply_estate(read(file), addresses()):
        typer.echo(f"{name} {what}")


def apply_estate(estate: EstateFile, where: Addresses) -> list[tuple[str, str]]:
    """Send each item; answers (name, "created" | "updated" | "unchanged") in the order of the file."""
    with channel(where.assets) as assets, channel(where.scheduler) as scheduler:
        sites = site_pb2_grpc.SiteServiceStub(assets)
        things = asset_pb2_grpc.AssetServiceStub(assets)
        plans = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(assets)
        people = person_pb2_grpc.PersonServiceStub(scheduler)
        get: dict[type, Any] = {
            site_pb2.Site: lambda name: sites.GetSite(site_pb2.GetSiteRequest(name=name)),
            asset_pb2.Asset: lambda name: things.GetAsset(asset_pb2.GetAssetRequest(name=name)),
            maintenance_plan_pb2.MaintenancePlan: lambda name: plans.GetMaintenancePlan(
                maintenance_plan_pb2.GetMaintenancePlanRequest(name=name)
            ),
            person_pb2.Person: lambda name: people.GetPerson(person_pb2.GetPersonRequest(name=name)),
        }
        put: dict[type, Any] = {
            site_pb2.Site: lambda item: sites.UpdateSite(site_pb2.UpdateSiteRequest(site=item, allow_missing=True)),
            asset_pb2.Asset: lambda item: things.UpdateAsset(
                asset_pb2.UpdateAssetRequest(asset=item, allow_missing=True)
            ),
            maintenance_plan_pb2.MaintenancePlan: lambda item: plans.UpdateMaintenancePlan(
                maintenance_plan_pb2.UpdateMaintenancePlanRequest(maintenance_plan=item, allow_missing=True)
            ),
            person_pb2.Person: lambda item: people.UpdatePerson(
                person_pb2.UpdatePersonRequest(person=item, allow_missing=True)
            ),
        }
        done: list[tuple[str, str]] = []
        for item in estate.items():
            before = _etag(get[type(item)], item.name)  # type: ignore[attr-defined]
            after = put[type(item)](item).etag
            what = "created" if before is None else "unchanged" if before == after else "updated"
            done.append((item.name, what))  # type: ignore[attr-defined]
        return done


def _etag(get: Any, name: str) -> str | None:
    try:
        etag: str = get(name).etag
    except grpc.RpcError as trouble:
        if trouble.code() is grpc.StatusCode.NOT_FOUND:
            return None
        raise
    return etag
