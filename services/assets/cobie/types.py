"""Type and Spare: what the assets are, and the parts kept for them."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from services.assets.cobie import cells, rows
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.references import Names, names_of
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import Row, Sheet, Workbook
from services.assets.domain.asset_type import AssetType, Spare
from services.assets.domain.identifier import LONGEST_TEXT

MOVABLE = {"fixed": False, "moveable": True, "movable": True}


def read(book: Workbook, tally: Tally) -> tuple[tuple[AssetType, ...], Names]:
    """All types, and the names under which other sheets refer to them."""
    companies = companies_by_email(book.sheets["Contact"])
    found = tuple(
        _type(row, id, key, companies, tally)
        for row, id, key in _identified("type", rows.named_once(book.sheets["Type"], tally))
    )
    return found, names_of((asset_type.display_name, asset_type.id) for asset_type in found)


def _identified(kind: str, things: Sequence[Row]) -> list[tuple[Row, str, str]]:
    """Each row with its id and its key."""
    keys = rows.keys(things, "TypeName")
    named = [Named(row.text("Name"), row.text("TypeName"), key) for row, key in zip(things, keys, strict=True)]
    return list(zip(things, ids(kind, named), keys, strict=True))


def companies_by_email(contacts: Sheet) -> Mapping[str, str]:
    """What COBie refers to by e-mail address, as the company's name; all else of a contact is never read.

    A company that is only the person's own name over again is left out.
    """
    companies: dict[str, str] = {}
    for row in contacts.rows:
        company = row.text("Company")
        person = {row.text(part).casefold() for part in ("GivenName", "FamilyName")} - {""}
        if company and "@" not in company and not person & set(company.casefold().split()):
            companies[row.text("Email").casefold()] = company
    return companies


def _type(row: Row, id: str, key: str, companies: Mapping[str, str], tally: Tally) -> AssetType:
    code, title = cells.category(row.raw("Category"))
    movable = row.word("AssetType")
    if movable and movable not in MOVABLE:
        tally.note(Severity.ERROR, row, "AssetType", "is neither Fixed nor Moveable; left empty", movable)
    maker = row.text("Manufacturer")
    return AssetType(
        id=id,
        display_name=row.text("Name"),
        description=row.prose("Description"),
        category_code=code,
        category_title=title,
        movable=MOVABLE.get(movable),
        manufacturer=companies.get(maker.casefold(), "" if "@" in maker else maker),
        model=row.text("ModelNumber"),
        expected_life_months=_months(row, "ExpectedLife", "DurationUnit", tally),
        warranty_parts_months=_months(row, "WarrantyDurationParts", "WarrantyDurationUnit", tally),
        warranty_labour_months=_months(row, "WarrantyDurationLabor", "WarrantyDurationUnit", tally),
        replacement_cost=_readable(row, "ReplacementCost", row.figure, tally),
        external_key=key,
    )


def _months(row: Row, column: str, unit: str, tally: Tally) -> int | None:
    def span(column: str) -> Decimal | None:
        found = cells.months(row.figure(column), row.word(unit))
        return None if found is None else Decimal(found)

    found = _readable(row, column, span, tally)
    return None if found is None else int(found)


def _readable(row: Row, column: str, figure: Callable[[str], Decimal | None], tally: Tally) -> Decimal | None:
    """The figure, unless it cannot be; then it is left empty and reported."""
    try:
        found = figure(column)
        if found is not None and found < 0:
            raise cells.Unreadable("is negative")
        return found
    except cells.Unreadable as error:
        tally.note(Severity.ERROR, row, column, f"{error}; left empty", cells.raw(row.raw(column)))
        return None


def read_spares(book: Workbook, types: Names, tally: Tally) -> tuple[Spare, ...]:
    """All spares; one whose type is not in the file is kept without it."""
    spares = rows.named_once(book.sheets["Spare"], tally, within="TypeName")
    return tuple(_spare(row, id, key, types, tally) for row, id, key in _identified("spare", spares))


def _spare(row: Row, id: str, key: str, types: Names, tally: Tally) -> Spare:
    said = row.text("TypeName")
    found = types.one(said).ids if said else ()
    if said and not found:
        tally.dangling(row, "TypeName", "is no type", said)
    return Spare(
        id=id,
        display_name=row.text("Name"),
        type=found[0] if found else "",
        description=row.prose("Description"),
        category=row.text("Category")[:LONGEST_TEXT],
        set_number=row.text("SetNumber"),
        part_number=row.text("PartNumber"),
        external_key=key,
    )
