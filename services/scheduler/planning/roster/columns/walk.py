"""One person's days at given prices, compiled: an exact dynamic programme over (day, node, totals).

A cost-to-go is kept for each day, node of the chart and totals so far of up to three resources, backwards from the end;
the row is found again forwards, by equality. What is metered beyond those resources is priced by slopes.
"""

# mypy: allow-untyped-defs

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.anneal import put, random, shift_cost
from services.scheduler.planning.roster.columns.prices import FAR, FINE

NOWHERE = -(1 << 40)
"""How far an edge moves that may not be taken."""

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]


class Slopes(NamedTuple):
    """S totals that are priced by slopes: `weight[S,C]` on days `counted[S,D]`, or a tally `tally[S]` (else -1), added
    to `begin`, wanted within [least, most]; each begun `unit` outside costs `fee` (FAR: must be kept). `top` is the
    steepest that a slope may be. `slope` and `stride` are kept from call to call."""

    weight: Longs
    counted: NDArray[np.bool_]
    tally: Ints
    begin: Longs
    least: Longs
    most: Longs
    unit: Longs
    fee: Longs
    top: Longs
    slope: Longs
    stride: Longs

    def apart(self) -> "Slopes":
        """The same, to be moved by somebody else."""
        return self._replace(slope=self.slope.copy(), stride=self.stride.copy())


class Quest(NamedTuple):
    """One person's days: D of them, the first on weekday `phase`, from node `start`. Prices are FINE parts.

    `allowed[D,C]` and `cell[D,C]` (own price of a cell); `holds`, `more`, `less` `[D,C]` as in `Demand`. Resource k of
    three: an edge adds `step[k,edge]` on days with `on[k,D]`; totals run from 0 to below `size[k]`, and are followed by
    `room[k]` places that nothing may reach, where `wall` is FAR. `final` is what totals cost in the end, `tail` what a
    last node does. `low[D+1]` and `high[D+1]` bound the first resource before each day. `lenient`: law and safety are
    prices here, because what stands outside the days breaks them anyway.
    """

    phase: int
    start: int
    allowed: NDArray[np.bool_]
    cell: Longs
    holds: Longs
    more: Longs
    less: Longs
    step: Ints
    on: NDArray[np.bool_]
    size: Longs
    room: Longs
    final: Ints
    wall: Ints
    tail: Ints
    low: Longs
    high: Longs
    slopes: Slopes
    lenient: bool


@njit(cache=True, nogil=True)
def cell_prices(q, dual, cap, out):
    """`out[D,C]`: own price of each cell, less what the conditions pay for it, plus what the limits charge; FAR where
    it is not allowed."""
    days, codes = out.shape
    for d in range(days):
        for c in range(codes):
            if not q.allowed[d, c]:
                out[d, c] = FAR
                continue
            v = q.cell[d, c]
            bits, r = q.holds[d, c], 0
            while bits:
                if bits & 1:
                    v -= dual[d, c, r]
                bits >>= 1
                r += 1
            more, less, r = q.more[d, c], q.less[d, c], 0
            while more | less:
                v += ((more & 1) - (less & 1)) * cap[d, c, r]
                more >>= 1
                less >>= 1
                r += 1
            out[d, c] = v


@njit(cache=True)
def marginal_prices(q, demand, have, count, i, first, tiers, out):
    """`out[D,C]`: own price of each cell and what its shift costs more with person i, beside all who are counted in
    `have` and `count`; FAR where it is not allowed."""
    change = np.empty(4, np.int64)
    for d in range(out.shape[0]):
        for c in range(out.shape[1]):
            if not q.allowed[d, c]:
                out[d, c] = FAR
                continue
            change[:] = 0
            if demand.holds[i, first + d, c] or demand.more[i, first + d, c] or demand.less[i, first + d, c]:
                shift_cost(demand, have, count, first + d, c, -1, change)
                put(demand, have, count, i, first + d, c, 1)
                shift_cost(demand, have, count, first + d, c, 1, change)
                put(demand, have, count, i, first + d, c, -1)
            v = q.cell[d, c]
            for t in range(4):
                v += FINE * tiers[t] * change[t]
            out[d, c] = v


@njit(cache=True)
def worth(demand, i, first, row, dual, cap):
    """What the conditions pay for a row less what the limits charge, at prices `[D,C,R]` and `[D,C,Q]`."""
    paid = 0.0
    for d in range(row.shape[0]):
        c = row[d]
        bits, r = demand.holds[i, first + d, c], 0
        while bits:
            if bits & 1:
                paid += dual[d, c, r]
            bits >>= 1
            r += 1
        more, less, q = demand.more[i, first + d, c], demand.less[i, first + d, c], 0
        while more | less:
            paid -= ((more & 1) - (less & 1)) * cap[d, c, q]
            more >>= 1
            less >>= 1
            q += 1
    return paid


@njit(cache=True)
def by_group(chart, q, prices, cost, best):
    """`cost[D,G]`, the cheapest code of each group with slopes, and which it is."""
    cost[:] = FAR
    for d in range(prices.shape[0]):
        for c in range(prices.shape[1]):
            g = chart.group[c]
            if g < 0 or prices[d, c] >= FAR:
                continue
            v = prices[d, c]
            for m in range(q.slopes.slope.shape[0]):
                if q.slopes.tally[m] < 0 and q.slopes.counted[m, d]:
                    v += q.slopes.slope[m] * q.slopes.weight[m, c]
            if v < cost[d, g]:
                cost[d, g], best[d, g] = v, c


@njit(cache=True)
def edge_fees(chart, q, out):
    """Each edge's own price with the slopes of tallies."""
    for e in range(chart.fee.shape[0]):
        v = np.int64(chart.fee[e])
        for m in range(q.slopes.slope.shape[0]):
            if q.slopes.tally[m] >= 0:
                v += q.slopes.slope[m] * chart.tick[e, q.slopes.tally[m]]
        out[e] = v


@njit(cache=True)
def _clear(V, at, low, high):
    for i in range(at + low, at + high):
        V[i] = FAR


@njit(cache=True)
def _relax(A, B, x, first):
    # Cast back at once: numba adds 32-bit numbers in 64 bits, and half as many fit into a register.
    if first:
        for i in range(A.shape[0]):
            A[i] = np.int32(B[i] + x)
    else:
        for i in range(A.shape[0]):
            v = np.int32(B[i] + x)
            A[i] = v if v < A[i] else A[i]


@njit(cache=True)
def _forbid(A, wall):
    """Totals beyond the second and the third resource's size are out of reach."""
    for i in range(A.shape[0]):
        A[i] = max(A[i], wall[i])


@njit(cache=True)
def _offsets(chart, q, inner, width, d, closed, out):
    """How far each edge moves in the flat totals on day d; NOWHERE where it adds to a tally that is closed then."""
    a, b, c = q.on[0, d], q.on[1, d], q.on[2, d]
    w = (q.phase + d) % 7
    for e in range(chart.begin[w, 0], chart.begin[w, chart.nodes[w]]):
        off = 0
        if a:
            off += q.step[0, e] * inner
        if b:
            off += q.step[1, e] * width
        if c:
            off += q.step[2, e]
        for m in range(closed.shape[0]):
            if closed[m, d] and chart.tick[e, q.slopes.tally[m]]:
                off = NOWHERE
        out[e] = off


@njit(cache=True)
def _alive(chart, q, cost, live):
    """Which nodes `[D+1,N]` the first one leads to."""
    live[:] = False
    live[0, q.start] = True
    for d in range(cost.shape[0]):
        w = (q.phase + d) % 7
        for n in range(chart.nodes[w]):
            if live[d, n]:
                for e in range(chart.begin[w, n], chart.begin[w, n + 1]):
                    if cost[d, chart.by[e]] < FAR:
                        live[d + 1, chart.to[e]] = True


@njit(cache=True)
def costs_to_go(chart, q, cost, fee, closed, offset, live, V):
    _alive(chart, q, cost, live)
    days, block = q.allowed.shape[0], q.final.shape[0]
    width = q.size[2] + q.room[2]
    inner = (q.size[1] + q.room[1]) * width
    nodes = chart.like.shape[1]
    last = (q.phase + days) % 7
    for n in range(chart.nodes[last]):
        at = (days * nodes + n) * block
        if q.tail[n] >= FAR:
            _clear(V, at, 0, block)
        else:
            for i in range(block):
                V[at + i] = min(FAR, q.final[i] + q.tail[n])
    for d in range(days - 1, -1, -1):
        w = (q.phase + d) % 7
        _offsets(chart, q, inner, width, d, closed, offset[d])
        low, high = q.low[d], q.high[d] + 1
        before = q.low[d - 1] if d else low
        beyond = min(q.size[0], q.high[d - 1] + 1 if d else high) + q.room[0]
        span = (high - low) * inner
        for k in range(chart.nodes[w]):
            n = chart.order[w, k]
            if not live[d, n]:
                continue
            at = (d * nodes + n) * block
            A = V[at + low * inner : at + low * inner + span]
            first = True
            alike = chart.like[w, n]
            known = alike >= 0 and live[d, alike]
            if known:
                other = (d * nodes + alike) * block + low * inner
                _relax(A, V[other : other + span], np.int32(0), True)
                first = False
            begin = chart.more_begin[w, n] if known else chart.begin[w, n]
            end = chart.more_begin[w, n + 1] if known else chart.begin[w, n + 1]
            for p in range(begin, end):
                e = chart.more[p] if known else p
                x = cost[d, chart.by[e]] + fee[e]
                if x >= FAR or offset[d, e] == NOWHERE:
                    continue
                source = ((d + 1) * nodes + chart.to[e]) * block + low * inner + offset[d, e]
                _relax(A, V[source : source + span], np.int32(x), first)
                first = False
            if first:
                _clear(V, at, low * inner, high * inner)
            _clear(V, at, before * inner, low * inner)
            _clear(V, at, high * inner, beyond * inner)
            if q.room[1] or q.room[2]:
                _forbid(A, q.wall[low * inner : low * inner + span])


@njit(cache=True)
def traced(chart, q, cost, fee, offset, best, V, row, edges, seed):
    """The row that costs what the first node does; ties are broken by `seed` (0: the first)."""
    block, nodes = q.final.shape[0], chart.like.shape[1]
    n, i = q.start, 0
    v = V[n * block]
    for d in range(q.allowed.shape[0]):
        w = (q.phase + d) % 7
        found, ties = -1, 0
        for e in range(chart.begin[w, n], chart.begin[w, n + 1]):
            x = cost[d, chart.by[e]] + fee[e]
            if x >= FAR or offset[d, e] == NOWHERE:
                continue
            if V[((d + 1) * nodes + chart.to[e]) * block + i + offset[d, e]] + x == v:
                ties += 1
                if found < 0 or (seed[0] and random(seed) * ties < 1):
                    found = e
                if not seed[0]:
                    break
        if found < 0:
            return False
        v -= cost[d, chart.by[found]] + fee[found]
        row[d] = best[d, chart.by[found]]
        edges[d] = found
        i += offset[d, found]
        n = chart.to[found]
    return True
