"""What the visits of a site have to know of its assets: which are still there, where they stand, what must stay up."""

from collections.abc import Iterable
from dataclasses import replace

from services.assets.domain.asset import Asset, AssetState
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.occurrence import Occurrence
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.space import Space, SpaceKind

PLACES = (SpaceKind.FLOOR, SpaceKind.ROOF, SpaceKind.BUILDING)
"""Where work is, as planning sees it: one walks between rooms, and drives between buildings."""


class Whereabouts:
    """The assets, spaces and redundancy groups of one site."""

    def __init__(self, assets: Iterable[Asset], spaces: Iterable[Space], groups: Iterable[RedundancyGroup]) -> None:
        self._assets = {asset.id: asset for asset in assets}
        self._spaces = {space.id: space for space in spaces}
        self._groups: dict[str, list[str]] = {}
        for group in groups:
            for member in group.members:
                self._groups.setdefault(member, []).append(group.id)

    def alive(self, plans: Iterable[MaintenancePlan]) -> list[MaintenancePlan]:
        """The plans without what is retired; a plan that looks after nothing else is left out."""
        found = []
        for plan in plans:
            covers = tuple(id for id in plan.covers if not self._retired(id))
            asset = "" if self._retired(plan.asset) else plan.asset
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
        return replace(occurrence, asset=asset, place=self._place(start))

    def groups(self, occurrence: Occurrence) -> list[str]:
        """The ids of the redundancy groups to which any of its assets belongs, sorted."""
        assets = {occurrence.asset, *occurrence.covers}
        return sorted({group for asset in assets for group in self._groups.get(asset, ())})

    def _retired(self, id: str) -> bool:
        return id in self._assets and self._assets[id].state is AssetState.RETIRED

    def _place(self, start: str) -> str:
        seen = set()
        while start in self._spaces and start not in seen:
            seen.add(start)
            space = self._spaces[start]
            if space.kind in PLACES:
                return start
            start = space.within
        return ""
