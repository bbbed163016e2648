"""What a search came to, told afterwards in two lines: the first roster, and where the search ended."""

from collections.abc import Iterator

from muster.scheduler.v1 import schedule_pb2 as pb
from services.cli import costs

FIRST = "roster"
"""The part of the search in which, with all visits on their days, there is a roster."""


class Spent:
    """Sees a search from its first step to its last."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._first: pb.Schedule | None = None

    def see(self, now: pb.Schedule) -> None:
        """One step, in the order in which they come."""
        if self._first is None and now.phase == FIRST:
            self._first = now

    def lines(self, found: pb.Schedule) -> Iterator[str]:
        """A line for the first roster that was seen and one for what was `found` in the end, if that is an answer."""
        if self._first is not None:
            yield _line(self._first, "first roster")
        if found.state == pb.Schedule.STATE_DRAFT:
            yield _line(found, "effort spent" if found.elapsed_seconds >= self._seconds else "search ended")


def _line(now: pb.Schedule, what: str) -> str:
    return f"  {now.elapsed_seconds:5.1f} s  {what:12}  {costs.columns(now)}"
