"""Kernels that give jobs their best places: one by one, in an order that the caller draws."""

# mypy: allow-untyped-defs
# (arrays only; numba infers their types, `compiled` documents their shapes)

import numpy as np
from numba import njit

from services.scheduler.planning.dispatch.teams.chance import below, draw
from services.scheduler.planning.dispatch.teams.day import (
    cover,
    cover_by_turns,
    earliest,
    limit,
    put,
    slot,
    trim,
)

BLINK = 0.03
"""How often a team is overlooked, so that the second best is tried too."""
FIRST_FIT = 50.0
"""From this price of a day on, the first day on which a job fits is taken."""
LATER = 0.02
"""What a later minute costs, beside minutes of idle people: the search's taste, no rule."""


@njit(cache=True, nogil=True)
def kept(z, old, dirty, d):
    """Remembers day d as it is, once until `dirty[d]` is cleared."""
    if not dirty[d]:
        dirty[d] = True
        day_from(old, z, d)


@njit(cache=True, nogil=True)
def day_from(z, other, d):
    """Day d of one plan becomes that of the other, but for what jobs say of themselves."""
    used = max(z.teams[d], other.teams[d])
    for k in range(used):
        z.filled[d, k] = other.filled[d, k]
        z.load[d, k] = other.load[d, k]
        z.size[d, k] = other.size[d, k]
        for q in range(other.filled[d, k]):
            z.row[d, k, q] = other.row[d, k, q]
        z.have[d, k] = other.have[d, k]
        z.need[d, k] = other.need[d, k]
    z.member[d] = other.member[d]
    z.free[d] = other.free[d]
    z.teams[d] = other.teams[d]


@njit(cache=True, nogil=True)
def jobs_from(z, other):
    """What jobs say of themselves as in the other plan."""
    z.at[:] = other.at
    z.team[:] = other.team
    z.start[:] = other.start
    z.given[:] = other.given


@njit(cache=True, nogil=True)
def span(a, z, j, due):
    """First and last day on which job j may be, with what comes before and after it where that is; empty if nowhere."""
    lo, hi = a.first[j], a.last[j]
    hi = min(hi, (due[j] - a.minutes[j] - a.opens[j]) // a.day)
    for q in range(a.before_at[j], a.before_at[j + 1]):
        x = a.before_of[q]
        if z.at[x] < 0:
            return 1, 0
        lo = max(lo, z.at[x])
    for q in range(a.after_at[j], a.after_at[j + 1]):
        x = a.after_of[q]
        if z.at[x] >= 0:
            hi = min(hi, z.at[x])
    return lo, hi


@njit(cache=True, nogil=True)
def insert(a, z, old, dirty, open_days, j, due, idle, day_price, blink, noise, chance):
    """Job j where it wastes the fewest minutes of people: in a team that can do it, one that free people join, or a new
    one. `idle` prices minutes of a team for which it has no job yet. False: it fits nowhere."""
    lo, hi = a.need_at[j], a.need_at[j + 1]
    minutes, least = a.minutes[j], a.least[j]
    best, best_d, best_k, best_p, best_at = 1e18, -1, -1, 0, 0
    first, last = span(a, z, j, due)
    for d in range(first, last + 1):
        if not open_days[d]:
            continue
        if day_price >= FIRST_FIT and best_d >= 0:
            break
        begin, until = earliest(a, z, j, d), limit(a, z, j, d, due)
        if begin + minutes > until:
            continue
        length = a.end[d] - a.begin[d]
        fresh = -1
        for k in range(min(z.teams[d] + 1, z.filled.shape[1])):
            m = z.filled[d, k]
            if m == 0:
                if fresh >= 0:
                    continue
                fresh = k
            elif z.load[d, k] + minutes > length:
                continue
            if blink > 0 and draw(chance) < blink:
                continue
            short, fits = 0, True
            for x in range(lo, hi):
                c = a.need_of[x]
                lacks = a.need_count[x] - z.have[d, k, c]
                if lacks > 0:
                    if lacks > z.free[d, c]:
                        fits = False
                        break
                    short = max(short, lacks)
            if not fits:
                continue
            p, at = 0, begin
            if m == 0:
                short = max(short, least)
                cost = idle * least * (length - minutes)
            else:
                p, at = slot(a, z, j, d, k, begin, until, due)
                if p < 0:
                    continue
                short = max(short, least - z.size[d, k])
                load, size = z.load[d, k], z.size[d, k]
                cost = (size + short - least) * minutes + short * load
                cost += idle * (short * (length - minutes - load) - size * minutes)
            cost += day_price * d + LATER * at + noise * length * 0.5 * draw(chance)
            if cost < best:
                best, best_d, best_k, best_p, best_at = cost, d, k, p, at
    if best_d < 0:
        return False
    kept(z, old, dirty, best_d)
    z.teams[best_d] = max(z.teams[best_d], best_k + 1)
    if not cover(a, z, j, best_d, best_k, noise, chance):
        return False
    put(a, z, j, best_d, best_k, best_p, best_at)
    return True


@njit(cache=True, nogil=True)
def insert_by_turns(a, z, old, dirty, open_days, j, due, chance):
    """Job j to a new team of some day, for which people of other teams may be exchanged. False: that fails."""
    first, last = span(a, z, j, due)
    if last < first:
        return False
    off = below(chance, last - first + 1)
    for u in range(last - first + 1):
        d = first + (u + off) % (last - first + 1)
        begin, until = earliest(a, z, j, d), limit(a, z, j, d, due)
        if not open_days[d] or begin + a.minutes[j] > until:
            continue
        heads = 0
        for t in range(a.has.shape[0]):
            heads += z.member[d, t] == -1
        if heads < a.least[j]:
            continue
        k = 0
        while k < z.teams[d] and z.filled[d, k] > 0:
            k += 1
        if k >= z.filled.shape[1]:
            continue
        kept(z, old, dirty, d)
        z.teams[d] = max(z.teams[d], k + 1)
        if cover_by_turns(a, z, j, d, k, chance):
            put(a, z, j, d, k, 0, begin)
            trim(a, z, d, k, chance)
            return True
    return False


@njit(cache=True, nogil=True)
def recreate(a, z, old, dirty, open_days, jobs, n, key, due, idle, day_price, blink, noise, turns, chance):
    """The first `n` of `jobs` in the order of their keys, what comes before another first. Gives how many fit nowhere;
    `turns`: those are tried once more by exchanging people."""
    listed = np.zeros(len(a.minutes), np.bool_)
    for q in range(n):
        listed[jobs[q]] = True
    for z_ in range(len(a.order) - 1, -1, -1):
        j = a.order[z_]
        if listed[j]:
            for q in range(a.before_at[j], a.before_at[j + 1]):
                x = a.before_of[q]
                if listed[x] and key[x] >= key[j]:
                    key[x] = key[j] - 1e-6
    keys = np.empty(n)
    for q in range(n):
        keys[q] = key[jobs[q]]
    ranked = np.argsort(keys)
    failed = 0
    for q in range(n):
        j = jobs[ranked[q]]
        if insert(a, z, old, dirty, open_days, j, due, idle, day_price, blink, noise, chance):
            continue
        if turns and insert_by_turns(a, z, old, dirty, open_days, j, due, chance):
            continue
        failed += 1
    return failed
