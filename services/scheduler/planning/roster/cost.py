"""What one row costs, compiled: the table, single cells and totals; not the shifts it stands in."""

# mypy: allow-untyped-defs

import numpy as np
from numba import njit

from services.scheduler.planning.roster.anneal import outside


@njit(cache=True)
def row_cost(a, i, row):
    """A cost by tiers `[4]` of person i's whole row of codes `[T]`."""
    out = np.zeros(4, np.int64)
    ticks, total = a.tallies.begin[i].copy(), a.meters.begin[i].copy()
    s = a.start[i]
    for d in range(row.shape[0]):
        c = row[d]
        for t in range(4):
            out[t] += a.price[s, c, t] + a.cell[i, d, c, t]
        for e in range(ticks.shape[0]):
            ticks[e] += a.tick[s, c, e]
        for m in range(total.shape[0]):
            if a.on[i, m, d]:
                total[m] += a.weight[i, m, c]
        s = a.follow[s, c]
    for m in range(total.shape[0]):
        beyond = outside(total[m], a.meters.bounds[i, m, 0], a.meters.bounds[i, m, 1], a.meters.unit[i, m])
        out[a.meters.tier[i, m]] += a.meters.fee[i, m] * beyond
    for e in range(ticks.shape[0]):
        beyond = outside(ticks[e], a.tallies.bounds[i, e, 0], a.tallies.bounds[i, e, 1], a.tallies.unit[i, e])
        out[a.tallies.tier[i, e]] += a.tallies.fee[i, e] * beyond
    return out
