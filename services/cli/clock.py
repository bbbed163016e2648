"""`muster clock`: hold and move the clock of a `muster dev`."""

import re
from datetime import timedelta
from pathlib import Path

import typer

from services.cli.connection import addresses
from services.cli.days import instant_of
from services.runtime.clock import HeldClock
from services.runtime.errors import Unfit

app = typer.Typer(no_args_is_help=True, help="Hold and move the clock of `muster dev`.")
STEPS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@app.command()
def show() -> None:
    """Print what time it is for Muster."""
    typer.echo(held().now().isoformat())


@app.command()
def hold(instant: str = typer.Argument(help="e.g. 2026-12-14T09:00+08:00")) -> None:
    """Stand still at INSTANT."""
    when = instant_of(instant, "instant")
    held().hold(when)
    typer.echo(when.isoformat())


@app.command()
def forward(step: str = typer.Argument(help="e.g. 30m, 8h, 3d, 1w")) -> None:
    """Move on by STEP, standing still."""
    match = re.fullmatch(r"(\d+)([mhdw])", step)
    if not match:
        raise typer.BadParameter(f'"{step}" is no step; write 30m, 8h, 3d or 1w')
    typer.echo(held().forward(timedelta(**{STEPS[match[2]]: int(match[1])})).isoformat())


@app.command()
def release() -> None:
    """Run with the machine's time again."""
    held().release()


def held() -> HeldClock:
    """The clock of the Muster that runs here. Raises Unfit where it has none that can be held."""
    file = addresses().clock
    if not file:
        raise Unfit(
            "CLOCK_NOT_HELD",
            "the clock of this Muster cannot be held: it is reached by MUSTER_ASSETS and its like",
            hint="unset them for the clock of a muster dev; elsewhere the machine's time counts",
        )
    return HeldClock(Path(file))
