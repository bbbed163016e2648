"""One worker of a race: it makes plans class by class, then chunks of moves towards targets."""

import time

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.dispatch.teams.chance import seeded
from services.scheduler.planning.dispatch.teams.compiled import NEVER, Floats, Ints, Plan, copied, empty
from services.scheduler.planning.dispatch.teams.race import Race, Spent
from services.scheduler.planning.dispatch.teams.ruin import compact, late_off, search

HOT, COLD = 0.05, 0.015
"""Temperatures of a chunk, in jobs of mean hardness."""
FIRST_CHUNK, CHUNK_SECONDS = 100, 0.1
"""Moves of a first chunk, and how long the later ones take."""
FIXED_CHUNK = 200
"""Moves of a chunk where moves are counted, not time."""
SHARE_OF_A_TRY = 0.1
"""Of a class's time: for one date that may be too early."""
FIRST_LESS = 0.5
"""A class is tried this much earlier at first, halved each time that it fails."""


class Runner:
    """Works on `race` with its own random numbers; `fixed`: chunks are counted, not timed."""

    def __init__(self, race: Race, seed: int, fixed: bool) -> None:
        self.race = race
        self._state = seeded(seed)
        self._scratch, self._best = empty(race.a), empty(race.a)
        self._fixed = fixed
        self._chunk = float(FIXED_CHUNK if fixed else FIRST_CHUNK)

    def step(self, part: float) -> bool:
        """One chunk; `part` of the effort is spent. False: nothing is left to do."""
        picked = self.race.pick(part)
        if picked is None:
            return False
        arm, one = picked
        began, asked = time.monotonic(), int(self._chunk)
        rest, moves = search(
            self.race.a, one.plan, self._scratch, one.best, one.due, one.weight, asked, HOT, COLD, True, self._state
        )
        if not self._fixed and moves == asked:
            took = max(time.monotonic() - began, 1e-4)
            self._chunk = min(100_000, max(20, self._chunk * min(2.0, max(0.5, CHUNK_SECONDS / took))))
        self.race.done(arm, one, rest, max(moves, 1))
        return True

    def stage(self, order: tuple[int, ...], spent: Spent) -> None:
        """Makes the order's plan class by class: the first as early as it goes without the others, then the second with
        the first where it is, and so on."""
        a, goal = self.race.a, self.race.goal
        phases = [*order, *(f for f in range(len(goal.weight)) if f not in order)]
        targets = [NEVER] * len(goal.weight)
        wanted = np.zeros(len(a.minutes), np.bool_)
        plan = self._only(copied(self.race.arms[order].plan), wanted)
        for place, f in enumerate(phases):
            wanted |= goal.of[f]
            for j in a.order[::-1]:
                if wanted[j]:
                    wanted[a.before_of[a.before_at[j] : a.before_at[j + 1]]] = True
            weight = np.where(wanted, self.race.weight, 0.0)
            until = (place + 1) / len(phases)
            placed = self._tried(plan, goal.due(a, targets), weight, until, spent)
            if placed is None:
                return
            plan = self._earlier(placed, f, targets, weight, until, spent)
            targets[f] = goal.ends(a, plan)[f]
        self.race.finished(order, plan)

    def _earlier(self, plan: Plan, f: int, targets: list[int], weight: Floats, until: float, spent: Spent) -> Plan:
        """The plan with class f as early as is found until `until` of the time is spent."""
        goal, share = self.race.goal, FIRST_LESS
        whole = until - spent()
        while spent() < until:
            end = goal.ends(self.race.a, plan)[f]
            less = max(1, int(end * share) // goal.step * goal.step)
            if end <= less:
                break
            targets[f] = end - less
            over = min(until, spent() + SHARE_OF_A_TRY * whole)
            found = self._tried(plan, goal.due(self.race.a, targets), weight.copy(), over, spent)
            if found is not None:
                plan = found
            elif less <= goal.step:
                break
            else:
                share /= 2
        return plan

    def _only(self, plan: Plan, wanted: NDArray[np.bool_]) -> Plan:
        """The plan without the jobs that are not wanted yet."""
        late_off(self.race.a, plan, np.where(wanted, NEVER, -1), self._state)
        return plan

    def _tried(self, plan: Plan, due: Ints, weight: Floats, until: float, spent: Spent) -> Plan | None:
        """A plan in which all jobs with a weight keep their dates, if one is found until then."""
        z = copied(plan)
        late_off(self.race.a, z, due, self._state)
        while True:
            rest, moves = search(
                self.race.a, z, self._scratch, self._best, due, weight, FIXED_CHUNK, HOT, COLD, True, self._state
            )
            self.race.counted(max(moves, 1))
            if rest < 1e-9:
                found = copied(self._best)
                compact(self.race.a, found)
                return found
            if spent() > until:
                return None
            weight[(self._best.at < 0) & ~self._best.given] *= 1.05
