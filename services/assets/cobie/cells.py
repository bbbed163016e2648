"""What a cell says: text, figures, dates and units, with everything that only looks like a value taken as nothing."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NoReturn

from services.assets.domain.identifier import LONGEST_TEXT

Cell = object  # what calamine gives: str, float, int, bool, date, datetime, time, timedelta

PLACEHOLDERS = frozenset(
    [
        "",
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "#n/a",
        "not applicable",
        "none",
        "null",
        "unknown",
        "undefined",
        "not found",
        "not defined",
        "not specified",
        "tbd",
        "tbc",
        "required",
        "-",
        "--",
    ]
)
TEMPLATE_MARK = re.compile(r"cic\s*\d+")  # the UK template is filled with "CIC 5": the stage that should supply it
SINGLE = frozenset(
    [
        *("Name", "TypeName", "FloorName", "SerialNumber", "TagNumber", "BarCode", "AssetIdentifier"),
        *("Company", "Manufacturer", "ModelNumber", "SetNumber", "PartNumber"),
    ]
)
"""Columns of one name or number, cut alike where they are longer than a register keeps: references still meet."""
LONGEST_CODE = 100
NUMBER = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*")
EXCEL_DAY_ZERO = date(1899, 12, 30)
UNIX_DAY_ZERO = date(1970, 1, 1)


class Unreadable(ValueError):
    """A cell that says something, but not what its column asks for."""


def heading(text: object) -> str:
    """A column or sheet title reduced to what identifies it: "Ext. System" and "ExternalSystem" are one."""
    return re.sub(r"[^a-z0-9]", "", str(text).casefold()).replace("external", "ext")


def raw(cell: Cell) -> str:
    """The cell as the text a person sees: 1.0 is "1", inner blanks are kept, outer ones are not."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return str(cell).strip()


def text(cell: Cell, column: str = "") -> str:
    """The cell as text; placeholders and a cell that repeats its column's name are empty.

    Of a column of one name or number (`SINGLE`) the first 300 characters.
    """
    said = raw(cell)
    plain = said.casefold()
    if plain in PLACEHOLDERS or TEMPLATE_MARK.fullmatch(plain):
        return ""
    if column and heading(said) == heading(column):
        return ""
    return said[:LONGEST_TEXT] if column in SINGLE else said


def number(cell: Cell, column: str = "") -> Decimal | None:
    """The cell as a figure, None where it says nothing. Raises Unreadable for other text."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(str(cell))
    said = text(cell, column)
    if not said:
        return None
    match = NUMBER.fullmatch(said)
    if not match:
        _refuse("is not a number")
    return Decimal(match[1].replace(",", "."))


def day(cell: Cell, column: str = "") -> date | None:
    """The cell as a date, None where it says nothing. Raises Unreadable for a sentinel or for other text.

    Only ISO text is read: "03/04/2011" is two different days.
    """
    if isinstance(cell, datetime):
        return _real(cell.date())
    if isinstance(cell, date):
        return _real(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if not 0 <= cell < 2_958_466:  # the last day Excel knows, 9999-12-31
            _refuse("is not a date")
        return _real(EXCEL_DAY_ZERO + timedelta(days=int(cell)))
    said = text(cell, column)
    if not said:
        return None
    try:
        return _real(date.fromisoformat(said[:10]))  # files hold times such as 17:02:60, and the day is enough
    except Sentinel:
        raise
    except ValueError:
        _refuse("is not a date as 2024-12-31")


class Sentinel(Unreadable):
    """A date that exporters write for "no date"."""


def _real(found: date) -> date:
    if found.year <= 1900 or found.year >= 9000 or found == UNIX_DAY_ZERO:
        raise Sentinel("is a sentinel that means no date")
    return found


def _refuse(reason: str) -> NoReturn:
    raise Unreadable(reason)


def category(cell: Cell, column: str = "Category") -> tuple[str, str]:
    """ "23-75 10: Pumps" as (code, title). Of several classifications in one cell, the first with a code.

    Titles hold commas too ("Diffusers, Registers, and Grilles"), so a new one starts only where a part has a colon.
    """
    said = text(cell, column)
    entries: list[list[str]] = []
    for part in said.split(","):
        code, colon, title = part.partition(":")
        if colon:
            entries.append([code.strip(), title.strip()])
        elif entries and text(part):
            entries[-1][1] = f"{entries[-1][1]}, {part.strip()}"
    for code, title in entries:
        if code:
            return code[:LONGEST_CODE], title[:LONGEST_TEXT]
    return "", "" if entries else said[:LONGEST_TEXT]


def word(cell: Cell, column: str = "") -> str:
    """A pick-list value in one spelling: lower case, one blank, no plural: "Materials" is "material"."""
    said = " ".join(text(cell, column).casefold().split())
    return said[:-1] if said.endswith("s") and not said.endswith("ss") else said


MONTHS = {"year": 12, "quarter": 3, "month": 1}


def months(figure: Decimal | None, unit: str) -> int | None:
    """A span in whole months; None where the figure or the unit says nothing. Raises Unreadable for days and less."""
    if not figure:
        return None if figure is None else 0
    if not unit or unit == "as required":
        return None
    if unit not in MONTHS:
        raise Unreadable("is not in years, quarters or months")
    return round(figure * MONTHS[unit])
