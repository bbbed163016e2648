"""How a search by columns stands: the best roster so far, its cost and bound, and what is spent of the effort."""

import math
import threading
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.prices import Prices
from services.scheduler.planning.roster.compiled import Compiled
from services.scheduler.planning.roster.counts import cost_of_cells
from services.scheduler.planning.search import Cost, Effort, Progress, Watch

STEPS_A_ROW = 1500
"""One row asked for counts as this many moves of local search: about the same time."""
TELL_SECONDS = 0.1


@dataclass(slots=True)
class Standing:
    """Shared by threads. `best` are codes `[I,T]`; `bound` is a true one of the cost as one number (see `Prices`)."""

    a: Compiled
    prices: Prices
    effort: Effort
    watch: Watch
    began: float
    best: NDArray[np.int8]
    cost: Cost = (0, 0, 0, 0)
    bound: float = -math.inf
    contract_bound: float = -math.inf
    """A true bound of what the contract tier costs, whatever the preference tier does."""
    safety_bound: int = 0
    """A true bound of what the safety tier costs where the law is kept."""
    phase: str = "columns"
    asked: int = 0
    stopped: bool = False
    _told: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.cost = cost_of_cells(self.a, self.best)

    def count(self, rows: int) -> None:
        """So many rows were asked for."""
        with self._lock:
            self.asked += rows

    def offer(self, cells: NDArray[np.int8]) -> bool:
        """Keeps a roster that is better than the best; answers whether it is."""
        cost = cost_of_cells(self.a, cells)
        with self._lock:
            if cost < self.cost:
                self.best, self.cost = cells.copy(), cost
                return True
        return False

    def value(self, cost: Cost | None = None) -> int:
        """A cost (absent: the best) as one number."""
        return sum(price * part for price, part in zip(self.prices.tiers, cost or self.cost, strict=True))

    @property
    def proved(self) -> bool:
        """Whether nothing better can be there. Costs are whole numbers."""
        return self.value() - 1 < self.bound - 1e-6

    def spent(self) -> float:
        """The part of the effort that is spent: of the steps where they are counted, else of the seconds."""
        if self.effort.steps:
            return self.asked * STEPS_A_ROW / self.effort.steps
        return (time.monotonic() - self.began) / self.effort.seconds

    def going(self, until: float = 1.0) -> bool:
        """Whether to go on, up to a part of the effort; tells the watch how it stands."""
        if time.monotonic() - self._told > TELL_SECONDS:
            self.tell()
        return not self.stopped and not self.proved and self.spent() < until

    def after(self, part: float) -> float:
        """The part of the effort at which `part` of what is left now will be spent."""
        spent = self.spent()
        return spent + part * max(0.0, 1 - spent)

    def tell(self) -> None:
        """Tells the watch how it stands, from one thread at a time."""
        if self._lock.acquire(blocking=False):
            try:
                self._told = time.monotonic()
                now = Progress(self.phase, self._told - self.began, self.cost, self.bound_by_tiers())
                self.stopped = not self.watch(now) or self.stopped
            finally:
                self._lock.release()

    def seen_elsewhere(self, progress: Progress) -> bool:
        """Passes on how another search stands where it is better."""
        self._told = time.monotonic()
        best = min(progress.cost, self.cost)
        now = Progress(progress.phase, self._told - self.began, best, self.bound_by_tiers())
        self.stopped = not self.watch(now) or self.stopped
        return not self.stopped

    def bound_by_tiers(self) -> Cost | None:
        """What no roster costs less than; None while that is nothing.

        The bound is of rows within law and safety, so it is one where the best roster keeps both. It is of contract and
        preference as one number: with a bound of the contract tier alone that the best meets, the rest is preference.
        """
        if self.cost[:2] != (0, 0):
            by_hours = 0, min(self.cost[1], self.safety_bound), 0, 0
            return by_hours if self.cost[0] == 0 and self.safety_bound else None
        if max(self.bound, self.contract_bound) == -math.inf:
            return None
        contract = min(self.cost[2], math.ceil(max(self.contract_bound, 0) - 1e-6))
        if contract < self.cost[2]:
            return 0, 0, contract, 0
        whole = math.ceil(max(self.bound, 0) - 1e-6) - self.prices.tiers[2] * contract
        return 0, 0, contract, min(self.cost[3], max(0, whole))
