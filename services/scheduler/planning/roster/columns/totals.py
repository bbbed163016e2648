"""What a person's rules add up over some days, and which of it the pricing programme carries in its table."""

# mypy: allow-untyped-defs
# (the compiled part; numba infers its types)

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.columns.prices import FAR, FINE, Prices
from services.scheduler.planning.roster.compiled import Compiled, Limits

MOST_KEPT = 2500
"""Totals of all resources that must be kept, together: what is beyond is priced by slopes."""
MOST_PRICED = 250
"""The same with those that may be left at a price."""

TIGHT = 0.6
"""The part of its reach up to which a total that must be kept is carried before any other."""


@dataclass(frozen=True, slots=True)
class Band:
    """A total is wanted within [least, most]; each begun `unit` outside costs `fee` (FAR: must be kept). `begin` is
    what it is without the days in question."""

    begin: int
    least: int
    most: int
    unit: int
    fee: int


@dataclass(frozen=True, slots=True)
class Total:
    """`weight[C]` places of `grain` each code takes on the days `on[D]`, or a tally of the table (else -1), and what
    bounds it. `reach` is the most places that can be added on these days, by the weights alone."""

    weight: NDArray[np.int64]
    on: NDArray[np.bool_]
    tally: int
    grain: int
    reach: int
    meters: tuple[Band, ...]

    @property
    def kept(self) -> bool:
        """Whether one of its bounds must be kept."""
        return any(one.fee >= FAR for one in self.meters)

    @property
    def ceiling(self) -> int:
        """The most places that may be added."""
        kept = ((one.most - one.begin) // self.grain for one in self.meters if one.fee >= FAR)
        return max(0, min([self.reach, *kept]))

    @property
    def floor(self) -> int:
        """The fewest places that must be added."""
        return max([0, *(-((one.begin - one.least) // self.grain) for one in self.meters if one.fee >= FAR)])

    @property
    def tight(self) -> bool:
        """Whether slopes would often miss one of its bounds that must be kept."""
        return self.kept and self.tightness <= TIGHT

    @property
    def dearest(self) -> int:
        """What the dearest of its bounds that may be left costs."""
        return max([0, *(one.fee for one in self.meters if one.fee < FAR)])

    @property
    def tightness(self) -> float:
        """What part of its reach is open: the smaller, the more a slope would miss."""
        return self.ceiling / max(1, self.reach) - (self.floor > 0)

    def costs(self, size: int) -> NDArray[np.int64]:
        """What 0 to `size` - 1 more places cost."""
        out = np.zeros(size, np.int64)
        for one in self.meters:
            total = one.begin + self.grain * np.arange(size, dtype=np.int64)
            beyond = np.maximum(0, np.maximum(total - one.most, one.least - total))
            out += np.where(beyond > 0, FAR if one.fee >= FAR else -(-beyond // one.unit) * one.fee, 0)
        return np.minimum(out, FAR)


def totals_of(a: Compiled, i: int, first: int, end: int, cells: NDArray[np.int8], prices: Prices) -> list[Total]:
    """Those of person i that days `first` to before `end` can carry out of their bounds, the rest of `cells` standing.

    Meters over the same days with the same weights are one total.
    """
    found: dict[tuple[bytes, bytes, int], tuple[NDArray[np.int64], NDArray[np.bool_], int, int, list[Band]]] = {}
    days = np.arange(len(cells))
    outside = (days < first) | (days >= end)
    allowed = a.allowed[i, first:end]
    state = state_after(a, i, cells, first)
    for m in range(a.weight.shape[1]):
        on = a.on[i, m]
        if not a.meters.fee[i, m] or not on[first:end].any():
            continue
        weight = a.weight[i, m].astype(np.int64)
        begin = int(a.meters.begin[i, m]) + int(weight[cells[on & outside]].sum())
        reach = int(most_of(a, weight, on, allowed, first, state, prices.strict))
        bound = _bound(a.meters, i, m, begin, prices)
        if begin + reach > bound.most or begin < bound.least:
            grain = int(np.gcd.reduce(weight)) or 1
            days_on, none = on[first:end].copy(), list[Band]()
            here = weight // grain, days_on, grain, reach // grain, none
            found.setdefault((weight.tobytes(), days_on.tobytes(), -1), here)[4].append(bound)
    for e in range(a.tick.shape[2]):
        begin = _tallied(a, i, e, cells, first, end)
        bound = _bound(a.tallies, i, e, begin, prices)
        # Weekends are not split by the days in question: those begin on a Monday and end on a Sunday.
        reach = -(-(end - first) // 7) + 1
        if a.tallies.fee[i, e] and (begin + reach > bound.most or begin < bound.least):
            nothing = np.zeros(a.allowed.shape[2], np.int64)
            found[b"", b"", e] = nothing, np.ones(end - first, np.bool_), 1, reach, [bound]
    return [
        Total(weight, on, key[2], grain, reach, tuple(bounds))
        for key, (weight, on, grain, reach, bounds) in found.items()
    ]


def _bound(limits: Limits, i: int, m: int, begin: int, prices: Prices) -> Band:
    least, most = int(limits.bounds[i, m, 0]), int(limits.bounds[i, m, 1])
    tier = int(limits.tier[i, m])
    kept = prices.strict and tier < 2
    fee = int(FAR) if kept else min(int(FAR) - 1, int(limits.fee[i, m]) * prices.tiers[tier] * FINE)
    return Band(begin, least, most, int(limits.unit[i, m]), fee)


def _tallied(a: Compiled, i: int, e: int, cells: NDArray[np.int8], first: int, end: int) -> int:
    state, total = int(a.start[i]), int(a.tallies.begin[i, e])
    for day, code in enumerate(cells):
        if not first <= day < end:
            total += int(a.tick[state, code, e])
        state = int(a.follow[state, code])
    return total


def in_table(totals: list[Total]) -> tuple[list[Total], list[Total]]:
    """The (at most three) totals that the programme carries exactly, and those left to slopes.

    First those that must be kept and leave little open; then what costs much, and what must be kept but seldom binds.
    """
    inside: list[Total] = []
    places = 1
    for one in sorted(totals, key=lambda one: (not one.tight, -one.dearest, one.tightness)):
        here = places * (min(one.ceiling, one.reach) + 2)
        limit = MOST_KEPT if one.tight or (one.kept and not any(other.dearest for other in totals)) else MOST_PRICED
        if len(inside) < 3 and here <= limit:
            inside.append(one)
            places = here
    # The largest first: only it has bounds day by day.
    inside.sort(key=lambda one: -one.ceiling)
    return inside, [one for one in totals if all(one is not other for other in inside)]


@njit(cache=True)
def most_of(a, weight, on, allowed, first, state, strict):
    """The most that days from `first` on can add to a total, `allowed[D,C]`, from a state of the table."""
    states = a.follow.shape[0]
    best, after = np.full(states, -1, np.int64), np.full(states, -1, np.int64)
    here, there = np.empty(states, np.int64), np.empty(states, np.int64)
    here[0], n = state, 1
    best[state] = 0
    for d in range(allowed.shape[0]):
        m = 0
        for k in range(n):
            s = here[k]
            for c in range(allowed.shape[1]):
                if not allowed[d, c] or (strict and (a.price[s, c, 0] or a.price[s, c, 1])):
                    continue
                t = a.follow[s, c]
                if after[t] < 0:
                    there[m] = t
                    m += 1
                after[t] = max(after[t], best[s] + (weight[c] if on[first + d] else 0))
            best[s] = -1
        best, after = after, best
        here, there = there, here
        n = m
    most = np.int64(0)
    for k in range(n):
        most = max(most, best[here[k]])
    return most


@njit(cache=True)
def state_after(a, i, cells, day):
    """The table's state of person i before `day`, their row `cells[T]` as it stands."""
    s = a.start[i]
    for d in range(day):
        s = a.follow[s, cells[d]]
    return s
