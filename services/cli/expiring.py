"""`muster expiring`: what runs out, of people and of assets: qualifications, certificates, permits."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, timedelta
from enum import StrEnum

import typer
import yaml
from rich.console import Console
from rich.table import Table

from muster.assets.v1 import maintenance_plan_pb2
from muster.scheduler.v1 import person_pb2
from services.cli import fetch
from services.cli.connection import Addresses, addresses
from services.cli.days import day_of
from services.cli.get import Form
from services.cli.interval import before
from services.cli.tables import harmless
from services.cli.words import thing
from services.runtime.errors import Invalid

DAYS = 90
MOST_DAYS = 3660


class Standing(StrEnum):
    """How something that runs out stands; the first two are red."""

    ENDED = "ended"
    """It is no longer valid."""
    LATE = "late"
    """It is valid, but the day has gone by on which its renewal was to be asked for, and nobody did."""
    UNKNOWN = "end not known"
    """Nobody has told when it ends, so no renewal is planned."""
    ASKED = "asked for"
    """The renewal is asked for; the new end is not told yet."""
    ENDS = "ends"
    """It ends within the days that were asked about, or its renewal is to be asked for in them."""


RED = (Standing.ENDED, Standing.LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """One thing that runs out. `ask_by`: last day on which its renewal is asked for in time, of assets only."""

    standing: Standing
    ends: date | None
    left_days: int | None
    what: str
    of: str
    """Resource name of the person or the asset."""
    display_name: str
    ask_by: date | None = None
    plan: str = ""
    """The maintenance plan of the renewal, whose visits are among the occurrences."""
    citation: str = ""

    @property
    def red(self) -> bool:
        """Whether it is too late already."""
        return self.standing in RED


COLUMNS = tuple(field.name for field in fields(Expiring))
SHOWN = ("standing", "ends", "left_days", "what", "of", "display_name", "ask_by")


def expiring(
    site: str = typer.Argument("", help="Id of a site; default: all sites and all people."),
    days: int = typer.Option(DAYS, "--days", help="How many days ahead."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="How to print."),
) -> None:
    """List the qualifications of people and the certificates of assets that run out, red first."""
    if not 0 <= days <= MOST_DAYS:
        raise Invalid("--days", f"{days} is not within 0 to {MOST_DAYS}", hint="the default is 90")
    found = sorted(_read(addresses(), site, days), key=urgency)
    if form is Form.NAME:
        for one in found:
            typer.echo(one.of)
    elif form is Form.CSV:
        lines = csv.writer(sys.stdout, lineterminator="\n")
        lines.writerow(COLUMNS)
        lines.writerows([harmless(_cell(one, column)) for column in COLUMNS] for one in found)
    elif form is Form.JSON:
        typer.echo(json.dumps([_plain(one) for one in found], indent=2, ensure_ascii=False))
    elif form is Form.YAML:
        typer.echo(yaml.safe_dump([_plain(one) for one in found], allow_unicode=True, sort_keys=False), nl=False)
    else:
        _table(found)


def of_people(people: Iterable[person_pb2.Person], today: date, days: int) -> Iterator[Expiring]:
    """What of their qualifications has ended or ends within `days` of `today`."""
    for person in people:
        for held in person.qualifications:
            if not held.HasField("expire_date"):
                continue
            ends = day_of(held.expire_date)
            if ends <= today + timedelta(days=days):
                yield Expiring(
                    standing=Standing.ENDED if ends < today else Standing.ENDS,
                    ends=ends,
                    left_days=(ends - today).days,
                    what=held.id,
                    of=person.name,
                    display_name=person.display_name,
                )


def of_assets(plans: Iterable[maintenance_plan_pb2.MaintenancePlan], today: date, days: int) -> Iterator[Expiring]:
    """The certificates that have ended, that end or are to be renewed within `days`, or of which no end is known."""
    until = today + timedelta(days=days)
    for plan in plans:
        if plan.paused or not plan.HasField("certificate"):
            continue
        ends = day_of(plan.certificate.expire_date) if plan.certificate.HasField("expire_date") else None
        # The calendar of its plan begins with the day by which it is asked for.
        ask_by = day_of(plan.anchor_date) if ends else None
        asked = ask_by is not None and plan.HasField("done_date") and day_of(plan.done_date) >= ask_by
        if ask_by and min(ask_by, ends or ask_by) > until:
            continue
        yield Expiring(
            standing=_standing(ends, ask_by, asked, today),
            ends=ends,
            left_days=(ends - today).days if ends else None,
            what=plan.certificate.display_name + before(plan.certificate),
            of=plan.asset or plan.name,
            display_name=plan.display_name,
            ask_by=ask_by,
            plan=plan.name,
            citation=plan.citation,
        )


def _standing(ends: date | None, ask_by: date | None, asked: bool, today: date) -> Standing:
    if ends is None or ask_by is None:
        return Standing.UNKNOWN
    if ends < today:
        return Standing.ENDED
    if asked:
        return Standing.ASKED
    return Standing.LATE if ask_by < today else Standing.ENDS


def _read(where: Addresses, site: str, days: int) -> Iterator[Expiring]:
    sites = [fetch.scope(site).site] if site else fetch.sites(where)
    now = fetch.present(where)
    today = {name: now.astimezone(fetch.zone(where, name)).date() for name in sites}
    people = fetch.people(where, sites[0]) if site else fetch.everybody(where)
    # Whoever serves several sites has the day of the first.
    own = {one.name: next((today[name] for name in one.sites if name in today), None) for one in people}
    somewhere = next(iter(today.values()), now.astimezone(UTC).date())
    for person in people:
        yield from of_people([person], own[person.name] or somewhere, days)
    for name in sites:
        yield from of_assets(fetch.certificates(where, name), today[name], days)


def urgency(one: Expiring) -> tuple[bool, bool, date, str, str]:
    """Red first, then by end; what has no known end comes before what has time."""
    return not one.red, one.ends is not None, one.ends or date.max, one.of, one.what


def _cell(one: Expiring, column: str) -> str | int:
    value = getattr(one, column)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value.value if isinstance(value, Standing) else value


def _plain(one: Expiring) -> dict[str, str | int | None]:
    return {name: value if value is None else _cell(one, name) for name, value in asdict(one).items()}


def _table(found: Sequence[Expiring]) -> None:
    table = Table(*(column.replace("_", " ") for column in SHOWN), box=None, pad_edge=False)
    for one in found:
        style = "red" if one.red else "yellow" if one.standing is Standing.UNKNOWN else None
        cells = {column: str(_cell(one, column)) for column in SHOWN}
        table.add_row(*(cells | {"of": thing(one.of, {})}).values(), style=style)
    console = Console()
    # Through a pipe nothing is cut: rich would fold to 80 columns where there is no terminal.
    Console(width=None if console.is_terminal else 400).print(table)
