"""A schedule watched by the command line until it ends, and stopped by Ctrl-C, over a real channel."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import grpc
import pytest

from muster.scheduler.v1 import schedule_pb2 as pb
from muster.scheduler.v1 import schedule_pb2_grpc as rpc
from services.cli.connection import Addresses, channel
from services.cli.fetch import Scope, solved
from services.cli.solving import progress, steps
from services.runtime.channel import MOST_BYTES
from services.runtime.errors import Invalid

NAME = "sites/s/schedules/q1"
QUEUED, SOLVING, DRAFT = pb.Schedule.STATE_QUEUED, pb.Schedule.STATE_SOLVING, pb.Schedule.STATE_DRAFT
CANCELLED = pb.Schedule.STATE_CANCELLED
SECONDS = 20.0
COST, BOUND = pb.Cost(contract=112, preference=1236), pb.Cost(contract=112, preference=1101)
SAID = "legal 0, safety 0, contract 112 (best), preferences 1,236 (bound 1,101)"


class Search(rpc.ScheduleServiceServicer):
    """One search: it shows `watches`, one list a call, and after that goes on until it is stopped, then is `end`."""

    def __init__(self, *watches: list[int], end: int = DRAFT) -> None:
        self.watches, self.end = list(watches), end
        self.stopped, self.released = Event(), Event()
        self.released.set()
        self.changes = 0

    def CreateSchedule(self, request: pb.CreateScheduleRequest, _: Any) -> pb.Schedule:
        return pb.Schedule(name=f"{request.parent}/schedules/{request.schedule_id}", state=QUEUED)

    def WatchSchedule(self, request: pb.WatchScheduleRequest, _: Any) -> Iterator[pb.Schedule]:
        if self.watches:
            for state in self.watches.pop(0):
                yield pb.Schedule(name=request.name, state=state, phase="roster")  # type: ignore[arg-type]
            return
        yield pb.Schedule(name=request.name, state=SOLVING, phase="roster", cost=COST, bound=BOUND)
        assert self.stopped.wait(SECONDS) and self.released.wait(SECONDS)
        yield pb.Schedule(name=request.name, state=self.end, phase="done")  # type: ignore[arg-type]

    def CancelSchedule(self, request: pb.CancelScheduleRequest, context: Any) -> pb.Schedule:
        if self.stopped.is_set():
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, "there is nothing to stop")
        self.stopped.set()
        return pb.Schedule(name=request.name, state=SOLVING)

    def GetSchedule(self, request: pb.GetScheduleRequest, _: Any) -> pb.Schedule:
        return pb.Schedule(name=request.name, state=self.end)  # type: ignore[arg-type]

    def DiffSchedule(self, _: Any, __: Any) -> pb.DiffScheduleResponse:
        change = pb.Change(kind=pb.Change.KIND_ADDED, after=pb.Assignment(key="k" * 1000))
        return pb.DiffScheduleResponse(changes=[change] * self.changes)


@pytest.fixture
def search() -> Iterator[Search]:
    yield Search()  # type: ignore[abstract]


@pytest.fixture
def address(search: Search) -> Iterator[str]:
    sizes = [("grpc.max_send_message_length", -1)]
    server = grpc.server(ThreadPoolExecutor(4), options=sizes)
    rpc.add_ScheduleServiceServicer_to_server(search, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield f"127.0.0.1:{port}"
    search.stopped.set()
    search.released.set()
    server.stop(None).wait()


def begun(address: str, *arguments: str) -> subprocess.Popen[str]:
    named = {f"MUSTER_{name}": address for name in ("ASSETS", "SCHEDULER", "NOTIFIER", "NATS")}
    return subprocess.Popen(
        [sys.executable, "-m", "services.cli.main", *arguments],
        env={**os.environ, **named},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def solving(address: str) -> subprocess.Popen[str]:
    """`muster plan` that has seen the search."""
    period = ("--from", "2027-01-04", "--to", "2027-01-10")
    process = begun(address, "plan", "s", *period, "--id", "q1", "-o", "json")
    assert process.stderr
    assert "roster" in process.stderr.readline()
    return process


@pytest.mark.parametrize(("end", "code"), [(DRAFT, 0), (CANCELLED, 130)])
def test_an_interrupted_plan_stops_the_search_and_takes_what_it_has(
    search: Search, address: str, end: int, code: int
) -> None:
    search.end = end
    process = solving(address)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=SECONDS)
    assert search.stopped.is_set()
    assert process.returncode == code, errors
    (found,) = json.loads(out)
    assert found["state"] == pb.Schedule.State.Name(end)


def test_a_second_interrupt_leaves_the_search_to_itself_and_says_how_to_stop_it(search: Search, address: str) -> None:
    search.released.clear()
    process = solving(address)
    process.send_signal(signal.SIGINT)
    assert process.stderr and "stopping" in process.stderr.readline()
    assert search.stopped.wait(SECONDS)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, "Traceback" in errors) == (130, False)
    assert f"muster cancel {NAME}" in errors


def test_a_schedule_is_cancelled_by_its_name_and_a_second_time_is_refused(search: Search, address: str) -> None:
    first = begun(address, "cancel", NAME)
    out, _ = first.communicate(timeout=SECONDS)
    assert (first.returncode, out.splitlines()[0]) == (0, f"{NAME} is stopped, its best answer is a draft")
    again = begun(address, "cancel", NAME)
    _, errors = again.communicate(timeout=SECONDS)
    assert (again.returncode, errors) == (1, "error: there is nothing to stop\n")


def test_a_watch_that_ends_before_the_search_is_begun_again(search: Search, address: str) -> None:
    search.watches = [[QUEUED], [QUEUED, SOLVING], [SOLVING, DRAFT], [DRAFT]]
    with channel(address) as connection:
        seen = [one.state for one in steps(rpc.ScheduleServiceStub(connection), NAME)]
    assert seen == [QUEUED, QUEUED, SOLVING, SOLVING, DRAFT]
    assert search.watches == [[DRAFT]], "an end is not watched any longer"


@pytest.mark.parametrize(("mebibytes", "taken"), [(5, True), (31, True), (33, False)])
def test_an_answer_of_more_than_four_mebibytes_is_taken(
    search: Search, address: str, mebibytes: int, taken: bool
) -> None:
    search.changes = mebibytes * 1024 * 1024 // 1010
    assert (search.changes * 1010 < MOST_BYTES) is taken
    with channel(address) as connection:
        diff = rpc.ScheduleServiceStub(connection).DiffSchedule
        if taken:
            assert len(diff(pb.DiffScheduleRequest(name=NAME)).changes) == search.changes
        else:
            with pytest.raises(grpc.RpcError, match="RESOURCE_EXHAUSTED"):
                diff(pb.DiffScheduleRequest(name=NAME))


def test_progress_names_the_tiers_as_the_summary_does() -> None:
    said = progress(pb.Schedule(state=SOLVING, phase="programme", cost=COST))
    assert said == "visits        cost: legal 0, safety 0, contract 112, preferences 1,236"
    said = progress(pb.Schedule(state=SOLVING, phase="roster", cost=COST, bound=BOUND))
    assert said == f"roster        cost: {SAID}"
    assert progress(pb.Schedule(state=QUEUED)).startswith("queued  ")
    assert progress(pb.Schedule(state=DRAFT, phase="done")).startswith("draft  ")


def test_a_terminal_shows_a_bar_in_the_same_words_and_says_what_an_interrupt_does(search: Search, address: str) -> None:
    terminal, other = pty.openpty()
    named = {f"MUSTER_{name}": address for name in ("ASSETS", "SCHEDULER", "NOTIFIER", "NATS")}
    period = ("--from", "2027-01-04", "--to", "2027-01-10")
    process = subprocess.Popen(
        [sys.executable, "-m", "services.cli.main", "plan", "s", *period, "--id", "q1", "-o", "name"],
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm", **named},
        stdout=subprocess.PIPE,
        stderr=other,
    )
    os.close(other)
    seen = ""
    while "(bound 1,101)" not in seen:
        seen += os.read(terminal, 4096).decode()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=SECONDS)
    os.close(terminal)
    assert (process.returncode, out.decode()) == (0, f"{NAME}\n")
    assert seen.startswith("Ctrl-C stops and keeps the best")
    assert "roster" in seen and SAID in seen, "on 80 columns too"


@pytest.mark.parametrize(("state", "looked_at"), [(DRAFT, True), (SOLVING, False), (QUEUED, False)])
def test_a_schedule_without_an_answer_is_not_shown_as_an_empty_one(
    search: Search, address: str, state: int, looked_at: bool
) -> None:
    search.end = state
    where = Addresses(assets="", scheduler=address, notifier="", nats="")
    scope = Scope(NAME, "sites/s")
    if looked_at:
        assert solved(where, scope) == scope
    else:
        with pytest.raises(Invalid, match="it holds nothing"):
            solved(where, scope)


@pytest.mark.parametrize(("phase", "planned"), [("", False), ("reading", False), ("programme", True)])
def test_nothing_costs_before_anything_is_planned(phase: str, planned: bool) -> None:
    said = progress(pb.Schedule(state=pb.Schedule.STATE_SOLVING, phase=phase))
    assert ("cost: " in said) is planned
    assert ("nothing is planned yet" in said) is not planned
