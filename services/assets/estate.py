"""How a described estate becomes the site's: wholly or not at all, and never behind what work has taught since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.departures import Wanted, with_ends, with_monitoring, with_overrides
from services.assets.domain.absorbing import check_absorbers
from services.assets.domain.asset import Asset
from services.assets.domain.days import check_visit
from services.assets.domain.followed import followed
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.monitoring import Monitoring
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.site import Site
from services.assets.serving import Serving, with_serving
from services.assets.storage import assets, plans, redundancy_groups, sites, spaces, systems
from services.runtime.errors import Invalid, Stale, at
from services.runtime.rows import Rows, Saved, Stored


@dataclass(frozen=True, slots=True)
class Written:
    """A thing as it shall be, and the etag under which it was read; empty: whatever is stored."""

    value: Any
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What a file describes of one site. Ids refer to what it holds itself or to what is stored."""

    site: Written
    assets: Sequence[Written]
    plans: Sequence[Written]
    groups: Sequence[Written]
    visits: Sequence[tuple[str, date]]  # plan id and day
    overrides: Sequence[Wanted] = ()
    ends: Sequence[tuple[str, date]] = ()  # plan id and last day of its certificate
    monitored: Sequence[tuple[str, Monitoring]] = ()  # asset id
    serving: Sequence[Serving] = ()
    stateless: frozenset[str] = frozenset()  # ids of described assets of whose state nothing is said

    @property
    def name(self) -> str:
        """ "sites/{site}"."""
        site: Site = self.site.value
        return f"sites/{site.id}"


async def apply(tx: AsyncConnection, estate: Estate, now: datetime) -> list[tuple[str, Saved]]:
    """Store it; answers what became of each thing, by name, in the order site, assets, plans, groups.

    Raises Invalid, with the path in the request, where something refers to what is neither stored nor described, and
    Stale for an etag of the past.
    """
    # Whoever writes to the site waits here until this is done: what is read below is not changed by others.
    site = await sites.save(tx, "", estate.site.value, now, read=estate.site.etag)
    parent = estate.name
    held_assets = {one.value.id: one for one in await assets.all(tx, assets.table.c.parent == parent)}
    held_plans = {one.value.id: one for one in await plans.all(tx, plans.table.c.parent == parent)}
    table = redundancy_groups.table
    held_groups = {one.value.id: one for one in await redundancy_groups.all(tx, table.c.parent == parent)}
    there = held_assets.keys() | {one.value.id for one in estate.assets}
    await _check_plans(tx, parent, estate.plans, there)
    _check_groups(estate.groups, there, parent)
    today = now.astimezone(estate.site.value.zone).date()
    _check_days(estate, today)
    described = _visited(estate, held_plans, today)
    every = {id: one.value for id, one in held_plans.items()} | described
    for departing in (
        with_ends(estate.ends, every, parent),
        with_overrides(estate.overrides, every, today),
    ):
        described |= departing
        every |= departing
    _check_absorbers(estate.plans, every)
    described_assets = await _serving(tx, estate, held_assets, _watched(estate, held_assets, every))
    etags = {one.value.id: one.etag for one in estate.plans}
    changed = [Written(plan, etags.get(id, "")) for id, plan in described.items()]
    return [
        (parent, site.saved),
        *await _save(tx, parent, assets, described_assets, held_assets, now),
        *await _save(tx, parent, plans, changed, held_plans, now),
        *await _save(tx, parent, redundancy_groups, estate.groups, held_groups, now),
    ]


def _visited(estate: Estate, held: Mapping[str, Stored[MaintenancePlan]], today: date) -> dict[str, MaintenancePlan]:
    """The described plans and those that were visited, each counting from the last visit that anybody knows of."""
    found: dict[str, MaintenancePlan] = {}
    for number, one in enumerate(estate.plans):
        before = held[one.value.id].value if one.value.id in held else None
        with at(f"maintenance_plans[{number}]"):
            plan = followed(one.value, before, today)
        if before and plan.floating and before.floating:
            plan = plan if before.assumed else replace(plan, anchor=max(plan.anchor, before.anchor))
        found[plan.id] = plan.remembering(before) if before else plan
    for number, (id, day) in enumerate(estate.visits):
        known = found.get(id) or (held[id].value if id in held else None)
        if known is None:
            raise Invalid(
                f"last_visits[{number}].maintenance_plan",
                f"there is no {plans.name(estate.name, id)}",
                hint="add the plan to maintenance_plans, or import the register that brings it first",
            )
        found[id] = known.completed(day)
    return found


def _watched(estate: Estate, held: Mapping[str, Stored[Asset]], every: Mapping[str, MaintenancePlan]) -> list[Written]:
    """The described assets and those that are maintained on demand; one of which nothing is said of that keeps it."""
    found: dict[str, Asset] = {}
    for one in estate.assets:
        before = held[one.value.id].value if one.value.id in held else None
        found[one.value.id] = (
            replace(
                one.value.remembering(before),
                monitoring=one.value.monitoring or before.monitoring,
                state=before.state if one.value.id in estate.stateless and before.state.is_stopped else one.value.state,
            )
            if before
            else one.value
        )
    there = {id: one.value for id, one in held.items()} | found
    monitored = {**{id: asset.monitoring for id, asset in found.items() if asset.monitoring}, **dict(estate.monitored)}
    found |= with_monitoring(list(monitored.items()), there, every, estate.name)
    etags = {one.value.id: one.etag for one in estate.assets}
    return [Written(asset, etags.get(id, "")) for id, asset in found.items()]


async def _serving(
    tx: AsyncConnection, estate: Estate, held: Mapping[str, Stored[Asset]], described: Sequence[Written]
) -> list[Written]:
    """The described assets, and those of which the estate says whom they serve."""
    if not estate.serving:
        return list(described)
    parent, found = estate.name, {one.value.id: one for one in described}
    every = {id: one.value for id, one in held.items()} | {id: one.value for id, one in found.items()}
    places = {one.value.id for one in await spaces.all(tx, spaces.table.c.parent == parent)}
    known = {one.value.id: one.value for one in await systems.all(tx, systems.table.c.parent == parent)}
    for id, asset in with_serving(estate.serving, every, known, places, parent).items():
        found[id] = Written(asset, found[id].etag if id in found else "")
    return list(found.values())


async def _check_plans(tx: AsyncConnection, parent: str, described: Sequence[Written], there: Iterable[str]) -> None:
    known = set(there)
    places = {one.value.id for one in await spaces.all(tx, spaces.table.c.parent == parent)}
    for number, one in enumerate(described):
        plan: MaintenancePlan = one.value
        path = f"maintenance_plans[{number}]"
        if plan.asset and plan.asset not in known:
            raise _dangling(f"{path}.asset", parent, plan.asset)
        for id in plan.covers:
            if id not in known:
                raise _dangling(f"{path}.covers", parent, id)
        if plan.place and plan.place not in places:
            hint = "leave it empty, or import the register that holds it first"
            raise Invalid(f"{path}.place", f"there is no {spaces.name(parent, plan.place)}", hint=hint)


def _check_days(estate: Estate, today: date) -> None:
    for number, one in enumerate(estate.plans):
        with at(f"maintenance_plans[{number}]"):
            one.value.check_ahead(today)
    for number, (_, day) in enumerate(estate.visits):
        check_visit(f"last_visits[{number}].date", day, today)


def _check_groups(described: Sequence[Written], there: Iterable[str], parent: str) -> None:
    known = set(there)
    for number, one in enumerate(described):
        group: RedundancyGroup = one.value
        for member in group.members:
            if member not in known:
                raise _dangling(f"redundancy_groups[{number}].members", parent, member)


def _check_absorbers(described: Sequence[Written], every: Mapping[str, MaintenancePlan]) -> None:
    same: dict[tuple[str, tuple[str, ...]], dict[str, MaintenancePlan]] = {}
    for plan in every.values():
        same.setdefault((plan.asset, plan.covers), {})[plan.id] = plan
    for number, one in enumerate(described):
        plan = every[one.value.id]
        named = {id: every[id] for id in plan.absorbed_by if id in every}
        with at(f"maintenance_plans[{number}]"):
            check_absorbers(plan, same[plan.asset, plan.covers] | named)


def _dangling(path: str, parent: str, asset: str) -> Invalid:
    hint = "add it to assets, or import the register that holds it first"
    return Invalid(path, f"there is no {assets.name(parent, asset)}", hint=hint)


async def _save(
    tx: AsyncConnection,
    parent: str,
    rows: Rows[Any],
    described: Sequence[Written],
    held: Mapping[str, Stored[Any]],
    now: datetime,
) -> list[tuple[str, Saved]]:
    done: list[tuple[str, Saved]] = []
    for one in described:
        before, name = held.get(one.value.id), rows.name(parent, one.value.id)
        if one.etag and (before is None or before.etag != one.etag):
            raise Stale(name)
        same = before is not None and before.value == one.value
        done.append((name, Saved.CREATED if before is None else Saved.UNCHANGED if same else Saved.UPDATED))
    await rows.save_all(tx, parent, [one.value for one in described], held, now)
    return done
