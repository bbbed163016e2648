"""The rows of a device list, .csv or .csv.gz, one by one: never more of the file in memory than it has bytes."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator

from services.assets.cobie.report import quoted
from services.runtime.errors import Invalid

MAX_INFLATED = 512 * 2**20
"""Bytes of a list when it is unpacked."""
MAX_ROWS = 250_000
GZIP = b"\x1f\x8b"


def rows(data: bytes, filename: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, the headings first, with the number of each as a spreadsheet has it.

    Raises Invalid, naming file, row and remedy, for what is no list at all: empty, not text, damaged, too large.
    """
    number, empty = 0, True
    try:
        for number, row in enumerate(csv.reader(_text(data, filename), strict=True), 1):
            if number > MAX_ROWS + 1:
                raise _refused(filename, f"has more than {MAX_ROWS:,} rows", "split it")
            if any(cell.strip() for cell in row):
                empty = False
                yield number, row
    except UnicodeDecodeError:
        raise _refused(filename, f"row {number + 1} or below is not UTF-8", "save it again as CSV UTF-8") from None
    except csv.Error as trouble:
        raise _refused(filename, f"row {number + 1}: {quoted(trouble)}", "save it again as CSV") from None
    except (OSError, EOFError, zlib.error):
        raise _refused(filename, "is damaged", "pack it again with gzip") from None
    if empty:
        raise _refused(filename, "is empty", "the first row names the columns")


def _text(data: bytes, filename: str) -> Iterator[str]:
    if not data.startswith(GZIP) and b"\0" in data[:4096]:
        raise _refused(filename, "is no text", "give a .csv, or a .csv packed with gzip")
    packed = io.BytesIO(data)
    raw = gzip.GzipFile(fileobj=packed) if data.startswith(GZIP) else packed
    size = 0
    for line in io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""):
        size += len(line)
        if size > MAX_INFLATED:
            raise _refused(filename, f"is larger than {MAX_INFLATED >> 20} MiB when it is unpacked", "split it")
        yield line


def _refused(filename: str, what: str, hint: str) -> Invalid:
    return Invalid("chunk", f"{filename} {what}", reason="LIST_REFUSED", hint=hint)
