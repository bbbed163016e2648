"""Which visits are due at a site: worked out for a few assets at a time, so that a page costs the same wherever it is.

Nothing is remembered between two pages. The visits of one asset stand together, for they follow from each other and
from nothing else; so a page reads the plans of its own assets only, be there ten in the site or a city of them.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.assets.domain.asset import Asset
from services.assets.domain.holiday import Days
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.space import Space
from services.assets.inside import inside
from services.assets.intervals.due import occurrences
from services.assets.intervals.triggered import Read, Readings
from services.assets.storage import assets, plans, readings, redundancy_groups, sites, spaces
from services.assets.whereabouts import Whereabouts
from services.packs.holidays import public_days
from services.runtime.clock import Now
from services.runtime.database import Database

FIRST_THINGS = 16
"""How many are read before it is known how many visits each of them has."""
MOST_THINGS = 500
TOGETHER = "~"
"""Begins the key of what is visited together, and stands behind every letter of an id."""


@dataclass(frozen=True, slots=True)
class Due:
    """A visit with its place; `groups` are the ids of the redundancy groups that it touches, sorted.

    `key` is where it stands in the list: its asset (or what is visited together), and its day there.
    """

    key: tuple[str, str]
    occurrence: Occurrence
    groups: Sequence[str]
    plans: Sequence[MaintenancePlan] = ()  # those that it is for, the smallest first
    permit: str = ""  # by which its asset is visited on demand


class Visits:
    """Answers what is due."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    async def due(
        self, parent: str, first: date, last: date, *, most: int, after: tuple[str, str] | None = None
    ) -> list[Due]:
        """Up to `most` visits that fall due at `parent` ("sites/{site}") from `first` to `last`, overdue ones included.

        What is overdue is so today, whatever the window. By asset, then by day; what several assets share comes last.
        `after` is the key of the last one that is known already. Raises Missing.
        """
        found: list[Due] = []
        async with self._database.read() as tx:
            site = (await sites.get(tx, "", parent.removeprefix("sites/"))).value
            today = self._now().astimezone(site.zone).date()
            window = _Window(first, last, today, public_days(site.holidays))
            things = _Things(tx, parent, after[0] if after else "")
            while len(found) < most and (kept := await things.next(_wanted(things.count, len(found), most))):
                where = await things.whereabouts(kept)
                read = await things.readings(kept, site.zone)
                found += await asyncio.to_thread(_worked_out, kept, where, window, read, after)
        return found[:most]


@dataclass(frozen=True, slots=True)
class _Window:
    """What is asked: the days from `first` to `last`, as it is `today`, where `days` are lived."""

    first: date
    last: date
    today: date
    days: Days


@dataclass(slots=True)
class _Things:
    """Reads the plans of one thing after the other, beginning with the thing `at` itself; `count` are read already.

    A thing is an asset with plans of its own, or some assets that are visited together.
    """

    tx: AsyncConnection
    parent: str
    at: str
    count: int = 0
    _shared: Mapping[str, Sequence[str]] | None = None
    _groups: Sequence[RedundancyGroup] | None = None
    _spaces: dict[str, Space] = field(default_factory=dict)
    _places: Sequence[Space] | None = None

    async def next(self, number: int) -> dict[str, list[MaintenancePlan]]:
        """The plans of the next `number` things by their keys, fewer at the end; none: there are no more."""
        return await self._next_assets(number) or await self._next_together(number)

    async def whereabouts(self, kept: Mapping[str, Sequence[MaintenancePlan]]) -> Whereabouts:
        """What visits have to know of the assets of these plans."""
        named = {id for there in kept.values() for plan in there for id in (plan.asset, *plan.covers)}
        found = await self._assets(list(kept), named)
        places = {plan.place for there in kept.values() for plan in there} | {a.spaces[0] for a in found if a.spaces}
        # Up the house, until it is known on which floor of which building everything is.
        while missing := {id for id in places if id and id not in self._spaces}:
            there = await spaces.values_among(self.tx, self.parent, missing)
            self._spaces |= {space.id: space for space in there}
            places = {space.within for space in there}
        if self._groups is None:
            of_site = redundancy_groups.table.c.parent == self.parent
            self._groups = await redundancy_groups.values(self.tx, of_site)
        return Whereabouts(found, self._spaces.values(), self._groups, await self._inside(found))

    async def readings(self, kept: Mapping[str, Sequence[MaintenancePlan]], zone: ZoneInfo) -> Readings:
        """What was read off the assets whose plans follow it, on days of `zone`."""
        watched = {plan.asset for there in kept.values() for plan in there if plan.trigger}
        if not watched:
            return {}
        table = readings.table.c
        found: dict[tuple[str, str], list[tuple[datetime, float]]] = {}
        for stored in await readings.all(self.tx, table.parent == self.parent, table.asset.in_(sorted(watched))):
            one = stored.value
            found.setdefault((one.asset, one.quantity), []).append((one.taken, one.value))
        return {
            what: [Read(taken.astimezone(zone).date(), value) for taken, value in sorted(there)]
            for what, there in found.items()
        }

    async def _assets(self, keys: Sequence[str], named: set[str]) -> list[Asset]:
        """The assets of these ids. Those that are keys stand beside each other, which is read faster than their ids."""
        table = assets.table.c
        found: list[Asset] = []
        if not keys[0].startswith(TOGETHER):
            found = await assets.values(self.tx, table.parent == self.parent, table.id.between(keys[0], keys[-1]))
        left = named - {asset.id for asset in found} - {""}
        return found + await assets.values_among(self.tx, self.parent, left)

    async def _inside(self, found: Sequence[Asset]) -> Mapping[str, Sequence[str]]:
        """The spaces in the floors and buildings that these assets serve."""
        served = {id for asset in found for id in asset.serves}
        if served and self._places is None:
            of_site = spaces.table.c.parent == self.parent
            self._places = await spaces.values(self.tx, of_site)
        return inside(self._places or (), served)

    async def _next_assets(self, number: int) -> dict[str, list[MaintenancePlan]]:
        table = plans.table.c
        if self.at.startswith(TOGETHER):
            return {}
        begins = table.asset > self.at if self.count else table.asset >= self.at
        query = select(table.asset).where(table.parent == self.parent, table.asset != "", begins)
        ids = (await self.tx.execute(query.distinct().order_by(table.asset).limit(number))).scalars().all()
        if not ids:
            return {}
        kept: dict[str, list[MaintenancePlan]] = {id: [] for id in ids}
        for plan in await plans.values(self.tx, table.parent == self.parent, table.asset.between(ids[0], ids[-1])):
            if plan.asset in kept:  # not where it was written since the line above
                kept[plan.asset].append(plan)
        self.at, self.count = ids[-1], self.count + len(ids)
        return kept

    async def _next_together(self, number: int) -> dict[str, list[MaintenancePlan]]:
        shared = await self._visited_together()
        keys = [key for key in shared if (key > self.at if self.count else key >= self.at)][:number]
        if not keys:
            return {}
        ids = [id for key in keys for id in shared[key]]
        by_id = {plan.id: plan for plan in await plans.values_among(self.tx, self.parent, ids)}
        self.at, self.count = keys[-1], self.count + len(keys)
        return {key: [by_id[id] for id in shared[key] if id in by_id] for key in keys}

    async def _visited_together(self) -> Mapping[str, Sequence[str]]:
        """The ids of the plans without an asset by what they cover; the first of them makes the key."""
        if self._shared is None:
            table = plans.table.c
            query = select(table.id, table.covers).where(table.parent == self.parent, table.asset == "")
            alike: dict[frozenset[str], list[str]] = {}
            for id, covers in (await self.tx.execute(query)).all():
                alike.setdefault(frozenset(covers), []).append(id)
            self._shared = dict(sorted((TOGETHER + min(ids), sorted(ids)) for ids in alike.values()))
        return self._shared


def _wanted(things: int, found: int, most: int) -> int:
    """How many things to read next, as far as those that were read tell how many visits each has."""
    if not things:
        return FIRST_THINGS
    return min(MOST_THINGS, 1 + (most - found) * things // max(1, found))


def _worked_out(
    kept: Mapping[str, Sequence[MaintenancePlan]],
    where: Whereabouts,
    window: _Window,
    read: Readings,
    after: tuple[str, str] | None,
) -> list[Due]:
    rank = {plan.id: number for number, there in enumerate(kept.values()) for plan in there}
    keys = list(kept)
    alive = where.alive([plan for there in kept.values() for plan in there])
    by_id = {plan.id: plan for plan in alive}
    every = occurrences(alive, window.first, window.last, window.days, today=window.today, readings=read)
    due = sorted(((rank[one.plan], f"{one.due.isoformat()} {one.key}", one) for one in every), key=itemgetter(0, 1))
    found = []
    for number, day, one in due:
        key = (keys[number], day)
        if after is None or key[0] != after[0] or key[1] > after[1]:
            fulfilled = [by_id[one.plan], *(by_id[each.partition("/")[0]] for each in one.includes)]
            permit = where.permit(fulfilled[0])
            found.append(Due(key, where.placed(one), where.groups(one), fulfilled, permit))
    return found
