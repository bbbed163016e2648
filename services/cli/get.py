"""`muster get`: list things, as a table or for machines."""

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import grpc
import typer
import yaml
from google.protobuf import json_format
from rich.console import Console
from rich.table import Table

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    redundancy_group_pb2,
    redundancy_group_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
    work_order_pb2,
    work_order_pb2_grpc,
)
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import (
    drill_pb2,
    drill_pb2_grpc,
    person_pb2,
    person_pb2_grpc,
    schedule_pb2,
    schedule_pb2_grpc,
    staffing_pb2,
    staffing_pb2_grpc,
)
from services.cli import views
from services.cli.connection import addresses, channel
from services.cli.days import parsed
from services.cli.departures import approval
from services.cli.fetch import PAGE, pages, states
from services.cli.tables import harmless
from services.runtime.errors import Invalid


class Form(StrEnum):
    """How things are printed."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    NAME = "name"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Noun:
    """How one kind of thing is listed: by which service and call, under a site or not, and what a table shows."""

    service: str
    call: Callable[[grpc.Channel], Callable[[Any], Any]]
    request: type
    field: str
    of_site: bool
    columns: tuple[str, ...]


NOUNS = {
    "sites": Noun(
        "assets",
        lambda c: site_pb2_grpc.SiteServiceStub(c).ListSites,
        site_pb2.ListSitesRequest,
        "sites",
        False,
        ("name", "display_name", "time_zone"),
    ),
    "assets": Noun(
        "assets",
        lambda c: asset_pb2_grpc.AssetServiceStub(c).ListAssets,
        asset_pb2.ListAssetsRequest,
        "assets",
        True,
        ("name", "display_name", "type", "state"),
    ),
    "maintenance-plans": Noun(
        "assets",
        lambda c: maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(c).ListMaintenancePlans,
        maintenance_plan_pb2.ListMaintenancePlansRequest,
        "maintenance_plans",
        True,
        (
            *("name", "display_name", "asset", "anchor_date", "trade", "minutes", "override"),
            *("paused", "on_holiday", "trigger"),
        ),
    ),
    "redundancy-groups": Noun(
        "assets",
        lambda c: redundancy_group_pb2_grpc.RedundancyGroupServiceStub(c).ListRedundancyGroups,
        redundancy_group_pb2.ListRedundancyGroupsRequest,
        "redundancy_groups",
        True,
        ("name", "display_name", "keep_up", "down_count"),
    ),
    "work-orders": Noun(
        "assets",
        lambda c: work_order_pb2_grpc.WorkOrderServiceStub(c).ListWorkOrders,
        work_order_pb2.ListWorkOrdersRequest,
        "work_orders",
        True,
        (
            *("name", "display_name", "state", "priority", "owner", "due_date", "held_until_date", "hold_reason"),
            *("performed_time", "performed_by"),
        ),
    ),
    "schedules": Noun(
        "scheduler",
        lambda c: schedule_pb2_grpc.ScheduleServiceStub(c).ListSchedules,
        schedule_pb2.ListSchedulesRequest,
        "schedules",
        True,
        (
            *("name", "state", "first_date", "last_date", "due_count", "planned_count"),
            *("place_count", "filled_count", "drill_count", "drill_planned_count"),
        ),
    ),
    "people": Noun(
        "scheduler",
        lambda c: person_pb2_grpc.PersonServiceStub(c).ListPeople,
        person_pb2.ListPeopleRequest,
        "people",
        False,
        ("name", "display_name", "contract", "brigade"),
    ),
    "rules": Noun(
        "scheduler",
        lambda c: staffing_pb2_grpc.StaffingServiceStub(c).ListRules,
        staffing_pb2.ListRulesRequest,
        "rules",
        True,
        ("name", "tier", "severity", "price", "sentence"),
    ),
    "drills": Noun(
        "scheduler",
        lambda c: drill_pb2_grpc.DrillServiceStub(c).ListDrillStandings,
        drill_pb2.ListDrillStandingsRequest,
        "standings",
        True,
        (
            *("obligation", "place", "team", "period", "target_every", "state", "floor_every", "floor_state"),
            *("date", "scenario", "lacking", "key"),
        ),
    ),
    "drill-reports": Noun(
        "scheduler",
        lambda c: drill_pb2_grpc.DrillServiceStub(c).ListDrillReports,
        drill_pb2.ListDrillReportsRequest,
        "reports",
        True,
        ("key", "held_time", "scenario", "counts", "resident_count", "brigade_short", "missing"),
    ),
    "tasks": Noun(
        "notifier",
        lambda c: task_pb2_grpc.TaskServiceStub(c).ListTasks,
        task_pb2.ListTasksRequest,
        "tasks",
        False,
        ("name", "state", "person", "start_time", "display_name"),
    ),
}


ALIASES = {"plans": "maintenance-plans"}
"""What people say for short."""


def get(
    noun: str = typer.Argument(help=f"One of: {', '.join((*NOUNS, *views.VIEWS))}."),
    of: str = typer.Argument("", metavar="SITE", help="Id of the site; needed for what belongs to a site."),
    site: str = typer.Option("", help="The same as SITE."),
    form: Form = typer.Option(Form.TABLE, "-o", "--output", help="How to print."),
    first: str = typer.Option("", "--from", help="Of occurrences, slack and notices: first day; default: today."),
    last: str = typer.Option("", "--to", help="Of occurrences, slack and notices: last day; default: a year later."),
) -> None:
    """List things. An empty list is no error. Occurrences, slack and notices also of sites/SITE/schedules/ID."""
    noun = ALIASES.get(noun, noun)
    if noun not in NOUNS and noun not in views.VIEWS:
        known = ", ".join((*NOUNS, *views.VIEWS))
        raise Invalid("noun", f'"{noun}" is nothing that can be listed', hint=f"one of: {known}")
    if of and site and of != site:
        raise Invalid("--site", f'is "{site}", and the site before it "{of}"', hint="name one")
    site = site or of
    if noun in views.VIEWS and site:
        views.show(addresses(), noun, site, form, parsed(first), parsed(last))
        return
    if first or last:
        raise Invalid("--from", f"is not asked of {noun}", hint=f"only of {', '.join(views.VIEWS)}")
    if noun in views.VIEWS:
        raise Invalid("--site", f"is missing, {noun} belong to a site", hint="add --site ID")
    kind = NOUNS[noun]
    if kind.of_site and not site:
        raise Invalid("--site", f"is missing, {noun} belong to a site", hint="add --site ID")
    with channel(getattr(addresses(), kind.service)) as connection:
        found = list(listed(connection, kind, f"sites/{site}"))
    of_assets = noun == "maintenance-plans" and form in (Form.TABLE, Form.CSV)
    show(found, kind, form, states(addresses(), f"sites/{site}") if of_assets else None)


def listed(connection: grpc.Channel, kind: Noun, parent: str) -> Iterator[Any]:
    """Every thing of a kind, page by page."""
    request = kind.request(page_size=PAGE, **({"parent": parent} if kind.of_site else {}))
    yield from pages(kind.call(connection), request, kind.field)


def show(found: list[Any], kind: Noun, form: Form, of_assets: Mapping[str, str] | None = None) -> None:
    """Print things to stdout. With `of_assets`, by name the assets that are not in service, they say how theirs is."""
    columns = kind.columns if of_assets is None else (*kind.columns, "asset_state")
    if form is Form.NAME:
        for thing in found:
            typer.echo(getattr(thing, "name", "") or thing.key)
        return
    if form is Form.CSV:
        lines = csv.writer(sys.stdout, lineterminator="\n")
        lines.writerow(columns)
        lines.writerows([harmless(_cell(thing, column, of_assets)) for column in columns] for thing in found)
        return
    plain = [json_format.MessageToDict(thing) for thing in found]
    if form is Form.JSON:
        typer.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    elif form is Form.YAML:
        typer.echo(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), nl=False)
    else:
        table = Table(*(column.replace("_", " ") for column in columns), box=None, pad_edge=False)
        for thing in found:
            table.add_row(*(_cell(thing, column, of_assets) for column in columns))
        # Through a pipe nothing is cut: rich would fold to 80 columns where there is no terminal.
        console = Console()
        Console(width=None if console.is_terminal else 400).print(table)


def _cell(thing: Any, column: str, of_assets: Mapping[str, str] | None) -> str:
    if of_assets is None or column != "asset_state":
        return cell(thing, column)
    return of_assets.get(thing.asset, "in service") if thing.asset else ""


def cell(thing: Any, column: str) -> str:
    """One value as people read it: days as 2026-12-14, states without their prefix."""
    field = thing.DESCRIPTOR.fields_by_name[column]
    value = getattr(thing, column)
    if field.is_repeated:
        return " ".join(str(one).rpartition("/")[2] for one in value)
    if field.enum_type is not None:
        name: str = field.enum_type.values_by_number[value].name
        return (
            re.sub("^STATE_|^ON_HOLIDAY_|^PRIORITY_|^EVERY_|^BRIGADE_|^DEGREE_|UNSPECIFIED$", "", name)
            .replace("_", " ")
            .lower()
        )
    if field.message_type is None:
        return str(value)
    if not thing.HasField(column):
        return ""
    if isinstance(value, maintenance_plan_pb2.Trigger):
        limit = value.WhichOneof("due") == "above"
        return f"{value.quantity} > {value.above:g}" if limit else f"{value.every:g} {value.quantity}"
    if isinstance(value, maintenance_plan_pb2.Override):
        return approval(value)
    if field.message_type.full_name == "google.type.Date":
        return f"{value.year}-{value.month:02}-{value.day:02}"
    return f"{value.ToDatetime():%Y-%m-%d %H:%M} UTC"
