"""Places jobs on minutes and people: most urgent first, then ruin and recreate day by day while it helps; what is left
goes to contractors, as far as the budget goes, or after its legal latest."""

import random
import time
from collections.abc import Callable

from services.scheduler.planning.dispatch.board import Board
from services.scheduler.planning.dispatch.causes import cause
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed
from services.scheduler.planning.dispatch.teams.suits import suits
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress, Status, Watch, unwatched

STALE_LEFT, STALE_DONE = 400, 150
"""Moves without a gain after which a day is left alone: with jobs left, and with all of them placed."""
MOVES_A_JOB = 15
"""A day of few jobs is left alone sooner."""
ASK_SECONDS = 0.1
LATER_DAY = 60
"""What a later day costs a job that may have several, in minutes on the way."""


def solve(problem: DispatchProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Dispatch]:
    """A dispatch in which every placed job keeps every rule, pins aside; the rest is left with a cause."""
    if suits(problem):
        from services.scheduler.planning.dispatch.teams.search import solve_teams  # late: its kernels take time to load

        return solve_teams(problem, effort, watch)
    begun = time.monotonic()
    whole = _Whole(problem, effort.seed)
    reached = _cost(problem, whole.answer())
    asked, going = 0.0, watch(Progress("dispatch", time.monotonic() - begun, reached))

    def goes_on() -> bool:
        nonlocal asked, going
        now = time.monotonic() - begun
        if now - asked > ASK_SECONDS:
            asked = now
            going = watch(Progress("dispatch", now, reached))
        return going and now < effort.seconds

    # First what is left over on any day, then minutes on the way.
    for moves, wanted in ((STALE_LEFT, True), (STALE_DONE, False)):
        for day in whole.days.values():
            pool = whole.pool(day)
            if pool or not wanted:
                day.improve(pool, moves, effort.steps, goes_on)
                whole.returned(day)
        reached = _cost(problem, whole.answer())
    found = whole.closed()
    reached = _cost(problem, found)
    going = watch(Progress("dispatch", time.monotonic() - begun, reached)) and going
    return Outcome(found, Status.COMPLETE if going else Status.STOPPED, reached)


def _cost(problem: DispatchProblem, found: Dispatch) -> Cost:
    return cost_of(verify(problem, found))


def weight(job: Job) -> int:
    """What a job that is left weighs: ten points of priority double it, so that the urgent go first; those with a legal
    latest go before all others."""
    return 1 << (min(max(job.priority, 0), 200) // 10 + (20 if job.latest is not None else 0))


class _Whole:
    """All days, and what is on none of them."""

    def __init__(self, problem: DispatchProblem, seed: int) -> None:
        self.problem = problem
        self.where: dict[str, Placed] = {}
        days = sorted({day for job in problem.jobs for day in range(job.day, job.last_day + 1)})
        self.days = {day: _Day(problem, day, seed, self.where) for day in days}
        self.left: dict[str, Job] = {}
        self.given: set[str] = set()
        for job in problem.jobs:
            if job.pinned is not None:
                self.days[job.day].board.put(job, *job.pinned)
        urgency = {job.key: job.priority for job in problem.jobs}
        for job in reversed(problem.ordered()):
            for key in job.after:
                urgency[key] = max(urgency[key], urgency[job.key])
        depth: dict[str, int] = {}
        for job in problem.ordered():
            depth[job.key] = max((depth[key] + 1 for key in job.after), default=0)
        free = [job for job in problem.jobs if job.pinned is None]
        # A contractor needs nobody, but may stand in the way of whoever does.
        for job in sorted(free, key=lambda job: (depth[job.key], -urgency[job.key], -job.crew, -job.minutes, job.key)):
            if not self._place(job):
                self.left[job.key] = job

    def _place(self, job: Job, *, late: bool = False) -> bool:
        """On the best of its days, the sooner the better."""
        best = None
        for day in range(job.day, job.last_day + 1):
            offer = self.days[day].board.offer(job, late=late)
            if offer is not None:
                cost = offer.cost + LATER_DAY * (day - job.day)
                if best is None or cost < best[0]:
                    best = cost, day, offer
        if best is None:
            return False
        _, day, offer = best
        self.days[day].board.put(job, offer.start, offer.people)
        return True

    def pool(self, day: "_Day") -> list[Job]:
        """Those left that may be on this day; they are the day's until `returned`."""
        number = day.board.day
        found = [job for job in self.left.values() if job.day <= number <= job.last_day]
        for job in found:
            del self.left[job.key]
        return found

    def returned(self, day: "_Day") -> None:
        """What the day could not place, given other days to try."""
        for job in sorted(day.left, key=lambda job: (-weight(job), job.key)):
            if job.last_day == job.day or not self._place(job):
                self.left[job.key] = job
        day.left = []

    def closed(self) -> Dispatch:
        """What is left goes to a contractor where the money allows it, or after its legal latest."""
        spent = 0
        following: dict[str, list[Job]] = {}
        for job in self.problem.jobs:
            for key in job.after:
                following.setdefault(key, []).append(job)
        for job in sorted(self.left.values(), key=lambda job: (-weight(job), job.contractor_price or 0, job.key)):
            if job.key not in self.left:
                continue
            chain, wait = {job.key: job}, [job]
            while wait:
                for other in following.get(wait.pop().key, ()):
                    if other.key not in chain:
                        chain[other.key] = other
                        wait.append(other)
            price = sum(one.contractor_price or 0 for one in chain.values())
            payable = all(self.problem.may_be_given_away(one) and not one.contractor for one in chain.values())
            own = any(one.key in self.where for one in chain.values())
            if payable and not own and spent + price <= self.problem.budget and self._give(list(chain.values())):
                spent += price
        for job in [*self.left.values()]:
            if job.latest is not None and self._place(job, late=True):
                del self.left[job.key]
        return self.answer()

    def _give(self, chain: list[Job]) -> bool:
        """Each of the chain on the first day on which its contractor may do it; all or none."""
        done: list[tuple[Job, _Day]] = []
        order = {job.key: n for n, job in enumerate(self.problem.ordered())}
        for job in sorted(chain, key=lambda job: order[job.key]):
            for number in range(job.day, job.last_day + 1):
                if job.contractor_days is not None and number not in job.contractor_days:
                    continue
                day = self.days[number]
                offer = day.board.outside(job)
                if offer is not None:
                    day.board.put(job, offer.start, ())
                    done.append((job, day))
                    break
            else:
                for one, day in done:
                    day.board.take(one.key)
                return False
        for job in chain:
            self.left.pop(job.key, None)
            self.given.add(job.key)
        return True

    def answer(self) -> Dispatch:
        """The days together, with a cause for each job that is left."""
        return Dispatch(
            placed=tuple(one for _, day in sorted(self.days.items()) for _, one in sorted(day.board.placed.items())),
            left={job.key: cause(self.problem, self.days[job.day].board, job) for job in self.left.values()},
            outsourced=frozenset(self.given),
        )


class _Day:
    """One day: its board, and what the day could not place while it was looked at."""

    def __init__(self, problem: DispatchProblem, day: int, seed: int, where: dict[str, Placed]) -> None:
        self.board = Board(problem, day, where)
        self.chance = random.Random(seed * 1000 + day)
        self.left: list[Job] = []
        self._free = {job.key: job for job in problem.jobs if job.pinned is None and job.day <= day <= job.last_day}
        self._follows = {key for job in problem.jobs for key in job.after}

    def _place(self, job: Job, taste: Callable[[], float] = float) -> None:
        offer = self.board.offer(job, taste)
        if offer is None:
            self.left.append(job)
        else:
            self.board.put(job, offer.start, offer.people)

    def cost(self) -> tuple[int, float]:
        """What is left, and minutes on the way."""
        return sum(weight(job) for job in self.left), self.board.on_the_way()

    def improve(self, pool: list[Job], stale: int, steps: int, going: Callable[[], bool]) -> None:
        """Take some related jobs off and give them and those of the pool their best places in another order, while that
        still helps; `left` is what remains of the pool."""
        self.left = pool
        now, since = self.cost(), 0
        stale = min(stale, MOVES_A_JOB * (len(self.board.placed) + len(pool)))
        moves = steps or -1
        while moves and since < stale and now > (0, 0) and going():
            moves -= 1
            out = self._ruined()
            was = [(job, *self.board.take(job.key)) for job in out]
            left = list(self.left)
            self.left = []
            spread = self.chance.choice([0.0, 0.3, 1.0])
            rank = {job.key: _rank(job) + self.chance.gauss(0, 1) * spread for job in [*left, *out]}
            for job in sorted([*left, *out], key=lambda job: -rank[job.key]):
                self._place(job, lambda: self.chance.random() * 3)
            after = self.cost()
            since = 0 if after < now else since + 1
            if after <= now and not self._orphans():
                now = after
                continue
            for job in [*out, *left]:
                if job.key in self.board.placed:
                    self.board.take(job.key)
            for job, start, people in was:
                self.board.put(job, start, people)
            self.left = left

    def _orphans(self) -> bool:
        """Whether something is placed that waits for a job that is left."""
        left = {job.key for job in self.left} & self._follows
        return bool(left) and any(self.board.waits(key) for key in left)

    def _ruined(self) -> list[Job]:
        """Some of the jobs that stand where a job that is left could be, or those of one or two people."""
        chance = self.chance
        placed = [self._free[key] for key in self.board.placed if key in self._free]
        if self.left and chance.random() < 0.8:
            seen = chance.choice(self.left)
            able = {one.id for one in self.board.able(seen)}
            near = [job for job in placed if _competes(job, seen, able & set(self.board.placed[job.key].people))]
            return chance.sample(near, min(len(near), chance.randint(1, 7)))
        who = set(chance.sample(sorted(self.board.people), min(len(self.board.people), chance.randint(1, 3))))
        theirs = [job for job in placed if who & set(self.board.placed[job.key].people)]
        return chance.sample(theirs, min(len(theirs), chance.randint(2, 8)))


def _competes(job: Job, seen: Job, shared: set[str]) -> bool:
    return bool(shared or set(job.groups) & set(seen.groups) or set(job.tools) & set(seen.tools))


def _rank(job: Job) -> float:
    """What goes first: the urgent, the large, what has little room in its window."""
    return job.priority / 10 + job.crew + job.minutes / 60 - (job.window[1] - job.window[0] - job.minutes) / 240
