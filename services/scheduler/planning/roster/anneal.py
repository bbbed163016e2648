"""Annealing on the automata table, compiled: `anneal` makes a number of moves and leaves its arrays as they stand.

A move sets a run of 1 to 6 days of one person to one code, or swaps a run between two people. The row is walked only
until its state rejoins the old one; totals, Hall's conditions and limits change by what the move changes.
"""

# mypy: allow-untyped-defs
# (arrays only; numba infers their types, `compiled.Compiled` and `State` document their shapes)

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from services.scheduler.planning.roster.compiled import Compiled

LONGEST_RUN = 6
SWAPS = 0.6


class State(NamedTuple):
    """Where a search is: codes `cells[I,T]` (int8), table states `at[I,T]`, totals of meters `total[I,M]` and tallies
    `tallied[I,E]`, how many meet each condition `have[T,C,R]` and stand against each limit `against[T,C,Q]`, the cost a
    tier `cost[4]`; `best` and `best_cost` are the best so far."""

    cells: NDArray[np.int8]
    at: NDArray[np.int32]
    total: NDArray[np.int64]
    tallied: NDArray[np.int64]
    have: NDArray[np.int32]
    against: NDArray[np.int32]
    cost: NDArray[np.int64]
    best: NDArray[np.int8]
    best_cost: NDArray[np.int64]


def state_of(a: Compiled, cells: NDArray[np.int8]) -> State:
    """Everything counted from `cells`."""
    state = State(
        cells,
        np.zeros(cells.shape, np.int32),
        a.meters.begin.copy(),
        a.tallies.begin.copy(),
        np.zeros_like(a.demand.need),
        np.zeros_like(a.demand.most),
        np.zeros(4, np.int64),
        cells.copy(),
        np.zeros(4, np.int64),
    )
    prepare(a, state)
    state.best_cost[:] = state.cost
    return state


@njit(cache=True, inline="always")
def random(seed: NDArray[np.uint64]) -> float:
    """xorshift64*: its whole state is in `seed`, so that a run can be cut into chunks and repeats exactly."""
    x = seed[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    seed[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@njit(cache=True, inline="always")
def outside(total: int, least: int, most: int, unit: int) -> int:
    """How many begun units a total is out of its bounds."""
    out = max(total - most, least - total)
    return (out + unit - 1) // unit if out > 0 else 0


@njit(cache=True, inline="always")
def _row_change(a, z, i, d0, d1, new, ticks, out):
    """Adds to `out[4]` what row i costs more when its days d0 to d1 (exclusive) become `new`."""
    s = z.at[i, d0]
    tallies = ticks.shape[0]
    ticks[:] = 0
    for d in range(d0, z.cells.shape[1]):
        was_state, was = z.at[i, d], z.cells[i, d]
        now = new[d] if d < d1 else was
        if d >= d1 and s == was_state:
            break
        for t in range(4):
            out[t] += a.price[s, now, t] - a.price[was_state, was, t] + a.cell[i, d, now, t] - a.cell[i, d, was, t]
        for e in range(tallies):
            ticks[e] += a.tick[s, now, e] - a.tick[was_state, was, e]
        s = a.follow[s, now]
    for e in range(tallies):
        if ticks[e] != 0:
            _total_change(a.tallies, i, e, z.tallied[i, e], ticks[e], out)
    for m in range(a.span.shape[1]):
        if a.span[i, m, 0] >= d1 or a.span[i, m, 1] <= d0:
            continue
        more = 0
        for d in range(d0, d1):
            if a.on[i, m, d]:
                more += a.weight[i, m, new[d]] - a.weight[i, m, z.cells[i, d]]
        if more != 0:
            _total_change(a.meters, i, m, z.total[i, m], more, out)


@njit(cache=True, inline="always")
def _total_change(limits, i, m, total, more, out):
    least, most, unit = limits.bounds[i, m, 0], limits.bounds[i, m, 1], limits.unit[i, m]
    change = outside(total + more, least, most, unit) - outside(total, least, most, unit)
    out[limits.tier[i, m]] += limits.fee[i, m] * change


@njit(cache=True, inline="always")
def _move_row(a, z, i, d0, d1, new):
    """Makes row i's days d0 to d1 (exclusive) `new`, with its states and totals."""
    for m in range(z.total.shape[1]):
        if a.span[i, m, 0] < d1 and a.span[i, m, 1] > d0:
            for d in range(d0, d1):
                if a.on[i, m, d]:
                    z.total[i, m] += a.weight[i, m, new[d]] - a.weight[i, m, z.cells[i, d]]
    s = z.at[i, d0]
    for d in range(d0, z.cells.shape[1]):
        if d >= d1 and s == z.at[i, d]:
            break
        now = new[d] if d < d1 else z.cells[i, d]
        for e in range(z.tallied.shape[1]):
            z.tallied[i, e] += a.tick[s, now, e] - a.tick[z.at[i, d], z.cells[i, d], e]
        z.at[i, d] = s
        z.cells[i, d] = now
        s = a.follow[s, now]


@njit(cache=True, inline="always")
def shift_cost(demand, have, count, d, c, sign, out):
    """Adds to `out[4]` what shift c of day d lacks and has too many; `demand.BORDER` tells the parts of conditions."""
    guards, section, worst, crews = 0, 0, 0, 0
    for r in range(demand.need.shape[2]):
        need = demand.need[d, c, r]
        if need >= 0:
            worst = max(worst, need - have[d, c, r])
            continue
        if need == -1:
            guards += worst
            section += worst
        else:
            crews += max(0, worst - section)
            section = 0
        worst = 0
    out[demand.empty_tier[0]] += sign * guards * demand.empty[d, c, 0]
    out[demand.empty_tier[1]] += sign * crews * demand.empty[d, c, 1]
    for q in range(demand.most.shape[2]):
        beyond = count[d, c, q] - demand.most[d, c, q]
        if beyond > 0:
            out[demand.extra_tier[d, c, q]] += sign * beyond * demand.extra[d, c, q]


@njit(cache=True, inline="always")
def put(demand, have, count, i, d, c, sign):
    """Counts person i into shift c of day d (sign 1) or out of it (-1)."""
    bits, r = demand.holds[i, d, c], 0
    while bits:
        if bits & 1:
            have[d, c, r] += sign
        bits >>= 1
        r += 1
    if demand.most.shape[2]:
        more, less, q = demand.more[i, d, c], demand.less[i, d, c], 0
        while more | less:
            count[d, c, q] += sign * ((more & 1) - (less & 1))
            more >>= 1
            less >>= 1
            q += 1


@njit(cache=True, inline="always")
def _alike(demand, i, j, d, c):
    return (
        demand.holds[i, d, c] == demand.holds[j, d, c]
        and demand.more[i, d, c] == demand.more[j, d, c]
        and demand.less[i, d, c] == demand.less[j, d, c]
    )


@njit(cache=True, inline="always")
def _days_change(a, z, i, j, d0, d1, one, out):
    """Counts the move into `have` and `against`; adds to `out` what its shifts cost more. j < 0: only row i moves."""
    for d in range(d0, d1):
        was, now = z.cells[i, d], one[d]
        if was == now or (j >= 0 and _alike(a.demand, i, j, d, was) and _alike(a.demand, i, j, d, now)):
            continue
        shift_cost(a.demand, z.have, z.against, d, was, -1, out)
        shift_cost(a.demand, z.have, z.against, d, now, -1, out)
        _cross(a.demand, z, i, j, d, was, now)
        shift_cost(a.demand, z.have, z.against, d, was, 1, out)
        shift_cost(a.demand, z.have, z.against, d, now, 1, out)


@njit(cache=True, inline="always")
def _cross(demand, z, i, j, d, was, now):
    """Person i goes from one shift to the other; j, where there is one, the other way."""
    put(demand, z.have, z.against, i, d, was, -1)
    put(demand, z.have, z.against, i, d, now, 1)
    if j >= 0:
        put(demand, z.have, z.against, j, d, now, -1)
        put(demand, z.have, z.against, j, d, was, 1)


@njit(cache=True, nogil=True)
def prepare(a, z):
    """Fills states, totals, counts and `cost` from `cells`."""
    z.cost[:] = 0
    z.have[:] = 0
    z.against[:] = 0
    people, days = z.cells.shape
    for i in range(people):
        s = a.start[i]
        z.total[i] = a.meters.begin[i]
        z.tallied[i] = a.tallies.begin[i]
        for d in range(days):
            c = z.cells[i, d]
            z.at[i, d] = s
            for t in range(4):
                z.cost[t] += a.price[s, c, t] + a.cell[i, d, c, t]
            put(a.demand, z.have, z.against, i, d, c, 1)
            for m in range(z.total.shape[1]):
                if a.on[i, m, d]:
                    z.total[i, m] += a.weight[i, m, c]
            for e in range(z.tallied.shape[1]):
                z.tallied[i, e] += a.tick[s, c, e]
            s = a.follow[s, c]
        totals_cost(a.meters, z.total, i, z.cost)
        totals_cost(a.tallies, z.tallied, i, z.cost)
    for d in range(days):
        for c in range(a.allowed.shape[2]):
            shift_cost(a.demand, z.have, z.against, d, c, 1, z.cost)


@njit(cache=True, inline="always")
def totals_cost(limits, totals, i, out):
    """Adds to `out[4]` what person i's totals cost."""
    for m in range(totals.shape[1]):
        least, most = limits.bounds[i, m, 0], limits.bounds[i, m, 1]
        out[limits.tier[i, m]] += limits.fee[i, m] * outside(totals[i, m], least, most, limits.unit[i, m])


@njit(cache=True, nogil=True)
def anneal(moves, heat, tier_price, seed, a, z):
    """Makes `moves` moves at temperature `heat`; keeps the best by tier tuple in `best`."""
    people, days = z.cells.shape
    codes = a.allowed.shape[2]
    one, two, out = np.zeros(days, np.int64), np.zeros(days, np.int64), np.zeros(4, np.int64)
    ticks = np.zeros(z.tallied.shape[1], np.int64)
    for _ in range(moves):
        i = int(random(seed) * people)
        length = min(days, 1 + int(random(seed) ** 2 * LONGEST_RUN))
        d0 = int(random(seed) * (days - length + 1))
        d1 = d0 + length
        j = -1
        fits, changes = True, False
        if people > 1 and random(seed) < SWAPS:
            j = int(random(seed) * (people - 1))
            j += j >= i
            for d in range(d0, d1):
                one[d], two[d] = z.cells[j, d], z.cells[i, d]
                changes |= one[d] != two[d]
                fits &= a.allowed[i, d, one[d]] and a.allowed[j, d, two[d]]
        else:
            code = int(random(seed) * codes)
            for d in range(d0, d1):
                one[d] = code
                changes |= z.cells[i, d] != code
                fits &= a.allowed[i, d, code]
        if not fits or not changes:
            continue
        out[:] = 0
        _row_change(a, z, i, d0, d1, one, ticks, out)
        if j >= 0:
            _row_change(a, z, j, d0, d1, two, ticks, out)
        _days_change(a, z, i, j, d0, d1, one, out)
        worse = out[0] * tier_price[0] + out[1] * tier_price[1] + out[2] * tier_price[2] + out[3] * tier_price[3]
        if worse > 0 and random(seed) >= np.exp(-worse / heat):
            for d in range(d0, d1):  # the counts go back; nothing else was touched
                was, now = z.cells[i, d], one[d]
                if was != now and not (j >= 0 and _alike(a.demand, i, j, d, was) and _alike(a.demand, i, j, d, now)):
                    _cross(a.demand, z, i, j, d, now, was)
            continue
        _move_row(a, z, i, d0, d1, one)
        if j >= 0:
            _move_row(a, z, j, d0, d1, two)
        better, decided = False, False
        for t in range(4):
            z.cost[t] += out[t]
            if not decided and z.cost[t] != z.best_cost[t]:
                better, decided = z.cost[t] < z.best_cost[t], True
        if better:
            z.best[:] = z.cells
            z.best_cost[:] = z.cost
