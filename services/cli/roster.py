"""`muster roster`: the grid that people know, a row a person and a column a day."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import typer
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from muster.scheduler.v1 import person_pb2, schedule_pb2, staffing_pb2
from services.cli import fetch
from services.cli.connection import addresses
from services.cli.coverage import Needs
from services.cli.days import day_of, local, parsed
from services.cli.get import Form
from services.cli.worked import Worked
from services.runtime.errors import Invalid

ABSENT, DRILL = "a", "+"
INITIALS = ("M", "T", "W", "T", "F", "Sa", "Su")
PAGES = (28, 14, 7)
NAME_CELLS = 14
TOTALS = 10
"""Columns that hours and nights take at the right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One person: a cell a day ("D", "", "a" absent, "+" with a drill), minutes of shifts and of drills
    beside them, and nights in the period."""

    person: str
    name: str
    contract: str
    cells: tuple[str, ...]
    minutes: int
    nights: int


@dataclass(frozen=True, slots=True)
class Cover:
    """One shift: how many places are filled and how many the posts need, (filled, needed) a day."""

    shift: str
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The days, the people grouped by contract, the coverage by shift, and what the codes stand for."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]
    cover: tuple[Cover, ...]
    codes: Mapping[str, str]
    free: frozenset[date] = frozenset()


def roster(
    name: str = typer.Argument(help='Id of a site (what is in force), or "sites/SITE/schedules/ID".'),
    first: str = typer.Option("", "--from", help="First day; default: of the schedule, else the 1st of this month."),
    last: str = typer.Option("", "--to", help="Last day, inclusive; default: of the schedule, else of the month."),
    person: str = typer.Option("", help="Id of one person; default: everybody."),
    width: int = typer.Option(0, help="Columns of the page; default: the terminal's."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="table or json."),
) -> None:
    """Show who works when, as a grid."""
    if form not in (Form.TABLE, Form.JSON):
        raise Invalid("-o", f'a roster cannot be printed as "{form}"', hint="table or json; see also muster export")
    where = addresses()
    scope = fetch.solved(where, fetch.scope(name))
    begin, end = fetch.period(where, scope, parsed(first), parsed(last))
    found = grid(
        fetch.assignments(where, scope.name, begin, end),
        fetch.staffing(where, scope.site),
        fetch.people(where, scope.site),
        begin,
        end,
        fetch.zone(where, scope.site),
    )
    if person:
        found = only(found, f"people/{person.removeprefix('people/')}")
    if form is Form.JSON:
        typer.echo(json.dumps(plain(found), indent=2, ensure_ascii=False))
        return
    terminal = Console()
    space = width or (terminal.width if terminal.is_terminal else 200)
    # Nothing is folded: a page is as wide as its days need.
    console = Console(width=max(space, 400), soft_wrap=True)
    for line in printed(found, space):
        console.print(line, highlight=False)


def grid(
    assignments: Iterable[schedule_pb2.Assignment],
    staffing: staffing_pb2.Staffing,
    people: Sequence[person_pb2.Person],
    first: date,
    last: date,
    zone: ZoneInfo,
) -> Grid:
    """The roster from `first` to `last`, both inclusive, in site time.

    Rows are the people with a contract of the site and whoever else has a shift, by contract and id. A shift counts on
    the day on which it begins; a drill likewise.
    """
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    needs = Needs.of(staffing, first, last)
    codes, worked = codes_of([shift.id for shift in staffing.shifts]), Worked.of(staffing)
    nights = {shift.id for shift in staffing.shifts if shift.night}
    shifts: dict[tuple[str, date], list[schedule_pb2.Assignment]] = {}
    drills: dict[tuple[str, date], list[schedule_pb2.Assignment]] = {}
    at_post: dict[tuple[date, str, str], int] = {}
    for one in assignments:
        day = day_of(one.date)
        if one.kind == schedule_pb2.Assignment.KIND_SHIFT:
            for whose in one.people:
                shifts.setdefault((whose, day), []).append(one)
            place = (day, one.shift, one.post)
            at_post[place] = at_post.get(place, 0) + len(one.people)
        elif one.kind == schedule_pb2.Assignment.KIND_DRILL:
            day = local(one.start_time, zone).date() if one.HasField("start_time") else day
            for whose in one.people:
                drills.setdefault((whose, day), []).append(one)
    filled: dict[tuple[date, str], int] = {}
    for (day, shift, post), heads in at_post.items():
        # One post too many does not make good for another too few.
        there = min(heads, needs.of_post(post, shift, day))
        filled[day, shift] = filled.get((day, shift), 0) + there
    contracts = [contract.id for contract in staffing.contracts]
    working = {whose for whose, _ in shifts}
    rows = []
    for person in people:
        if person.contract not in contracts and person.name not in working:
            continue
        absent = [(day_of(each.first_date), day_of(each.last_date)) for each in person.absences]
        cells, minutes, dark = [], 0, 0
        for day in days:
            own = shifts.get((person.name, day), [])
            minutes += sum(worked.minutes(one) for one in own)
            beside = [*own, *shifts.get((person.name, day - timedelta(days=1)), [])]
            minutes += sum(_minutes_beside(one, beside) for one in drills.get((person.name, day), []))
            dark += sum(one.shift in nights for one in own)
            text = "".join(codes.get(one.shift, one.shift[:1].upper() or "?") for one in own)
            if not text and any(begin <= day <= end for begin, end in absent):
                text = ABSENT
            cells.append(text + DRILL * ((person.name, day) in drills))
        rows.append(Row(person.name, person.display_name, person.contract, tuple(cells), minutes, dark))
    order = {contract: place for place, contract in enumerate(contracts)}
    rows.sort(key=lambda row: (order.get(row.contract, len(order)), row.contract, row.person))
    cover = tuple(
        Cover(
            shift.id,
            tuple((filled.get((day, shift.id), 0), needs.of_shift(shift.id, day)) for day in days),
        )
        for shift in staffing.shifts
    )
    return Grid(days, tuple(rows), cover, codes, needs.free)


def codes_of(shifts: Sequence[str]) -> dict[str, str]:
    """A short code for each shift id: its first letter, more of it where two begin alike.

    >>> codes_of(["day", "dusk", "night"])
    {'day': 'DA', 'dusk': 'DU', 'night': 'N'}
    """
    plain = {shift: shift.replace("-", "").upper() for shift in shifts}
    found = {}
    for shift, text in plain.items():
        others = [other for one, other in plain.items() if one != shift]
        lengths = (n for n in range(1, len(text)) if not any(other.startswith(text[:n]) for other in others))
        found[shift] = text[: next(lengths, len(text))]
    # Ids that differ only in a "-" keep it.
    return found if len(set(found.values())) == len(found) else {shift: shift.upper() for shift in shifts}


def _minutes_beside(drill: schedule_pb2.Assignment, shifts: Iterable[schedule_pb2.Assignment]) -> int:
    """Minutes of a drill that are not paid as part of a shift anyway."""
    start, end = drill.start_time.seconds, drill.end_time.seconds
    shared = sum(max(0, min(end, one.end_time.seconds) - max(start, one.start_time.seconds)) for one in shifts)
    return (end - start - shared) // 60


def only(found: Grid, person: str) -> Grid:
    """The rows of one person, without coverage. Raises Invalid where she has none."""
    rows = tuple(row for row in found.rows if row.person == person)
    if not rows:
        raise Invalid("--person", f"{person} is not on this roster", hint="muster get people lists everybody")
    return Grid(found.days, rows, (), found.codes, found.free)


def plain(found: Grid) -> dict[str, object]:
    """The grid for machines."""
    return {
        "days": [day.isoformat() for day in found.days],
        "people": [
            {
                "person": row.person,
                "contract": row.contract,
                "cells": list(row.cells),
                "minutes": row.minutes,
                "nights": row.nights,
            }
            for row in found.rows
        ],
        "coverage": [{"shift": one.shift, "filled_needed": [list(cell) for cell in one.cells]} for one in found.cover],
        "codes": dict(found.codes),
    }


def printed(found: Grid, width: int) -> Iterator[Text]:
    """Lines of pages of 28, 14 or 7 days, as many as `width` columns hold, one page below the other."""
    marks = [cell for row in found.rows for cell in row.cells]
    covers = [f"{filled}/{needed}" for one in found.cover for filled, needed in one.cells if needed or filled]
    size = 1 + max([2, *map(len, marks), *map(len, covers)])
    fitting = next((days for days in PAGES if NAME_CELLS + days * size + TOTALS <= width), PAGES[-1])
    for begin in range(0, len(found.days), fitting):
        if begin:
            yield Text()
        yield from _page(found, range(begin, min(begin + fitting, len(found.days))), size)
    if not found.rows:
        yield Text("nobody is rostered: no contract of the site's staffing has people, see muster apply")
    codes = "".join(f"{code} {shift} · " for shift, code in found.codes.items())
    yield Text(f"{codes}{ABSENT} absent · {DRILL} drill · * public holiday; h hours, n nights of the whole period")


def _page(found: Grid, places: range, size: int) -> Iterator[Text]:
    days = [found.days[place] for place in places]
    months = [(f"{day:%b %Y}", len(list(run)) * size) for day, run in groupby(days, lambda d: d.replace(day=1))]
    yield Text(" " * NAME_CELLS + "".join(set_cell_size(name if room > 8 else name[:3], room) for name, room in months))
    styles = ["dim" if day.weekday() > 4 or day in found.free else "" for day in days]
    yield _line("", [INITIALS[day.weekday()] for day in days], styles, size)
    yield _line("", [f"{day.day}{'*' * (day in found.free)}" for day in days], styles, size, "     h   n")
    for contract, rows in groupby(found.rows, lambda row: row.contract):
        yield Text(contract or "no contract", style="bold")
        for row in rows:
            totals = f"{row.minutes / 60:6.0f}{row.nights:4}"
            yield _line(row.name or row.person, [row.cells[place] for place in places], styles, size, totals)
    if any(needed or filled for one in found.cover for filled, needed in one.cells):
        yield Text("filled/needed (! how many short)", style="bold")
    for one in found.cover:
        cells = [one.cells[place] for place in places]
        if any(needed or filled for filled, needed in cells):
            short = ["bold red" if filled < needed else "" for filled, needed in cells]
            texts = [f"{filled}/{needed}" if needed or filled else "" for filled, needed in cells]
            missing = sum(max(0, needed - filled) for filled, needed in cells)
            yield _line(one.shift, texts, short, size, f"  ! {missing}" if missing else "")


def _line(name: str, cells: Sequence[str], styles: Sequence[str], size: int, end: str = "") -> Text:
    room = NAME_CELLS - 1
    text = Text(set_cell_size(name if cell_len(name) <= room else name[: room - 1], room) + " ")
    for cell, style in zip(cells, styles, strict=True):
        text.append(set_cell_size(cell, size), style=style)
    text.append(end)
    text.rstrip()
    return text
