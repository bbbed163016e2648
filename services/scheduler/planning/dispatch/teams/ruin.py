"""The kernel of the search: jobs that fit nowhere wait in a pool; days, teams or jobs are taken off and given places
anew until the pool is empty, or a contractor takes what is in it."""

# mypy: allow-untyped-defs
# (arrays only; numba infers their types, `compiled` documents their shapes)

import math

import numpy as np
from numba import njit

from services.scheduler.planning.dispatch.teams.chance import below, draw
from services.scheduler.planning.dispatch.teams.day import cheapen, take, trim
from services.scheduler.planning.dispatch.teams.insert import BLINK, day_from, jobs_from, kept, recreate

SOME_TEAMS, WHOLE_DAYS = 0.65, 0.1
"""How often some teams, or one to two days, are taken off; else it is jobs from anywhere."""
MOST_OFF = 12
"""Jobs of teams that are taken off, at most and about. Few won where teams do many jobs a day, and where they do one it
takes several teams to make others (measured)."""
OPEN_ALL, OPEN_OTHERS = 0.3, 0.25
"""How often jobs may come back on any day; else on those taken off and a part of the others."""


@njit(cache=True, nogil=True)
def give_away(a, z, weight):
    """Which jobs without a place go to a contractor, each with all after it: the most weight for the money, greedily.
    Gives the weight of the rest."""
    jobs = len(a.minutes)
    z.given[:] = False
    rest = 0.0
    some = np.empty(jobs, np.int64)
    n = 0
    for j in range(jobs):
        if z.at[j] < 0 and weight[j] > 0:
            rest += weight[j]
            ok = a.price[j] <= a.budget
            for q in range(a.below_at[j], a.below_at[j + 1]):
                if z.at[a.below_of[q]] >= 0:
                    ok = False
                    break
            if ok:
                some[n] = j
                n += 1
    money = a.budget
    while n > 0:
        best, most, m = -1, 0.0, 0
        for q in range(n):
            j = some[q]
            if z.given[j]:
                continue
            value, cost = weight[j], a.price[j]
            for r in range(a.below_at[j], a.below_at[j + 1]):
                x = a.below_of[r]
                if not z.given[x]:
                    value += weight[x]
                    cost += a.price[x]
            if cost > money:
                continue
            some[m] = j
            m += 1
            rate = value / (cost + 1e-6)
            if rate > most:
                most, best = rate, j
        n = m
        if best < 0:
            break
        for r in range(a.below_at[best] - 1, a.below_at[best + 1]):
            x = best if r < a.below_at[best] else a.below_of[r]
            if not z.given[x]:
                z.given[x] = True
                money -= a.price[x]
                rest -= weight[x]
    return max(rest, 0.0)


@njit(cache=True, nogil=True)
def _team_off(a, z, old, dirty, d, k, jobs, n):
    kept(z, old, dirty, d)
    while z.filled[d, k] > 0:
        j = z.row[d, k, z.filled[d, k] - 1]
        take(a, z, j)
        jobs[n] = j
        n += 1
    return n


@njit(cache=True, nogil=True)
def _some_team(z, d, chance):
    """A team of the day that has a job, or -1."""
    working = 0
    for k in range(z.teams[d]):
        working += z.filled[d, k] > 0
    if working == 0:
        return -1
    nth = below(chance, working)
    for k in range(z.teams[d]):
        if z.filled[d, k] > 0:
            if nth == 0:
                return k
            nth -= 1
    return -1


@njit(cache=True, nogil=True)
def _ruin(a, z, old, dirty, jobs, n, days, seed_day, chance):
    """Takes jobs off, near `seed_day`; appends them to `jobs` and gives their new number."""
    r = draw(chance)
    if r < SOME_TEAMS:
        enough, far = n + 2 + below(chance, MOST_OFF), draw(chance) * 0.6
        d = seed_day
        while n < enough:
            k = _some_team(z, d, chance)
            if k >= 0:
                n = _team_off(a, z, old, dirty, d, k, jobs, n)
            elif d == seed_day:
                break
            d = below(chance, days) if draw(chance) < far else seed_day
    elif r < SOME_TEAMS + WHOLE_DAYS:
        for k in range(z.teams[seed_day]):
            n = _team_off(a, z, old, dirty, seed_day, k, jobs, n)
        d = below(chance, 2 * days)
        if d < days:
            for k in range(z.teams[d]):
                n = _team_off(a, z, old, dirty, d, k, jobs, n)
    else:
        for _ in range(2 + below(chance, 10)):
            j = below(chance, len(a.minutes))
            if z.at[j] >= 0:
                kept(z, old, dirty, z.at[j])
                take(a, z, j)
                jobs[n] = j
                n += 1
    return n


@njit(cache=True, nogil=True)
def _keys(a, jobs, n, due, weight, key, chance):
    """In which order the jobs come back: hardest, most urgent, longest stuck first, or at random."""
    which, noise = draw(chance), draw(chance) ** 2
    for q in range(n):
        j = jobs[q]
        blur = 1 + noise * (draw(chance) - 0.5) * 2
        if which < 0.35:
            key[j] = -a.hard[j] * blur
        elif which < 0.6:
            key[j] = due[j] / 1000.0 - 0.2 * a.hard[j] * blur
        elif which < 0.85:
            key[j] = -weight[j] * blur
        else:
            key[j] = draw(chance)


@njit(cache=True, nogil=True)
def search(a, z, old, best, due, weight, moves, hot, cold, turns, chance):
    """At most `moves` moves towards an empty pool; `best` becomes the best plan. Gives its pool's weight and the moves
    made. Jobs without a weight are left out. `old` is scratch."""
    jobs_count, days_count = len(a.minutes), len(a.begin)
    jobs, key = np.empty(jobs_count, np.int64), np.empty(jobs_count)
    dirty, open_days = np.zeros(days_count, np.bool_), np.ones(days_count, np.bool_)
    days = 1
    for j in range(jobs_count):
        days = max(days, min(a.last[j], (due[j] - 1) // a.day) + 1)
    days = min(days, days_count)
    now = give_away(a, z, weight)
    jobs_from(best, z)
    for d in range(days_count):
        day_from(best, z, d)
    least = now
    made = 0
    while made < moves and least > 1e-9:
        heat = hot * (cold / hot) ** (made / moves)
        made += 1
        dirty[:] = False
        jobs_from(old, z)
        n = 0
        for j in range(jobs_count):
            if z.at[j] < 0 and weight[j] > 0 and (not z.given[j] or draw(chance) < 0.2):
                jobs[n] = j
                n += 1
        j = jobs[below(chance, n)] if n > 0 else below(chance, jobs_count)
        last = max(0, min(days - 1, (due[j] - a.minutes[j]) // a.day))
        first = min(a.first[j], last)
        n = _ruin(a, z, old, dirty, jobs, n, days, first + below(chance, last - first + 1), chance)
        lean = draw(chance) < 0.5
        for d in range(days):
            if dirty[d]:
                for k in range(z.teams[d]):
                    if z.size[d, k] > 0:
                        trim(a, z, d, k, chance)
                while z.teams[d] > 0 and z.filled[d, z.teams[d] - 1] == 0 and z.size[d, z.teams[d] - 1] == 0:
                    z.teams[d] -= 1
                if lean and turns:
                    cheapen(a, z, d, chance)
        _keys(a, jobs, n, due, weight, key, chance)
        idle = draw(chance) * 0.8
        day_price, r = 0.0, draw(chance)
        if r < 0.3:
            day_price = 20 * (draw(chance) - 0.5)
        elif r < 0.4:
            day_price = 100.0
        others = 1.0 if draw(chance) < OPEN_ALL else OPEN_OTHERS
        for d in range(days_count):
            open_days[d] = dirty[d] or draw(chance) < others
        noise = draw(chance)
        recreate(a, z, old, dirty, open_days, jobs, n, key, due, idle, day_price, BLINK, noise, turns, chance)
        then = give_away(a, z, weight)
        if then <= now - heat * math.log(draw(chance) + 1e-12):
            now = then
            if now < least - 1e-9:
                least = now
                jobs_from(best, z)
                for d in range(days_count):
                    day_from(best, z, d)
        else:
            jobs_from(z, old)
            for d in range(days_count):
                if dirty[d]:
                    day_from(z, old, d)
    return least, made


@njit(cache=True, nogil=True)
def construct(a, z, old, key, due, idle, noise, turns, chance):
    """Every job that no contractor has, from the first day on; gives how many fit nowhere."""
    count = len(a.minutes)
    jobs = np.empty(count, np.int64)
    n = 0
    for j in range(count):
        if not z.given[j]:
            jobs[n] = j
            n += 1
    dirty, open_days = np.ones(len(a.begin), np.bool_), np.ones(len(a.begin), np.bool_)
    return recreate(a, z, old, dirty, open_days, jobs, n, key, due, idle, 100.0, 0.0, noise, turns, chance)


@njit(cache=True, nogil=True)
def late_off(a, z, due, chance):
    """Takes off every job that ends after its date."""
    for j in range(len(a.minutes)):
        d = z.at[j]
        if d >= 0 and d * a.day + z.start[j] + a.minutes[j] > due[j]:
            k = z.team[j]
            take(a, z, j)
            trim(a, z, d, k, chance)


@njit(cache=True, nogil=True)
def compact(a, z):
    """Moves every job up as far as it goes in its row."""
    moved = True
    while moved:
        moved = False
        for d in range(len(a.begin)):
            for k in range(z.teams[d]):
                done = a.begin[d]
                for q in range(z.filled[d, k]):
                    j = z.row[d, k, q]
                    at = max(done, a.opens[j], a.begin[d])
                    for r in range(a.before_at[j], a.before_at[j + 1]):
                        x = a.before_of[r]
                        if z.at[x] == d:
                            at = max(at, z.start[x] + a.minutes[x])
                    if at < z.start[j]:
                        z.start[j] = at
                        moved = True
                    done = z.start[j] + a.minutes[j]
