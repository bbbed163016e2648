"""Annealing on the automata table, compiled: `anneal` makes a number of moves and leaves its arrays as they stand.

A move sets a run of 1 to 6 days of one person to one code, or swaps a run between two people. The row is walked only
until its state rejoins the old one; meters and Hall's conditions change by what the move changes.
"""

# mypy: allow-untyped-defs
# (arrays only; numba infers their types and `compiled.Compiled` documents their shapes)

import numpy as np
from numba import njit
from numpy.typing import NDArray

LONGEST_RUN = 6
SWAPS = 0.6


@njit(cache=True)
def _random(seed: NDArray[np.uint64]) -> float:
    """xorshift64*: its whole state is in `seed`, so that a run can be cut into chunks and repeats exactly."""
    x = seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    seed[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True)
def _outside(total: int, least: int, most: int, unit: int) -> int:
    out = max(total - most, least - total)
    return (out + unit - 1) // unit if out > 0 else 0


@njit(cache=True)
def _row_change(i, d0, d1, new, cells, at, follow, price, cell, weight, span, bounds, unit, fee, tier, total, out):
    """Adds to `out[4]` what row i costs more when its days d0 to d1 (exclusive) become `new`."""
    s = at[i, d0]
    for d in range(d0, cells.shape[1]):
        was_state, was = at[i, d], cells[i, d]
        now = new[d] if d < d1 else was
        if d >= d1 and s == was_state:
            break
        for t in range(4):
            out[t] += price[s, now, t] - price[was_state, was, t] + cell[i, d, now, t] - cell[i, d, was, t]
        s = follow[s, now]
    for m in range(fee.shape[1]):
        if span[i, m, 0] >= d1 or span[i, m, 1] <= d0:
            continue
        more = 0
        for d in range(d0, d1):
            more += weight[i, m, d, new[d]] - weight[i, m, d, cells[i, d]]
        if more != 0:
            old = _outside(total[i, m], bounds[i, m, 0], bounds[i, m, 1], unit[i, m])
            out[tier[i, m]] += fee[i, m] * (
                _outside(total[i, m] + more, bounds[i, m, 0], bounds[i, m, 1], unit[i, m]) - old
            )


@njit(cache=True)
def _move_row(i, d0, d1, new, cells, at, follow, weight, span, total):
    """Makes row i's days d0 to d1 (exclusive) `new`, with its states and meters."""
    for m in range(total.shape[1]):
        if span[i, m, 0] < d1 and span[i, m, 1] > d0:
            for d in range(d0, d1):
                total[i, m] += weight[i, m, d, new[d]] - weight[i, m, d, cells[i, d]]
    s = at[i, d0]
    for d in range(d0, cells.shape[1]):
        if d >= d1 and s == at[i, d]:
            break
        at[i, d] = s
        if d < d1:
            cells[i, d] = new[d]
        s = follow[s, cells[i, d]]


@njit(cache=True)
def _gap(need, have, d, c, sign, out):
    """Adds to `out` (guards, crews) the worst gap of each part; see `compiled.BORDER`."""
    guards, section, worst = 0, 0, 0
    for r in range(need.shape[2]):
        if need[d, c, r] >= 0:
            worst = max(worst, need[d, c, r] - have[d, c, r])
            continue
        if need[d, c, r] == -1:
            guards += worst
            section += worst
        else:
            out[1] += sign * max(0, worst - section)
            section = 0
        worst = 0
    out[0] += sign * guards


@njit(cache=True)
def _count(holds, have, i, d, c, sign):
    bits, r = holds[i, d, c], 0
    while bits:
        if bits & 1:
            have[d, c, r] += sign
        bits >>= 1
        r += 1


@njit(cache=True)
def _cover_change(i, j, d0, d1, one, two, cells, need, have, holds, out):
    """Counts the move into `have`; sets `out` to how many places of guards and of crews more stay empty. j < 0: only
    row i moves."""
    out[:] = 0
    for d in range(d0, d1):
        a, b = cells[i, d], one[d]
        if a == b or (j >= 0 and holds[i, d, a] == holds[j, d, a] and holds[i, d, b] == holds[j, d, b]):
            continue
        _gap(need, have, d, a, -1, out)
        _gap(need, have, d, b, -1, out)
        _count(holds, have, i, d, a, -1)
        _count(holds, have, i, d, b, 1)
        if j >= 0:
            _count(holds, have, j, d, b, -1)
            _count(holds, have, j, d, a, 1)
        _gap(need, have, d, a, 1, out)
        _gap(need, have, d, b, 1, out)


@njit(cache=True, nogil=True)
def prepare(
    cells,
    at,
    total,
    have,
    cost,
    follow,
    price,
    cell,
    start,
    weight,
    begin,
    span,
    bounds,
    unit,
    fee,
    tier,
    need,
    holds,
    empty,
):
    """Fills states, meter totals, counts and `cost[4]` from `cells`."""
    cost[:] = 0
    have[:] = 0
    gaps = np.zeros(2, np.int64)
    for i in range(cells.shape[0]):
        s = start[i]
        total[i] = begin[i]
        for d in range(cells.shape[1]):
            c = cells[i, d]
            at[i, d] = s
            for t in range(4):
                cost[t] += price[s, c, t] + cell[i, d, c, t]
            _count(holds, have, i, d, c, 1)
            for m in range(total.shape[1]):
                total[i, m] += weight[i, m, d, c]
            s = follow[s, c]
        for m in range(total.shape[1]):
            cost[tier[i, m]] += fee[i, m] * _outside(total[i, m], bounds[i, m, 0], bounds[i, m, 1], unit[i, m])
    for d in range(need.shape[0]):
        for c in range(1, need.shape[1]):
            _gap(need, have, d, c, 1, gaps)
    cost[1] += empty[0] * gaps[0]
    cost[2] += empty[1] * gaps[1]


@njit(cache=True, nogil=True)
def anneal(
    moves,
    heat,
    tier_price,
    seed,
    cells,
    at,
    total,
    have,
    cost,
    best,
    best_cost,
    allowed,
    follow,
    price,
    cell,
    weight,
    span,
    bounds,
    unit,
    fee,
    tier,
    need,
    holds,
    empty,
):
    """Makes `moves` moves at temperature `heat`; keeps the best by tier tuple in `best`."""
    people, days = cells.shape
    codes = allowed.shape[2]
    one, two, out = np.zeros(days, np.int64), np.zeros(days, np.int64), np.zeros(4, np.int64)
    gaps = np.zeros(2, np.int64)
    for _ in range(moves):
        i = int(_random(seed) * people)
        length = min(days, 1 + int(_random(seed) ** 2 * LONGEST_RUN))
        d0 = int(_random(seed) * (days - length + 1))
        d1 = d0 + length
        j = -1
        fits, changes = True, False
        if people > 1 and _random(seed) < SWAPS:
            j = int(_random(seed) * (people - 1))
            j += j >= i
            for d in range(d0, d1):
                one[d], two[d] = cells[j, d], cells[i, d]
                changes |= one[d] != two[d]
                fits &= allowed[i, d, one[d]] and allowed[j, d, two[d]]
        else:
            code = int(_random(seed) * codes)
            for d in range(d0, d1):
                one[d] = code
                changes |= cells[i, d] != code
                fits &= allowed[i, d, code]
        if not fits or not changes:
            continue
        out[:] = 0
        _row_change(i, d0, d1, one, cells, at, follow, price, cell, weight, span, bounds, unit, fee, tier, total, out)
        if j >= 0:
            _row_change(
                j, d0, d1, two, cells, at, follow, price, cell, weight, span, bounds, unit, fee, tier, total, out
            )
        _cover_change(i, j, d0, d1, one, two, cells, need, have, holds, gaps)
        out[1] += empty[0] * gaps[0]
        out[2] += empty[1] * gaps[1]
        worse = out[0] * tier_price[0] + out[1] * tier_price[1] + out[2] * tier_price[2] + out[3] * tier_price[3]
        if worse > 0 and _random(seed) >= np.exp(-worse / heat):
            for d in range(d0, d1):  # the counts go back; nothing else was touched
                a, b = cells[i, d], one[d]
                if a != b:
                    if j < 0:
                        _count(holds, have, i, d, b, -1)
                        _count(holds, have, i, d, a, 1)
                    elif not (holds[i, d, a] == holds[j, d, a] and holds[i, d, b] == holds[j, d, b]):
                        _count(holds, have, i, d, b, -1)
                        _count(holds, have, i, d, a, 1)
                        _count(holds, have, j, d, a, -1)
                        _count(holds, have, j, d, b, 1)
            continue
        _move_row(i, d0, d1, one, cells, at, follow, weight, span, total)
        if j >= 0:
            _move_row(j, d0, d1, two, cells, at, follow, weight, span, total)
        better, decided = False, False
        for t in range(4):
            cost[t] += out[t]
            if not decided and cost[t] != best_cost[t]:
                better, decided = cost[t] < best_cost[t], True
        if better:
            best[:] = cells
            best_cost[:] = cost
