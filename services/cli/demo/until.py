"""Waiting for a condition."""

import time
from collections.abc import Callable

WAIT_SECONDS = 30.0
LOOK_SECONDS = 0.1


def until(true: Callable[[], bool], what: str) -> None:
    """Return as soon as `true` holds. Raises TimeoutError, naming `what` was waited for."""
    end = time.monotonic() + WAIT_SECONDS
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {WAIT_SECONDS:.0f} s for {what}")
        time.sleep(LOOK_SECONDS)
