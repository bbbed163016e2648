"""`muster apply`: create or change what a file describes; all of it is checked before anything is stored."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

import grpc
import typer

from muster.assets.v1 import asset_pb2_grpc, estate_pb2, estate_pb2_grpc
from muster.scheduler.v1 import staffing_pb2, staffing_pb2_grpc
from services.cli import refusal
from services.cli.connection import Addresses, addresses, channel
from services.cli.estate.assets import RegisterFile
from services.cli.estate.file import EstateFile, read
from services.cli.estate.places import located
from services.cli.estate.ready import split
from services.runtime.errors import Invalid, Refused

SECONDS = 60.0
WORDS = ("created", "updated", "unchanged")
WAITING = "waiting"
FEW = 12
"""Up to how many names are written out without being asked for."""

Outcome = tuple[str, str]
"""A name, and one of WORDS or WAITING."""


def apply(
    file: Path = typer.Option(..., "-f", "--file", help="The estate, as YAML, or a directory with *.yaml."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Check and compare only, store nothing."),
    verbose: bool = typer.Option(False, "-v", "--verbose", help="Name everything, however much it is."),
    output: str = typer.Option("table", "-o", "--output", help="table or json."),
) -> None:
    """Create or change what FILE describes; the same file again changes nothing."""
    if output not in ("table", "json"):
        raise Invalid("--output", f'"{output}" is no form of apply', hint="table or json")
    estate = read(file)
    done = apply_estate(estate, addresses(), dry_run=dry_run)
    if output == "json":
        typer.echo(json.dumps([{"name": name, "outcome": what} for name, what in done], indent=2))
    else:
        for line in report(done, verbose=verbose, dry_run=dry_run):
            typer.echo(line)
    if estate.register:
        for line in remaining(estate, estate.register, file, done):
            typer.echo(line, err=True)


def apply_estate(estate: EstateFile, where: Addresses, *, dry_run: bool = False) -> list[Outcome]:
    """Store all that `estate` describes; answers each name with "created", "updated", "unchanged" or "waiting".

    Both services check everything before either stores anything, so a refusal leaves nothing written; a service that
    is lost in between leaves the property stored, and the refusal says so. What speaks of assets that only the file's
    register will bring waits until that is imported. Raises Refused or RpcError.
    """
    with channel(where.assets) as to_assets, channel(where.scheduler) as to_scheduler:
        estates = estate_pb2_grpc.EstateServiceStub(to_assets)
        staffings = staffing_pb2_grpc.StaffingServiceStub(to_scheduler)
        ready, waiting = split(estate, asset_pb2_grpc.AssetServiceStub(to_assets))
        done = _sent(ready, estates, staffings, rehearse=True)
        if not dry_run:
            done = _sent(ready, estates, staffings, rehearse=False)
        return [*done, *((name, WAITING) for name in waiting)]


def _sent(
    estate: EstateFile,
    estates: estate_pb2_grpc.EstateServiceStub,
    staffings: staffing_pb2_grpc.StaffingServiceStub,
    *,
    rehearse: bool,
) -> list[Outcome]:
    request_id = "" if rehearse else str(uuid4())
    property = estate_pb2.ApplyEstateRequest(
        site=estate.site,
        assets=estate.assets,
        maintenance_plans=estate.maintenance_plans,
        redundancy_groups=estate.redundancy_groups,
        last_visits=estate.last_visits,
        overrides=estate.overrides,
        certificates=estate.certificates,
        monitored=estate.monitored,
        serving=estate.serving,
        validate_only=rehearse,
        request_id=request_id,
    )
    with located(property, estate.places):
        done = _outcomes(estates.ApplyEstate(property, timeout=SECONDS))
    if estate.staffing or estate.people:
        staff = staffing_pb2.ApplyStaffingRequest(
            staffing=estate.staffing, people=estate.people, validate_only=rehearse, request_id=request_id
        )
        try:
            with located(staff, estate.places):
                done += _outcomes(staffings.ApplyStaffing(staff, timeout=SECONDS))
        except (grpc.RpcError, Refused) as trouble:
            raise trouble if rehearse else half_stored(done, trouble) from trouble
    return done


def half_stored(done: Sequence[Outcome], trouble: grpc.RpcError | Refused) -> Refused:
    """What to say where the first service has stored its part and the second has not."""
    if isinstance(trouble, Refused):
        why, code = trouble.message, trouble.code
    else:
        why, code = refusal.why(trouble)[0], trouble.code().name
    counts = Counter(what for _, what in done)
    stored = ", ".join(f"{counts[word]:,} {word}" for word in WORDS)
    half = Refused(
        "HALF_STORED",
        f"site, assets, plans and groups are stored ({stored}); shifts, posts and people are not: {why}",
        hint="give the same command again when the cause is gone: it stores the rest, and what is stored stays",
    )
    half.code = code
    return half


def _outcomes(answer: estate_pb2.ApplyEstateResponse | staffing_pb2.ApplyStaffingResponse) -> list[Outcome]:
    return [(name, what) for what in WORDS for name in getattr(answer, what)]


def report(done: Sequence[Outcome], *, verbose: bool = False, dry_run: bool = False) -> Iterator[str]:
    """What was done, in lines: names where they are few or wanted, then the counts."""
    counts = Counter(what for _, what in done)
    for word in (*WORDS, WAITING):
        if verbose or (counts[word] <= FEW and word != "unchanged"):
            yield from (f"{name} {what}" for name, what in done if what == word)
    said = ", ".join(f"{counts[word]:,} {word}" for word in WORDS)
    yield f"{said}; nothing is stored (--dry-run)" if dry_run else said


def remaining(estate: EstateFile, register: RegisterFile, file: Path, done: Sequence[Outcome]) -> Iterator[str]:
    """What there is left to do by hand: the register is imported by a command of its own."""
    late = sum(what == WAITING for _, what in done)
    site = estate.site.name.removeprefix("sites/")
    pack = f" --pack {estate.pack}" if estate.pack else ""
    order = f"muster import cobie {register.path} --site {site}{pack}{register.options()}"
    if late:
        yield f"{late:,} plans, groups and last visits wait for the assets of {register.path}"
        yield f"next: {order} · muster apply -f {file}"
    else:
        yield f"the register is imported by: {order}"
