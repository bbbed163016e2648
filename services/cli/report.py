"""`muster report`: what came of a drill, or what is broken."""

import typer

from muster.scheduler.v1 import drill_pb2 as pb
from muster.scheduler.v1 import drill_pb2_grpc, schedule_pb2
from services.cli import fetch
from services.cli.connection import Addresses, addresses, channel
from services.cli.days import INSTANT, instant_of, parsed
from services.cli.fault import fault
from services.runtime.dates import date_to_pb, instant_to_pb
from services.runtime.errors import Invalid, Missing

ALL = "all"
FINDING = "Hose reel leaks;ben;2027-01-15"

app = typer.Typer(no_args_is_help=True, help="Say what came of a drill, or what is broken.")
app.command()(fault)


@app.callback()
def report() -> None:
    """Say what came of a drill, or what is broken."""


@app.command()
def drill(
    key: str = typer.Argument(help='Key of the drill, e.g. "drill/fire/2027-q1/b1"; muster get drills lists them.'),
    site: str = typer.Option(..., help="Id of the site."),
    attended: str = typer.Option(..., help=f'"{ALL}": everybody who was expected, else ids of people: ada,ben,cy.'),
    residents: int = typer.Option(0, help="How many residents took part."),
    minutes: int = typer.Option(-1, help="Minutes until everybody was out; left out: not measured."),
    held: str = typer.Option("", help=f"When it began, e.g. {INSTANT}; left out: as planned."),
    scenario: str = typer.Option("", help="What was played; left out: the planned scenario."),
    notes: str = typer.Option("", help="Remarks."),
    finding: list[str] = typer.Option([], help=f'What has to be put right, by whom, until when: "{FINDING}".'),
) -> None:
    """Report a drill: who was there and what was found. Reporting it again corrects the report."""
    where, parent = addresses(), fetch.scope(site).site
    given = pb.DrillReport(
        key=key,
        attended=_attended(where, parent, key, attended),
        resident_count=residents,
        held_time=instant_to_pb(instant_of(held, "--held")) if held else None,
        scenario=scenario,
        notes=notes,
        findings=[finding_of(text) for text in finding],
    )
    if minutes >= 0:
        given.evacuation_minutes = minutes
    with channel(where.scheduler) as connection:
        stub = drill_pb2_grpc.DrillServiceStub(connection)
        found = stub.ReportDrill(pb.ReportDrillRequest(parent=parent, report=given))
    for line in told(found):
        typer.echo(line)


def told(found: pb.DrillReport) -> list[str]:
    """A stored report as lines."""
    lines = [f"{found.key}: {len(found.attended)} of the staff and {found.resident_count} residents"]
    if found.missing:
        lines.append(f"  missing: {', '.join(_id(person) for person in found.missing)}")
    if found.brigade_short:
        lines.append(f"  {found.brigade_short} of the brigade lacked")
    if not found.counts:
        lines.append("  it does not count for its place: the next plan makes up for it (muster plan)")
    lines += [f"  {one.work_order}: {one.text} ({_id(one.owner)})" for one in found.findings]
    return lines


def _attended(where: Addresses, parent: str, key: str, text: str) -> list[str]:
    """The names of those who were there. Raises Missing where nobody is known to be expected."""
    if text != ALL:
        return [f"people/{_id(one.strip())}" for one in text.split(",") if one.strip()]
    for one in fetch.assignments(where, parent, kind=schedule_pb2.Assignment.KIND_DRILL):
        if one.key == key:
            return list(one.people)
    raise Missing(f"{key} in force at {parent}")


def finding_of(text: str) -> pb.Finding:
    """A finding as written on the command line, "what;who;until when". Raises Invalid, typer.BadParameter."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) != 3 or not all(parts):
        raise Invalid("--finding", f'"{text[:100]}" is not what, who and until when', hint=f'write "{FINDING}"')
    what, owner, due = parts
    return pb.Finding(text=what, owner=f"people/{_id(owner)}", due_date=date_to_pb(parsed(due)))


def _id(name: str) -> str:
    return name.rpartition("/")[2]
