"""The anytime search for day teams: greedy plans, plans class by class, then the race towards ever closer targets; tiny
problems are proved."""

import threading
import time
from collections.abc import Callable

import numpy as np

from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem
from services.scheduler.planning.dispatch.teams.answer import dispatched
from services.scheduler.planning.dispatch.teams.chance import seeded
from services.scheduler.planning.dispatch.teams.compiled import Plan, compiled, copied, empty
from services.scheduler.planning.dispatch.teams.goal import Goal
from services.scheduler.planning.dispatch.teams.race import Race
from services.scheduler.planning.dispatch.teams.ruin import search
from services.scheduler.planning.dispatch.teams.runner import COLD, FIXED_CHUNK, HOT, Runner
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress, Status, Watch

FIRST_DAYS = 10
"""Days that a first plan gets; twice as many each time that they are not enough."""
GREEDY_PART, STAGED_PART = 0.01, 0.1
"""Of the effort: plans from the first day on, and plans class by class."""
BOUND_PART, PROOF_FROM, PROOF_PART = 0.1, 0.15, 0.6
"""Of the effort: for the bound; when a proof begins, and how much of the rest it has."""
TICK = 0.1
"""Seconds between two questions to the watch."""


def solve_teams(problem: DispatchProblem, effort: Effort, watch: Watch) -> Outcome[Dispatch]:
    """The best dispatch found of a problem that `suits`. With `steps` and one worker it repeats exactly."""
    return _Solve(problem, effort, watch).outcome()


def first_race(problem: DispatchProblem, goal: Goal, seed: int) -> Race:
    """A race with a greedy plan of each order, on days that are enough for them and for some trade between classes;
    without a plan where not even all days are."""
    last = 1 + max(job.last_day for job in problem.jobs)
    days = min(last, FIRST_DAYS)
    while True:
        race = _greedy_race(problem, goal, seed, days)
        whole = len(race.arms) == len(race.orders)
        if whole or days == last:
            break
        days = min(last, days * 2)
    if not whole:
        return race
    used = 1 + max(int(arm.plan.at.max(initial=0)) for arm in race.arms.values())
    enough = min(last, used + max(1, used // 2))
    return race if enough == days else _greedy_race(problem, goal, seed, enough)


def _greedy_race(problem: DispatchProblem, goal: Goal, seed: int, days: int) -> Race:
    race = Race(compiled(problem, days), goal, seed)
    for _ in race.orders:
        race.greedy()
    return race


class _Solve:
    def __init__(self, problem: DispatchProblem, effort: Effort, watch: Watch) -> None:
        self.problem, self.effort, self._watch = problem, effort, watch
        self.began = time.monotonic()
        self.goal = Goal.of_problem(problem)
        self.race = first_race(problem, self.goal, effort.seed)
        self.stopped = threading.Event()
        self.bound: int | None = None
        self._proved: tuple[int, Dispatch] | None = None
        self._left = 0
        self._waiting = list(self.race.orders)
        self._lock = threading.Lock()
        self._errors: list[BaseException] = []

    def outcome(self) -> Outcome[Dispatch]:
        """Everything in its order."""
        plan = self.race.best
        if plan is None:
            plan = self._most_placed()
        self._ask()
        if self.race.best is not None and self.goal.weight:
            bounding = threading.Thread(target=self._kept(self._find_bound), daemon=True)
            bounding.start()
            if self.effort.steps:
                bounding.join()
            self._run(PROOF_FROM)
            if self._tiny():
                bounding.join()
                self._prove()
            self._run(1.0)
            bounding.join()
            if self._errors:
                raise self._errors[0]
        if self.race.best is not None:
            plan = self.race.best
        found = dispatched(self.problem, self.race.a, plan)
        if self._proved is not None and self._proved[0] <= self.race.cost:
            found = self._proved[1]
        cost = cost_of(verify(self.problem, found))
        if self._closed():
            return Outcome(found, Status.OPTIMAL, cost, cost)
        status = Status.STOPPED if self.stopped.is_set() else Status.COMPLETE
        return Outcome(found, status, cost, self._bound_cost())

    def _cost(self) -> int:
        return min(self.race.cost, self._proved[0] if self._proved else self.race.cost)

    def _bound_cost(self) -> Cost | None:
        return None if self.bound is None else (0, 0, 0, min(self.bound, self._cost()))

    def _closed(self) -> bool:
        return self.bound is not None and self.bound >= self._cost()

    def _ask(self) -> None:
        """Tells the watch how far it is."""
        cost: Cost = (0, 0, self._left, 0 if self._left else self._cost())
        if not self._watch(Progress("dispatch", time.monotonic() - self.began, cost, self._bound_cost())):
            self.stopped.set()

    def _part(self) -> float:
        """The part of the effort that is spent."""
        if self.effort.steps:
            return self.race.moves / self.effort.steps
        return (time.monotonic() - self.began) / self.effort.seconds

    def _over(self, until: float) -> bool:
        return self.stopped.is_set() or self._closed() or self._part() >= until

    def _kept(self, work: Callable[[], None]) -> Callable[[], None]:
        """The work, with what it raises kept for the thread that waits for it."""

        def run() -> None:
            try:
                work()
            except BaseException as error:
                self._errors.append(error)
                self.stopped.set()

        return run

    def _run(self, until: float) -> None:
        """All workers until that part of the effort is spent; the watch is asked meanwhile."""
        if self._over(until):
            return
        work = [self._kept(lambda n=n: self._work(n, until)) for n in range(self.effort.workers)]  # type: ignore[misc]
        threads = [threading.Thread(target=one, daemon=True) for one in work]
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                thread.join(TICK)
                self._ask()

    def _work(self, number: int, until: float) -> None:
        seed = self.effort.seed * 1000 + number + round(until * 100) * 10
        runner = Runner(self.race, seed, self.effort.steps > 0)
        while self._waiting and not self._over(min(until, GREEDY_PART)):
            self.race.greedy()
            self.race.counted(1)
        while not self._over(until):
            with self._lock:
                order = self._waiting.pop(0) if self._waiting else None
            if order is None:
                break
            runner.stage(order, self._stage_clock())
            if not self._waiting:
                self.race.prune()
        while not self._over(until):
            if not runner.step(self._part()):
                # Nothing is left to try, or others have all of it.
                if self.effort.workers == 1:
                    break
                self.stopped.wait(0.01)

    def _stage_clock(self) -> Callable[[], float]:
        share = STAGED_PART * self.effort.workers / len(self.race.orders)
        if self.effort.steps:
            first = self.race.moves
            return lambda: 2.0 if self._over(1.0) else (self.race.moves - first) / (share * self.effort.steps)
        begun = time.monotonic()
        return lambda: 2.0 if self._over(1.0) else (time.monotonic() - begun) / (share * self.effort.seconds)

    def _find_bound(self) -> None:
        from services.scheduler.planning.dispatch.teams.bound import least_cost  # late: its solver takes time to load

        self.bound = least_cost(self.race.a, self.goal, max(0.5, BOUND_PART * self.effort.seconds))

    def _tiny(self) -> bool:
        from services.scheduler.planning.dispatch.teams.exact import MOST_PLACES

        size = len(self.problem.jobs) * len(self.problem.technicians)
        return size * len(self.race.a.begin) <= MOST_PLACES

    def _prove(self) -> None:
        """Closes the gap of a tiny problem, as far as its time goes."""
        from services.scheduler.planning.dispatch.teams.exact import MOST_PLACES, days_enough, proved

        if self.stopped.is_set() or self._closed():
            return
        days = days_enough(self.goal, self.race, self.bound or 0, 1 + max(job.last_day for job in self.problem.jobs))
        if len(self.problem.jobs) * len(self.problem.technicians) * days > MOST_PLACES:
            return
        left = max(0.05, (self.effort.seconds - (time.monotonic() - self.began)) * PROOF_PART)
        effort = Effort(seconds=left, workers=self.effort.workers, seed=self.effort.seed, steps=self.effort.steps)

        def go_on() -> bool:
            self._ask()
            return not self.stopped.is_set()

        assert self.race.best is not None
        a = compiled(self.problem, days)
        found = proved(a, self.goal, self.race.best, self.race.cost, effort, go_on)
        self.bound = max(self.bound or 0, found.bound)
        if found.plan is not None:
            self._proved = found.cost, dispatched(self.problem, a, found.plan)

    def _most_placed(self) -> Plan:
        """Where not all jobs have a place: those that weigh the most, the urgent first; the race gets a whole plan if
        one is found after all."""
        a = self.race.a
        weight = np.array([2.0 ** (min(max(job.priority, 0), 200) / 10 - 5) for job in self.problem.jobs])
        plan, due, state = empty(a), self.goal.due(a, ()), seeded(self.effort.seed)
        best, scratch = copied(plan), empty(a)
        while not self.stopped.is_set() and self._part() < 1:
            rest, moves = search(a, plan, scratch, best, due, weight, FIXED_CHUNK, HOT, COLD, True, state)
            self.race.counted(max(1, moves))
            self._left = int(((best.at < 0) & ~best.given).sum())
            if rest < 1e-9:
                self._left = 0
                for order in self.race.orders:
                    self.race.finished(order, copied(best))
                break
            self._ask()
        return best
