"""What the visits of a site have to know of its assets: which are still there, where they stand, what must stay up."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from services.assets.domain.asset import Asset
from services.assets.domain.followed import on_demand
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.space import Space, SpaceKind

PLACES = (SpaceKind.FLOOR, SpaceKind.ROOF, SpaceKind.BUILDING)
"""Where work is, as planning sees it: one walks between rooms, and drives between buildings."""

OUTDOORS = (SpaceKind.ROOF, SpaceKind.SITE)
"""What stands in the weather."""


class Whereabouts:
    """The assets, spaces and redundancy groups of one site; `inside` are the spaces in floors and buildings."""

    def __init__(
        self,
        assets: Iterable[Asset],
        spaces: Iterable[Space],
        groups: Iterable[RedundancyGroup],
        inside: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._assets = {asset.id: asset for asset in assets}
        self._spaces = {space.id: space for space in spaces}
        self._inside = inside or {}
        self._around_of: dict[str, tuple[str, str, bool]] = {}
        self._groups: dict[str, list[str]] = {}
        for group in groups:
            for member in group.members:
                self._groups.setdefault(member, []).append(group.id)

    def alive(self, plans: Iterable[MaintenancePlan]) -> list[MaintenancePlan]:
        """The plans without what is retired or not in use, as their assets are maintained now.

        A plan that looks after nothing else is left out, and one of a certificate whose end nobody has told.
        """
        found = []
        for kept in plans:
            plan = on_demand(kept, self._assets.get(kept.asset))
            if plan.awaits:
                continue
            covers = tuple(id for id in plan.covers if not self._idle(id)) if plan.covers else ()
            asset = "" if self._idle(plan.asset) else plan.asset
            if not covers and (plan.covers or not asset):
                continue
            same = (asset, covers) == (plan.asset, plan.covers)
            found.append(plan if same else replace(plan, asset=asset, covers=covers))
        return found

    def placed(self, occurrence: Occurrence) -> Occurrence:
        """With the floor, roof or building where it is; named after the first asset it covers if it names none."""
        asset = occurrence.asset or occurrence.covers[0]
        standing = self._assets[asset].spaces if asset in self._assets else ()
        start = occurrence.place or next(iter(standing), "")
        if start not in self._around_of:  # many visits are in one place
            place = self._around(start, PLACES)
            building = self._around(place, (SpaceKind.BUILDING,))
            self._around_of[start] = (place, building, bool(self._around(start, OUTDOORS)))
        place, building, outdoor = self._around_of[start]
        serves = self._serves(occurrence)
        return replace(occurrence, asset=asset, place=place, building=building, serves=serves, outdoor=outdoor)

    def groups(self, occurrence: Occurrence) -> list[str]:
        """The ids of the redundancy groups to which any of its assets belongs, sorted."""
        if not self._groups:
            return []
        assets = {occurrence.asset, *occurrence.covers}
        return sorted({group for asset in assets for group in self._groups.get(asset, ())})

    def permit(self, plan: MaintenancePlan) -> str:
        """The reference by which its asset is visited on demand; empty: it is not, or not by this plan."""
        asset = self._assets.get(plan.asset)
        if asset is None or asset.monitoring is None or not asset.monitoring.works or not plan.as_needed:
            return ""
        return asset.monitoring.permit

    def _serves(self, occurrence: Occurrence) -> tuple[str, ...]:
        """What its assets serve, where they are out of service at all; of a floor or building every space in it."""
        if not occurrence.outage_minutes:
            return ()
        assets = [self._assets[id] for id in {occurrence.asset, *occurrence.covers} if id in self._assets]
        served = {place for asset in assets for place in asset.serves}
        return tuple(sorted({id for place in served for id in self._inside.get(place, (place,))}))

    def _idle(self, id: str) -> bool:
        return id in self._assets and not self._assets[id].state.is_looked_after

    def _around(self, start: str, kinds: Container[SpaceKind]) -> str:
        """The first space of one of `kinds` around `start`, itself included; empty where there is none."""
        seen = set()
        while start in self._spaces and start not in seen:
            seen.add(start)
            space = self._spaces[start]
            if space.kind in kinds:
                return start
            start = space.within
        return ""
