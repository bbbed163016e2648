"""The bundled nats-server comes back when it dies, and goes when its parent does."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nats
import pytest

from services.cli.dev import free
from services.runtime import broker

PARENT = """
import asyncio, sys
from pathlib import Path
from services.runtime import broker

async def main():
    process = await broker.start(Path(sys.argv[1]), int(sys.argv[2]))
    print(process.pid, flush=True)
    await process.wait()

asyncio.run(main())
"""


async def test_a_server_that_is_killed_is_started_again_on_its_store(tmp_path: Path) -> None:
    port = free(0)
    async with broker.running(tmp_path, port) as first:
        bus = await nats.connect(f"nats://127.0.0.1:{port}", reconnect_time_wait=0.1, max_reconnect_attempts=100)
        await bus.jetstream().add_stream(name="KEPT", subjects=["kept"])
        await bus.jetstream().publish("kept", b"said")
        os.kill(first.pid, signal.SIGKILL)
        async with asyncio.timeout(20):
            while True:
                try:
                    assert (await bus.jetstream().get_last_msg("KEPT", "kept")).data == b"said"
                    break
                except (nats.errors.Error, TimeoutError, OSError):
                    await asyncio.sleep(0.05)
        await bus.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_server_goes_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PARENT, str(tmp_path), str(free(0))]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        server = int(parent.stdout.readline())
        assert runs(server)
        parent.kill()
    end = time.monotonic() + 20
    while runs(server):
        assert time.monotonic() < end, "the server still runs"
        time.sleep(0.05)


def runs(process: int) -> bool:
    """Whether it is there, and no zombie that nobody has looked after yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
