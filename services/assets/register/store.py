"""How a file's register becomes the site's: all of it in one transaction, compared by key, nothing deleted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.cobie.register import Register
from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.days import check_visit
from services.assets.domain.followed import departing_unapproved
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.override import exceeds
from services.assets.domain.scope import JobScope
from services.assets.domain.space import SpaceKind
from services.assets.register.agreed import agreed, by_hand
from services.assets.register.attach import Attached, Choice, attach
from services.assets.register.provenance import PlanReport, TypeWithout
from services.assets.storage import (
    asset_types,
    assets,
    job_scopes,
    plans,
    resources,
    sites,
    spaces,
    spares,
    systems,
    zones,
)
from services.runtime.errors import Unfit
from services.runtime.rows import Rows, Stored


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

    An asset that is no longer in the file is retired, never deleted: its records stay, and it comes back when the file
    holds it again. One that people retired stays retired. Raises Unfit where the site
    holds another building already, for two buildings are never merged in silence.
    """
    # Whoever writes to the site waits here until this is done.
    await sites.get(tx, "", site.removeprefix("sites/"))
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
    held = {one.value.id: one.value for one in await assets.all(tx, assets.table.c.parent == site)}
    brought = [asset.found_again(held.get(asset.id)) for asset in register.assets]
    change = await _store(tx, site, "assets", assets, brought, now)
    for id in change.disappeared:
        await assets.save(tx, site, held[id].gone(), now)
    gone = tuple(id for id in change.disappeared if held[id].state is not AssetState.RETIRED)
    return [*changes, replace(change, disappeared=gone)]


async def store_plans(
    tx: AsyncConnection, site: str, register: Register, choice: Choice, now: datetime
) -> tuple[KindChange, PlanReport]:
    """Make the plans of `site` follow from the file and the pack, after `store` in the same transaction.

    A plan that was there keeps its anchor, for that is the last visit. One that no longer follows becomes inactive.
    What people wrote is left alone, also where the file or the pack would make a plan of that id. What they said of
    a job's scope is remembered, so that they are asked once. Raises Invalid for an anchor day that nobody has seen.
    """
    zone = (await sites.get(tx, "", site.removeprefix("sites/"))).value.zone
    answered = {one.value.id: one for one in await job_scopes.all(tx, job_scopes.table.c.parent == site)}
    today = now.astimezone(zone).date()
    if choice.anchor:
        check_visit("header.anchor_date", choice.anchor, today)
    attached = attach(register, choice, today, {id: one.value.scope for id, one in answered.items()})
    asked = [JobScope(id=id, scope=scope) for id, scope in attached.scopes.items()]
    await job_scopes.save_all(tx, site, asked, answered, now)
    held = {one.value.id: one for one in await plans.all(tx, plans.table.c.parent == site)}
    following, stopped = agreed(attached.plans, held)
    unapproved = _unapproved(attached.plans, held, today)
    created, updated = await plans.save_all(tx, site, [*following, *stopped, *unapproved], held, now)
    running = [*following, *by_hand(held)]
    site_assets = [one.value for one in await assets.all(tx, assets.table.c.parent == site)]
    names = {type.id: type.display_name for type in register.types}
    said = (
        f"{plan.id} was written by hand, every {plan.interval}; rule {plan.rule} is law and says every "
        f"{attached.plans[plan.id].interval}: give approver and reason under overrides"
        for plan in unapproved
    )
    report = _report(attached, following, len(stopped), _without(site_assets, running), names, choice)
    report = replace(report, remarks=(*report.remarks, *said))
    change = KindChange(
        kind="plans",
        found=len(following),
        created=created,
        updated=updated - len(stopped),
        disappeared=tuple(plan.id for plan in stopped),
    )
    return change, report


def _unapproved(
    brought: Mapping[str, MaintenancePlan], held: Mapping[str, Stored[MaintenancePlan]], today: date
) -> list[MaintenancePlan]:
    """Plans that people wrote before the pack came, and that come less often than its law of the same id allows."""
    found = []
    for id, plan in brought.items():
        written = held[id].value if id in held else None
        mute = written is not None and not written.source and not written.override and plan.law
        if written and mute and exceeds(written.interval, plan.interval):
            found.append(departing_unapproved(written, plan, today))
    return found


def _report(
    attached: Attached,
    following: Iterable[MaintenancePlan],
    stopped: int,
    without: Sequence[Asset],
    names: Mapping[str, str],
    choice: Choice,
) -> PlanReport:
    following = tuple(following)
    sources = Counter(plan.source for plan in following)
    kinds = Counter(attached.kinds[plan.id] for plan in following if plan.source == "pack")
    types = sorted(Counter(asset.type for asset in without).items(), key=lambda one: (-one[1], one[0]))
    return PlanReport(
        pack=choice.pack.id if choice.pack else "",
        file=sources["file"],
        by_kind=dict(kinds),
        stopped=stopped,
        assumed=sum(plan.assumed for plan in following),
        awaiting=sum(plan.awaits for plan in following),
        without=len(without),
        types=tuple(TypeWithout(type=id, display_name=names.get(id, id), assets=count) for id, count in types),
        waiting=attached.waiting,
        remarks=attached.remarks,
    )


def _without(site_assets: Iterable[Asset], running: Iterable[MaintenancePlan]) -> list[Asset]:
    cared = {id for plan in running for id in (plan.asset, *plan.covers)}
    return [asset for asset in site_assets if asset.state is not AssetState.RETIRED and asset.id not in cared]


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
