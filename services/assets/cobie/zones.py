"""Zone: spaces that belong together; rows of one name and category are one zone."""

from collections.abc import Sequence
from dataclasses import replace

from services.assets.cobie import rows
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.references import Names
from services.assets.cobie.report import Tally
from services.assets.cobie.workbook import Row, Workbook
from services.assets.domain.identifier import LONGEST_TEXT
from services.assets.domain.space import Space, Zone


def read(book: Workbook, spaces: Names, tally: Tally) -> tuple[Zone, ...]:
    """All zones with the spaces that are in the file. A row brings one space, or several with commas."""
    groups = rows.grouped(book.sheets["Zone"], tally, by="Category")
    tally.imported["Zone"] += sum(map(len, groups))
    keys = [f"{first.text('Name')} | {first.text('Category')}" for first, *_ in groups]
    named = [
        Named(first.text("Name"), first.text("Category"), key) for (first, *_), key in zip(groups, keys, strict=True)
    ]
    return tuple(
        _zone(id, key, group, spaces, tally) for id, key, group in zip(ids("zone", named), keys, groups, strict=True)
    )


def _zone(id: str, key: str, group: Sequence[Row], spaces: Names, tally: Tally) -> Zone:
    members: dict[str, None] = {}
    for row in group:
        found = spaces.resolve(row.text("SpaceNames"))
        members.update(dict.fromkeys(found.ids))
        for name in found.missing:
            tally.dangling(row, "SpaceNames", "is no space", name)
    return Zone(
        id=id,
        display_name=group[0].text("Name"),
        category=group[0].text("Category")[:LONGEST_TEXT],
        spaces=tuple(members),
        external_key=key,
    )


def tagged(spaces: Sequence[Space], zones: Sequence[Zone]) -> tuple[Space, ...]:
    """The spaces with the ids of the zones they are in."""
    tags: dict[str, list[str]] = {}
    for zone in zones:
        for id in zone.spaces:
            tags.setdefault(id, []).append(zone.id)
    return tuple(replace(space, zones=tuple(tags.get(space.id, ()))) for space in spaces)
