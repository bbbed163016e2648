"""`muster import`: take a register from a file."""

from collections.abc import Iterator
from pathlib import Path

import typer

from muster.assets.v1 import register_pb2 as pb
from muster.assets.v1 import register_pb2_grpc as rpc
from services.cli.connection import Addresses, addresses, channel
from services.runtime.errors import Invalid

app = typer.Typer(no_args_is_help=True, help="Take a register from a file.")
CHUNK = 256 * 1024
SECONDS = 120.0


@app.command()
def cobie(
    file: Path = typer.Argument(help="A COBie workbook, .xlsx or .xls."),
    site: str = typer.Option(..., "--site", help="Id of the site; it must be there."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Read and compare only, store nothing."),
) -> None:
    """Import a COBie workbook; the same file again changes nothing."""
    answer = send(addresses(), f"sites/{site}", file, validate_only=dry_run)
    typer.echo(answer.text)
    for line in changes(answer):
        typer.echo(line)


def send(where: Addresses, parent: str, file: Path, *, validate_only: bool = False) -> pb.ImportRegisterResponse:
    """Stream `file` to the assets service."""
    try:
        data = file.read_bytes()
    except OSError as trouble:
        raise Invalid(str(file), "cannot be read", reason="FILE_MISSING", hint=f"{trouble.strerror}") from None
    header = pb.ImportRegisterRequest.Header(parent=parent, filename=file.name, validate_only=validate_only)

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
