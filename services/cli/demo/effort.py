"""What a search came to, told afterwards in two lines: the first complete schedule, and where the search ended."""

from collections.abc import Iterator

from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli import costs

LAST = "roster"
"""A part of the search that must have been left before a schedule is complete."""


class Spent:
    """Sees a search from its first step to its last."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._phase = ""
        self._left: set[str] = set()
        self._complete: pb.Schedule | None = None

    def see(self, now: pb.Schedule) -> None:
        """One step, in the order in which they come.

        The search goes through its parts once in a hurry; as one of them comes again, there is something of each.
        """
        if now.phase != self._phase:
            self._left.add(self._phase)
            self._phase = now.phase
        if self._complete is None and {now.phase, LAST} <= self._left:
            self._complete = now

    def lines(self, found: pb.Schedule) -> Iterator[str]:
        """A line for the first complete schedule, if one was seen, and one for what was `found`, if it is an answer."""
        if self._complete is not None:
            yield _line(self._complete, "first complete schedule")
        if found.state == pb.Schedule.STATE_DRAFT:
            yield _line(found, "effort spent" if found.elapsed_seconds >= self._seconds else "search ended")


def _line(now: pb.Schedule, what: str) -> str:
    return f"  {now.elapsed_seconds:5.1f} s  {what:23}  {costs.columns(now)}"
