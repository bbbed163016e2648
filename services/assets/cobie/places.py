"""Facility, Floor and Space: the places of one building."""

from dataclasses import dataclass

from services.assets.cobie import cells, rows
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.references import Names, names_of
from services.assets.cobie.report import CobieRefused, Severity, Tally, quoted
from services.assets.cobie.workbook import Row, Workbook
from services.assets.domain.identifier import LONGEST_TEXT
from services.assets.domain.space import Space, SpaceKind

FLOOR_KINDS = {"floor": SpaceKind.FLOOR, "roof": SpaceKind.ROOF, "site": SpaceKind.SITE}


@dataclass(frozen=True, slots=True)
class Places:
    """The building, what is in it, and the names under which other sheets refer to it."""

    facility: Space
    floors: tuple[Space, ...]
    spaces: tuple[Space, ...]
    floor_names: Names
    space_names: Names


def read(book: Workbook, tally: Tally) -> Places:
    """All places. Raises CobieRefused where the file is not about exactly one building."""
    building = only_facility(book)
    floors = rows.named_once(book.sheets["Floor"], tally)
    spaces = rows.named_once(book.sheets["Space"], tally, within="FloorName")
    tally.imported["Facility"] = 1
    all_rows = [building, *floors, *spaces]
    keys = [building.text("ExternalFacilityIdentifier") or building.text("Name")]
    keys += rows.keys(floors) + rows.keys(spaces, "FloorName")
    # One set of ids for all places: the Clinic has a floor "Site" and a space "Site".
    place_ids = ids(
        "place",
        [
            Named(row.text("Name"), row.text("FloorName") or row.sheet, f"{row.sheet} | {key}")
            for row, key in zip(all_rows, keys, strict=True)
        ],
    )
    named = list(zip(all_rows, place_ids, keys, strict=True))
    facility = _facility(*named[0])
    found_floors = tuple(_floor(row, id, key, facility.id, tally) for row, id, key in named[1 : len(floors) + 1])
    floor_names = names_of((floor.display_name, floor.id) for floor in found_floors)
    found = tuple(_space(row, id, key, facility.id, floor_names, tally) for row, id, key in named[len(floors) + 1 :])
    space_names = names_of((space.display_name, space.id) for space in found)
    return Places(facility, found_floors, found, floor_names, space_names)


def only_facility(book: Workbook) -> Row:
    """The row of the one building. Raises CobieRefused where there is none, or another."""
    buildings = [row for row in book.sheets["Facility"].rows if row.text("Name")]
    if not buildings:
        raise CobieRefused(f"{book.filename}: sheet Facility names no building; fill in its row, Name at least")
    if len(buildings) > 1:
        names = ", ".join(quoted(row.text("Name"), 30) for row in buildings[:3])
        raise CobieRefused(
            f"{book.filename}: sheet Facility names {len(buildings)} buildings ({names}); export one file for each"
        )
    return buildings[0]


def _facility(row: Row, id: str, key: str) -> Space:
    code, title = cells.category(row.raw("Category"))
    return Space(
        id=id,
        display_name=row.text("Name"),
        kind=SpaceKind.BUILDING,
        description=row.prose("Description") or row.prose("ProjectName"),
        category_code=code,
        category_title=title,
        external_key=key,
    )


def _floor(row: Row, id: str, key: str, building: str, tally: Tally) -> Space:
    word = row.word("Category")
    if word not in FLOOR_KINDS:
        said = "is not Floor, Roof or Site" if word else "is empty"
        reason = f"{said}: taken as Floor; say Roof or Site where work stands in the weather"
        tally.note(Severity.NOTICE, row, "Category", reason, word)
    return Space(
        id=id,
        display_name=row.text("Name"),
        kind=FLOOR_KINDS.get(word, SpaceKind.FLOOR),
        within=building,
        description=row.prose("Description"),
        category_title=row.text("Category")[:LONGEST_TEXT],
        external_key=key,
    )


def _space(row: Row, id: str, key: str, building: str, floors: Names, tally: Tally) -> Space:
    code, title = cells.category(row.raw("Category"))
    said = row.text("FloorName")
    found = floors.one(said).ids if said else ()
    if not said:
        tally.note(Severity.NOTICE, row, "FloorName", "is empty: the space lies directly in the building")
    elif not found:
        tally.dangling(row, "FloorName", "is no floor: the space lies directly in the building", said)
    return Space(
        id=id,
        display_name=row.text("Name"),
        within=found[0] if found else building,
        description=row.prose("Description") or row.prose("RoomTag"),
        category_code=code,
        category_title=title,
        external_key=key,
    )
