"""`muster import`: take a register from a file."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import typer
from google.type.date_pb2 import Date

from muster.assets.v1 import register_pb2 as pb
from muster.assets.v1 import register_pb2_grpc as rpc
from services.cli.connection import Addresses, addresses, channel
from services.runtime.errors import Invalid

app = typer.Typer(no_args_is_help=True, help="Take a register from a file.")
CHUNK = 256 * 1024
SECONDS = 120.0


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
        anchor_date=Date(year=anchor.year, month=anchor.month, day=anchor.day) if anchor else None,
    )
    answer = send(addresses(), file, header)
    typer.echo(answer.text)
    for line in changes(answer):
        typer.echo(line)
    for line in questions(answer.plans):
        typer.echo(line)


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
    try:
        data = file.read_bytes()
    except OSError as trouble:
        raise Invalid(str(file), "cannot be read", reason="FILE_MISSING", hint=f"{trouble.strerror}") from None

    def parts() -> Iterator[pb.ImportRegisterRequest]:
        yield pb.ImportRegisterRequest(header=header)
        for begin in range(0, len(data), CHUNK):
            yield pb.ImportRegisterRequest(chunk=data[begin : begin + CHUNK])

    with channel(where.assets) as connection:
        return rpc.RegisterServiceStub(connection).ImportRegister(parts(), timeout=SECONDS)


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
