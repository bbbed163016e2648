"""The race: plans that favour the classes in different orders are bettered side by side, the behind ones dropped."""

import itertools
import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from services.scheduler.planning.dispatch.teams.chance import seeded
from services.scheduler.planning.dispatch.teams.compiled import NEVER, Compiled, Floats, Ints, Plan, copied, empty
from services.scheduler.planning.dispatch.teams.goal import Goal, Targets
from services.scheduler.planning.dispatch.teams.ruin import compact, construct, give_away, late_off

MOST_ORDERS = 24
BEHIND = 1.25
"""An arm this much dearer than the best is not run at all."""
EARLY, EVEN = 0.08, 0.005
"""By how much dearer an arm is that gets a third of the best one's time: at first, and at the end."""
BEYOND = 1e4
"""The weight of a job that cannot be done."""
MOST_WANTED, BOLDER, MEEKER, EASY = 0.03, 1.6, 0.93, 3_000
"""The next target of an arm is to cost less: at most by this part, by more after one reached in so few moves, by less
after any other chunk."""
STUCK = 1.15
"""By how much a chunk raises the weight of what stayed in the pool."""
AGAIN = 0.6
"""How often a chunk goes to a target that is open already."""
MOST_OPEN = 40
TIRED = 40_000
"""Moves after which a target is as promising as a fresh one with twice the pool."""


@dataclass(slots=True, eq=False)
class Attempt:
    """A target that is tried: its dates, where its plan stands, the weight of its pool at best."""

    targets: Targets
    due: Ints
    plan: Plan
    best: Plan
    weight: Floats
    rest: float = math.inf
    spent: int = 0


@dataclass(slots=True, eq=False)
class Arm:
    """Plans that favour classes in one order: the best of them, and what is tried from it."""

    order: tuple[int, ...]
    cost: int
    plan: Plan
    open: list[Attempt] = field(default_factory=list)
    spent: int = 0
    busy: int = 0
    want: float = 1.0
    """By how much the next target is to cost less."""


class Race:
    """All arms; several threads may work on them at once. With one thread a seed repeats a race exactly."""

    def __init__(self, a: Compiled, goal: Goal, seed: int) -> None:
        self.a, self.goal = a, goal
        self.weight = weights(a)
        self.arms: dict[tuple[int, ...], Arm] = {}
        self.best: Plan | None = None
        self.cost = NEVER * 1000
        self.moves = 0
        self.orders = _orders(goal)
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._made = 0

    def greedy(self) -> bool:
        """One plan from the first day on: the first of each order plainly, then with chance. False: it is not whole."""
        with self._lock:
            order = self.orders[self._made % len(self.orders)]
            plain = self._made < len(self.orders)
            self._made += 1
            chance = random.Random(self._chance.random())
        a, z = self.a, empty(self.a)
        blur = np.array([chance.random() - 0.5 for _ in a.minutes])
        if a.budget > 0:
            give_away(a, z, self.weight * (1 if plain else 1 + blur))
        rank = np.full(len(a.minutes), len(order), np.float64)
        for place, f in reversed(list(enumerate(order))):
            rank[self.goal.of[f]] = place
        hardest = max(float(a.hard.max(initial=0)), 1e-9)
        key = 10.0 * rank - 9.9 * a.hard / hardest * (1 if plain else 1 + 0.4 * blur)
        idle, noise = (0.3, 0.0) if plain else (chance.random() * 0.8, chance.random() * 0.6)
        state = seeded(chance.randrange(2**32))
        construct(a, z, empty(a), key, self.goal.due(a, ()), idle, noise, not plain, state)
        return self.finished(order, z)

    def finished(self, order: tuple[int, ...], z: Plan) -> bool:
        """A plan for the order's arm, which keeps it if it is whole and its best."""
        if ((z.at < 0) & ~z.given).any():
            return False
        compact(self.a, z)
        cost = self.goal.cost(self.goal.ends(self.a, z))
        with self._lock:
            arm = self.arms.get(order)
            if arm is None:
                arm = self.arms[order] = Arm(order, cost, z, want=MOST_WANTED * cost)
            elif cost < arm.cost:
                arm.cost, arm.plan = cost, z
                arm.open = [one for one in arm.open if self.goal.cost(one.targets) < cost]
            if cost < self.cost:
                self.cost, self.best = cost, z
        return True

    def prune(self) -> None:
        """Drops arms that are far behind."""
        with self._lock:
            self.arms = {order: arm for order, arm in self.arms.items() if arm.cost <= BEHIND * self.cost}

    def pick(self, part: float) -> tuple[Arm, Attempt] | None:
        """What to work on next; `part` of the effort is spent. None: nothing could be better."""
        with self._lock:
            for arm in sorted(self.arms.values(), key=lambda arm: self._turn_of(arm, part)):
                attempt = self._attempt(arm)
                if attempt is not None:
                    arm.busy += 1
                    return arm, attempt
            return None

    def _turn_of(self, arm: Arm, part: float) -> float:
        """What an arm had over what it is to have: the less the further it is behind, and the later it is."""
        behind = arm.cost / max(self.cost, 1) - 1
        third = EVEN + (EARLY - EVEN) * max(0.0, 1 - part) ** 2
        return (arm.spent + 1) * (1 + arm.busy) * math.exp(min(50.0, behind / third))

    def _attempt(self, arm: Arm) -> Attempt | None:
        if arm.open and self._chance.random() < AGAIN:
            return self._again(arm)
        ends = self.goal.ends(self.a, arm.plan)
        for _ in range(20):
            targets = self.goal.closer(ends, max(1, int(arm.want)), self._chance)
            if targets is None:
                break
            if not any(all(x <= y for x, y in zip(targets, one.targets, strict=True)) for one in arm.open):
                return self._begun(arm, targets)
        return self._again(arm) if arm.open else None

    def _again(self, arm: Arm) -> Attempt:
        """The open attempt with the least left to place, tired ones later, with some chance."""
        promise = [one.rest * (1 + one.spent / TIRED) * (0.8 + 0.4 * self._chance.random()) for one in arm.open]
        return arm.open.pop(promise.index(min(promise)))

    def _begun(self, arm: Arm, targets: Targets) -> Attempt:
        due = self.goal.due(self.a, targets)
        plan = copied(arm.plan)
        late_off(self.a, plan, due, seeded(self._chance.randrange(2**32)))
        return Attempt(targets, due, plan, copied(plan), self.weight.copy())

    def done(self, arm: Arm, attempt: Attempt, rest: float, moves: int) -> None:
        """A chunk of moves was made on an attempt, of which `rest` is left to place."""
        attempt.spent += moves
        if rest < 1e-9:
            self.finished(arm.order, copied(attempt.best))
        with self._lock:
            arm.busy -= 1
            arm.spent += moves
            self.moves += moves
            easy = rest < 1e-9 and attempt.spent <= EASY
            arm.want = max(1.0, min(MOST_WANTED * arm.cost, arm.want * (BOLDER if easy else MEEKER)))
            if rest < 1e-9 or self.goal.cost(attempt.targets) >= arm.cost:
                return
            out = (attempt.best.at < 0) & ~attempt.best.given
            attempt.rest = min(attempt.rest, float(self.weight[out].sum()))
            attempt.weight[out] *= STUCK
            arm.open.append(attempt)
            if len(arm.open) > MOST_OPEN:
                arm.open.remove(max(arm.open, key=lambda one: one.rest * (1 + one.spent / TIRED)))

    def counted(self, moves: int) -> None:
        """Moves made outside of attempts."""
        with self._lock:
            self.moves += moves


def weights(a: Compiled) -> Floats:
    """What a job in the pool weighs: the hard more, and what even all people together cannot do so much that it
    is given away before all else."""
    beyond = np.zeros(len(a.minutes), np.bool_)
    for j in range(len(a.minutes)):
        span = slice(a.need_at[j], a.need_at[j + 1])
        beyond[j] = a.least[j] > len(a.has) or bool((a.need_count[span] > a.has.sum(0)[a.need_of[span]]).any())
    return np.where(beyond, BEYOND, a.hard * 0.5 + 0.5)


def _orders(goal: Goal) -> list[tuple[int, ...]]:
    """Orders of the classes that hold no other, the heaviest first; not all where there are many."""
    inner = [f for f in range(len(goal.weight)) if not goal.within[f]]
    inner.sort(key=lambda f: -goal.weight[f])
    return list(itertools.islice(itertools.permutations(inner), MOST_ORDERS)) or [()]


Spent = Callable[[], float]
"""The part of a time or of a number of moves that is spent; above 1: it is over."""
