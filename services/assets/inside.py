"""Which spaces are meant where a floor or a building is served."""

from collections.abc import Iterable, Mapping, Sequence

from services.assets.domain.space import Space, SpaceKind


def inside(places: Iterable[Space], wanted: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """By each floor, roof or building of `wanted` the ids of the spaces in it, sorted; `places` are all of a site.

    A space has no entry: it stands for itself. So does a building of which no space is known: whoever is there is told.
    """
    by_id = {space.id: space for space in places}
    within: dict[str, list[str]] = {}
    for space in by_id.values():
        within.setdefault(space.within, []).append(space.id)
    return {
        id: sorted(_below(id, within, by_id)) or [id]
        for id in wanted
        if id in by_id and by_id[id].kind is not SpaceKind.SPACE
    }


def _below(id: str, within: Mapping[str, Sequence[str]], by_id: Mapping[str, Space]) -> set[str]:
    found: set[str] = set()
    ahead, seen = [id], {id}
    while ahead:
        for child in within.get(ahead.pop(), ()):
            if child not in seen:
                seen.add(child)
                ahead.append(child)
                if by_id[child].kind is SpaceKind.SPACE:
                    found.add(child)
    return found
