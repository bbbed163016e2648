"""Opens a workbook from bytes and finds its sheets and columns by what they are called, never by where they are."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from services.assets.cobie import cells, package
from services.assets.cobie.report import EMAIL, CobieRefused

MUST = ("Facility", "Type", "Component")
READ = ("Facility", "Floor", "Space", "Zone", "Type", "Component", "System", "Spare", "Resource", "Job")
CHECKED = ("Attribute",)  # counted, and its references checked
COUNTED = ("Contact", "Assembly", "Connection", "Impact", "Document", "Coordinate", "Issue")
NOT_DATA = frozenset(("instruction", "picklist"))
MUST_HAVE_COLUMNS = {"Type": ("Name",), "Component": ("Name", "TypeName"), "Facility": ("Name",)}
HEADER_WITHIN = 10  # rows; some exporters put a title above the header


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank, with its cells by column heading."""

    sheet: str
    number: int  # as the spreadsheet shows it
    values: Mapping[str, cells.Cell]  # by cells.heading()

    def raw(self, column: str) -> cells.Cell:
        return self.values.get(cells.heading(column))

    def text(self, column: str) -> str:
        return cells.text(self.raw(column), column)

    def prose(self, column: str) -> str:
        """Text that people wrote freely, without the e-mail addresses they may have put into it."""
        return EMAIL.sub("(e-mail)", self.text(column))

    def word(self, column: str) -> str:
        return cells.word(self.raw(column), column)

    def figure(self, column: str) -> Decimal | None:
        return cells.number(self.raw(column), column)

    def day(self, column: str) -> date | None:
        return cells.day(self.raw(column), column)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its rows below the header."""

    name: str  # as COBie calls it
    columns: tuple[str, ...]  # headings
    rows: tuple[Row, ...]
    present: bool = True

    def has(self, column: str) -> bool:
        return cells.heading(column) in self.columns


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets by their COBie name; those that are not in the file are there, empty and not `present`."""

    filename: str
    sheets: Mapping[str, Sheet]
    unknown: tuple[tuple[str, int], ...]  # sheets that COBie does not have, with their filled rows


def opened(data: bytes, filename: str, *, max_rows: int) -> Workbook:
    """Read the whole book. Raises CobieRefused where it is broken, locked, too large or not a COBie book."""
    package.check(data, filename)
    found: dict[str, Sheet] = {}
    unknown: list[tuple[str, int]] = []
    names = {_singular(cells.heading(name)): name for name in (*READ, *CHECKED, *COUNTED)}
    left = max_rows
    for title, grid in _grids(data, filename):
        key = _singular(cells.heading(title))
        if key in NOT_DATA:
            continue
        filled = sum(any(cells.raw(cell) for cell in line) for line in grid)
        left -= filled
        if left < 0:
            raise CobieRefused(
                f"{filename}: sheet {title} goes beyond the {max_rows:,} rows that are read in one file; "
                "split the file by facility"
            )
        if key not in names:
            unknown.append((title, max(filled - 1, 0)))
        elif names[key] in found:
            raise CobieRefused(f"{filename}: there are two sheets {names[key]}; keep the one that holds")
        else:
            found[names[key]] = _sheet(names[key], grid, filename)
    for name in MUST:
        if name not in found:
            raise CobieRefused(f"{filename}: there is no sheet {name}; export the workbook with it")
        for column in MUST_HAVE_COLUMNS[name]:
            if not found[name].has(column):
                raise CobieRefused(
                    f"{filename}: sheet {name} has no column {column} in its first {HEADER_WITHIN} rows; "
                    "use the column names of the COBie template"
                )
    absent = {name: Sheet(name, (), (), present=False) for name in (*READ, *CHECKED, *COUNTED) if name not in found}
    return Workbook(filename, found | absent, tuple(unknown))


def _grids(data: bytes, filename: str) -> Iterator[tuple[str, list[list[cells.Cell]]]]:
    """Title and cells of each sheet, from row 1. The reader's own errors, and its panics, stop here."""
    title = ""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for title in book.sheet_names:
            yield title, [list(line) for line in book.get_sheet_by_name(title).to_python(skip_empty_area=False)]
    except PasswordError:
        raise CobieRefused(f"{filename}: the workbook has a password; save it without one") from None
    except CalamineError as error:
        where = f"sheet {title} cannot be read" if title else "the workbook cannot be opened"
        raise CobieRefused(f"{filename}: {where}; open it in a spreadsheet and save it again as .xlsx") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a Rust library raises where it gave up
            raise
        raise CobieRefused(f"{filename}: the workbook is damaged; save it again as .xlsx") from None


def _sheet(name: str, grid: list[list[cells.Cell]], filename: str) -> Sheet:
    key = cells.heading("Email" if name == "Contact" else "Name")
    for at, columns in enumerate([cells.heading(cell) for cell in line] for line in grid[:HEADER_WITHIN]):
        if key not in columns:
            continue
        if columns.count(key) > 1:
            raise CobieRefused(f"{filename}: sheet {name} has two columns {key}; keep the one that holds")
        return Sheet(name, tuple(column for column in columns if column), tuple(_rows(name, columns, grid, at + 1)))
    return Sheet(name, (), tuple(_rows(name, [], grid, 1)))


def _rows(name: str, columns: list[str], grid: list[list[cells.Cell]], start: int) -> Iterator[Row]:
    for number, line in enumerate(grid[start:], start=start + 1):
        if any(cells.raw(cell) for cell in line):
            named = {column: cell for column, cell in zip(columns, line, strict=False) if column}
            yield Row(name, number, named)


def _singular(key: str) -> str:
    return key[:-1] if key.endswith("s") else key
