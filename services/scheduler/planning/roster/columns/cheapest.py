"""The cheapest rows of one person at given prices, compiled.

What the programme does not carry exactly is priced by slopes, which are moved between tries: any slopes give a true
lower bound of the cheapest row, and rows are valued at what they cost. Where no slopes keep what must be kept, days are
closed until it is.
"""

# mypy: allow-untyped-defs

import numpy as np
from numba import njit

from services.scheduler.planning.roster.anneal import outside
from services.scheduler.planning.roster.columns.prices import FAR, FINE, NEVER
from services.scheduler.planning.roster.columns.walk import by_group, costs_to_go, edge_fees, traced

NARROWING = 3
"""How often more than there are slopes days are closed for one row."""
MANY = 1 << 16
"""One total too many weighs more than this much of another."""


@njit(cache=True, nogil=True)
def cheapest(chart, q, prices, tries, V, rows, values, seed):
    """Up to `tries` rows in `rows[K,D]` with what they cost at `prices[D,C]` in `values[K]` (FINE parts); answers how
    many, and a true lower bound of all rows (FAR: nobody can work so). `V` is room for the costs to go."""
    days, codes = q.allowed.shape
    slopes = q.slopes.slope.shape[0]
    cost, best = np.empty((days, codes), np.int64), np.zeros((days, codes), np.int32)
    fee, offset = np.empty(chart.fee.shape[0], np.int64), np.zeros((days, chart.fee.shape[0]), np.int64)
    live, closed = np.zeros((days + 1, chart.like.shape[1]), np.bool_), np.zeros((slopes, days), np.bool_)
    edges, total, last = np.zeros(days, np.int32), np.zeros(slopes, np.int64), np.zeros(slopes, np.int64)
    found, bound, cheap = 0, -np.int64(FAR) * 4, np.int64(FAR)
    nearest, fewest = q.slopes.slope.copy(), np.int64(FAR)
    for _ in range(tries):
        by_group(chart, q, prices, cost, best)
        edge_fees(chart, q, fee)
        costs_to_go(chart, q, cost, fee, closed, offset, live, V)
        z = np.int64(V[q.start * q.final.shape[0]])
        if z >= NEVER:
            return found, (np.int64(FAR) if found == 0 else bound)
        under = z
        for m in range(slopes):
            under -= q.slopes.slope[m] * (
                (q.slopes.most[m] if q.slopes.slope[m] > 0 else q.slopes.least[m]) - q.slopes.begin[m]
            )
        bound = max(bound, under)
        if not traced(chart, q, cost, fee, offset, best, V, rows[found], edges, seed):
            return found, bound
        value, legal = _valued(chart, q, rows[found], edges, z, total)
        over = _too_much(q, total)
        if over < fewest:
            nearest[:], fewest = q.slopes.slope, over
        moved = False
        for m in range(slopes):
            moved |= _turn(q, m, total[m], last)
        if legal:
            values[found] = value
            cheap = min(cheap, value)
            found += 1
        if not moved or cheap <= bound or found == rows.shape[0]:
            break
    if found:
        return found, bound
    left = prices.copy()
    q.slopes.slope[:] = nearest
    for k in range(slopes + NARROWING):
        if k and not _narrow(chart, q, rows[0], edges, total, left, closed):
            break
        by_group(chart, q, left, cost, best)
        edge_fees(chart, q, fee)
        costs_to_go(chart, q, cost, fee, closed, offset, live, V)
        z = np.int64(V[q.start * q.final.shape[0]])
        if z >= NEVER or not traced(chart, q, cost, fee, offset, best, V, rows[0], edges, seed):
            break
        values[0], legal = _valued(chart, q, rows[0], edges, z, total)
        if legal:
            return 1, bound
    return 0, bound


@njit(cache=True)
def _valued(chart, q, row, edges, z, total):
    """What a row costs that costs `z` with slopes, and whether it keeps what must be kept; fills its totals."""
    value, legal = z, True
    for m in range(q.slopes.slope.shape[0]):
        t = np.int64(0)
        for d in range(row.shape[0]):
            t += _adds(chart, q, m, d, row, edges)
        value -= q.slopes.slope[m] * t
        total[m] = t + q.slopes.begin[m]
        beyond = outside(total[m], q.slopes.least[m], q.slopes.most[m], q.slopes.unit[m])
        if beyond and q.slopes.fee[m] >= FAR:
            legal = False
        elif beyond:
            value += q.slopes.fee[m] * beyond
    return value, legal


@njit(cache=True)
def _too_much(q, total):
    """How many totals are beyond what must be kept, and by how much."""
    over = np.int64(0)
    for m in range(total.shape[0]):
        if q.slopes.fee[m] >= FAR and total[m] > q.slopes.most[m]:
            over += MANY + min(MANY - 1, total[m] - q.slopes.most[m])
    return over


@njit(cache=True)
def _adds(chart, q, m, d, row, edges):
    """What day d of a row adds to total m."""
    if q.slopes.tally[m] >= 0:
        return np.int64(chart.tick[edges[d], q.slopes.tally[m]])
    return q.slopes.weight[m, row[d]] if q.slopes.counted[m, d] else np.int64(0)


@njit(cache=True)
def _narrow(chart, q, row, edges, total, prices, closed):
    """Where a total is beyond what must be kept, keeps open as many of its days as it may have, the dearest left out,
    so that it never is again; answers whether it could."""
    days, any_closed = row.shape[0], False
    kept = np.zeros(days, np.bool_)
    for m in range(q.slopes.slope.shape[0]):
        over = total[m] - q.slopes.most[m]
        if over <= 0 or q.slopes.fee[m] < FAR:
            continue
        for d in range(days):
            kept[d] = _adds(chart, q, m, d, row, edges) > 0
        while over > 0:
            worst = -1
            for d in range(days):
                if kept[d] and (worst < 0 or prices[d, row[d]] > prices[worst, row[worst]]):
                    worst = d
            if worst < 0:
                return False
            kept[worst] = False
            over -= _adds(chart, q, m, worst, row, edges)
        for d in range(days):
            if kept[d]:
                continue
            closed[m, d] = q.slopes.tally[m] >= 0
            if q.slopes.tally[m] < 0 and q.slopes.counted[m, d]:
                for c in range(prices.shape[1]):
                    if q.slopes.weight[m, c] > 0:
                        prices[d, c] = FAR
        any_closed = True
    return any_closed


@njit(cache=True)
def _turn(q, m, total, last):
    """Moves a slope towards where its total lies best; answers whether it moved."""
    if total > q.slopes.most[m]:
        way = 1
    elif total < q.slopes.least[m] or (q.slopes.slope[m] > 0 and total < q.slopes.most[m]):
        way = -1
    elif q.slopes.slope[m] < 0 and total > q.slopes.least[m]:
        way = 1
    else:
        return False
    if last[m] * way < 0:
        q.slopes.stride[m] = max(1, q.slopes.stride[m] // 2)
    elif last[m] * way > 0:
        q.slopes.stride[m] = min(max(1, q.slopes.top[m] // 2), q.slopes.stride[m] * 2, 200 * FINE)
    last[m] = way
    was = q.slopes.slope[m]
    now = was + way * q.slopes.stride[m]
    if was * now < 0:
        now = 0
    q.slopes.slope[m] = min(q.slopes.top[m], max(-q.slopes.top[m], now))
    return q.slopes.slope[m] != was
