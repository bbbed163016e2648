"""What is seen of a search on the way: when the first answer without a violation was there, what it cost at moments."""

import sys
import time
from bisect import bisect_right

from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Cost, Progress

MOMENTS = (10, 30, 60)
"""Seconds after which the state is reported."""
CONTRACT_WEIGHT = 20
"""Of one step of the contract tier in the published figure: 20 x contract + preference."""
SILENCE = 5.0


def rated(cost: Cost, bound: Cost | None) -> dict[str, object]:
    """A cost and its bound by tier, and each as one figure; a bound of None: nothing is proved."""
    return {
        "cost": list(cost),
        "rated": _figure(cost),
        "bound": list(bound) if bound else None,
        "bound_rated": _figure(bound) if bound else None,
    }


def _figure(cost: Cost) -> int:
    return CONTRACT_WEIGHT * cost[Tier.CONTRACT] + cost[Tier.PREFERENCE]


class Looking:
    """A watch of a search that remembers all it is told, says on stderr what changes, and stops when it is asked to."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._seen: list[tuple[float, Progress]] = []
        self._clean_from = ""
        self._stopped = False
        self._told: Progress | None = None
        self._when = -SILENCE

    def begin(self, parts_until: str = "") -> None:
        """The search is asked now. Before its phase `parts_until` there is no whole answer that could be clean."""
        self._begun, self._clean_from = time.monotonic(), parts_until

    @property
    def seconds(self) -> float:
        """Since the search was asked."""
        return round(time.monotonic() - self._begun, 2)

    def __call__(self, progress: Progress) -> bool:
        """A watch of the search."""
        now = self.seconds
        self._seen.append((now, progress))
        told = self._told
        news = told is None or (told.phase, told.bound) != (progress.phase, progress.bound) or told.cost > progress.cost
        if (news and now - self._when > 0.5) or now - self._when > SILENCE:
            self._told, self._when = progress, now
            bound = f", bound {progress.bound}" if progress.bound else ""
            print(f"{now:7.2f} s  {progress.phase}: cost {progress.cost}{bound}", file=sys.stderr, flush=True)
        return not self._stopped

    def stop(self, *_: object) -> None:
        """The next progress ends the search with what it has."""
        self._stopped = True

    @property
    def first_seconds(self) -> float | None:
        """When there was an answer at all, which is when a search tells of the first; None: never."""
        return self._seen[0][0] if self._seen else None

    @property
    def clean_since(self) -> float | None:
        """When the first answer without a violation of law or safety was there; None: never."""
        whole = not self._clean_from
        for when, progress in self._seen:
            whole = whole or progress.phase == self._clean_from
            if whole and progress.cost[: Tier.CONTRACT] == (0, 0):
                return when
        return None

    def phase_began(self, phase: str) -> float | None:
        """When it was first told of."""
        return next((when for when, progress in self._seen if progress.phase == phase), None)

    def at_moments(self, seconds: float) -> dict[int, Progress]:
        """The state at each of MOMENTS within `seconds`; of a search that was at its end by then, its last one."""
        times = [when for when, _ in self._seen]
        within = [moment for moment in MOMENTS if moment <= seconds]
        return {moment: self._seen[place - 1][1] for moment in within if (place := bisect_right(times, moment))}
