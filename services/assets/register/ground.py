"""Who stands where in a register, and the shares into which a scope cuts its assets: one visit each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.assets.cobie.register import Register
from services.assets.domain.asset import Asset
from services.assets.domain.scope import Scope
from services.assets.domain.space import Space, SpaceKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The assets of one visit. `key` tells it from the other shares of its scope; empty: it is the only one."""

    key: str
    name: str  # as people call it; empty where there is only one
    place: str  # id of the space where the visit is held; empty: not known, or where the one asset stands
    assets: tuple[Asset, ...]


class Ground:
    """The places and systems of a register, and who stands where. An asset in several places stands in the first."""

    def __init__(self, register: Register) -> None:
        self._places = {place.id: place for place in (register.facility, *register.floors, *register.spaces)}
        self._building = register.facility
        self._systems = {system.id: system.display_name for system in register.systems}
        self._system_of: dict[str, str] = {}
        for system in register.systems:
            for member in system.members:
                self._system_of.setdefault(member, system.id)

    def space(self, asset: Asset) -> Space | None:
        """Where it stands; None: in no known place."""
        return self._places.get(asset.spaces[0]) if asset.spaces else None

    def floor(self, asset: Asset) -> Space | None:
        """The floor, roof or ground on which it stands, or the building; None: in no known place."""
        place = self.space(asset)
        while place and place.kind is SpaceKind.SPACE and place.within in self._places:
            place = self._places[place.within]
        return place

    def shares(self, assets: Sequence[Asset], scope: Scope) -> list[Share]:
        """The assets in shares of one visit each, in the order of the shares' keys."""
        if scope is Scope.COMPONENT:
            return [Share(key=a.id, name=a.display_name, place="", assets=(a,)) for a in assets]
        if scope is Scope.TYPE:
            return [Share(key="", name="", place=self._common(assets), assets=tuple(assets))]
        if scope is Scope.SYSTEM:
            return self._by_system(assets)
        return self._by_place(assets, scope)

    def _by_place(self, assets: Iterable[Asset], scope: Scope) -> list[Share]:
        found: dict[str, list[Asset]] = {}
        for asset in assets:
            place = self.floor(asset) if scope is Scope.FLOOR else self.space(asset)
            found.setdefault(place.id if place else "", []).append(asset)
        return [
            Share(
                key=id or "unplaced",
                name=self._places[id].display_name if id else "no place",
                place=id,
                assets=tuple(there),
            )
            for id, there in sorted(found.items())
        ]

    def _by_system(self, assets: Iterable[Asset]) -> list[Share]:
        found: dict[str, list[Asset]] = {}
        for asset in assets:
            found.setdefault(self._system_of.get(asset.id, ""), []).append(asset)
        return [
            Share(
                key=id or "no-system",
                name=self._systems[id] if id else "no system",
                place=self._common(there),
                assets=tuple(there),
            )
            for id, there in sorted(found.items())
        ]

    def _common(self, assets: Iterable[Asset]) -> str:
        """The floor that all share, else the building."""
        floors = {floor.id if (floor := self.floor(asset)) else "" for asset in assets}
        return floors.pop() if len(floors) == 1 else self._building.id
