"""Lists that `muster get` makes of several things: what falls due, what it has in hand, who is told of it."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import typer
import yaml
from rich.console import Console
from rich.table import Table

from services.cli import due
from services.cli.connection import Addresses
from services.cli.due import DueVisit, Standing
from services.cli.tables import harmless

FEW = 4
"""So many spaces are named in a table for people; a notice names all of them, by csv or json."""
Cell = str | int | bool | None


@dataclass(frozen=True, slots=True)
class View:
    """A list: `rows` of what was read, and the columns that a table for people shows of it; machines get all."""

    rows: Callable[[list[DueVisit]], Sequence[DueVisit]]
    shown: tuple[str, ...]


VIEWS = {
    "occurrences": View(
        list,
        ("occurrence", "display_name", "due", "latest", "planned", "slack_days", "standing", "override", "remarks"),
    ),
    "notices": View(
        due.told, ("tell_by", "planned", "display_name", "asset", "outage_minutes", "notice_days", "serves")
    ),
    "slack": View(
        due.tightest,
        ("slack_days", "standing", "law", "asset", "display_name", "planned", "latest", "occurrence", "override"),
    ),
}
COLUMNS = (
    *("occurrence", "asset", "display_name", "every", "trade", "law", "earliest", "due", "latest", "planned"),
    *("slack_days", "standing", "chain", "sequence", "gap_max_days", "last_visit", "includes"),
    *("includes_every", "groups", "outage_minutes", "override", "beyond_law", "serves", "notice_days", "tell_by"),
    *("provisional", "cause", "asset_state"),
)


def show(where: Addresses, noun: str, of: str, form: str, first: date | None, last: date | None) -> None:
    """Read and print one of VIEWS to stdout; `form` is one of those of `muster get`."""
    view = VIEWS[noun]
    rows = view.rows(due.read(where, of, first, last))
    if form == "name":
        for row in rows:
            typer.echo(row.asset if noun == "slack" else row.occurrence)
    elif form == "csv":
        lines = csv.writer(sys.stdout, lineterminator="\n")
        lines.writerow(COLUMNS)
        lines.writerows([_text(cell(row, column)) for column in COLUMNS] for row in rows)
    elif form == "json":
        typer.echo(json.dumps([_plain(row) for row in rows], indent=2, ensure_ascii=False))
    elif form == "yaml":
        typer.echo(yaml.safe_dump([_plain(row) for row in rows], allow_unicode=True, sort_keys=False), nl=False)
    else:
        _table(view.shown, rows)


def cell(row: DueVisit, column: str) -> Cell | list[str]:
    """One value: days as 2026-12-14, lists as lists."""
    value = getattr(row, column)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _plain(row: DueVisit) -> dict[str, Cell | list[str]]:
    return {column: cell(row, column) for column in COLUMNS}


def _text(value: Cell | list[str]) -> str | int:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return harmless(" ".join(value))
    return "" if value is None else harmless(value)


def _table(columns: Sequence[str], rows: Iterable[DueVisit]) -> None:
    table = Table(*(column.replace("_", " ") for column in columns), box=None, pad_edge=False)
    for row in rows:
        style = "red" if row.red else "yellow" if row.standing in (Standing.LATE, Standing.LOST) else None
        table.add_row(*(_short(row, column) for column in columns), style=style)
    console = Console()
    # Through a pipe nothing is cut: rich would fold to 80 columns where there is no terminal.
    Console(width=None if console.is_terminal else 400).print(table)


def _short(row: DueVisit, column: str) -> str:
    value = getattr(row, column)
    if column == "law":
        return "law" if value else ""
    if column == "serves":
        return f"{len(value)}: {value[0]} to {value[-1]}" if len(value) > FEW else " ".join(value)
    if column in ("asset", "occurrence"):
        return "/".join(str(value).split("/")[3::2])
    return str(_text(cell(row, column)))
