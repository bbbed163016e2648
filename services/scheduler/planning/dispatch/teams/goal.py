"""Targets: how early each class of jobs is to end. A vector of targets fixes the cost, and gives each job its date."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from math import gcd

import numpy as np

from services.scheduler.planning.dispatch.problem import DispatchProblem
from services.scheduler.planning.dispatch.teams.compiled import NEVER, Bools, Compiled, Ints, Plan

Targets = tuple[int, ...]
"""By class, the minute from the start of day 0 by which its last job is to end."""


@dataclass(frozen=True, slots=True)
class Goal:
    """The classes: `of[F,N]` who is in each, `weight` a minute, `around[f]` the others that hold all of class f,
    `within[f]` those that f holds; `step` is the grain of ends, in minutes."""

    of: Bools
    weight: tuple[int, ...]
    around: tuple[tuple[int, ...], ...]
    within: tuple[tuple[int, ...], ...]
    step: int
    day: int

    @staticmethod
    def of_problem(problem: DispatchProblem) -> "Goal":
        """The classes of the problem that hold a job and weigh something."""
        finishes = [one for one in problem.finishes if one.jobs and one.weight]
        of = np.array([[job.key in one.jobs for job in problem.jobs] for one in finishes], np.bool_)
        pairs = [(f, g) for f in range(len(finishes)) for g in range(len(finishes)) if f != g]
        holds = {(f, g) for f, g in pairs if finishes[f].jobs > finishes[g].jobs}
        return Goal(
            of=of.reshape(len(finishes), len(problem.jobs)),
            weight=tuple(one.weight for one in finishes),
            around=tuple(tuple(f for f, g in sorted(holds) if g == inner) for inner in range(len(finishes))),
            within=tuple(tuple(g for f, g in sorted(holds) if f == outer) for outer in range(len(finishes))),
            step=_grain([job.minutes for job in problem.jobs]),
            day=problem.day_minutes,
        )

    def ends(self, a: Compiled, z: Plan) -> Targets:
        """When the last job of each class ends; 0: none is on the plan."""
        until = np.where(z.at >= 0, z.at * a.day + z.start + a.minutes, 0)
        return tuple(int(until[row].max(initial=0)) for row in self.of)

    def cost(self, targets: Sequence[int]) -> int:
        """What plans cost that just keep the targets."""
        return sum(weight * end for weight, end in zip(self.weight, targets, strict=True))

    def due(self, a: Compiled, targets: Sequence[int]) -> Ints:
        """By when each job must have ended, for itself and for those after it, in minutes from the start of day 0; no
        targets: by their own dates alone."""
        due = a.by.copy()
        for row, target in zip(self.of, targets or [NEVER] * len(self.of), strict=True):
            due[row] = np.minimum(due[row], target)
        dear = [
            a.price[j] + a.price[a.below_of[a.below_at[j] : a.below_at[j + 1]]].sum() > a.budget
            for j in range(len(a.minutes))
        ]
        for j in a.order[::-1]:
            # Of a day too short for the job the end is that of the day before.
            while due[j] < NEVER and due[j] > 0:
                d = min(int(due[j] - 1) // a.day, len(a.begin) - 1)
                end = min(int(due[j]) - d * a.day, int(a.end[d]), int(a.closes[j]))
                if end - max(int(a.begin[d]), int(a.opens[j])) >= a.minutes[j]:
                    due[j] = d * a.day + end
                    break
                due[j] = d * a.day
            for q in range(a.before_at[j], a.before_at[j + 1]):
                x = a.before_of[q]
                # What comes too late behind x in any case is a contractor's: it asks nothing of x.
                if due[j] - a.minutes[j] >= a.head[x] or dear[j]:
                    due[x] = min(due[x], due[j] - a.minutes[j])
        return due

    def closer(self, ends: Targets, want: int, chance: random.Random) -> Targets | None:
        """Targets that cost at least `want` less than `ends`: some classes earlier, what that gains beyond it spent on
        others."""
        for _ in range(50):
            pull = [weight**0.5 * (end > 0) for weight, end in zip(self.weight, ends, strict=True)]
            if not any(pull):
                return None
            most, targets = self.cost(ends) - want, list(ends)
            f = chance.choices(range(len(ends)), weights=pull)[0]
            self._earlier(targets, f, self._less(ends[f], chance))
            if self.cost(targets) > most and chance.random() < 0.5:
                # What is missing is asked of several classes, in shares of chance.
                shares = [chance.random() * (end > 0) for end in ends]
                short = self.cost(targets) - most
                for g, share in enumerate(shares):
                    self._earlier(targets, g, self._whole(short * share / (sum(shares) * self.weight[g])))
            if self.cost(targets) > most:
                self._earlier(targets, f, self._whole((self.cost(targets) - most) / self.weight[f]))
            self._spend(targets, f, most - self.cost(targets), chance)
            if self.cost(targets) <= most and min(targets) >= 0:
                return tuple(targets)
        return None

    def _whole(self, minutes: float) -> int:
        """So many minutes or a little more, in grains."""
        return -int(-minutes // self.step) * self.step

    def _earlier(self, targets: list[int], f: int, less: int) -> None:
        targets[f] = max(min(1, targets[f]), targets[f] - less)
        for g in self.within[f]:
            targets[g] = min(targets[g], targets[f])

    def _less(self, end: int, chance: random.Random) -> int:
        """How much earlier: the least there is, some grains, or to the end of the day before."""
        over = (end - 1) % self.day + 1
        if chance.random() < 0.4:
            return over if chance.random() < 0.7 else over + chance.choice((self.day, self.day // 2))
        return chance.choice((1, 1, *(self.step * n for n in (1, 2, 3, 4, 4, 8))))

    def _spend(self, targets: list[int], earlier: int, gain: int, chance: random.Random) -> None:
        """Lets other classes end later, as far as the gain goes."""
        others = [x for x in range(len(targets)) if x != earlier and targets[x] > 0]
        chance.shuffle(others)
        for x in others:
            if chance.random() >= 0.6:
                continue
            room = min((targets[f] - targets[x] for f in self.around[x]), default=NEVER)
            more = gain // self.weight[x]
            if chance.random() < 0.5:
                more = chance.randint(0, max(0, more))
            if more > room:
                # Beyond the class around it, both move.
                left = gain - room * self.weight[x]
                both = self.weight[x] + sum(self.weight[f] for f in self.around[x])
                more = room + max(0, left) // both
            more = max(0, min(more, 4 * self.day))
            targets[x] += more
            gain -= more * self.weight[x]
            for f in self.around[x]:
                if targets[f] < targets[x]:
                    gain -= self.weight[f] * (targets[x] - targets[f])
                    targets[f] = targets[x]


def _grain(minutes: Sequence[int]) -> int:
    """What ends are multiples of, if that is no odd few minutes; else a quarter of the mean."""
    common = reduce(gcd, minutes, 0)
    mean = sum(minutes) // max(1, len(minutes))
    return common if common * 8 >= mean else max(1, mean // 4)
