"""How a file's register becomes the site's: all of it in one transaction, compared by key, nothing deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.cobie.register import Register
from services.assets.domain.asset import AssetState
from services.assets.domain.space import SpaceKind
from services.assets.storage import asset_types, assets, resources, spaces, spares, systems, zones
from services.runtime.errors import Unfit
from services.runtime.rows import Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class KindChange:
    """What storing one kind of thing did; `disappeared` are ids that came from an earlier file and are gone."""

    kind: str
    found: int
    created: int
    updated: int
    disappeared: tuple[str, ...] = ()


async def store(tx: AsyncConnection, site: str, register: Register, now: datetime) -> list[KindChange]:
    """Make the things of `site` ("sites/{site}") agree with `register`.

    An asset that is no longer in the file is retired, never deleted: its records stay. Raises Unfit where the site
    holds another building already, for two buildings are never merged in silence.
    """
    await _refuse_another_building(tx, site, register)
    places = (register.facility, *register.floors, *register.spaces)
    changes = [
        await _store(tx, site, "places", spaces, places, now),
        await _store(tx, site, "zones", zones, register.zones, now),
        await _store(tx, site, "types", asset_types, register.types, now),
        await _store(tx, site, "systems", systems, register.systems, now),
        await _store(tx, site, "resources", resources, register.resources, now),
        await _store(tx, site, "spares", spares, register.spares, now),
    ]
    # What people have set at an asset since, its state, is theirs; the file knows nothing of it.
    held = {one.value.id: one.value for one in await assets.all(tx, assets.table.c.parent == site)}
    brought = [
        replace(asset, state=held[asset.id].state)
        if asset.id in held and held[asset.id].state is AssetState.OUT_OF_SERVICE
        else asset
        for asset in register.assets
    ]
    change = await _store(tx, site, "assets", assets, brought, now)
    for id in change.disappeared:
        await assets.save(tx, site, replace(held[id], state=AssetState.RETIRED), now)
    gone = tuple(id for id in change.disappeared if held[id].state is not AssetState.RETIRED)
    return [*changes, replace(change, disappeared=gone)]


async def _store(
    tx: AsyncConnection, site: str, kind: str, rows: Rows[Any], values: Sequence[Any], now: datetime
) -> KindChange:
    held = {one.value.id: one for one in await rows.all(tx, rows.table.c.parent == site)}
    created, updated = await rows.save_all(tx, site, values, held, now)
    there = {value.id for value in values}
    gone = tuple(id for id, one in held.items() if id not in there and one.value.external_key)
    return KindChange(kind=kind, found=len(values), created=created, updated=updated, disappeared=gone)


async def _refuse_another_building(tx: AsyncConnection, site: str, register: Register) -> None:
    buildings = [
        one.value
        for one in await spaces.all(tx, spaces.table.c.parent == site)
        if one.value.kind is SpaceKind.BUILDING and one.value.id != register.facility.id
    ]
    if buildings:
        raise Unfit(
            "OTHER_BUILDING",
            f'{site} holds the building "{buildings[0].display_name}", the file describes "'
            f'{register.facility.display_name}"',
            hint="import it into a site of its own",
            site=site,
            there=buildings[0].display_name,
            file=register.facility.display_name,
        )
