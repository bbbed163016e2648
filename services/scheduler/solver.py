"""The warm child process that solves, seen from the worker: started ahead, asked, stopped, replaced when lost."""

import asyncio
import pickle
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from services.scheduler.planning.child import LENGTH, Answer, Failed, Ready, Saved, Solve, Stop, frame
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.search import Effort, Outcome, Progress

END_SECONDS = 2.0
COMMAND = (sys.executable, "-m", "services.scheduler.planning")


class SolverLost(Exception):
    """The child ended before it answered."""


class Solver:
    """One child, one problem at a time."""

    def __init__(self) -> None:
        self._process: Process | None = None

    async def warm(self) -> None:
        """Have a child that is loaded and waiting."""
        if self._process and self._process.returncode is None:
            return
        self._process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        if not isinstance(await self._hear(), Ready):
            raise SolverLost("the solver did not start")

    @property
    def pid(self) -> int | None:
        """Process id of the child, None where there is none."""
        return self._process.pid if self._process and self._process.returncode is None else None

    @property
    def resident_mb(self) -> int | None:
        """Memory of the child in MiB that is really there (RSS); None without a child, or where no system tells."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text() if self.pid else ""
        except OSError:
            return None
        told = (line.split() for line in status.splitlines() if line.startswith("VmRSS:"))
        return next((int(kib) // 1024 for _, kib, _ in told), None)

    def kill(self) -> None:
        """End the child at once; whoever waits for its answer gets SolverLost."""
        if self._process and self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()

    async def solve(
        self, problem: EstateProblem, effort: Effort, start: Estate | None = None
    ) -> AsyncIterator[Progress | Saved | Outcome[Estate] | Failed]:
        """Progress and what is worth saving as they come, then the outcome; `start` is what was saved before.

        Raises SolverLost when the child dies.
        """
        await self.warm()
        await self._say(Solve(problem, effort, start))
        while True:
            heard = await self._hear()
            if isinstance(heard, Ready):
                continue
            yield heard
            if not isinstance(heard, Progress | Saved):
                return

    async def stop(self) -> None:
        """Ask the running search to end with its best answer."""
        with suppress(SolverLost):
            await self._say(Stop())

    async def close(self) -> None:
        """End the child: asked, then told, then forced."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        if process.stdin:
            process.stdin.close()
        for end in (None, process.terminate, process.kill):
            if end:
                with suppress(ProcessLookupError):
                    end()
            with suppress(TimeoutError):
                async with asyncio.timeout(END_SECONDS):
                    await process.wait()
                    return

    async def _say(self, message: Solve | Stop) -> None:
        if self._process is None or self._process.stdin is None:
            raise SolverLost("there is no solver")
        try:
            self._process.stdin.write(frame(message))
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as trouble:
            raise SolverLost("the solver has ended") from trouble

    async def _hear(self) -> Answer:
        assert self._process is not None and self._process.stdout is not None
        try:
            head = await self._process.stdout.readexactly(LENGTH.size)
            body = await self._process.stdout.readexactly(LENGTH.unpack(head)[0])
        except asyncio.IncompleteReadError:
            code = await self._process.wait()
            raise SolverLost(f"the solver ended with {code}") from None
        message: Answer = pickle.loads(body)
        return message
