"""One day on the board: who is where when, and where one more job would go best."""

from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Placed, Technician
from services.scheduler.planning.dispatch.stretch import Middle, Span, stretches
from services.scheduler.planning.kinds.face import price

STEP = 5
"""Jobs begin on whole multiples of this many minutes."""
OPENING = 480
"""When contractors are let in on a day on which nobody of one's own is there."""
SPLIT = price(rules.PARTNERS)
MINUTE_PRICE, TRADE_PRICE = 0.05, 0.5
"""Beside minutes on the way: early is better, and those who can do least else go first. The search's taste, no rule."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a job could go; `cost` is in minutes on the way, as far as it can be said in advance."""

    cost: float
    start: int
    people: tuple[str, ...]


class Board:
    """The jobs of one day with their minutes and people."""

    def __init__(self, problem: DispatchProblem, day: int) -> None:
        self.problem, self.day = problem, day
        self.people = {one.id: one for one in problem.technicians if day in one.shifts}
        self.lines: dict[str, list[Span]] = {}
        self.middles: dict[str, Middle | None] = {}
        for one in problem.technicians:
            busy = sorted((a, b, "", "") for d, a, b in one.busy if d == day)
            self.lines[one.id] = busy
            shift = one.shifts.get(day)
            self.middles[one.id] = Middle.of(shift, busy, problem.break_minutes) if shift else None
        self.placed: dict[str, Placed] = {}
        self._jobs: dict[str, Job] = {}
        self._groups = {group.id: group for group in problem.groups}
        self._down: dict[str, dict[str, tuple[int, int, str]]] = {}
        starts = [one.shifts[day][0] for one in self.people.values()]
        self._opening = min(starts, default=OPENING)

    def able(self, job: Job) -> list[Technician]:
        """Who is on duty and may do it."""
        return [one for one in self.people.values() if job.trade in one.trades]

    def put(self, job: Job, start: int, people: tuple[str, ...]) -> None:
        """Place it."""
        one = Placed(key=job.key, day=self.day, start=start, end=start + job.minutes, people=people)
        self.placed[job.key], self._jobs[job.key] = one, job
        for person in people:
            if person in self.lines:
                insort(self.lines[person], (one.start, one.end, job.place, job.key))
        for group in job.groups:
            self._down.setdefault(group, {})[job.key] = one.start, one.end, job.asset

    def take(self, key: str) -> tuple[int, tuple[str, ...]]:
        """Take it off; its start and people are returned."""
        one, job = self.placed.pop(key), self._jobs.pop(key)
        for person in one.people:
            if person in self.lines:
                self.lines[person].remove((one.start, one.end, job.place, key))
        for group in job.groups:
            del self._down[group][key]
        return one.start, one.people

    def offer(self, job: Job, taste: Callable[[], float] = float) -> Offer | None:
        """The best place for it with all else as it stands; `taste` may add to each offer's cost."""
        if job.contractor:
            starts = self._starts(job, [job.window[0], max(job.window[0], self._opening)], job.window)
            fits = [s for s in starts if self.groups_allow(job, s)]
            return Offer(0, min(fits, key=lambda s: (s < self._opening, s)), ()) if fits else None
        free = {one.id: stretches(self.problem, job, *self._line(one), STEP) for one in self.able(job)}
        if sum(bool(own) for own in free.values()) < job.crew:
            return None
        edges = {edge for own in free.values() for one in own for edge in (one.first, one.last)}
        best = None
        for start in self._starts(job, edges, job.window):
            there = {
                person: min(one.way for one in own if one.first <= start <= one.last)
                for person, own in free.items()
                if any(one.first <= start <= one.last for one in own)
            }
            if len(there) < job.crew or not self.groups_allow(job, start):
                continue
            way, crew = self._crew(job, there)
            cost = way + MINUTE_PRICE * start + taste()
            if best is None or cost < best.cost:
                best = Offer(cost, start, crew)
        return best

    def _line(self, one: Technician) -> tuple[tuple[int, int], list[Span], Middle | None]:
        return one.shifts[self.day], self.lines[one.id], self.middles[one.id]

    def _starts(self, job: Job, edges: Iterable[int], window: tuple[int, int]) -> list[int]:
        """Where it is worth beginning: at an edge of somebody's free time, or when another of its group is done."""
        ends = [end for group in job.groups for _, end, _ in self._down.get(group, {}).values()]
        whole = {-(-edge // STEP) * STEP for edge in [*edges, *ends]}
        return sorted(start for start in whole if window[0] <= start <= window[1] - job.minutes)

    def _crew(self, job: Job, there: dict[str, int]) -> tuple[float, tuple[str, ...]]:
        """Who goes, and what it costs: pairs together, little way, the versatile last."""

        def worth(person: str) -> float:
            return there[person] + TRADE_PRICE * len(self.people[person].trades)

        if job.crew == 1:
            person = min(there, key=lambda one: (worth(one), one))
            return worth(person), (person,)
        crew: list[str] = []
        paired = {one: self.people[one].partner in there for one in there}
        for person in sorted(there, key=lambda one: (worth(one) + SPLIT * (not paired[one]), one)):
            if person in crew or len(crew) == job.crew:
                continue
            partner = self.people[person].partner
            together = paired[person] and len(crew) + 2 <= job.crew and partner not in crew
            crew += [person, partner] if together else [person]
        split = any(self.people[p].partner in self.people and self.people[p].partner not in crew for p in crew)
        return sum(worth(one) for one in crew) + SPLIT * split, tuple(sorted(crew))

    def groups_allow(self, job: Job, start: int) -> bool:
        """Whether no group of the job's loses more than it may while the job is done."""
        end = start + job.minutes
        for name in job.groups:
            group, spans = self._groups[name], [*self._down.get(name, {}).values()]
            if not group.one_a_day:
                spans = [one for one in spans if one[0] < end and start < one[1]]
            # The most are down when some job begins.
            for at in {start, *(max(start, one[0]) for one in spans)}:
                down = {asset for a, b, asset in spans if group.one_a_day or a <= at < b}
                if len(down | {job.asset}) > group.spare(self.day):
                    return False
        return True

    def on_the_way(self) -> int:
        """Minutes of travel and what split pairs cost."""
        found = 0
        for line in self.lines.values():
            for (_, _, a, _), (_, _, b, _) in pairwise(line):
                found += self.problem.travel_minutes(a, b)
        for one in self.placed.values():
            if len(one.people) > 1:
                partners = {self.people[p].partner for p in one.people if p in self.people} & self.people.keys()
                found += SPLIT * bool(partners - set(one.people))
        return found
