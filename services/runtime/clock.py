"""The one clock of a process. It can be held and moved, so that a demonstration or a test can see next month."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

Now = Callable[[], datetime]
"""Answers the present instant, in UTC."""


def system() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class HeldClock:
    """Time as a file says it: every process that reads the same file lives in the same instant.

    The file holds {"held": instant} while the clock stands still, else the machine's time is read.
    """

    path: Path

    def now(self) -> datetime:
        """The held instant, or the machine's time where nothing is held."""
        try:
            held = json.loads(self.path.read_text())["held"]
        except FileNotFoundError:
            return system()
        return datetime.fromisoformat(held)

    def hold(self, instant: datetime) -> None:
        """Stand still at `instant`."""
        if instant.tzinfo is None:
            raise ValueError("a held instant needs a zone")
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps({"held": instant.astimezone(UTC).isoformat()}))
        beside.replace(self.path)

    def forward(self, step: timedelta) -> datetime:
        """Move on by `step`, standing still; answers the new instant."""
        instant = self.now() + step
        self.hold(instant)
        return instant

    def release(self) -> None:
        """Run with the machine's time again."""
        self.path.unlink(missing_ok=True)


def of(path: Path | None) -> Now:
    """The clock that a process shall use: the file's where one is named."""
    return HeldClock(path).now if path else system
