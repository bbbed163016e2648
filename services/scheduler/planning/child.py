"""The process that solves: reads problems from stdin, writes progress and answers to stdout, one frame each.

Only a process can be surely stopped, limited in memory, and lost without losing the service. Frames are a length of
four bytes and a pickle; both ends are this program.
"""

import os
import pickle
import queue
import struct
import sys
import threading
from dataclasses import dataclass
from typing import Any, BinaryIO

from services.scheduler.planning.estate import Estate, EstateProblem, solve
from services.scheduler.planning.search import Effort, Outcome, Progress

LENGTH = struct.Struct(">I")
QUIET_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Solve:
    """Asks for an answer."""

    problem: EstateProblem
    effort: Effort
    start: Estate | None = None
    """What an earlier run had saved."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The estate as far as it goes, to go on from if this process is lost."""

    estate: Estate


@dataclass(frozen=True, slots=True)
class Stop:
    """Asks to end the running search and keep its best."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The process has loaded what it needs."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The search broke."""

    why: str


Answer = Ready | Failed | Saved | Progress | Outcome[Estate]


def frame(message: Any) -> bytes:
    """A message as it travels."""
    body = pickle.dumps(message)
    return LENGTH.pack(len(body)) + body


def main() -> None:
    """Solve one problem after the other until stdin ends."""
    os.nice(10)
    # Libraries may print; the pipe belongs to frames alone.
    pipe = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked: queue.Queue[Solve | None] = queue.Queue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, asked, stop), daemon=True).start()
    _say(pipe, Ready())
    while (work := asked.get()) is not None:
        stop.clear()
        _say(pipe, _solved(work, pipe, stop))
    # A search that is still running in native threads shall not keep a process alive that nobody listens to.
    os._exit(0)


def _solved(work: Solve, pipe: BinaryIO, stop: threading.Event) -> Failed | Outcome[Estate]:
    last = -QUIET_SECONDS

    def watch(progress: Progress) -> bool:
        nonlocal last
        if progress.elapsed - last >= QUIET_SECONDS:
            last = progress.elapsed
            _say(pipe, progress)
        return not stop.is_set()

    try:
        return solve(work.problem, work.effort, watch, start=work.start, save=lambda estate: _say(pipe, Saved(estate)))
    except Exception as trouble:
        return Failed(f"{type(trouble).__name__}: {trouble}")


def _listen(source: BinaryIO, asked: "queue.Queue[Solve | None]", stop: threading.Event) -> None:
    while head := source.read(LENGTH.size):
        message = pickle.loads(source.read(LENGTH.unpack(head)[0]))
        if isinstance(message, Stop):
            stop.set()
        else:
            asked.put(message)
    # The parent is gone: so is the reason to work.
    stop.set()
    asked.put(None)


def _say(pipe: BinaryIO, message: Answer) -> None:
    pipe.write(frame(message))
    pipe.flush()
