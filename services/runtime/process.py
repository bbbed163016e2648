"""The life of a process: it runs until it is asked to end, and its background work ends it if it dies."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog

from services.runtime.logs import traced

log = structlog.get_logger(room="process")


async def until_asked_to_end() -> None:
    """Returns at SIGINT or SIGTERM."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, asked.set)
    await asked.wait()


@asynccontextmanager
async def background(*work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run `work` beside the block; it is stopped at the end. Work that dies ends the process."""
    tasks = [asyncio.create_task(item) for item in work]
    for task in tasks:
        task.add_done_callback(_complain)
    try:
        yield
    finally:
        # A library may take a cancellation for a time-out of its own and go on: then it is told again.
        while waiting := [task for task in tasks if not task.done()]:
            for task in waiting:
                task.cancel()
            await asyncio.wait(waiting, timeout=0.2)


def _complain(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (trouble := task.exception()):
        log.error("background work died", trouble=traced(trouble))
        # Half a service is worse than none: whoever runs the process starts it again, whole.
        os.kill(os.getpid(), signal.SIGTERM)
