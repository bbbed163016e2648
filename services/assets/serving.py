"""What serves whom, as a described estate says of assets and systems that a register brought."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from services.assets.domain.asset import Asset
from services.assets.domain.system import System
from services.runtime.errors import Invalid

Serving = tuple[str, tuple[str, ...]]
"""Id of an asset or a system, and the ids of the spaces that it serves."""


def with_serving(
    serving: Sequence[Serving],
    assets: Mapping[str, Asset],
    systems: Mapping[str, System],
    spaces: Container[str],
    site: str,
) -> dict[str, Asset]:
    """The assets with what they serve now, by id; of a system each of its members serves it.

    Raises Invalid, with the path, for what is neither an asset nor a system of `site`, and for a space that it lacks.
    """
    found: dict[str, Asset] = {}
    for number, (id, served) in enumerate(serving):
        path = f"serving[{number}]"
        for space in served:
            if space not in spaces:
                hint = "name a space, a floor or a building of the register"
                raise Invalid(f"{path}.spaces", f"there is no {site}/spaces/{space}", hint=hint)
        for member in _members(id, assets, systems, f"{path}.id", site):
            found[member] = replace(found.get(member, assets[member]), serves=served)
    return found


def _members(
    id: str, assets: Mapping[str, Asset], systems: Mapping[str, System], path: str, site: str
) -> Iterable[str]:
    if id in assets:
        return (id,)
    if id not in systems:
        hint = "add it to assets, or import the register that holds it first"
        raise Invalid(path, f"{id} is neither an asset nor a system of {site}", hint=hint)
    return [member for member in systems[id].members if member in assets]
