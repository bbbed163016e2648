"""Reads an instance: sections under a heading `NAME = count;`, each item ended by `;`, `//` lines are decoration."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from benchmarks.inrc1.instance import (
    ANY,
    LIMITS,
    NONE,
    SWITCHES,
    Contract,
    Employee,
    Instance,
    Limit,
    Pattern,
    Request,
    Shift,
)
from benchmarks.malformed import Fields, Malformed, ids_of, text_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COUNTED = ("SKILLS", "SHIFT_TYPES", "CONTRACTS", "PATTERNS", "EMPLOYEES", "DAY_OF_WEEK_COVER", "DATE_SPECIFIC_COVER")
REQUESTS = ("DAY_OFF_REQUESTS", "DAY_ON_REQUESTS", "SHIFT_OFF_REQUESTS", "SHIFT_ON_REQUESTS")
SECTIONS = ("SCHEDULING_PERIOD", *COUNTED, *REQUESTS)
HEADING = re.compile(r"([A-Z_]+)\s*(?:=?\s*(\d+))?;")
LIMIT = re.compile(r"\(([01])\|(\d+)(?:\|(\d+))?\)")
PATTERN = re.compile(r"(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*((?:\([^()]*\)\s*)+)")
MOST_DAYS = 366


def read(path: Path) -> Instance:
    """The instance in the file. Raises Malformed with file, line and remedy; OSError where there is no file."""
    sections = _sections(path)
    (period,) = sections["SCHEDULING_PERIOD"]
    period.expect(3, "name, first day, last day")
    first, last = _date(period, 1), _date(period, 2)
    days = (last - first).days + 1
    if not 1 <= days <= MOST_DAYS:
        period.refuse(f"the period from {first} to {last} has {days} days: give 1 to {MOST_DAYS}")
    skills = ids_of(sections["SKILLS"], "skill")
    ids = ids_of(sections["SHIFT_TYPES"], "shift type")
    pattern_ids = ids_of(sections["PATTERNS"], "pattern")
    contract_ids = ids_of(sections["CONTRACTS"], "contract")
    people = ids_of(sections["EMPLOYEES"], "employee")
    shifts = tuple(_shift(row, skills) for row in sections["SHIFT_TYPES"])
    found = [_contract(row, pattern_ids) for row in sections["CONTRACTS"]]
    contracts = dict(zip(contract_ids, found, strict=True))
    employees = tuple(_employee(row, contracts, skills) for row in sections["EMPLOYEES"])
    return Instance(
        name=period.text(0, "the name"),
        first=first,
        days=days,
        shifts=shifts,
        employees=employees,
        patterns=tuple(_pattern(row, ids) for row in sections["PATTERNS"]),
        cover=_cover(sections, first, days, ids),
        requests=tuple(_request(row, name, people, ids, first, days) for name in REQUESTS for row in sections[name]),
    )


def _sections(path: Path) -> dict[str, list[Fields]]:
    rows: dict[str, list[Fields]] = {}
    counts: dict[str, tuple[int, int]] = {}
    section, number = "", 0
    for number, written in enumerate(text_of(path).splitlines(), start=1):
        line = written.strip()
        if not line or line.startswith("//"):
            continue
        if heading := HEADING.fullmatch(line):
            section, count = heading[1], heading[2]
            if section not in SECTIONS or section in rows:
                raise Malformed(
                    path, number, f'section "{section}" is unknown or comes twice: use each of the format once'
                )
            rows[section] = []
            counts[section] = number, int(count) if count else 1
        elif not section:
            raise Malformed(path, number, 'there is a line before the first section: begin with "SCHEDULING_PERIOD;"')
        elif not line.endswith(";"):
            raise Malformed(path, number, 'the line does not end with ";": put it there, or is the file cut off?')
        else:
            rows[section].append(Fields(path, number, line.removesuffix(";").split(",")))
    for name in SECTIONS:
        if name not in rows:
            raise Malformed(path, max(1, number), f"section {name} is missing: is this a whole instance?")
        at, count = counts[name]
        if len(rows[name]) != count:
            raise Malformed(path, at, f"section {name} says {count} lines and has {len(rows[name])}: mend one of them")
    return rows


def _date(row: Fields, at: int) -> date:
    written = row.text(at, "the date")
    try:
        return date.fromisoformat(written)
    except ValueError:
        row.refuse(f'"{written}" is no date: write it as 2010-01-31')


def _day(row: Fields, at: int, first: date, days: int) -> int:
    day = _date(row, at)
    if not first <= day < first + timedelta(days=days):
        row.refuse(f"{day} lies outside the period: give one of its {days} days from {first}")
    return (day - first).days


def _minute(row: Fields, at: int) -> int:
    parts = row.text(at, "the time").split(":")
    if len(parts) != 3:
        row.refuse(f'"{row.fields[at]}" is no time: write it as 06:30:00')
    hours, minutes = row.as_number(parts[0], "the hour", 0, 23), row.as_number(parts[1], "the minute", 0, 59)
    return 60 * hours + minutes


def _shift(row: Fields, skills: Sequence[str]) -> Shift:
    row.expect(6, "ID, title, start, end, number of skills, skill ...")
    start, end = _minute(row, 2), _minute(row, 3)
    return Shift(
        id=row.text(0, "the shift"),
        title=row.fields[1],
        start=start,
        minutes=(end - start) % 1440 or 1440,
        skills=_skills(row, 4, skills),
    )


def _skills(row: Fields, at: int, skills: Sequence[str]) -> frozenset[str]:
    """Field `at` says how many, what follows which; they may stand in one field or in several."""
    count = row.number(at, "the number of skills", 0, len(skills))
    names = " ".join(row.fields[at + 1 :]).split()
    if len(names) != count or not set(names) <= set(skills):
        row.refuse(f"{count} skills are said and {len(names)} named, of {', '.join(skills)}: mend one of them")
    return frozenset(names)


def _contract(row: Fields, patterns: Sequence[str]) -> Contract:
    row.expect(19, "ID, title, (on|weight), nine (on|weight|value), weekend, five (on|weight), number of patterns, ids")
    limits = {name: _limit(row, at) for at, name in enumerate(LIMITS, start=3)}
    switches = {name: _limit(row, at) for at, name in enumerate(SWITCHES, start=13)}
    for name in ("longest_run", "longest_rest"):
        if (limit := limits[name]) and not limit.value:
            row.refuse(f"{name.replace('_', ' ')} is 0 days, so that no roster keeps it: give 1 or more")
    named = tuple(" ".join(row.fields[19:]).split())
    if len(named) != row.number(18, "the number of patterns", 0, len(patterns)) or not set(named) <= set(patterns):
        row.refuse("the patterns are not as many as it says, or one is unknown: mend the number or define the pattern")
    return Contract(id=row.text(0, "the contract"), weekend=_weekend(row, 12), patterns=named, **limits, **switches)


def _limit(row: Fields, at: int) -> Limit | None:
    found = LIMIT.fullmatch(row.text(at, "a rule of the contract"))
    if not found:
        row.refuse(f'"{row.fields[at]}" is no rule of a contract: write it as (on|weight|value) or (on|weight)')
    return Limit(int(found[2]), int(found[3] or 0)) if found[1] == "1" and int(found[2]) else None


def _weekend(row: Fields, at: int) -> tuple[int, ...]:
    written = row.text(at, "the weekend")
    days = re.findall("[A-Z][a-z]+", written)
    if "".join(days) != written or not set(days) <= set(WEEKDAYS):
        row.refuse(f'"{written}" is no weekend: write its days together, as SaturdaySunday')
    found = tuple(WEEKDAYS.index(day) for day in days)
    if any((a + 1) % 7 != b for a, b in pairwise(found)) or not 2 <= len(found) <= 4:
        row.refuse(f'the days of "{written}" do not follow each other, or are not two to four: mend them')
    return found


def _pattern(row: Fields, shifts: Sequence[str]) -> Pattern:
    found = PATTERN.fullmatch(", ".join(row.fields))
    if not found:
        row.refuse("is no pattern: write it as ID, weight, length (shift|weekday) (shift|weekday)")
    entries = [entry.split("|") for entry in re.findall(r"\(([^()]*)\)", found[4])]
    if len(entries) != int(found[3]) or any(len(entry) != 2 for entry in entries):
        row.refuse(f"has {len(entries)} days where its length is {found[3]}: mend one of them")
    for shift, day in entries:
        if shift not in (*shifts, ANY, NONE) or day not in (*WEEKDAYS, ANY):
            row.refuse(f'"({shift}|{day})" names no shift or no weekday: use {ANY}, {NONE} or one that is defined')
    begins = {(WEEKDAYS.index(day) - k) % 7 for k, (_, day) in enumerate(entries) if day != ANY}
    if len(begins) > 1:
        row.refuse("its weekdays do not follow each other: a pattern is about days one after the other")
    return Pattern(found[1], int(found[2]), tuple(shift for shift, _ in entries), min(begins, default=None))


def _employee(row: Fields, contracts: dict[str, Contract], skills: Sequence[str]) -> Employee:
    row.expect(4, "ID, name, contract, number of skills, skill ...")
    contract = contracts[row.known(2, "the contract", list(contracts))]
    return Employee(row.text(0, "the employee"), contract, _skills(row, 3, skills))


def _cover(
    sections: dict[str, list[Fields]], first: date, days: int, shifts: Sequence[str]
) -> tuple[tuple[int, ...], ...]:
    wanted = [[0] * len(shifts) for _ in range(days)]
    for row in sections["DAY_OF_WEEK_COVER"]:
        weekday = WEEKDAYS.index(row.known(0, "the weekday", WEEKDAYS))
        code, people = shifts.index(row.known(1, "the shift", shifts)), row.number(2, "the people")
        for day in range((weekday - first.weekday()) % 7, days, 7):
            wanted[day][code] = people
    for row in sections["DATE_SPECIFIC_COVER"]:
        code = shifts.index(row.known(1, "the shift", shifts))
        wanted[_day(row, 0, first, days)][code] = row.number(2, "the people")
    return tuple(tuple(row) for row in wanted)


def _request(
    row: Fields, section: str, people: Sequence[str], shifts: Sequence[str], first: date, days: int
) -> Request:
    who, day = row.known(0, "the employee", people), _day(row, 1, first, days)
    by_shift = section.startswith("SHIFT")
    shift = row.known(2, "the shift", shifts) if by_shift else ANY
    weight = row.number(3 if by_shift else 2, "the weight")
    return Request(who, day, shift, weight, section.endswith("ON_REQUESTS"))
