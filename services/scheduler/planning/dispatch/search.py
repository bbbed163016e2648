"""Places jobs on minutes and people: day by day, most urgent first, then ruin and recreate while it helps."""

import random
import time
from collections.abc import Callable

from services.scheduler.planning.dispatch.board import Board
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Cost, Effort, Outcome, Progress, Status, Watch, unwatched

STALE_LEFT, STALE_DONE = 400, 150
"""Moves without a gain after which a day is left alone: with jobs left, and with all of them placed."""
MOVES_A_JOB = 15
"""A day of few jobs is left alone sooner."""
ASK_SECONDS = 0.1


def solve(problem: DispatchProblem, effort: Effort, watch: Watch = unwatched) -> Outcome[Dispatch]:
    """A dispatch in which every placed job keeps every rule, pins aside; the rest is left with a cause."""
    begun = time.monotonic()
    days = [_Day(problem, day, effort.seed) for day in sorted({job.day for job in problem.jobs})]
    reached = _cost(problem, answer(problem, days))
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
        for day in days:
            if day.left or not wanted:
                day.improve(moves, effort.steps, goes_on)
        reached = _cost(problem, answer(problem, days))
    going = watch(Progress("dispatch", time.monotonic() - begun, reached)) and going
    return Outcome(answer(problem, days), Status.COMPLETE if going else Status.STOPPED, reached)


def answer(problem: DispatchProblem, days: "list[_Day]") -> Dispatch:
    """The days together, with a cause for each job that is left."""
    return Dispatch(
        placed=tuple(one for day in days for _, one in sorted(day.board.placed.items())),
        left={job.key: cause(problem, day.board, job) for day in days for job in day.left},
    )


def _cost(problem: DispatchProblem, found: Dispatch) -> Cost:
    return cost_of(verify(problem, found))


def weight(job: Job) -> int:
    """What a job that is left weighs: ten points of priority double it, so that the urgent go first."""
    return 1 << min(max(job.priority, 0), 200) // 10


class _Day:
    """One day: its board, and what is not on it."""

    def __init__(self, problem: DispatchProblem, day: int, seed: int) -> None:
        self.board = Board(problem, day)
        self.chance = random.Random(seed * 1000 + day)
        jobs = [job for job in problem.jobs if job.day == day]
        self.left: list[Job] = []
        for job in jobs:
            if job.pinned is not None:
                self.board.put(job, *job.pinned)
        self.free = [job for job in jobs if job.pinned is None]
        self._jobs = {job.key: job for job in self.free}
        # A contractor needs nobody, but may stand in the way of whoever does.
        for job in sorted(self.free, key=lambda job: (-job.priority, -job.crew, -job.minutes, job.key)):
            self._place(job)

    def _place(self, job: Job, taste: Callable[[], float] = float) -> None:
        offer = self.board.offer(job, taste)
        if offer is None:
            self.left.append(job)
        else:
            self.board.put(job, offer.start, offer.people)

    def cost(self) -> tuple[int, int]:
        """What is left, and minutes on the way."""
        return sum(weight(job) for job in self.left), self.board.on_the_way()

    def improve(self, stale: int, steps: int, going: Callable[[], bool]) -> None:
        """Take some related jobs off and give them their best places in another order, while that still helps."""
        now, since = self.cost(), 0
        stale = min(stale, MOVES_A_JOB * len(self.free))
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
            if after <= now:
                now = after
                continue
            for job in out:
                if job.key in self.board.placed:
                    self.board.take(job.key)
            for job in left:
                if job.key in self.board.placed:
                    self.board.take(job.key)
            for job, start, people in was:
                self.board.put(job, start, people)
            self.left = left

    def _ruined(self) -> list[Job]:
        """Some of the jobs that stand where a job that is left could be, or those of one or two people."""
        chance = self.chance
        placed = [self._jobs[key] for key in self.board.placed if key in self._jobs]
        if self.left and chance.random() < 0.8:
            seen = chance.choice(self.left)
            able = {one.id for one in self.board.able(seen)}
            near = [job for job in placed if _competes(job, seen, able & set(self.board.placed[job.key].people))]
            return chance.sample(near, min(len(near), chance.randint(1, 7)))
        who = set(chance.sample(sorted(self.board.people), min(len(self.board.people), chance.randint(1, 3))))
        theirs = [job for job in placed if who & set(self.board.placed[job.key].people)]
        return chance.sample(theirs, min(len(theirs), chance.randint(2, 8)))


def _competes(job: Job, seen: Job, shared: set[str]) -> bool:
    return bool(shared or set(job.groups) & set(seen.groups))


def _rank(job: Job) -> float:
    """What goes first: the urgent, the large, what has little room in its window."""
    return job.priority / 10 + job.crew + job.minutes / 60 - (job.window[1] - job.window[0] - job.minutes) / 240


def cause(problem: DispatchProblem, board: Board, job: Job) -> str:
    """Why a job is left, as a stable code: window_too_short, nobody_certified, group_full, no_crew."""
    if job.window[1] - job.window[0] < job.minutes:
        return "window_too_short"
    if not job.contractor:
        if sum(job.trade in one.trades for one in problem.technicians) < job.crew:
            return "nobody_certified"
        shifts = [one.shifts[job.day] for one in board.able(job)]
        rooms = [min(end, job.window[1]) - max(start, job.window[0]) for start, end in shifts]
        if len(rooms) >= job.crew and all(room < job.minutes for room in rooms):
            return "window_too_short"
        if len(rooms) < job.crew:
            return "no_crew"
    starts = range(job.window[0], job.window[1] - job.minutes + 1, 5)
    return "no_crew" if any(board.groups_allow(job, start) for start in starts) else "group_full"
