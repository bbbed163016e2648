"""`muster import`: take a register from a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from google.type.date_pb2 import Date

from muster.assets.v1 import register_pb2 as pb
from muster.assets.v1 import register_pb2_grpc as rpc
from services.cli.connection import Addresses, addresses, channel
from services.runtime.errors import Invalid

app = typer.Typer(no_args_is_help=True, help="Take a register from a file.")
CHUNK = 256 * 1024
SECONDS = 120.0
LIST_SECONDS = 900.0
"""A list may hold a city, and others write meanwhile."""
FIELDS = ("id", "name", "type", "building", "address", "status", "last_visit", "installed", "serial")
"""What a column of a device list can be; the service says what each means."""
KNOWN = ", ".join(FIELDS)


class Scope(StrEnum):
    """What one visit looks after."""

    COMPONENT = "component"
    SPACE = "space"
    FLOOR = "floor"
    SYSTEM = "system"
    TYPE = "type"


SCOPES: Mapping[str, pb.Scope] = {
    Scope.COMPONENT: pb.SCOPE_COMPONENT,
    Scope.SPACE: pb.SCOPE_SPACE,
    Scope.FLOOR: pb.SCOPE_FLOOR,
    Scope.SYSTEM: pb.SCOPE_SYSTEM,
    Scope.TYPE: pb.SCOPE_TYPE,
}


@app.command()
def cobie(
    file: Path = typer.Argument(help="A COBie workbook, .xlsx or .xls."),
    site: str = typer.Option(..., "--site", help="Id of the site; it must be there."),
    pack: str = typer.Option("", help='Rule pack for types without a job in the file, as "cn"; default: none.'),
    scope: list[str] = typer.Option([], help="JOB=component|space|floor|system|type, once for each job that waits."),
    default_scope: Scope | None = typer.Option(None, help="For the jobs that no --scope names."),
    anchor: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="Day from which new plans count; default: spread over their interval."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and compare only, store nothing."),
) -> None:
    """Import a COBie workbook and give its assets plans; the same file again changes nothing."""
    header = pb.ImportRegisterRequest.Header(
        parent=f"sites/{site}",
        filename=file.name,
        validate_only=dry_run,
        pack=pack,
        scopes=scopes(scope),
        default_scope=SCOPES[default_scope] if default_scope else pb.SCOPE_UNSPECIFIED,
        anchor_date=_date(anchor),
    )
    answer = send(addresses(), file, header)
    typer.echo(answer.text)
    for line in changes(answer):
        typer.echo(line)
    for line in questions(answer.plans):
        typer.echo(line)


@app.command()
def devices(
    file: Path = typer.Argument(help="A list of devices, a row each: .csv, or .csv.gz."),
    site: str = typer.Option(..., "--site", help="Id of the site; it must be there. Its buildings become spaces."),
    map: list[str] = typer.Option(
        [], help=f"FIELD=COLUMN[+COLUMN], several with commas. Fields: {KNOWN}. Default: columns of these names."
    ),
    in_service: list[str] = typer.Option([], help="A status that means in service; the others get no plans."),
    skip: list[str] = typer.Option([], help="COLUMN=VALUE: leave such rows out."),
    kind: str = typer.Option(
        "", help='What all of them are to the rule pack, as "elevator"; default: the type of each.'
    ),
    pack: str = typer.Option("", help='Rule pack that gives them plans, as "cn"; default: none.'),
    name: str = typer.Option("devices", "--list", help="Id of the list: a later file of it replaces an earlier one."),
    anchor: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="Day from which new plans count; default: spread over their interval."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and compare only, store nothing."),
) -> None:
    """Import a list of devices and give those in service plans; the same file again changes nothing."""
    header = pb.ImportDevicesRequest.Header(
        parent=f"sites/{site}",
        filename=file.name,
        validate_only=dry_run,
        pack=pack,
        anchor_date=_date(anchor),
        list=name,
        kind=kind,
        columns=columns(map),
        in_service=in_service,
        skip=pairs("--skip", skip),
    )
    data = content(file)
    with channel(addresses().assets) as connection:
        stub = rpc.RegisterServiceStub(connection)
        answer = stub.ImportDevices(parts(data, pb.ImportDevicesRequest, header), timeout=LIST_SECONDS)
    typer.echo(answer.text)
    for line in changes(answer):
        typer.echo(line)


def columns(given: Sequence[str]) -> dict[str, str]:
    """The columns of "id=NUMBER,type=Kind", by field; a comma within a heading is part of it. Raises Invalid."""
    begins = "|".join(FIELDS)
    found: dict[str, str] = {}
    for text in given:
        found |= pairs("--map", re.split(rf",\s*(?=(?:{begins})=)", text))
    for field in found:
        if field not in FIELDS:
            raise Invalid("--map", f'"{field}" is nothing that is read', hint=f"fields: {KNOWN}")
    return found


def pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """What stands behind the first "=" of each, by what stands before. Raises Invalid, naming the option."""
    found = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not name.strip() or not sign or not value.strip():
            raise Invalid(option, f'"{text}" is not of the form NAME=VALUE', hint="quote what holds blanks")
        found[name.strip()] = value.strip()
    return found


def scopes(given: Sequence[str]) -> dict[str, pb.Scope]:
    """The scopes of `JOB=floor`, by job. Raises Invalid."""
    found = {}
    for text in given:
        job, _, word = text.partition("=")
        if not job or word not in SCOPES:
            hint = f"--scope JOB={'|'.join(SCOPES)}"
            raise Invalid("--scope", f'"{text}" is not of the form JOB=floor', hint=hint)
        found[job] = SCOPES[word]
    return found


def questions(plans: pb.PlanReport) -> Iterator[str]:
    """How to answer what the file leaves open."""
    if plans.waiting:
        asked = " ".join(f"--scope {job.job}=floor" for job in plans.waiting[:3])
        yield f"  to give them plans, say what one visit looks after and import again: {asked}"


def send(where: Addresses, file: Path, header: pb.ImportRegisterRequest.Header) -> pb.ImportRegisterResponse:
    """Stream `file` to the assets service."""
    data = content(file)
    with channel(where.assets) as connection:
        stub = rpc.RegisterServiceStub(connection)
        return stub.ImportRegister(parts(data, pb.ImportRegisterRequest, header), timeout=SECONDS)


def content(file: Path) -> bytes:
    """The bytes of a file. Raises Invalid."""
    try:
        return file.read_bytes()
    except OSError as trouble:
        raise Invalid(str(file), "cannot be read", reason="FILE_MISSING", hint=f"{trouble.strerror}") from None


def parts(data: bytes, request: Any, header: Any) -> Iterator[Any]:
    """The messages of an import: the header, then the bytes in chunks."""
    yield request(header=header)
    for begin in range(0, len(data), CHUNK):
        yield request(chunk=data[begin : begin + CHUNK])


def changes(answer: pb.ImportRegisterResponse) -> Iterator[str]:
    """What storing did, a line a kind that changed."""
    changed = [k for k in answer.kinds if k.created_count or k.updated_count or k.disappeared_count]
    if not changed:
        yield "  nothing changed: all of it is in the register already"
    for kind in changed:
        yield (
            f"  {kind.kind:10} {kind.created_count:6,} created {kind.updated_count:6,} updated"
            f" {kind.disappeared_count:6,} disappeared"
        )
    for name in answer.disappeared[:20]:
        yield f"    retired: {name}"


def _date(day: datetime | None) -> Date | None:
    return Date(year=day.year, month=day.month, day=day.day) if day else None
