"""How a device list becomes part of a site: in parts of whole buildings, each device with its plans, nothing deleted.

A city does not fit into one transaction: for all that time nobody else could write, and a technician's visit would
wait for minutes. Each part is stored wholly or not at all, and changes nothing that is stored already; so a list that
was broken off goes on where it stopped when it is sent again.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.cobie.register import Register
from services.assets.cobie.report import Finding, Report, Severity
from services.assets.devices.listed import SHEET, Device, Listed
from services.assets.domain.days import check_visit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.scope import Scope
from services.assets.domain.space import Space, SpaceKind
from services.assets.register.agreed import agreed, by_hand
from services.assets.register.attach import Attached, Choice, attach
from services.assets.register.provenance import PlanReport, TypeWithout
from services.assets.register.store import KindChange
from services.assets.storage import asset_types, assets, plans, sites, spaces
from services.runtime.database import Database
from services.runtime.errors import Unfit
from services.runtime.ledger import undone
from services.runtime.rows import LONGEST_LIST, Rows, Stored

PART = 500
"""Devices that are stored at once, and the rest of the last one's building."""


@dataclass(slots=True)
class _Sum:
    """What the parts did, added up."""

    found: Counter[str] = field(default_factory=Counter)  # by kind of thing
    created: Counter[str] = field(default_factory=Counter)
    updated: Counter[str] = field(default_factory=Counter)
    gone: dict[str, tuple[str, ...]] = field(default_factory=dict)
    behind: Counter[str] = field(default_factory=Counter)  # plans of the pack, by what stands behind the interval
    assumed: int = 0
    awaiting: int = 0
    stopped: int = 0
    without: Counter[str] = field(default_factory=Counter)  # assets by type
    remarks: dict[str, None] = field(default_factory=dict)
    strange: list[Device] = field(default_factory=list)  # whose id belongs to something else

    def add(self, kind: str, found: int, done: tuple[int, int]) -> None:
        self.found[kind] += found
        self.created[kind] += done[0]
        self.updated[kind] += done[1]

    def changes(self) -> list[KindChange]:
        return [
            KindChange(
                kind=kind,
                found=self.found[kind],
                created=self.created[kind],
                updated=self.updated[kind],
                disappeared=self.gone.get(kind, ()),
            )
            for kind in ("places", "types", "assets", "plans")
        ]


class Storing:
    """Stores one list at `site` ("sites/{site}"); with `rehearse` every part is undone again."""

    def __init__(self, database: Database, site: str, listed: Listed, choice: Choice, now: datetime) -> None:
        self._database = database
        self._site = site
        self._listed = listed
        self._choice = choice
        self._now = now
        self._own = f"{listed.list} | "  # begins the external key of whatever this list brought
        self._buildings = {space.id: space for space in listed.buildings}
        # Who says what they all are means it more than their types' names do.
        self._kinds = tuple(
            replace(type, display_name=type.category_title or type.display_name) for type in listed.types
        )
        self._sum = _Sum()

    async def run(self, *, rehearse: bool) -> tuple[Report, list[KindChange], PlanReport]:
        """What became of the rows, of each kind of thing, and of the plans.

        Raises Unfit where the site holds a list of that name of which no device is in the file, Missing, and Invalid
        for an anchor day that nobody has seen.
        """
        async with self._database.write() as tx, undone(tx) if rehearse else nullcontext():
            held = await self._begin(tx)
        for part in _parts(self._listed.devices, self._choice):
            # Working out takes longer than storing; other calls go on meanwhile.
            attached = await asyncio.to_thread(self._attached, part)
            async with self._database.write() as tx, undone(tx) if rehearse else nullcontext():
                await self._store_part(tx, part, attached)
        async with self._database.write() as tx, undone(tx) if rehearse else nullcontext():
            await self._retire(tx, held)
        return self._reported(), self._sum.changes(), self._plan_report()

    async def _begin(self, tx: AsyncConnection) -> dict[str, set[str]]:
        """Store the types; what an earlier file of the list has brought, by kind."""
        zone = (await sites.get(tx, "", self._site.removeprefix("sites/"))).value.zone
        self._today: date = self._now.astimezone(zone).date()
        if self._choice.anchor:
            check_visit("header.anchor_date", self._choice.anchor, self._today)
        kinds: dict[str, Rows[Any]] = {"places": spaces, "types": asset_types, "assets": assets}
        held = {kind: await self._brought(tx, rows) for kind, rows in kinds.items()}
        if held["assets"] and not any(device.asset.id in held["assets"] for device in self._listed.devices):
            raise Unfit(
                "OTHER_LIST",
                f'of the {len(held["assets"]):,} devices of the list "{self._listed.list}" at {self._site} not one '
                "is in the file",
                hint="give another list its own name: --list",
                site=self._site,
                list=self._listed.list,
                there=f"{len(held['assets']):,}",
            )
        await self._save(tx, "types", asset_types, self._listed.types)
        return held

    async def _brought(self, tx: AsyncConnection, rows: Rows[Any]) -> set[str]:
        columns = rows.table.c
        query = select(columns.id).where(
            columns.parent == self._site, columns.external_key.startswith(self._own, autoescape=True)
        )
        return set((await tx.execute(query)).scalars())

    def _attached(self, part: Sequence[Device]) -> Attached:
        there = {id: self._buildings[id] for device in part for id in device.asset.spaces}
        register = Register(
            facility=Space(id="site", display_name="site", kind=SpaceKind.SITE),
            currency="",
            floors=tuple(there.values()),
            spaces=(),
            zones=(),
            types=self._kinds,
            assets=tuple(device.asset for device in part if device.in_service),
            systems=(),
            resources=(),
            spares=(),
            plans=(),
        )
        return attach(register, self._choice, self._today)

    async def _store_part(self, tx: AsyncConnection, part: Sequence[Device], attached: Attached) -> None:
        held = {one.value.id: one for one in await assets.among(tx, self._site, [one.asset.id for one in part])}
        own = [one for one in part if self._is_own(held.get(one.asset.id))]
        self._sum.strange += [one for one in part if not self._is_own(held.get(one.asset.id))]
        places = {id: self._buildings[id] for one in own for id in one.asset.spaces}
        await self._save(tx, "places", spaces, list(places.values()))
        brought = []
        for one in own:
            before = held.get(one.asset.id)
            asset = one.asset.found_again(before.value if before else None)
            brought.append(asset if one.in_service else asset.gone())
        self._sum.add("assets", len(own), await assets.save_all(tx, self._site, brought, held, self._now))
        await self._store_plans(tx, own, attached)

    async def _store_plans(self, tx: AsyncConnection, own: Sequence[Device], attached: Attached) -> None:
        ids = {one.asset.id for one in own}
        wanted = {
            id: plan for id, plan in attached.plans.items() if plan.asset in ids or (plan.covers and not plan.asset)
        }
        held = {one.value.id: one for one in await _plans_of(tx, self._site, ids)}
        rounds = [id for id, plan in wanted.items() if plan.covers]
        held |= {one.value.id: one for one in await plans.among(tx, self._site, rounds)}
        following, stopped = agreed(wanted, held)
        last = {one.asset.id: one.last_visit for one in own if one.last_visit}
        following = [_told(plan, last.get(plan.asset)) for plan in following]
        done = await plans.save_all(tx, self._site, [*following, *stopped], held, self._now)
        total = self._sum
        total.add("plans", len(following), (done[0], done[1] - len(stopped)))
        total.gone["plans"] = (*total.gone.get("plans", ()), *(plan.id for plan in stopped))
        total.stopped += len(stopped)
        total.behind.update(attached.kinds[plan.id] for plan in following)
        total.assumed += sum(plan.assumed for plan in following)
        total.awaiting += sum(plan.awaits for plan in following)
        total.remarks |= dict.fromkeys(attached.remarks)
        cared = {id for plan in (*following, *by_hand(held)) for id in (plan.asset, *plan.covers)}
        total.without.update(one.asset.type for one in own if one.in_service and one.asset.id not in cared)

    async def _retire(self, tx: AsyncConnection, held: Mapping[str, set[str]]) -> None:
        """What the list no longer holds; its plans are paused. Buildings and types stay, for others may use them."""
        there = {device.asset.id for device in self._listed.devices}
        missing = sorted(held["assets"] - there)
        retired: list[str] = []
        for begin in range(0, len(missing), PART):
            part = missing[begin : begin + PART]
            was = {one.value.id: one for one in await assets.among(tx, self._site, part)}
            gone = [one.value.gone() for one in was.values()]
            retired += [asset.id for asset in gone if asset != was[asset.id].value]
            await assets.save_all(tx, self._site, gone, was, self._now)
            kept = {one.value.id: one for one in await _plans_of(tx, self._site, part)}
            _, stopped = agreed({}, kept)
            await plans.save_all(tx, self._site, stopped, kept, self._now)
            self._sum.stopped += len(stopped)
        self._sum.gone["assets"] = tuple(retired)
        self._sum.gone["places"] = tuple(sorted(held["places"] - {one.id for one in self._listed.buildings}))
        self._sum.gone["types"] = tuple(sorted(held["types"] - {one.id for one in self._listed.types}))

    async def _save(self, tx: AsyncConnection, kind: str, rows: Rows[Any], values: Sequence[Any]) -> None:
        """Store what is new or this list's own; what is there from elsewhere serves as it is."""
        held = {one.value.id: one for one in await rows.among(tx, self._site, [value.id for value in values])}
        own = [value for value in values if self._is_own(held.get(value.id))]
        self._sum.add(kind, len(values), await rows.save_all(tx, self._site, own, held, self._now))

    def _is_own(self, held: Stored[Any] | None) -> bool:
        return held is None or held.value.external_key.startswith(self._own)

    def _reported(self) -> Report:
        report = self._listed.report
        strange = [
            Finding(
                severity=Severity.SKIP,
                sheet=SHEET,
                row=one.row,
                column="id",
                reason="the site has another asset of that id",
                value=one.asset.id,
            )
            for one in self._sum.strange
        ]
        sheets = tuple(replace(sheet, imported=sheet.imported - len(strange)) for sheet in report.sheets)
        return replace(report, sheets=sheets, findings=(*report.findings, *strange))

    def _plan_report(self) -> PlanReport:
        names = {type.id: type.display_name for type in self._listed.types}
        types = sorted(self._sum.without.items(), key=lambda one: (-one[1], one[0]))
        return PlanReport(
            pack=self._choice.pack.id if self._choice.pack else "",
            file=0,
            by_kind=dict(self._sum.behind),
            stopped=self._sum.stopped,
            assumed=self._sum.assumed,
            awaiting=self._sum.awaiting,
            without=self._sum.without.total(),
            types=tuple(TypeWithout(type=id, display_name=names.get(id, id), assets=count) for id, count in types),
            waiting=(),
            remarks=tuple(self._sum.remarks),
        )


def _parts(devices: Sequence[Device], choice: Choice) -> Iterator[Sequence[Device]]:
    """Whole buildings, for some rules are for all that is in one; a rule for all of a type wants the whole list."""
    subjects = choice.pack.subjects if choice.pack else ()
    size = len(devices) if any(rule.scope == Scope.TYPE for rules in subjects for rule in rules) else PART
    begin = 0
    while begin < len(devices):
        end = min(begin + size, len(devices))
        while end < len(devices) and devices[end].asset.spaces == devices[end - 1].asset.spaces != ():
            end += 1
        yield devices[begin:end]
        begin = end


def _told(plan: MaintenancePlan, last: date | None) -> MaintenancePlan:
    """The plan as the day of a last visit leaves it; calendars do not follow from visits."""
    return plan.completed(last) if last and plan.floating else plan


async def _plans_of(tx: AsyncConnection, site: str, assets: Iterable[str]) -> list[Stored[MaintenancePlan]]:
    """The plans of single assets."""
    ids: list[str] = []
    keys = sorted(assets)
    table = plans.table.c
    for begin in range(0, len(keys), LONGEST_LIST):
        # Their ids first: asked for whole plans in the order of ids, SQLite reads all plans of the site instead.
        part = keys[begin : begin + LONGEST_LIST]
        ids += (await tx.execute(select(table.id).where(table.parent == site, table.asset.in_(part)))).scalars()
    return await plans.among(tx, site, ids)
