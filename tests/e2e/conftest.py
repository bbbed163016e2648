"""The three services and nats-server as real processes that a test may kill and start again.

Starting them takes longer than most tests, so all share one Muster (`muster`) in which each has a site and people of
its own. A test that counts everything, or moves on to another year, has one to itself (`own`).
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.cli.connection import Addresses
from services.cli.dev import free
from services.runtime.clock import HeldClock

START_SECONDS = 60.0
ROOT = Path(__file__).resolve().parents[2]
NAMES = ("nats", "assets", "scheduler", "notifier")
HELD = datetime.fromisoformat("2026-12-14T09:00+08:00")
ONE_PUMP = (ROOT / "examples/one-pump/estate.yaml").read_text()


class Muster:
    """Everything that runs, by name: nats, assets, scheduler, notifier."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ports = {name: free(0) for name in ("assets", "scheduler", "notifier", "nats")}
        self.ports = ports
        self.clock = HeldClock(folder / "clock.json")
        where = {name: f"127.0.0.1:{ports[name]}" for name in ("assets", "scheduler", "notifier")}
        self.where = Addresses(**where, nats=f"nats://127.0.0.1:{ports['nats']}", clock=str(self.clock.path))
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = {
            **os.environ,
            **{f"{name.upper()}_LISTEN": address for name, address in where.items()},
            **{f"{name.upper()}_NATS_URL": self.where.nats for name in where},
            **{f"{name.upper()}_CLOCK": self.where.clock for name in where},
            **{f"{name.upper()}_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/{name}.db" for name in where},
            "SCHEDULER_ASSETS": where["assets"],
            "NOTIFIER_SCHEDULER": where["scheduler"],
        }

    def start(self, name: str) -> None:
        """Start one, and wait until it serves, and until those who ask it have found it again."""
        self.launch(name)
        if name != "nats":
            until(lambda: self.serves(name), f"{name} to serve", START_SECONDS)
        asks = {"assets": "scheduler", "scheduler": "notifier"}.get(name, "")
        if asks and self.runs(asks):
            until(lambda: self.serves(asks, name), f"{asks} to find {name}", START_SECONDS)

    def whole(self) -> None:
        """Start whatever does not run, all at once, and set the clock back to where it is held."""
        self.clock.hold(HELD)
        missing = [name for name in NAMES if not self.runs(name)]
        for name in missing:
            self.launch(name)
        for name in missing[::-1]:
            if name != "nats":
                until(lambda name=name: self.serves(name), f"{name} to serve", START_SECONDS)  # type: ignore[misc]

    def runs(self, name: str) -> bool:
        """Whether its process is there."""
        return name in self._processes and self._processes[name].poll() is None

    def launch(self, name: str) -> None:
        """Start one."""
        if name == "nats":
            binary = Path(sys.executable).parent / "nats-server"
            command = [str(binary if binary.exists() else shutil.which("nats-server"))]
            command += ["-a", "127.0.0.1", "-p", str(self.ports["nats"]), "-js", "-sd", str(self.folder / "nats")]
        else:
            command = [sys.executable, "-m", f"services.{name}"]
        log = (self.folder / f"{name}.log").open("ab")
        self._processes[name] = subprocess.Popen(command, env=self._environment, cwd=ROOT, stdout=log, stderr=log)
        log.close()

    def kill(self, name: str) -> None:
        """SIGKILL: no chance to tidy up."""
        self._processes[name].kill()
        self._processes[name].wait()

    def end(self, name: str) -> int:
        """SIGTERM; answers the exit code."""
        self._processes[name].terminate()
        return self._processes[name].wait(timeout=30)

    def serves(self, name: str, part: str = "") -> bool:
        """Whether a service, or a part of it, is healthy."""
        with grpc.insecure_channel(f"127.0.0.1:{self.ports[name]}") as channel:
            try:
                answer = health_pb2_grpc.HealthStub(channel).Check(
                    health_pb2.HealthCheckRequest(service=part), timeout=2
                )
            except grpc.RpcError:
                return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    def kill_children(self, name: str) -> int:
        """SIGKILL the processes that a service has started; answers how many."""
        children = self.children(name)
        for child in children:
            os.kill(child, signal.SIGKILL)
        return len(children)

    def children(self, name: str) -> list[int]:
        """The processes that a service has started."""
        parent = self._processes[name].pid
        return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

    def cpu_seconds(self, name: str) -> float:
        """How long its process has computed so far."""
        fields = Path(f"/proc/{self._processes[name].pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End all that was started."""
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self._processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until(true: Callable[[], bool], what: str, seconds: float = 30.0) -> None:
    """Wait for a condition; fails by name."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)


def pump(site: str) -> str:
    """The smallest estate, as YAML, with everything in it by its own name: `site`, and the technician wu-`site`."""
    text = ONE_PUMP.replace("id: pump-house", f"id: {site}").replace("plumbing", f"plumbing-{site}")
    return text.replace("wu-jian: {", f"wu-{site}: {{sites: [{site}], ")


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Muster]:
    """What `muster` makes whole again before each test."""
    running = Muster(tmp_path_factory.mktemp("muster"))
    try:
        yield running
    finally:
        running.close()


@pytest.fixture
def muster(shared: Muster) -> Muster:
    """Everything, running, whatever the test before has killed."""
    shared.whole()
    return shared


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Muster]:
    """Everything, running, with nothing in it."""
    running = Muster(tmp_path)
    try:
        running.whole()
        yield running
    finally:
        running.close()
