"""`muster dev`: the bundled nats-server and the three services in one process, on SQLite, loopback only."""

import asyncio
import fcntl
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import typer

from services.cli.connection import DATA, FILE, Addresses
from services.cli.days import instant_of
from services.runtime import broker, logs
from services.runtime.clock import HeldClock
from services.runtime.errors import Invalid
from services.runtime.process import until_asked_to_end

PORTS = {"assets": 50051, "scheduler": 50052, "notifier": 50053, "nats": 4222}


def dev(
    data: Path = typer.Option(DATA, help="Directory of the databases and of the bus."),
    clock: str = typer.Option("", help="Hold the clock at this instant, e.g. 2026-12-14T09:00+08:00."),
    log_level: str = typer.Option("warning", help="debug, info, warning or error."),
) -> None:
    """Run everything here, for trying things out. Ctrl-C ends it."""
    instant = instant_of(clock, "--clock") if clock else None
    logs.configure("dev", log_level)
    asyncio.run(_dev(data, instant, log_level))


async def _dev(data: Path, instant: datetime | None, log_level: str) -> None:
    data.mkdir(parents=True, exist_ok=True)
    if instant:
        HeldClock((data / "clock.json").resolve()).hold(instant)
    with alone(data):
        await _serve(data, log_level)


async def _serve(data: Path, log_level: str) -> None:
    async with services(data, log_level) as found:
        typer.echo("muster dev: not for production")
        for name in PORTS:
            typer.echo(f"  {name:10} {getattr(found, name)}")
        typer.echo(f"  {'data':10} {data}")
        typer.echo("ready, Ctrl-C ends it")
        await until_asked_to_end()


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Two on one directory would share databases and the bus's store: the second one is refused. Raises Invalid."""
    with (data / "dev.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            hint = "use that one, end it, or name another directory with --data"
            raise Invalid("--data", f"another muster dev runs on {data}", hint=hint) from None
        yield


def turn() -> TextIO:
    """Wait until nobody else of this machine looks for free ports, and keep others waiting until the file is closed:
    a port is taken only some time after it was found free. A process that dies closes its files."""
    mine = (Path(tempfile.gettempdir()) / f"muster-dev-{os.getuid()}.lock").open("w")
    fcntl.flock(mine, fcntl.LOCK_EX)
    return mine


@asynccontextmanager
async def services(data: Path, log_level: str = "warning") -> AsyncIterator[Addresses]:
    """Everything, inside the block; on the usual ports, or on free ones where those are taken."""
    # Imported late: other commands start faster without the services.
    from services.assets import app as assets
    from services.notifier import app as notifier
    from services.scheduler import app as scheduler

    data.mkdir(parents=True, exist_ok=True)
    clock = (data / "clock.json").resolve()
    starting = await asyncio.to_thread(turn)
    ports = {name: free(port) for name, port in PORTS.items()}
    nats_url = f"nats://127.0.0.1:{ports['nats']}"
    database = f"sqlite+aiosqlite:///{data.resolve()}"
    async with broker.running((data / "nats").resolve(), ports["nats"]):
        usual = {"nats_url": nats_url, "clock": clock, "log_level": log_level, "grace_seconds": 2.0}
        where = {name: f"127.0.0.1:{ports[name]}" for name in ("assets", "scheduler", "notifier")}
        async with (
            assets.running(
                assets.Settings(database_url=f"{database}/assets.db", listen=where["assets"], **usual)  # type: ignore[arg-type]
            ),
            scheduler.running(
                scheduler.Settings(
                    database_url=f"{database}/scheduler.db",
                    listen=where["scheduler"],
                    assets=where["assets"],
                    **usual,  # type: ignore[arg-type]
                )
            ),
            notifier.running(
                notifier.Settings(
                    database_url=f"{database}/notifier.db",
                    listen=where["notifier"],
                    scheduler=where["scheduler"],
                    **usual,  # type: ignore[arg-type]
                )
            ),
        ):
            starting.close()
            found = Addresses(**where, nats=nats_url, clock=str(clock))
            found.write(data)
            try:
                yield found
            finally:
                (data / FILE).unlink(missing_ok=True)


def free(port: int) -> int:
    """`port` if nobody listens there, else any free one."""
    for wanted in (port, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            number: int = trial.getsockname()[1]
            return number
    raise OSError("no free port")
