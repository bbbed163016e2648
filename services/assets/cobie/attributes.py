"""Attribute: thousands of rows that are counted and whose references are checked, but which are not imported."""

from services.assets.cobie import cells
from services.assets.cobie.references import Names
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import CHECKED, COUNTED, READ, Workbook

SHEET = "Attribute"
SHEETS = {name.casefold(): name for name in (*READ, *CHECKED, *COUNTED)}


def check(book: Workbook, tally: Tally) -> None:
    """Report rows without a name, of a sheet or a row that is not there, and rows given twice."""
    others = {title.casefold() for title, _ in book.unknown}
    known: dict[str, Names] = {}
    seen: set[tuple[str, str, str, str]] = set()
    for row in book.sheets[SHEET].rows:
        name, sheet, said = (cells.raw(row.raw(column)) for column in ("Name", "SheetName", "RowName"))
        kind = row.text("Category")
        if not name:
            tally.note(Severity.NOTICE, row, "Name", "has no name")
        of = SHEETS.get(sheet.casefold())
        if sheet.casefold() in others:
            continue
        if of is None:
            tally.note(Severity.NOTICE, row, "SheetName", "is no sheet", sheet)
            continue
        if of not in known:
            key = "Email" if of == "Contact" else "Name"
            known[of] = Names()
            for other in book.sheets[of].rows:
                known[of].add(other.text(key), "")
        if not known[of].resolve(said).ids:
            tally.note(Severity.NOTICE, row, "RowName", f"is no row of {of}", said)
        if name and (of, said, name, kind) in seen:
            tally.note(Severity.NOTICE, row, "Name", "is given twice for the same thing", f"{said}: {name}")
        seen.add((of, said, name, kind))
