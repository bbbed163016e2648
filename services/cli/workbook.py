"""The workbook of a schedule: the roster as people pin it to the wall, the jobs and the drills."""

from datetime import date
from pathlib import Path

import xlsxwriter

from muster.scheduler.v1 import schedule_pb2
from services.cli.roster import ABSENT, INITIALS, Grid, grid
from services.cli.tables import TABLES, Source

FILLS = ("#FFF2B3", "#CFE2F3", "#C9C3E6", "#D9EAD3", "#F9CBCF", "#FCE5CD")
FREE, SHORT, AWAY = "#EFEFEF", "#E06666", "#BFBFBF"
LEFT = 3
"""Columns before the first day: person, name, contract."""
TOP = 2
"""Rows of headings."""


def write(file: Path, source: Source) -> None:
    """Sheets Roster, Jobs and Drills. Texts are never read as formulas or links."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(file), options) as book:
        found = grid(
            (
                one
                for kind in (schedule_pb2.Assignment.KIND_SHIFT, schedule_pb2.Assignment.KIND_DRILL)
                for one in source.assignments(kind)
            ),
            source.staffing,
            tuple(source.people),
            source.first,
            source.last,
            source.zone,
        )
        _roster(book, found)
        for title, table in (("Jobs", "jobs"), ("Drills", "drills")):
            _flat(book, title, table, source)


def _roster(book: xlsxwriter.Workbook, found: Grid) -> None:
    sheet = book.add_worksheet("Roster")
    bold = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "align": "center"})
    free = book.add_format({"bold": True, "align": "center", "bg_color": FREE})
    fills = {
        code: book.add_format({"align": "center", "border": 1, "border_color": "#DDDDDD", "bg_color": color})
        for code, color in zip(found.codes.values(), FILLS * (len(found.codes) // len(FILLS) + 1), strict=False)
    }
    away = book.add_format({"align": "center", "font_color": AWAY})
    centred = book.add_format({"align": "center"})
    short = book.add_format({"align": "center", "bold": True, "bg_color": SHORT})
    end = LEFT + len(found.days)
    for column, title in enumerate(("person", "name", "contract")):
        sheet.write(1, column, title, bold)
    for column, day in enumerate(found.days, start=LEFT):
        style = free if _is_free(found, day) else head
        sheet.write(0, column, f"{day.isoformat()}{' *' * (day in found.free)}", style)
        sheet.write(1, column, f"{INITIALS[day.weekday()]} {day.day}", style)
    sheet.write(1, end, "hours", bold)
    sheet.write(1, end + 1, "nights", bold)
    for line, row in enumerate(found.rows, start=TOP):
        for column, text in enumerate((row.person, row.name, row.contract)):
            sheet.write_string(line, column, text)
        for column, cell in enumerate(row.cells, start=LEFT):
            if cell:
                style = away if cell.startswith(ABSENT) else fills.get(cell.rstrip("+"), centred)
                sheet.write_string(line, column, cell, style)
        sheet.write_number(line, end, row.minutes / 60)
        sheet.write_number(line, end + 1, row.nights)
    for line, cover in enumerate(found.cover, start=TOP + len(found.rows) + 1):
        sheet.write_string(line, 0, f"{cover.shift} filled/needed", bold)
        for column, (filled, needed) in enumerate(cover.cells, start=LEFT):
            if filled or needed:
                sheet.write_string(line, column, f"{filled}/{needed}", short if filled < needed else centred)
    sheet.freeze_panes(TOP, LEFT)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 2, 12)
    sheet.set_column(LEFT, end - 1, 5.5)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_landscape()
    sheet.repeat_rows(0, TOP - 1)
    sheet.repeat_columns(0, 1)


def _flat(book: xlsxwriter.Workbook, title: str, table: str, source: Source) -> None:
    sheet = book.add_worksheet(title)
    columns = TABLES[table].columns
    sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
    last = 0
    for last, row in enumerate(TABLES[table].rows(source), start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(last, column, cell)
            elif cell:
                sheet.write_string(last, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.autofit(300)


def _is_free(found: Grid, day: date) -> bool:
    return day.weekday() > 4 or day in found.free
