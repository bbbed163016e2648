"""How an effort is shared out among the parts of an estate, and what they have reached together."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from services.scheduler.planning.search import NO_COST, Cost, Effort, Outcome, Progress, Status, Watch

T = TypeVar("T")
SHARES = {"programme": 0.15, "roster": 0.5, "visits again": 0.05, "drills": 0.15, "dispatch": 0.15}
"""Parts of the effort; what a part does not need goes to the roster, which always finds a use for it."""
QUICK_SECONDS = {"programme": 0.8, "roster": 3.0, "drills": 1.5}
MOST_QUICK = 0.1
"""Of the effort, for one quick part; of the steps, where they are counted, its seconds' part as well."""


class Run:
    """The effort as it is spent, and what was reached with it."""

    def __init__(self, effort: Effort, watch: Watch) -> None:
        self._effort, self._watch = effort, watch
        self._begun = time.monotonic()
        self._reached: dict[str, Cost] = {}
        self._going = True
        self._left = 1.0
        self.status = Status.OPTIMAL
        self.roster: tuple[Cost, Cost | None] = NO_COST, None
        """What the roster cost when it was found, and its bound."""

    def bound(self, cost: Cost) -> Cost | None:
        """What no roster brings the whole below, which costs `cost`, while visits, drills and jobs stay as they are."""
        own, least = self.roster
        if least is None:
            return None
        legal, safety, contract, preference = (a - b + c for a, b, c in zip(cost, own, least, strict=True))
        found = legal, safety, contract, preference
        return found if NO_COST <= found <= cost and min(found) >= 0 else None

    def part(
        self, name: str, solve: Callable[[Effort, Watch], Outcome[T]], *, instead: str = "", quick: bool = False
    ) -> T:
        """The answer of one part, given its share of what is left of the effort; it may stand `instead` of another's.
        A quick one is given little, and has its share again later.

        Each takes what the parts before it left, so the bound of one is a bound while the others stay as they are.
        """
        self._reached.pop(instead, None)
        spent = time.monotonic() - self._begun
        if quick:
            part = self._effort.within(spent, min(MOST_QUICK, QUICK_SECONDS[name] / self._effort.seconds))
        else:
            share = SHARES[name] / self._left
            self._left -= SHARES[name]
            part = self._effort.within(spent, min(1.0, share))

        def seen(progress: Progress) -> bool:
            others = {part: cost for part, cost in self._reached.items() if part != name}
            bound = self._bound_with(name, others, progress)
            now = Progress(name, time.monotonic() - self._begun, _sum([*others.values(), progress.cost]), bound)
            self._going = self._watch(now) and self._going
            return self._going

        found = solve(part, seen)
        self._reached[name] = found.cost
        if quick:
            return found.answer
        if name == "roster":
            self.roster = found.cost, found.bound
        if Status.STOPPED in (self.status, found.status):
            self.status = Status.STOPPED
        elif found.status is not Status.OPTIMAL:
            self.status = Status.COMPLETE
        return found.answer

    def _bound_with(self, name: str, others: Mapping[str, Cost], progress: Progress) -> Cost | None:
        """The bound of the whole as it stands: in the part itself, or with the roster's own after it."""
        if name == "roster":
            return None if progress.bound is None else _sum([*others.values(), progress.bound])
        _, least = self.roster
        if least is None or "roster" not in others:
            return None
        return _sum([*(cost for part, cost in others.items() if part != "roster"), least, progress.cost])

    def judged_anew(self, cost: Cost, bound: Cost) -> None:
        """The roster's bound was of the visits that it was made for; these have moved."""
        self.roster = cost, bound
        self._reached["roster"] = cost

    def skip(self, name: str) -> None:
        """Leave the share of a part whose answer is known to those after it."""
        self._left -= SHARES[name]


def _sum(costs: Sequence[Cost]) -> Cost:
    legal, safety, contract, preference = (sum(tier) for tier in zip(*costs, strict=True))
    return legal, safety, contract, preference
