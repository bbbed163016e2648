"""Component: the assets, each with its type and its place."""

from collections import Counter
from datetime import date

from services.assets.cobie import cells, rows
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.places import Places
from services.assets.cobie.references import Names, names_of
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import Row, Sheet, Workbook
from services.assets.domain.asset import Asset

SHEET = "Component"
REPEATED = "repeats name, type and place of an earlier row: kept as an asset of its own; remove it if it is none"


def read(book: Workbook, places: Places, types: Names, tally: Tally) -> tuple[tuple[Asset, ...], Names]:
    """All assets, and the names under which systems refer to them; a name may be that of several."""
    components = rows.named(book.sheets[SHEET], tally)
    tally.imported[SHEET] += len(components)
    keys = _keys(components, tally)
    named = [Named(row.text("Name"), row.text("Space"), key) for row, key in zip(components, keys, strict=True)]
    assets = tuple(
        _asset(row, id, key, places, types, tally)
        for row, key, id in zip(components, keys, ids("asset", named), strict=True)
    )
    _count_dates(book.sheets[SHEET], assets, tally)
    return assets, names_of((asset.display_name, asset.id) for asset in assets)


def _keys(components: list[Row], tally: Tally) -> list[str]:
    """The keys, of which a name alone is not one: it takes type and place. Rows that agree in all are numbered."""
    seen: Counter[str] = Counter()
    keys = []
    for row, key in zip(components, rows.keys(components, "TypeName", "Space"), strict=True):
        seen[key] += 1
        if seen[key] > 1:
            tally.note(Severity.NOTICE, row, "Name", REPEATED, row.text("Name"))
            key = f"{key} | {seen[key]}"
        keys.append(key)
    return keys


def _asset(row: Row, id: str, key: str, places: Places, types: Names, tally: Tally) -> Asset:
    return Asset(
        id=id,
        display_name=row.text("Name"),
        type=_type(row, types, tally),
        spaces=_spaces(row, places, tally),
        external_key=key,
        serial_number=row.text("SerialNumber"),
        tag_number=row.text("TagNumber") or row.text("BarCode") or row.text("AssetIdentifier"),
        installed=_installed(row, tally),
    )


def _type(row: Row, types: Names, tally: Tally) -> str:
    said = row.text("TypeName")
    if not said:
        tally.note(Severity.ERROR, row, "TypeName", "is empty: no plan can apply to it")
        return ""
    found = types.one(said)
    for name in found.loose:
        tally.note(Severity.NOTICE, row, "TypeName", "found without regard to case or a full stop", name)
    if not found.ids:
        tally.dangling(row, "TypeName", "is no type: no plan can apply to it", said)
        return ""
    return found.ids[0]


def _spaces(row: Row, places: Places, tally: Tally) -> tuple[str, ...]:
    """A cell may name spaces, with commas, or floors; the whole cell is tried first."""
    said = row.text("Space")
    if not said:
        tally.note(Severity.ERROR, row, "Space", "is empty: the asset has no place")
        return ()
    found = places.space_names.resolve(said)
    for name in found.shared:
        tally.note(Severity.NOTICE, row, "Space", "is the name of several spaces: the asset is in all of them", name)
    if not found.missing:
        return found.ids
    missing: list[str] = []
    floors: dict[str, None] = {}
    for part in found.missing:
        on = places.floor_names.resolve(part)
        floors.update(dict.fromkeys(on.ids))
        missing += on.missing
    if floors:
        tally.note(Severity.NOTICE, row, "Space", "names a floor, no space: the asset is on the floor", said)
    for part in missing:
        tally.dangling(row, "Space", "is neither a space nor a floor", part)
    return (*found.ids, *floors)


def _installed(row: Row, tally: Tally) -> date | None:
    column = "InstallationDate"
    try:
        return row.day(column)
    except cells.Sentinel:
        return None  # counted with the empty ones
    except cells.Unreadable as error:
        said = cells.raw(row.raw(column))
        tally.note(Severity.ERROR, row, column, f"{error}; left empty", said)
        return None


def _count_dates(sheet: Sheet, assets: tuple[Asset, ...], tally: Tally) -> None:
    """One line for all: files hold the column's own name, 0001-01-01 or n/a where no date is known."""
    undated = sum(asset.installed is None for asset in assets)
    if undated:
        shown = {cells.raw(row.raw("InstallationDate")) or "empty" for row in sheet.rows}
        reason = f"{undated:,} of {len(assets):,} assets have no installation date: no plan can count from it"
        value = next(iter(shown)) if len(shown) == 1 else ""
        tally.note_sheet(Severity.NOTICE, SHEET, reason, column="InstallationDate", value=value)
