"""What every search takes and gives: an effort to spend, progress on the way, an outcome at the end."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How hard to try. `steps` with one worker and a seed repeats a run exactly; `seconds` is wall time.

    `steps` are moves in local search and thousandths of a deterministic second in CP-SAT; 0 means no limit but time.
    """

    seconds: float = 10.0
    workers: int = 1
    seed: int = 1
    steps: int = 0

    def __post_init__(self) -> None:
        if self.seconds <= 0 or self.workers < 1 or self.steps < 0:
            raise ValueError("an effort needs seconds > 0, workers >= 1 and steps >= 0")

    def within(self, spent: float, part: float) -> "Effort":
        """`part` (0 to 1) of what is left after `spent` seconds; of the steps, which no clock counts, simply `part`."""
        left = max(0.05, self.seconds - spent)
        return Effort(
            seconds=max(0.05, left * part),
            workers=self.workers,
            seed=self.seed,
            steps=max(1, int(self.steps * part)) if self.steps else 0,
        )


# A cost is a tuple, one number a tier, compared from the left: legal, safety, contract, preference.
Cost = tuple[int, int, int, int]
NO_COST: Cost = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a running search: `bound` is None while nothing is proved."""

    phase: str
    elapsed: float
    cost: Cost
    bound: Cost | None = None


class Status(StrEnum):
    """What is known of an answer: optimal is proved, complete is good, stopped is the best until it was stopped."""

    OPTIMAL = "optimal"
    COMPLETE = "complete"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """An answer, always usable: what could not be kept is in its cost and named by the verifier."""

    answer: T
    status: Status
    cost: Cost
    bound: Cost | None = None


Watch = Callable[[Progress], bool]
"""Told of progress; answers whether to go on. A search asks it at least every 0.2 s."""


def unwatched(_: Progress) -> bool:
    """Watch for callers who need no progress."""
    return True
