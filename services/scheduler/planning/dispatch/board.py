"""One day on the board: who is where when, and where one more job would go best."""

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from services.scheduler.planning.dispatch import crews, rules
from services.scheduler.planning.dispatch.crews import SPLIT
from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Placed, Technician
from services.scheduler.planning.dispatch.stretch import Middle, Span, stretches
from services.scheduler.planning.kinds.face import price

STEP = 5
"""Jobs begin on whole multiples of this many minutes."""
OPENING = 480
"""When contractors are let in on a day on which nobody of one's own is there."""
MINUTE_PRICE = 0.05
"""Beside minutes on the way: early is better. The search's taste, no rule."""
KEPT = price(rules.KEPT)


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a job could go; `cost` is in minutes on the way, as far as it can be said in advance."""

    cost: float
    start: int
    people: tuple[str, ...]


class Board:
    """The jobs of one day with their minutes and people; `where` says where the jobs of all days are."""

    def __init__(self, problem: DispatchProblem, day: int, where: dict[str, Placed] | None = None) -> None:
        self.problem, self.day = problem, day
        self.where: dict[str, Placed] = {} if where is None else where
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
        self._out: dict[str, dict[str, tuple[int, int]]] = {}
        self._follows: dict[str, list[str]] = {}
        for job in problem.jobs:
            for key in job.after:
                self._follows.setdefault(key, []).append(job.key)
        starts = [one.shifts[day][0] for one in self.people.values()]
        self._opening = min(starts, default=OPENING)

    def able(self, job: Job) -> list[Technician]:
        """Who is on duty and may do it."""
        return [one for one in self.people.values() if job.trade in one.trades]

    def put(self, job: Job, start: int, people: tuple[str, ...]) -> None:
        """Place it."""
        one = Placed(key=job.key, day=self.day, start=start, end=start + job.minutes, people=people)
        self.placed[job.key], self._jobs[job.key], self.where[job.key] = one, job, one
        for person in people:
            if person in self.lines:
                insort(self.lines[person], (one.start, one.end, job.place, job.key))
        for group in job.groups:
            self._down.setdefault(group, {})[job.key] = one.start, one.end, job.asset
        for tool in job.tools if people else ():
            self._out.setdefault(tool, {})[job.key] = one.start, one.end

    def take(self, key: str) -> tuple[int, tuple[str, ...]]:
        """Take it off; its start and people are returned."""
        one, job = self.placed.pop(key), self._jobs.pop(key)
        del self.where[key]
        for person in one.people:
            if person in self.lines:
                self.lines[person].remove((one.start, one.end, job.place, key))
        for group in job.groups:
            del self._down[group][key]
        for tool in job.tools if one.people else ():
            del self._out[tool][key]
        return one.start, one.people

    def offer(self, job: Job, taste: Callable[[], float] = float, *, late: bool = False) -> Offer | None:
        """The best place for it with all else as it stands; `taste` may add to each offer's cost; `late`: even after
        its legal latest."""
        window = self._window(job, late)
        if job.contractor:
            return self.outside(job, window)
        free = {one.id: stretches(self.problem, job, *self._line(one), STEP) for one in self.able(job)}
        if sum(bool(own) for own in free.values()) < job.crew:
            return None
        edges = {edge for own in free.values() for one in own for edge in (one.first, one.last)}
        best = None
        for start in self._starts(job, edges, window):
            there = {
                person: min(one.way for one in own if one.first <= start <= one.last)
                for person, own in free.items()
                if any(one.first <= start <= one.last for one in own)
            }
            if len(there) < job.crew or not self.groups_allow(job, start) or not self._tools_allow(job, start):
                continue
            for way, crew in self._crews(job, start, there):
                cost = way + MINUTE_PRICE * start + self._priced(job, start, crew) + taste()
                if best is None or cost < best.cost:
                    best = Offer(cost, start, crew)
        return best

    def outside(self, job: Job, window: tuple[int, int] | None = None) -> Offer | None:
        """When a contractor may do it."""
        window = self._window(job, True) if window is None else window
        starts = self._starts(job, [window[0], max(window[0], self._opening)], window)
        fits = [s for s in starts if self.groups_allow(job, s)]
        return Offer(0, min(fits, key=lambda s: (s < self._opening, s)), ()) if fits else None

    def _window(self, job: Job, late: bool) -> tuple[int, int]:
        """The minutes of this day within which it may be held, with those before and after it where they are."""
        begin, end = job.window
        midnight = self.day * self.problem.day_minutes
        if job.latest is not None and not late:
            end = min(end, job.latest - midnight)
        for key in job.after:
            first = self.where.get(key)
            if first is None:
                return end, begin
            begin = max(begin, first.day * self.problem.day_minutes + first.end - midnight)
        for key in self._follows.get(job.key, ()):
            if (then := self.where.get(key)) is not None:
                end = min(end, then.day * self.problem.day_minutes + then.start - midnight)
        return begin, end

    def _crews(self, job: Job, start: int, there: Mapping[str, int]) -> Iterable[crews.Chosen]:
        """Who could go: the best, and those of whom it was announced."""
        if self.problem.day_teams:
            own = [frozenset(one.people) for one in self.placed.values() if one.people]
            found = crews.team(job, there, self.people, own)
            return [found] if found else []
        found = crews.crew(job, there, self.people)
        if found is None:
            return []
        if job.was is not None and job.was[0] == self.day and job.was[1] == start and set(job.was[2]) <= there.keys():
            known = tuple(sorted(set(job.was[2])))
            if len(known) >= job.crew and crews.holds(job, known, self.people):
                return [found, (sum(there[one] for one in known), known)]
        return [found]

    def _priced(self, job: Job, start: int, people: tuple[str, ...]) -> float:
        """What lateness and a change of what was announced cost, in points."""
        cost = 0
        if job.due is not None:
            late = self.day * self.problem.day_minutes + start + job.minutes - job.due
            cost += job.late_price * max(0, -(-late // 60))
        if job.was is not None:
            cost += KEPT * ((self.day, start, set(people)) != (job.was[0], job.was[1], set(job.was[2])))
        return cost

    def _line(self, one: Technician) -> tuple[tuple[int, int], list[Span], Middle | None]:
        return one.shifts[self.day], self.lines[one.id], self.middles[one.id]

    def _starts(self, job: Job, edges: Iterable[int], window: tuple[int, int]) -> list[int]:
        """Where it is worth beginning: at an edge of somebody's free time, or of the window, or when another of its
        group or with its tool is done; and when it was announced."""
        ends = [end for group in job.groups for _, end, _ in self._down.get(group, {}).values()]
        ends += [end for tool in job.tools for _, end in self._out.get(tool, {}).values()]
        if window != job.window:
            ends.append(window[0])
        if job.was is not None and job.was[0] == self.day:
            ends.append(job.was[1])
        whole = {-(-edge // STEP) * STEP for edge in [*edges, *ends]}
        return sorted(start for start in whole if window[0] <= start <= window[1] - job.minutes)

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

    def _tools_allow(self, job: Job, start: int) -> bool:
        """Whether each of its tools is there while the job is done."""
        end = start + job.minutes
        for tool in job.tools:
            spans = [one for one in self._out.get(tool, {}).values() if one[0] < end and start < one[1]]
            for at in {start, *(max(start, one[0]) for one in spans)}:
                if sum(a <= at < b for a, b in spans) >= self.problem.tools[tool]:
                    return False
        return True

    def waits(self, key: str) -> bool:
        """Whether something is placed, on any day, that comes after this job."""
        return any(other in self.where for other in self._follows.get(key, ()))

    def lacks_tool(self, job: Job) -> bool:
        """Whether at no start that its window has all its tools are there."""
        starts = range(job.window[0], job.window[1] - job.minutes + 1, STEP)
        return bool(job.tools) and not any(self._tools_allow(job, start) for start in starts)

    def on_the_way(self) -> float:
        """Minutes of travel, what split pairs cost, lateness, and changes of what was announced."""
        found: float = 0
        for line in self.lines.values():
            for (_, _, a, _), (_, _, b, _) in pairwise(line):
                found += self.problem.travel_minutes(a, b)
        for one in self.placed.values():
            found += self._priced(self._jobs[one.key], one.start, one.people)
            if len(one.people) > 1:
                partners = {self.people[p].partner for p in one.people if p in self.people} & self.people.keys()
                found += SPLIT * bool(partners - set(one.people))
        return found
