"""How a described estate becomes the site's: wholly or not at all, and never behind what work has taught since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.domain.absorbing import check_absorbers
from services.assets.domain.days import check_visit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.site import Site
from services.assets.storage import assets, plans, redundancy_groups, sites, spaces
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
    _check_days(estate, now.astimezone(estate.site.value.zone).date())
    described = _visited(estate, held_plans)
    _check_absorbers(estate.plans, {id: one.value for id, one in held_plans.items()} | described)
    described_assets = [
        Written(one.value.remembering(held_assets[one.value.id].value), one.etag)
        if one.value.id in held_assets
        else one
        for one in estate.assets
    ]
    etags = {one.value.id: one.etag for one in estate.plans}
    changed = [Written(plan, etags.get(id, "")) for id, plan in described.items()]
    return [
        (parent, site.saved),
        *await _save(tx, parent, assets, described_assets, held_assets, now),
        *await _save(tx, parent, plans, changed, held_plans, now),
        *await _save(tx, parent, redundancy_groups, estate.groups, held_groups, now),
    ]


def _visited(estate: Estate, held: Mapping[str, Stored[MaintenancePlan]]) -> dict[str, MaintenancePlan]:
    """The described plans and those that were visited, each counting from the last visit that anybody knows of."""
    found: dict[str, MaintenancePlan] = {}
    for one in estate.plans:
        plan: MaintenancePlan = one.value
        before = held[plan.id].value if plan.id in held else None
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
