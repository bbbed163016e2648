"""What the columns of a device list mean: files differ, so whoever imports one says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.assets.domain.identifier import check_id, check_text
from services.runtime.errors import Invalid

FIELDS = {
    "id": "the number by which the device is known; needed, and once in the file",
    "name": "what people call it",
    "type": "what it is",
    "building": "what tells its building from others",
    "address": "what people call the building",
    "status": "whether it is in service",
    "last_visit": "the day of its last visit",
    "installed": "the day on which it was installed",
    "serial": "its serial number",
}
"""What is known of a device, by the name that a column is given to."""
JOIN = "+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How the rows of a list are read. Raises Invalid.

    `of` gives a field its column, or several with "+" between them; a field that it leaves out is read from the column
    of its own name, if there is one. A row is left out where a column of `skip` holds the value there.
    """

    of: Mapping[str, str] = field(default_factory=dict)
    in_service: Sequence[str] = ()  # values of `status`
    skip: Mapping[str, str] = field(default_factory=dict)  # value by column
    kind: str = ""  # what all of them are, as rule packs say it: "elevator"; else the type of each tells
    list: str = "devices"  # tells this list from others of the site; a later file of it replaces an earlier one

    def __post_init__(self) -> None:
        for name in self.of:
            if name not in FIELDS:
                raise Invalid("columns", f'"{name[:63]}" is nothing that is read', hint=f"fields: {', '.join(FIELDS)}")
        check_id("list of devices", "list", self.list)
        check_text("kind", self.kind)

    def places(self, headings: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Where in a row each field stands, by a file's headings. Raises Invalid for a column that is not there."""
        there = {_plain(heading): place for place, heading in reversed([*enumerate(headings)])}

        def place(column: str) -> int:
            if _plain(column) not in there:
                shown = ", ".join(heading.strip()[:40] for heading in headings[:40])
                raise Invalid("columns", f'the file has no column "{column[:63]}"', hint=f"its columns: {shown}")
            return there[_plain(column)]

        found: dict[str, tuple[int, ...]] = {name: (there[name],) for name in FIELDS if name in there}
        for name, columns in self.of.items():
            whole = _plain(columns) in there  # a heading may hold a "+" itself
            found[name] = tuple(place(one) for one in ([columns] if whole else columns.split(JOIN)))
        if "id" not in found:
            raise Invalid("columns", "do not say which one is the id", hint="id=COLUMN")
        for column in self.skip:
            place(column)
        return found


def _plain(heading: str) -> str:
    return " ".join(heading.lstrip("\ufeff").split()).lower()
