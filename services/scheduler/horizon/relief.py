"""What would help a job that finds nobody, or nobody in time: a card renewed, a contractor, another day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.scheduler.domain.person import Person
from services.scheduler.domain.schedule import Relaxation
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.period import Period
from services.scheduler.planning import estate as planning
from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Technician
from services.scheduler.planning.rule import Broken

JOB_RULES = frozenset({rules.PLACED.id, rules.ON_TIME.id})
"""Rules of the dispatch about a job that nobody does, or nobody in time."""


@dataclass(frozen=True, kw_only=True)
class Relief:
    """An estate as it was planned, with the people and the contractors of its site."""

    period: Period
    problem: planning.EstateProblem
    estate: planning.Estate
    staffing: Staffing | None
    people: Sequence[Person]

    def of_job(self, broken: Broken) -> Iterator[Relaxation]:
        """What would help, nearest first."""
        for key in broken.items:
            job = self._jobs.get(key)
            if job is None:
                continue
            day = max(0, broken.days[0] if broken.days else job.day)
            yield from self.renewals(job.trade, day)
            yield from self._contractor(job.trade, day)
            if rules.PLACED.id == broken.rule and (later := self._later(job)) is not None:
                yield Relaxation(kind="later", parameters=(("date", self.period.day(later).isoformat()),))
            lacking = job.crew - len(self._able(job))
            if lacking > 0:
                yield Relaxation(kind="qualified_person", parameters=(("heads", str(lacking)), ("trade", job.trade)))

    def who(self, broken: Broken) -> tuple[str, ...]:
        """Those who may do a job that is left, or late, and are on duty on its day: they were not enough, or busy."""
        on = set(broken.days)
        jobs = [self._jobs[key] for key in broken.items if key in self._jobs]
        able = {one.id for job in jobs for one in self._able(job) if on & one.shifts.keys()}
        return tuple(sorted(able))

    def renewals(self, trade: str, day: int) -> Iterator[Relaxation]:
        """Whose card for `trade` has ended by `day`, the last to end first."""
        on = self.period.day(day)
        ended = [
            (held.expires, one.id)
            for one in self.people
            for held in one.qualifications
            if trade and held.id == trade and held.expires is not None and held.expires < on and not one.away(on)
        ]
        for expires, person in sorted(ended, reverse=True)[:1]:
            given = (("date", expires.isoformat()), ("person", f"people/{person}"), ("trade", trade))
            yield Relaxation(kind="renew", parameters=given)

    def _contractor(self, trade: str, day: int) -> Iterator[Relaxation]:
        on = self.period.day(day)
        offers = [
            (price, one.id)
            for one in (self.staffing.contractors if self.staffing else ())
            if one.works(on) and (price := one.price(trade)) is not None
        ]
        if trade and offers:
            price, contractor = min(offers)
            given = (("contractor", contractor), ("price", str(price)), ("trade", trade))
            yield Relaxation(kind="contractor", parameters=given)

    def _later(self, job: Job) -> int | None:
        """The first day after the job's own on which a whole crew has so much of its shift free."""
        for day in range(max(0, job.last_day) + 1, self.period.days):
            free = [one for one in self._able(job) if self._free(one, day) >= job.minutes]
            if len(free) >= job.crew:
                return day
        return None

    def _free(self, one: Technician, day: int) -> int:
        """Minutes of the person's shift that neither jobs nor anything else takes; a minute taken twice counts once."""
        begin, end = one.shifts.get(day, (0, 0))
        placed = [(p.start, p.end) for p in self.estate.dispatch.placed if p.day == day and one.id in p.people]
        taken = [*placed, *((first, last) for on, first, last in one.busy if on == day)]
        return (
            end - begin - len({minute for first, last in taken for minute in range(max(begin, first), min(end, last))})
        )

    def _able(self, job: Job) -> list[Technician]:
        return [one for one in self._asked.technicians if job.trade in one.trades]

    @cached_property
    def _asked(self) -> DispatchProblem:
        return planning.jobs(self.problem, self.estate)

    @cached_property
    def _jobs(self) -> dict[str, Job]:
        return {job.key: job for job in self._asked.jobs}
