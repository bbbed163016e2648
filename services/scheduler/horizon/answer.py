"""What was planned, as assignments with instants, counts and named shortfalls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from muster.assets.v1 import maintenance_plan_pb2
from services.runtime.dates import date_from_pb
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.person import Person
from services.scheduler.domain.reserved import CREW, FIRE_WATCH
from services.scheduler.domain.schedule import Counts, Relaxation, Shortfall
from services.scheduler.domain.span import read_key
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.period import Period
from services.scheduler.horizon.relief import JOB_RULES, Relief
from services.scheduler.horizon.scenarios import Turns
from services.scheduler.planning import estate as planning
from services.scheduler.planning.dispatch.jobs import NOTHING
from services.scheduler.planning.dispatch.problem import Placed
from services.scheduler.planning.programme.problem import Visit
from services.scheduler.planning.programme.relax import Reliefs
from services.scheduler.planning.roster.problem import OFF, UNPOSTED, Post
from services.scheduler.planning.rule import Broken, Tier
from services.scheduler.planning.rule import Relaxation as Change

MOST_DAYS = 100
MOST_SHORTFALLS = 500
STEP_SECONDS = 300
"""Jobs begin on whole multiples of this many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An estate as it was planned, beside what was asked."""

    period: Period
    schedule: str
    due: Sequence[maintenance_plan_pb2.Occurrence]
    staffing: Staffing | None
    problem: planning.EstateProblem
    estate: planning.Estate
    kept: Sequence[Assignment] = ()
    """What was in force in the period and stays as it is."""
    people: Sequence[Person] = ()
    """Those who serve the site."""
    now: datetime | None = None
    """When it was planned: no contractor is let in in an hour that is gone."""
    turns: Turns = field(default_factory=Turns)
    """Which scenarios were played before."""

    def assignments(self) -> list[Assignment]:
        """Everything that the schedule gives to people, with instants."""
        return [*self._jobs(), *self._shifts(), *self._drills(), *self._kept()]

    def shortfalls(self, broken: Sequence[Broken]) -> tuple[Shortfall, ...]:
        """What could not be kept, with causes and the nearest relaxations; one for each rule and thing, worst first.

        Preferences are in the cost alone: a missed wish is no shortfall. It takes seconds where much is left, and
        touches nothing but itself: for a thread.
        """
        merged: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Broken]] = {}
        for one in broken:
            if one.tier is not Tier.PREFERENCE:
                # The people of a post that is short are many; the people of a broken rest rule are who it is about.
                merged.setdefault((one.rule, one.items, one.people), []).append(one)
        # Cut before anybody asks what would help: that is what takes its time.
        worst = sorted(merged.values(), key=lambda several: several[0].tier)[:MOST_SHORTFALLS]
        told = _Told(self)
        return tuple(told.shortfall(several) for several in worst)

    def counts(self, broken: Sequence[Broken]) -> Counts:
        """How much was asked for, and how much of it is planned."""
        days = self.period.days
        within = [one.name for one in self.due if self.period.number(date_from_pb(one.due_date, "due_date")) < days]
        places = missing = 0
        if self.problem.roster is not None:
            asked = planning.roster_asked(self.problem, self.estate.programme)
            places = sum(heads for post in asked.posts if not post.crew for row in post.heads for heads in row)
            missing = sum(one.amount for one in broken if one.rule == "posts_are_covered")
        return Counts(
            due=len(within),
            planned=sum(name in self.estate.programme.day for name in within),
            dispatched=len(self.estate.dispatch.placed),
            rules=len(planning.rules_checked(self.problem)),
            places=places,
            filled=places - missing,
            drills=len(self.problem.gatherings),
            drills_planned=len(self.estate.drills.held),
        )

    def _jobs(self) -> Iterator[Assignment]:
        placed = {one.key: one for one in self.estate.dispatch.placed}
        visits = {visit.key: visit for visit in self.problem.programme.visits}
        latest, demands = self._latest(), self.problem.demands
        for occurrence in self.due:
            job, demand = placed.get(occurrence.name), demands.get(occurrence.name, NOTHING)
            number = self.estate.programme.day.get(occurrence.name) if job is None else job.day
            if number is None or demand.under_way:
                continue
            start, end = self._span(job) if job else (None, None)
            # A night that began yesterday is yesterday's shift; what is done in it after midnight is today's work.
            day = start.astimezone(self.period.zone).date() if start and number < 0 else self.period.day(number)
            offer = demand.offer(max(0, number)) if occurrence.name in self.estate.dispatch.outsourced else None
            yield Assignment(
                id=key_of(occurrence.name),
                kind=AssignmentKind.JOB,
                display_name=occurrence.display_name,
                work=occurrence.name,
                asset=occurrence.asset,
                day=day,
                latest=self.period.day(latest[occurrence.name]),
                trade=occurrence.trade,
                start=start,
                end=end,
                people=tuple(sorted(job.people)) if job else (),
                schedule=self.schedule,
                includes=tuple(occurrence.includes),
                place=occurrence.place,
                contractor=offer.contractor if offer else visits[occurrence.name].contractor,
            )

    def _span(self, job: Placed) -> tuple[datetime, datetime]:
        day = self.period.day(job.day)
        start, end = self.period.instant(day, job.start), self.period.instant(day, job.end)
        if job.people or self.now is None or start >= self.now:
            return start, end
        late = timedelta(seconds=-(-int((self.now - start).total_seconds()) // STEP_SECONDS) * STEP_SECONDS)
        return start + late, end + late

    def _latest(self) -> dict[str, int]:
        """The last day of each visit. In a chain it counts from the visit before as it is planned now."""
        found = {visit.key: visit.latest for visit in self.problem.programme.visits}
        for chain, links in self.problem.programme.chains().items():
            before = self.problem.programme.last_done.get(chain)
            for visit in links:
                if before is not None and visit.gap_max is not None:
                    found[visit.key] = before + visit.gap_max
                before = self.estate.programme.day.get(visit.key, before)
        return found

    def _shifts(self) -> Iterator[Assignment]:
        if self.problem.roster is None or self.estate.roster is None:
            return
        asked = planning.roster_asked(self.problem, self.estate.programme)
        names = {post.id: post.display_name or post.id for post in self.staffing.posts} if self.staffing else {}
        for person, codes, posts in zip(asked.people, self.estate.roster.cells, self.estate.roster.posts, strict=True):
            for number, (code, place) in enumerate(zip(codes, posts, strict=True)):
                if code == OFF:
                    continue
                shift, day = asked.shifts[code - 1], self.period.day(number)
                post = "" if place == UNPOSTED else asked.posts[place].id
                yield Assignment(
                    id=f"shift/{person.id}/{day}/{shift.id}/{post or '-'}",
                    kind=AssignmentKind.SHIFT,
                    display_name=f"{_post_name(post, names)}, {shift.id}",
                    day=day,
                    latest=day,
                    start=self.period.instant(day, shift.start),
                    end=self.period.instant(day, shift.start + shift.minutes),
                    people=(person.id,),
                    schedule=self.schedule,
                    post=post,
                    shift=shift.id,
                )

    def _drills(self) -> Iterator[Assignment]:
        known = {one.id: one for one in self.staffing.obligations} if self.staffing else {}
        order = sorted(self.estate.drills.held, key=lambda held: (held.day, held.start, held.key))
        scenarios: dict[str, str] = {}
        for one in known.values():
            mine = [(held.key, self.period.day(held.day)) for held in order if read_key(held.key).obligation == one.id]
            scenarios |= self.turns.of(one, mine)
        for held in order:
            said = read_key(held.key)
            obligation, place = said.obligation, said.place
            what, day = known[obligation], self.period.day(held.day)
            scenario = scenarios.get(held.key, "")
            where = f"{place} of {what.sittings}" if what.sittings > 1 else place
            where += ", made up for" if said.again else ""
            yield Assignment(
                id=held.key,
                kind=AssignmentKind.DRILL,
                display_name=f"{what.called()} {where}" + (f": {scenario}" if scenario else ""),
                day=day,
                latest=day,
                start=self.period.instant(day, held.start),
                end=self.period.instant(day, held.end),
                people=tuple(sorted(held.attend)),
                schedule=self.schedule,
                obligation=obligation,
                place=place,
                scenario=scenario,
                leader=held.leader,
            )

    def _kept(self) -> Iterator[Assignment]:
        # A draft takes the place of its whole period: what it does not name goes out of force.
        return (replace(one, schedule=self.schedule) for one in self.kept)


class _Told:
    """Shortfalls in the words of the calendar; what serves all of them is looked up once."""

    def __init__(self, answer: Answer) -> None:
        estate = answer.estate
        self._answer = answer
        self._left: Mapping[str, str] = {**estate.programme.left, **estate.dispatch.left, **estate.drills.left}

    @cached_property
    def _reliefs(self) -> Reliefs:
        asked = planning.programme_asked(self._answer.problem, self._answer.estate)
        return Reliefs(asked, self._answer.estate.programme)

    @cached_property
    def _posts(self) -> dict[str, Post]:
        asked = planning.roster_asked(self._answer.problem, self._answer.estate.programme)
        return {post.id: post for post in asked.posts}

    def shortfall(self, several: Sequence[Broken]) -> Shortfall:
        first, period = several[0], self._answer.period
        days = sorted({day for one in several for day in one.days if -366 < day < period.days + 366})
        return Shortfall(
            rule=first.rule,
            tier=first.tier.name.lower(),
            amount=sum(one.amount for one in several),
            items=first.items,
            people=tuple(f"people/{person}" for person in first.people or self._who(first)),
            cause=next((self._left[item] for item in first.items if item in self._left), ""),
            relaxations=tuple(self._relaxations(several)),
            days=tuple(period.day(number) for number in days[:MOST_DAYS]),
        )

    @cached_property
    def _relief(self) -> Relief:
        one = self._answer
        return Relief(
            period=one.period, problem=one.problem, estate=one.estate, staffing=one.staffing, people=one.people
        )

    @cached_property
    def _visits(self) -> dict[str, Visit]:
        return {visit.key: visit for visit in self._answer.problem.programme.visits}

    def _who(self, broken: Broken) -> tuple[str, ...]:
        return self._relief.who(broken) if broken.rule in JOB_RULES else ()

    def _relaxations(self, several: Sequence[Broken]) -> Iterator[Relaxation]:
        first = several[0]
        if first.rule in JOB_RULES:
            yield from self._relief.of_job(first)
            return
        for item in first.items:
            if item in self._answer.estate.programme.left:
                visit = self._visits[item]
                yield from self._relief.renewals(visit.trade, max(0, min(visit.latest, self._answer.period.days - 1)))
                for change in self._reliefs.of(item):
                    yield self._relaxation(change)
        if first.rule == "posts_are_covered" and self._answer.problem.roster is not None:
            heads = max(one.amount for one in several)
            needs = " ".join(self._posts[first.items[0]].needs)
            yield Relaxation(kind="qualified_person", parameters=(("heads", str(heads)), ("trade", needs)))

    def _relaxation(self, change: Change) -> Relaxation:
        staffing = self._answer.staffing
        parameters = {name: str(value) for name, value in change.parameters.items()}
        if "day" in change.parameters:
            parameters["date"] = self._answer.period.day(int(change.parameters["day"])).isoformat()
            del parameters["day"]
        if change.kind == "contractor" and staffing:
            offers = [
                (price, contractor.id)
                for contractor in staffing.contractors
                if (price := contractor.price(parameters.get("trade", ""))) is not None
            ]
            if offers:
                price, parameters["contractor"] = min(offers)
                parameters["price"] = str(price)
        return Relaxation(kind=change.kind, parameters=tuple(sorted(parameters.items())))


def _post_name(post: str, names: Mapping[str, str]) -> str:
    if post == FIRE_WATCH:
        return "fire watch"
    if post.startswith(CREW):
        return f"{post.removeprefix(CREW)} crew"
    return names.get(post, post) if post else "on duty"
