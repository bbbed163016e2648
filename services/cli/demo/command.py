"""`muster demo`: starts Muster in a directory of its own with the clock held, tells the story, and ends it again."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer

from services.cli.connection import FILE, Addresses, addresses
from services.cli.demo.building import building_of
from services.cli.demo.story import Story
from services.cli.demo.until import until
from services.runtime import logs
from services.runtime.clock import HeldClock

EXAMPLE = Path("examples/harbour-court")
HELD = "2027-01-03T09:00"
STOP_SECONDS = 20


def demo(
    what: Path = typer.Argument(EXAMPLE, help="An estate (YAML file or directory), or any COBie workbook."),
    seconds: int = typer.Option(25, help="How long to search."),
    workers: int = typer.Option(2, help="Parallel workers."),
    zone: str = typer.Option("Asia/Shanghai", help="Time zone of a workbook's building."),
    pack: str = typer.Option("generic", help="Rule pack for a workbook's building."),
    keep: Path | None = typer.Option(None, help="Directory for data and exports; default: a temporary one, removed."),
) -> None:
    """Run the main job on embedded defaults and print it."""
    logs.configure("demo", "warning")
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="muster-demo-") as folder:
        data = keep or Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        building = building_of(what, data, zone, pack)
        clock = HeldClock((data / "clock.json").resolve())
        clock.hold(datetime.fromisoformat(HELD).replace(tzinfo=ZoneInfo(building.zone)))
        with running(data) as where:
            site = Story(building, where, clock, data, seconds=seconds, workers=workers).told()
        typer.echo(f"done in {time.monotonic() - begun:.0f} s.  {following(site, what, keep)}")


def following(site: str, what: Path, keep: Path | None) -> str:
    """What to try next: on the data that were kept, or how to keep them."""
    if not keep:
        return f"Next, to look around in what was made: muster demo {what} --keep DIR"
    look = f"muster now {site} · muster roster {site} · muster export {site} --what roster -o roster.csv"
    return f"Next: muster dev --data {keep} · in another terminal, with MUSTER_DATA={keep}: {look}"


@contextmanager
def running(data: Path) -> Iterator[Addresses]:
    """Muster in a process of its own: the demonstration talks to it as everybody does, over gRPC and NATS."""
    with (data / "dev.log").open("w") as log:
        command = [sys.executable, "-m", "services.cli.main", "dev", "--data", str(data)]
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until(lambda: (data / FILE).exists() or server.poll() is not None, "Muster to start")
            if server.poll() is not None:
                typer.echo((data / "dev.log").read_text(), err=True)
                raise typer.Exit(1)
            yield addresses(data)
        finally:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()
