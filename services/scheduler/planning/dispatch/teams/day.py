"""Kernels of one day: people into and out of teams, jobs into and out of a team's row."""

# mypy: allow-untyped-defs
# (arrays only; numba infers their types, `compiled` documents their shapes)
# ruff: noqa: SIM110
# (numba compiles loops, no `all` over generators)

import numpy as np
from numba import njit

from services.scheduler.planning.dispatch.teams.chance import below, draw

EASE = 0.3
"""Against somebody's worth: the smaller, the more those who can do little else are preferred."""


@njit(cache=True, nogil=True)
def join(a, z, d, k, t):
    """Person t, who is free, into team k."""
    z.member[d, t] = k
    z.size[d, k] += 1
    for c in range(a.has.shape[1]):
        z.have[d, k, c] += a.has[t, c]
        z.free[d, c] -= a.has[t, c]


@njit(cache=True, nogil=True)
def leave(a, z, d, k, t):
    """Person t out of team k."""
    z.member[d, t] = -1
    z.size[d, k] -= 1
    for c in range(a.has.shape[1]):
        z.have[d, k, c] -= a.has[t, c]
        z.free[d, c] += a.has[t, c]


@njit(cache=True, nogil=True)
def fewest(a, z, d, k):
    """The people that the largest of team k's jobs asks for."""
    most = 0
    for q in range(z.filled[d, k]):
        most = max(most, a.least[z.row[d, k, q]])
    return most


@njit(cache=True, nogil=True)
def spared(a, z, d, k, t):
    """Whether team k could do its jobs without t."""
    for c in range(a.has.shape[1]):
        if a.has[t, c] and z.have[d, k, c] <= z.need[d, k, c]:
            return False
    return True


@njit(cache=True, nogil=True)
def recount(a, z, d, k):
    """What the team's jobs need, anew."""
    z.need[d, k] = 0
    for q in range(z.filled[d, k]):
        j = z.row[d, k, q]
        for x in range(a.need_at[j], a.need_at[j + 1]):
            c = a.need_of[x]
            if a.need_count[x] > z.need[d, k, c]:
                z.need[d, k, c] = a.need_count[x]


@njit(cache=True, nogil=True)
def trim(a, z, d, k, chance):
    """Whoever the team does not need is free; the team of no job ends."""
    people = a.has.shape[0]
    least = fewest(a, z, d, k)
    off = below(chance, people)
    for u in range(people):
        t = u + off
        if t >= people:
            t -= people
        if z.size[d, k] <= least:
            break
        if z.member[d, t] == k and (z.filled[d, k] == 0 or spared(a, z, d, k, t)):
            leave(a, z, d, k, t)


@njit(cache=True, nogil=True)
def limit(a, z, x, d, due):
    """By which minute of day d job x must have ended."""
    until = min(a.closes[x], min(a.end[d], due[x] - d * a.day))
    for q in range(a.after_at[x], a.after_at[x + 1]):
        y = a.after_of[q]
        if z.at[y] == d:
            until = min(until, z.start[y])
    return until


@njit(cache=True, nogil=True)
def earliest(a, z, x, d):
    """From which minute of day d job x may begin."""
    begin = max(a.opens[x], a.begin[d])
    for q in range(a.before_at[x], a.before_at[x + 1]):
        y = a.before_of[q]
        if z.at[y] == d:
            begin = max(begin, z.start[y] + a.minutes[y])
    return begin


@njit(cache=True, nogil=True)
def slot(a, z, j, d, k, begin, until, due):
    """Where in the team's row job j goes and when it begins; -1: nowhere. What is behind it moves back if it may."""
    m, minutes = z.filled[d, k], a.minutes[j]
    if m >= z.row.shape[2]:
        return -1, 0
    done = begin
    for p in range(m + 1):
        at = max(begin, done)
        if at + minutes > until:
            return -1, 0
        if p < m and z.start[z.row[d, k, p]] < at:
            x = z.row[d, k, p]
            done = z.start[x] + a.minutes[x]
            continue
        free = at + minutes
        fits = True
        for q in range(p, m):
            x = z.row[d, k, q]
            if z.start[x] >= free:
                break
            free += a.minutes[x]
            if free > limit(a, z, x, d, due):
                fits = False
                break
        if fits:
            return p, at
        x = z.row[d, k, p]
        done = z.start[x] + a.minutes[x]
    return -1, 0


@njit(cache=True, nogil=True)
def put(a, z, j, d, k, p, at):
    """Job j into place p of team k's row."""
    m = z.filled[d, k]
    for q in range(m, p, -1):
        z.row[d, k, q] = z.row[d, k, q - 1]
    z.row[d, k, p] = j
    z.filled[d, k] = m + 1
    z.load[d, k] += a.minutes[j]
    z.at[j] = d
    z.team[j] = k
    z.start[j] = at
    for x in range(a.need_at[j], a.need_at[j + 1]):
        c = a.need_of[x]
        if a.need_count[x] > z.need[d, k, c]:
            z.need[d, k, c] = a.need_count[x]
    free = at + a.minutes[j]
    for q in range(p + 1, m + 1):
        x = z.row[d, k, q]
        if z.start[x] >= free:
            break
        z.start[x] = free
        free += a.minutes[x]


@njit(cache=True, nogil=True)
def take(a, z, j):
    """Job j off the plan; what is behind it moves up, its people stay where they are."""
    d, k = z.at[j], z.team[j]
    m, p = z.filled[d, k], 0
    while z.row[d, k, p] != j:
        p += 1
    for q in range(p, m - 1):
        z.row[d, k, q] = z.row[d, k, q + 1]
    z.filled[d, k] = m - 1
    z.load[d, k] -= a.minutes[j]
    z.at[j] = -1
    z.team[j] = -1
    done = a.begin[d]
    if p > 0:
        x = z.row[d, k, p - 1]
        done = z.start[x] + a.minutes[x]
    for q in range(p, m - 1):
        x = z.row[d, k, q]
        at = max(done, earliest(a, z, x, d))
        if at < z.start[x]:
            z.start[x] = at
        done = z.start[x] + a.minutes[x]
    recount(a, z, d, k)


@njit(cache=True, nogil=True)
def lacks(a, z, j, d, k):
    """Whether team k is too small for job j, or too few of it hold what the job needs."""
    if z.size[d, k] < a.least[j]:
        return True
    for x in range(a.need_at[j], a.need_at[j + 1]):
        if a.need_count[x] > z.have[d, k, a.need_of[x]]:
            return True
    return False


@njit(cache=True, nogil=True)
def next_for(a, z, j, d, k, noise, chance):
    """Whoever is free and brings most of what team k lacks for job j, for the least that others could use; -1: nobody
    brings anything."""
    best, most = -1, 0.0
    for t in range(a.has.shape[0]):
        if z.member[d, t] != -1:
            continue
        gain = 0.01
        for x in range(a.need_at[j], a.need_at[j + 1]):
            c = a.need_of[x]
            if a.has[t, c]:
                short = a.need_count[x] - z.have[d, k, c]
                if short > 0:
                    gain += short / max(1, z.free[d, c]) + 0.2
        value = gain / (EASE + a.worth[t]) * (1.0 + noise * draw(chance))
        if value > most and (gain > 0.1 or z.size[d, k] < a.least[j]):
            most, best = value, t
    return best


@njit(cache=True, nogil=True)
def cover(a, z, j, d, k, noise, chance):
    """Free people into team k until it can do job j: greedily by what they add over what they are worth, then without
    those who turned out to be one too many. False, and nothing changed, where that fails."""
    lo, hi = a.need_at[j], a.need_at[j + 1]
    people = a.has.shape[0]
    added = np.empty(people, np.int64)
    n = 0
    while lacks(a, z, j, d, k):
        best = next_for(a, z, j, d, k, noise, chance)
        if best < 0:
            for x in range(n):
                leave(a, z, d, k, added[x])
            return False
        join(a, z, d, k, best)
        added[n] = best
        n += 1
    for x in range(n):
        t = added[x]
        if z.size[d, k] <= a.least[j] or not spared(a, z, d, k, t):
            continue
        needed = False
        for y in range(lo, hi):
            c = a.need_of[y]
            if a.has[t, c] and z.have[d, k, c] <= a.need_count[y]:
                needed = True
                break
        if not needed:
            leave(a, z, d, k, t)
    return True


@njit(cache=True, nogil=True)
def stands_in(a, z, d, k, t, f):
    """Whether free f could take t's place in team k."""
    for c in range(a.has.shape[1]):
        if z.have[d, k, c] - a.has[t, c] + a.has[f, c] < z.need[d, k, c]:
            return False
    return True


@njit(cache=True, nogil=True)
def cheapen(a, z, d, chance):
    """Free people who can do less take the place of those who can do more, where their team can still do its jobs."""
    people = a.has.shape[0]
    off = below(chance, people)
    for u in range(people):
        t = (u + off) % people
        k = z.member[d, t]
        if k < 0:
            continue
        best, least = -1, a.worth[t]
        for f in range(people):
            if z.member[d, f] == -1 and a.worth[f] < least and stands_in(a, z, d, k, t, f):
                best, least = f, a.worth[f]
        if best >= 0:
            leave(a, z, d, k, t)
            join(a, z, d, k, best)


@njit(cache=True, nogil=True)
def cover_by_turns(a, z, j, d, k, chance):
    """As `cover`, for team k without a job, and where nobody free has what is short, somebody of another team comes
    whose place somebody free takes. False, and nothing changed, where that fails."""
    lo, hi = a.need_at[j], a.need_at[j + 1]
    people = a.has.shape[0]
    moves = np.empty((4 * people, 2), np.int64)  # person, the team before; undone backwards
    n = 0
    done = False
    while n + 3 < 4 * people:
        if not lacks(a, z, j, d, k):
            done = True
            break
        best = next_for(a, z, j, d, k, 0.5, chance)
        if best >= 0:
            join(a, z, d, k, best)
            moves[n, 0], moves[n, 1] = best, -1
            n += 1
            continue
        # Nobody free helps: somebody of another team does, and somebody free stands in.
        found = False
        off, turn = below(chance, people), below(chance, people)
        for u in range(people):
            t = (u + off) % people
            other = z.member[d, t]
            if other < 0 or other == k:
                continue
            helps = False
            for x in range(lo, hi):
                c = a.need_of[x]
                if a.has[t, c] and a.need_count[x] > z.have[d, k, c]:
                    helps = True
                    break
            if not helps:
                continue
            for v in range(people):
                f = (v + turn) % people
                if z.member[d, f] == -1 and stands_in(a, z, d, other, t, f):
                    leave(a, z, d, other, t)
                    join(a, z, d, other, f)
                    join(a, z, d, k, t)
                    moves[n, 0], moves[n, 1] = t, other
                    moves[n + 1, 0], moves[n + 1, 1] = f, -1
                    n += 2
                    found = True
                    break
            if found:
                break
        if not found:
            break
    if not done:
        # All out of their teams, then back to where each was at first.
        for x in range(n - 1, -1, -1):
            t, was = moves[x, 0], moves[x, 1]
            if z.member[d, t] >= 0:
                leave(a, z, d, z.member[d, t], t)
            if was >= 0:
                join(a, z, d, was, t)
        return False
    return True
