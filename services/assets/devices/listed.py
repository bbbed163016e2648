"""From the rows of a device list to types, buildings and assets, and the report of what became of each row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.assets.cobie.identity import Named, ids
from services.assets.cobie.report import Report, Severity, SheetCount, Tally, quoted
from services.assets.devices.columns import Columns
from services.assets.devices.rows import rows
from services.assets.domain.asset import Asset
from services.assets.domain.asset_type import AssetType
from services.assets.domain.days import FARTHEST_VISIT, FIRST_YEAR
from services.assets.domain.space import Space, SpaceKind
from services.runtime.errors import Invalid, at

SHEET = "devices"
LONGEST_NAME = 300
MOST_STATUSES = 20


@dataclass(frozen=True, slots=True)
class Device:
    """One device as its row says it: the asset, whether it is in service, and the day of its last visit, if known."""

    row: int
    asset: Asset
    in_service: bool
    last_visit: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a list holds, devices in the order of their buildings, and what became of its rows."""

    list: str
    types: Sequence[AssetType]
    buildings: Sequence[Space]
    devices: Sequence[Device]
    report: Report


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    said: Mapping[str, str]  # by field; what is empty is left out

    @property
    def sheet(self) -> str:
        return SHEET

    def text(self, field: str) -> str:
        return self.said.get(field, "")


def read(data: bytes, filename: str, columns: Columns, today: date) -> Listed:
    """Read a .csv, or one packed with gzip. The same bytes and columns give the same ids, whatever the order of rows.

    Raises Invalid where nothing can be read: no list at all, a column that is not there, no word on which status means
    in service. A row that cannot be taken is left out and stands in the report with its number.
    """
    tally = Tally()
    found, count = _rows(data, filename, columns, tally)
    with at("header"):
        _check_statuses(found, columns)
    types = _types(found, columns)
    buildings = _buildings(found, columns)
    devices = _devices(found, columns, types, buildings, today, tally)
    _note_statuses(found, columns, tally)
    report = Report(
        filename=filename,
        facility=f"list {columns.list}",
        found=(("devices", len(devices)), ("buildings", len(buildings)), ("types", len(types))),
        sheets=(SheetCount(sheet=SHEET, read=count, imported=len(devices)),),
        ignored=(),
        findings=tuple(tally.findings),
        unresolved=(),
    )
    devices.sort(key=lambda device: (device.asset.spaces, device.asset.id))
    return Listed(
        list=columns.list,
        types=tuple(types.values()),
        buildings=tuple(buildings.values()),
        devices=tuple(devices),
        report=report,
    )


def _rows(data: bytes, filename: str, columns: Columns, tally: Tally) -> tuple[list[_Row], int]:
    """The rows that name a device and its building, each device once; and how many were read."""
    lines = rows(data, filename)
    _, headings = next(lines)
    with at("header"):
        places = columns.places(headings)
    skip = {places_of: value for column, value in columns.skip.items() for places_of in _places_of(column, headings)}
    seen: dict[str, int] = {}
    found: list[_Row] = []
    count = 0
    same: dict[str, str] = {}  # texts that many rows share are kept once
    for number, line in lines:
        count += 1
        said = {}
        for field, stands in places.items():
            text = " ".join(" ".join(line[place] for place in stands if place < len(line)).split())
            if text:
                said[field] = same.setdefault(text, text) if field != "id" else text
        row = _Row(number, said)
        id = row.text("id")
        unwanted = next(
            (place for place, value in skip.items() if place < len(line) and line[place].strip() == value), None
        )
        if unwanted is not None:
            tally.note(Severity.SKIP, row, headings[unwanted], "left out as was asked for", skip[unwanted])
        elif not id:
            tally.note(Severity.SKIP, row, "id", "names no device")
        elif "building" in places and not row.text("building"):
            tally.note(Severity.SKIP, row, "building", "names no building", id)
        elif id in seen:
            tally.note(Severity.SKIP, row, "id", "stands in an earlier row already", id)
        else:
            seen[id] = number
            found.append(row)
    return found, count


def _places_of(column: str, headings: Sequence[str]) -> list[int]:
    wanted = " ".join(column.split()).lower()
    return [place for place, heading in enumerate(headings) if " ".join(heading.split()).lower() == wanted][:1]


def _check_statuses(found: Sequence[_Row], columns: Columns) -> None:
    there = Counter(row.text("status") for row in found)
    if not columns.in_service and any(there):
        shown = ", ".join(f'"{quoted(status)}" {number:,}' for status, number in there.most_common(MOST_STATUSES))
        raise Invalid("in_service", f"is not said, and the status of devices is {shown}", hint="name one or several")
    for status in columns.in_service:
        if status not in there:
            shown = ", ".join(f'"{quoted(one)}"' for one, _ in there.most_common(MOST_STATUSES))
            raise Invalid("in_service", f'no device has the status "{quoted(status)}"', hint=f"there is {shown}")


def _note_statuses(found: Sequence[_Row], columns: Columns, tally: Tally) -> None:
    for status, number in Counter(row.text("status") for row in found).most_common():
        if columns.in_service and status not in columns.in_service:
            reason = f"{number:,} devices are not in service: they are kept without plans"
            tally.note_sheet(Severity.NOTICE, SHEET, reason, column="status", value=status or "(empty)")


def _types(found: Sequence[_Row], columns: Columns) -> dict[str, AssetType]:
    """The types by what the file calls them."""
    names = sorted({_type(row, columns) for row in found} - {""})
    made = ids("type", [Named(name, "", f"{columns.list} | {name}") for name in names])
    return {
        name: AssetType(
            id=id,
            display_name=name[:LONGEST_NAME],
            category_title=columns.kind,
            external_key=f"{columns.list} | {name}",
        )
        for name, id in zip(names, made, strict=True)
    }


def _type(row: _Row, columns: Columns) -> str:
    return row.text("type") or columns.kind


def _buildings(found: Sequence[_Row], columns: Columns) -> dict[str, Space]:
    """The buildings by what tells them apart. Several addresses: the one that comes first by the alphabet."""
    addresses: dict[str, str] = {}
    for row in found:
        if building := row.text("building"):
            address = row.text("address") or building
            addresses[building] = min(addresses.get(building, address), address)
    made = ids("building", [Named(name, "", f"{columns.list} | {name}") for name in addresses])
    return {
        name: Space(
            id=id,
            display_name=address[:LONGEST_NAME],
            kind=SpaceKind.BUILDING,
            external_key=f"{columns.list} | {name}",
        )
        for (name, address), id in zip(addresses.items(), made, strict=True)
    }


def _devices(
    found: Sequence[_Row],
    columns: Columns,
    types: Mapping[str, AssetType],
    buildings: Mapping[str, Space],
    today: date,
    tally: Tally,
) -> list[Device]:
    made = ids("device", [Named(row.text("id"), "", f"{columns.list} | {row.text('id')}") for row in found])
    devices = []
    for row, id in zip(found, made, strict=True):
        type = _type(row, columns)
        try:
            asset = Asset(
                id=id,
                display_name=(row.text("name") or f"{type} {row.text('id')}".strip())[:LONGEST_NAME],
                type=types[type].id if type else "",
                spaces=(buildings[row.text("building")].id,) if row.text("building") else (),
                external_key=f"{columns.list} | {row.text('id')}",
                serial_number=row.text("serial"),
                installed=_day(row, "installed", today, tally),
            )
        except Invalid as refusal:
            tally.note(Severity.SKIP, row, refusal.field, refusal.text)
            continue
        in_service = not columns.in_service or row.text("status") in columns.in_service
        devices.append(Device(row.number, asset, in_service, _day(row, "last_visit", today, tally)))
    return devices


def _day(row: _Row, field: str, today: date, tally: Tally) -> date | None:
    """A day written 20140325 or 2014-03-25, perhaps with a time behind it; what is none is remarked and left out."""
    text = row.text(field)
    if not text:
        return None
    day = text[:10] if text[4:5] == "-" else text[:8] if len(text) == 8 or text[8:9] in " T" else text
    try:
        found = date.fromisoformat(day)
    except ValueError:
        tally.note(Severity.ERROR, row, field, "is no day: it is left out", text)
        return None
    if not found.year >= FIRST_YEAR or found > today + FARTHEST_VISIT:
        tally.note(Severity.ERROR, row, field, "is no day that can be: it is left out", text)
        return None
    return found
