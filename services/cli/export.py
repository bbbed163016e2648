"""`muster export`: rosters, jobs and drills for those who are not online, as CSV, a workbook or JSON."""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TextIO

import typer

from services.cli import fetch
from services.cli.chains import Chains
from services.cli.connection import Addresses, addresses
from services.cli.days import parsed
from services.cli.tables import TABLES, Source, harmless
from services.runtime.errors import Invalid

ALL = "all"


class Format(StrEnum):
    """What is written."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


def export(
    name: str = typer.Argument(help='Id of a site (what is in force), or "sites/SITE/schedules/ID".'),
    what: str = typer.Option("roster", help=f"{', '.join(TABLES)}; {ALL}: each as a file of the folder -o."),
    format: Format = typer.Option(Format.CSV, help="A workbook holds roster, jobs and drills."),
    output: str = typer.Option(..., "-o", "--output", help='File to write; "-": stdout, for csv and json.'),
    first: str = typer.Option("", "--from", help="First day; default: of the schedule, else the 1st of this month."),
    last: str = typer.Option("", "--to", help="Last day, inclusive; default: of the schedule, else of the month."),
    force: bool = typer.Option(False, "--force", help="Write over a file that is there."),
) -> None:
    """Write a schedule, or what is in force, to a file."""
    if what != ALL and what not in TABLES:
        raise Invalid("--what", f'"{what}" cannot be exported', hint=f"one of: {', '.join((*TABLES, ALL))}")
    if output == "-" and (format is Format.XLSX or what == ALL):
        raise Invalid("-o", "only one table as csv or json goes to stdout", hint="name a file")
    files = [] if output == "-" else _files(Path(output), what, format)
    taken = [file for file in files if file.exists()]
    if taken and not force:
        raise Invalid("-o", f"{taken[0]} is there already", hint="choose another name, or add --force")
    found = source(addresses(), name, first, last)
    if format is Format.XLSX:
        # Loaded here: most commands write no workbook.
        from services.cli.workbook import write

        with beside(files[0]) as temporary:
            write(temporary, found)
    elif output == "-":
        _write(sys.stdout, what, format, found)
    else:
        for file in files:
            with beside(file) as temporary, temporary.open("w", newline="", encoding="utf-8") as out:
                _write(out, what if what != ALL else file.stem, format, found)
    for file in files:
        typer.echo(f"{file} written", err=True)


def source(where: Addresses, name: str, first: str, last: str) -> Source:
    """What the tables are made of, read from the services; assignments are read when they are asked for."""
    scope = fetch.solved(where, fetch.scope(name))
    begin, end = fetch.period(where, scope, parsed(first), parsed(last))
    visits = fetch.occurrences(where, scope.site, begin, end)
    return Source(
        assignments=lambda kind: fetch.assignments(where, scope.name, begin, end, kind),
        staffing=fetch.staffing(where, scope.site),
        people=fetch.people(where, scope.site),
        first=begin,
        last=end,
        zone=fetch.zone(where, scope.site),
        chains=Chains.of(visits, fetch.plans(where, scope.site)),
    )


def as_csv(out: TextIO, what: str, found: Source) -> None:
    """One table with a line of headings; a text that a spreadsheet would run as a formula gets an apostrophe."""
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(TABLES[what].columns)
    for row in TABLES[what].rows(found):
        lines.writerow([harmless(cell) for cell in row])


def as_json(out: TextIO, what: str, found: Source) -> None:
    """One table as a list of objects, written as it is read."""
    out.write("[")
    for place, row in enumerate(TABLES[what].rows(found)):
        out.write(",\n " if place else "\n ")
        json.dump(dict(zip(TABLES[what].columns, row, strict=True)), out, ensure_ascii=False)
    out.write("\n]\n")


@contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of `file` when it is whole; raises Invalid where it cannot be there."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    except OSError as trouble:
        raise Invalid("-o", f"{file} cannot be written: {trouble.strerror}", hint="name a folder that exists") from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes files for their owner alone; what is exported is as readable as any new file.
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)


def _files(output: Path, what: str, format: Format) -> list[Path]:
    if what != ALL or format is Format.XLSX:
        return [output]
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise Invalid("-o", f"{output} cannot be made: {trouble.strerror}", hint="name a folder") from None
    return [output / f"{table}.{format}" for table in TABLES]


def _write(out: TextIO, what: str, format: Format, found: Source) -> None:
    (as_csv if format is Format.CSV else as_json)(out, what, found)
