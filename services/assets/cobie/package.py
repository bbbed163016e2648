"""Whether bytes may be opened as a workbook at all: right kind, not too large, and not larger inside than outside."""

import io
import re
import zipfile
from collections.abc import Iterator

from services.assets.cobie.report import CobieRefused

MAX_BYTES = 64 * 2**20  # the largest handover book seen has 1.8 MB
MAX_INFLATED = 512 * 2**20
MAX_AREA = 10_000_000  # cells of one sheet's rectangle, which the reader allocates whole: about 320 MB
CHUNK = 2**20

OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # .xls, and also .xlsx under a password
FILLED_CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')


def check(data: bytes, filename: str) -> None:
    """Raise CobieRefused unless `data` is an .xlsx or .xls file of a size that can be read."""
    if not data:
        raise CobieRefused(f"{filename}: the file is empty; export the workbook again")
    if len(data) > MAX_BYTES:
        raise CobieRefused(
            f"{filename}: {len(data) / 2**20:.0f} MB is more than the {MAX_BYTES >> 20} MB that are read; "
            "remove documents and pictures, or split it by facility"
        )
    if data.startswith(OLE):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_package(package, filename)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, CobieRefused):
            raise
        raise CobieRefused(
            f"{filename}: neither an .xlsx nor an .xls workbook, or damaged; save it again as .xlsx"
        ) from None


def _check_package(package: zipfile.ZipFile, filename: str) -> None:
    parts = package.infolist()
    if not any(part.filename.startswith("xl/") for part in parts):
        raise CobieRefused(f"{filename}: a zip file, but not an Excel workbook; save it as .xlsx")
    if sum(part.file_size for part in parts) > MAX_INFLATED:
        raise CobieRefused(f"{filename}: more than {MAX_INFLATED >> 20} MB when unpacked; split it by facility")
    inflated = 0
    for part in parts:
        if not part.filename.endswith(".xml"):
            continue
        width = height = 0
        for piece in _pieces(package, part):
            inflated += CHUNK
            if inflated > 2 * MAX_INFLATED:
                raise CobieRefused(f"{filename}: larger inside than it says; save it again as .xlsx")
            if b"<!DOCTYPE" in piece:
                raise CobieRefused(
                    f"{filename}: {part.filename} has a DOCTYPE, which is not read; save it again as .xlsx"
                )
            if part.filename.startswith("xl/worksheets/"):
                for column, row in FILLED_CELL.findall(piece):
                    width, height = max(width, _index(column)), max(height, int(row))
        if width * height > MAX_AREA:
            raise CobieRefused(
                f"{filename}: {part.filename} has a cell {width:,} columns and {height:,} rows away from "
                "the first; delete what lies outside the table"
            )


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in chunks that overlap a little, so that no tag is cut in two."""
    tail = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield tail + chunk
            tail = chunk[-256:]


def _index(column: bytes) -> int:
    index = 0
    for letter in column:
        index = index * 26 + letter - 64
    return index
