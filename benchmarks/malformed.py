"""What is said of a file that is not what its format says: one error with the file, the line and the remedy."""

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

MOST_BYTES = 50_000_000
"""Of an instance as text; the largest published one has a hundredth of that."""


class Malformed(ValueError):
    """A file that cannot be read as an instance: the text names file, line and remedy."""

    def __init__(self, path: Path | str, line: int, text: str) -> None:
        super().__init__(f"{path}, line {line}: {text}")


def text_of(path: Path) -> str:
    """The file as text, `.gz` unpacked. Raises Malformed for what is no text or too long, OSError for no file."""
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as handle:
            raw = handle.read(MOST_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Malformed(path, 1, f"is no whole gzip file ({error}): fetch it again") from error
    if len(raw) > MOST_BYTES:
        raise Malformed(path, 1, f"is over {MOST_BYTES} bytes as text: no instance is that long, give another file")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Malformed(path, line, "is not UTF-8 text: give the instance as it was published") from error


class Fields:
    """The fields of one line, taken with their place in mind: what is wrong with one is said with its file and line."""

    def __init__(self, path: Path | str, line: int, fields: Sequence[str]) -> None:
        self.path, self.line, self.fields = path, line, tuple(field.strip() for field in fields)

    def refuse(self, text: str) -> NoReturn:
        """Raises Malformed for this line."""
        raise Malformed(self.path, self.line, text)

    def expect(self, least: int, form: str) -> None:
        """Refuses a line of fewer than `least` fields; `form` shows what it should look like."""
        if len(self.fields) < least:
            self.refuse(f"has {len(self.fields)} fields where at least {least} belong: write it as {form}")

    def text(self, at: int, what: str) -> str:
        """Field `at`, which may not be empty."""
        if at >= len(self.fields) or not self.fields[at]:
            self.refuse(f"{what} is missing: give it as field {at + 1}")
        return self.fields[at]

    def number(self, at: int, what: str, least: int = 0, most: int = 10_000_000) -> int:
        """Field `at` as a whole number within [least, most]."""
        return self.as_number(self.text(at, what), what, least, most)

    def as_number(self, written: str, what: str, least: int = 0, most: int = 10_000_000) -> int:
        """`written` as a whole number within [least, most]."""
        if not (written.isascii() and written.removeprefix("-").isdigit()):
            self.refuse(f'{what} is "{written}": give a whole number')
        value = int(written)
        if not least <= value <= most:
            self.refuse(f"{what} is {value}: give {least} to {most}")
        return value

    def known(self, at: int, what: str, among: Sequence[str]) -> str:
        """Field `at`, which must be one of `among`."""
        name = self.text(at, what)
        if name not in among:
            some = ", ".join(list(among)[:5]) + (", ..." if len(among) > 5 else "")
            self.refuse(f'{what} "{name}" is not known here: use one of {some}, or define it first')
        return name


def ids_of(rows: Sequence[Fields], what: str) -> list[str]:
    """The first fields of the lines, each of which names another `what`; one that comes twice is refused."""
    ids: list[str] = []
    for row in rows:
        if row.text(0, f"the {what}") in ids:
            row.refuse(f'{what} "{row.fields[0]}" comes twice: keep one')
        ids.append(row.fields[0])
    return ids
