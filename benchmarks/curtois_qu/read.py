"""Reads `InstanceN.txt` or `InstanceN.txt.gz`: sections of comma-separated lines, `#` begins a comment line."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.curtois_qu.instance import Cover, Employee, Instance, Request, Shift
from benchmarks.malformed import Fields, Malformed, ids_of, text_of

NEEDED = ("HORIZON", "SHIFTS", "STAFF")
SECTIONS = (*NEEDED, "DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "COVER")
STAFF_FORM = (
    "ID, shift=most|shift=most, most minutes, least minutes, most days in a row, least days in a row, "
    "least days off in a row, most weekends"
)


def read(path: Path) -> Instance:
    """The instance in the file. Raises Malformed with file, line and remedy; OSError where there is no file."""
    sections = _sections(path)
    days = sections["HORIZON"][0].number(0, "the horizon", 7, 400)
    if days % 7:
        sections["HORIZON"][0].refuse(f"the horizon is {days} days: give whole weeks")
    shifts = _shifts(sections["SHIFTS"])
    ids = [shift.id for shift in shifts]
    people = ids_of(sections["STAFF"], "employee")
    staff = _staff(sections["STAFF"], days, ids, _days_off(sections["DAYS_OFF"], days, people))
    requests = [
        Request(
            row.known(0, "the employee", people),
            row.number(1, "the day", 0, days - 1),
            row.known(2, "the shift", ids),
            row.number(3, "the weight"),
            on,
        )
        for section, on in (("SHIFT_ON_REQUESTS", True), ("SHIFT_OFF_REQUESTS", False))
        for row in sections[section]
    ]
    return Instance(
        name=path.name.removesuffix(".gz").removesuffix(".txt"),
        days=days,
        shifts=shifts,
        staff=staff,
        requests=tuple(requests),
        cover=_cover(sections["COVER"], days, ids),
    )


def _sections(path: Path) -> dict[str, list[Fields]]:
    rows: dict[str, list[Fields]] = {name: [] for name in SECTIONS}
    section, seen, number = "", set(), 0
    for number, written in enumerate(text_of(path).splitlines(), start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("SECTION_"):
            section = line.removeprefix("SECTION_")
            if section not in rows:
                known = ", ".join(f"SECTION_{name}" for name in SECTIONS)
                raise Malformed(path, number, f'there is no section "{line}": use one of {known}')
            if section in seen:
                raise Malformed(path, number, f"{line} comes twice: put its lines together")
            seen.add(section)
        elif not section:
            raise Malformed(path, number, 'there is a line before the first section: begin with "SECTION_HORIZON"')
        else:
            rows[section].append(Fields(path, number, line.split(",")))
    for name in NEEDED:
        if not rows[name]:
            raise Malformed(path, max(1, number), f"SECTION_{name} is missing or empty: is this a whole instance?")
    return rows


def _shifts(rows: Sequence[Fields]) -> tuple[Shift, ...]:
    ids = ids_of(rows, "shift")
    found = []
    for row in rows:
        row.expect(2, "ID, minutes, shift|shift")
        after = row.fields[2] if len(row.fields) > 2 else ""
        banned = frozenset(name.strip() for name in after.split("|") if name.strip())
        if unknown := sorted(banned - set(ids)):
            row.refuse(f'"{unknown[0]}", which may not follow, is no shift: define it or drop it')
        found.append(Shift(row.fields[0], row.number(1, "the minutes", 1, 1440), banned))
    return tuple(found)


def _staff(
    rows: Sequence[Fields], days: int, shifts: Sequence[str], days_off: dict[str, frozenset[int]]
) -> tuple[Employee, ...]:
    found = []
    for row in rows:
        row.expect(8, STAFF_FORM)
        one = Employee(
            id=row.fields[0],
            most_of=_most_of(row, days, shifts),
            most_minutes=row.number(2, "most minutes"),
            least_minutes=row.number(3, "least minutes"),
            longest_run=row.number(4, "most days in a row", 1),
            shortest_run=row.number(5, "least days in a row"),
            shortest_rest=row.number(6, "least days off in a row"),
            most_weekends=row.number(7, "most weekends"),
            days_off=days_off.get(row.fields[0], frozenset()),
        )
        if one.least_minutes > one.most_minutes:
            row.refuse(f"least minutes are {one.least_minutes}, over the most, {one.most_minutes}: swap or mend them")
        found.append(one)
    return tuple(found)


def _most_of(row: Fields, days: int, shifts: Sequence[str]) -> tuple[int, ...]:
    """A shift that a list leaves out is not worked at all; no list: no limit."""
    if not row.fields[1]:
        return (days,) * len(shifts)
    most: dict[str, int] = {}
    for pair in row.fields[1].split("|"):
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals or name not in shifts:
            row.refuse(f'"{pair}" is no limit of a shift: write it as SHIFT=most, of a shift of SECTION_SHIFTS')
        most[name] = row.as_number(value, f"the most of shift {name}")
    return tuple(most.get(name, 0) for name in shifts)


def _days_off(rows: Sequence[Fields], days: int, staff: Sequence[str]) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for row in rows:
        who = row.known(0, "the employee", staff)
        free = frozenset(
            row.number(at, "the day off", 0, days - 1) for at in range(1, len(row.fields)) if row.fields[at]
        )
        found[who] = found.get(who, frozenset()) | free
    return found


def _cover(rows: Sequence[Fields], days: int, shifts: Sequence[str]) -> tuple[Cover, ...]:
    found: dict[tuple[int, str], Cover] = {}
    for row in rows:
        row.expect(5, "day, shift, required, price of one missing, price of one too many")
        day, shift = row.number(0, "the day", 0, days - 1), row.known(1, "the shift", shifts)
        if (day, shift) in found:
            row.refuse(f'cover of shift "{shift}" on day {day} comes twice: keep one')
        numbers = (
            row.number(at, what) for at, what in ((2, "required"), (3, "the price under"), (4, "the price over"))
        )
        found[day, shift] = Cover(day, shift, *numbers)
    return tuple(found.values())
