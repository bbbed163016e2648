"""What dispatch asks of work beyond its day and its trade, and how visits become jobs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import (
    BETWEEN_PLACES,
    Dispatch,
    DispatchProblem,
    Job,
    Need,
    Technician,
)
from services.scheduler.planning.programme.problem import Group, Visit
from services.scheduler.planning.programme.rules import CAPACITY
from services.scheduler.planning.rule import Broken, Rule, Tier

DAY = 1440
LAW_PRIORITY, USUAL_PRIORITY = 90, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A contractor who would do it in place of one's own people, for `price`, on any of `days`."""

    contractor: str
    price: int
    days: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one visit asks for beyond what the programme knows.

    A fault has `first`, the first day on whose shifts it may be done, and `respond_by`, the minute from midnight of day
    0 by which somebody should be there; each begun hour after that costs `late_price`. `was` is the day, the start and
    the people that were announced.
    """

    needs: tuple[Need, ...] = ()
    tools: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    priority: int = 0
    first: int | None = None
    respond_by: int | None = None
    late_price: int = 0
    offers: tuple[Offer, ...] = ()
    was: tuple[int, int, tuple[str, ...]] | None = None
    under_way: bool = False
    """Whether somebody is at it: then it is no job to be given to anybody."""

    def offer(self, day: int) -> Offer | None:
        """The cheapest of those who come on `day`."""
        able = [one for one in self.offers if day in one.days]
        return min(able, key=lambda one: (one.price, one.contractor)) if able else None


NOTHING = Demand()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What all jobs of a site are dispatched by; `budgets` are what each contractor may still take in each month, by
    (contractor, month), `months` the month of each dispatched day."""

    day_teams: bool = False
    tools: Mapping[str, int] = field(default_factory=dict)
    ways: Mapping[tuple[str, str], int] = field(default_factory=dict)
    between_places: int = BETWEEN_PLACES
    budgets: Mapping[tuple[str, str], int] = field(default_factory=dict)
    months: tuple[str, ...] = ()

    def month(self, day: int) -> str:
        """The month of a dispatched day; a night that began before the first of them counts for that."""
        return self.months[max(0, day)] if max(0, day) < len(self.months) else ""


def jobs_of(
    visits: Iterable[Visit],
    day: Mapping[str, int],
    dispatch_days: int,
    windows: Mapping[str, tuple[int, int]],
    demands: Mapping[str, Demand],
) -> tuple[Job, ...]:
    """The visits of the first days as jobs, those further off that have minutes already, and every fault that may be
    done on the first days, whatever the programme made of it."""
    found = []
    for visit in visits:
        demand = demands.get(visit.key, NOTHING)
        on = day.get(visit.key, demand.first)
        if on is None or demand.under_way:
            continue
        stands = demand.was is not None and demand.was[0] == on
        is_fault = demand.first is not None
        if demand.first is not None:
            # What was planned for a later day may still be done earlier; nothing is done before it may.
            near = demand.first < dispatch_days
            first, last = (demand.first, dispatch_days - 1) if near else (on, on)
        else:
            near, first, last = on < dispatch_days, on, on
        if near or stands:
            found.append(_job(visit, demand, first, last, windows.get(visit.key, (0, 2 * DAY if is_fault else DAY))))
    together = {job.key: job.day for job in found}
    return _without_circles([_waiting(job, together, demands.get(job.key, NOTHING)) for job in found])


def _job(visit: Visit, demand: Demand, first: int, last: int, window: tuple[int, int]) -> Job:
    # A contractor has its days, and the price of the dearest: a budget that holds for that holds for all of them.
    days = () if visit.contractor else range(first, last + 1)
    offers = {day: offer for day in days if (offer := demand.offer(max(0, day))) is not None}
    return Job(
        key=visit.key,
        asset=visit.asset,
        day=first,
        until=last if last > first else None,
        minutes=visit.minutes,
        crew=visit.crew,
        trade=visit.trade,
        window=window,
        place=visit.place,
        groups=visit.groups,
        priority=demand.priority or (LAW_PRIORITY if visit.law else USUAL_PRIORITY),
        contractor=bool(visit.contractor),
        needs=demand.needs,
        due=demand.respond_by + visit.minutes if demand.respond_by is not None else None,
        late_price=demand.late_price,
        contractor_price=max((offer.price for offer in offers.values()), default=None),
        contractor_days=frozenset(offers) if offers else None,
        tools=demand.tools,
        was=demand.was,
    )


def _waiting(job: Job, together: Mapping[str, int], demand: Demand) -> Job:
    """Behind what comes before it, as far as that is done on one of its days or before them."""
    return replace(job, after=tuple(key for key in demand.after if key in together and together[key] <= job.last_day))


def _without_circles(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """Of jobs that would wait for each other in a circle the last one goes ahead: what one order or one requirement
    asks in vain may not stop the work of a whole site."""
    waits: dict[str, tuple[str, ...]] = {}
    for job in jobs:
        waits[job.key] = tuple(before for before in job.after if not _waits_for(before, job.key, waits))
    return tuple(replace(job, after=waits[job.key]) for job in jobs)


def _waits_for(one: str, other: str, waits: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether `one` is `other`, or waits for it by way of others."""
    ahead, seen = [one], set[str]()
    while ahead:
        key = ahead.pop()
        if key == other:
            return True
        if key not in seen:
            seen.add(key)
            ahead += waits.get(key, ())
    return False


def dispatch_of(
    technicians: tuple[Technician, ...], jobs: tuple[Job, ...], groups: tuple[Group, ...], terms: Terms
) -> DispatchProblem:
    """The jobs under the terms of their site."""
    asked = {tool for job in jobs for tool in job.tools}
    return DispatchProblem(
        technicians=technicians,
        jobs=jobs,
        groups=groups,
        day_teams=terms.day_teams,
        tools={tool: number for tool, number in terms.tools.items() if tool in asked},
        budget=sum(terms.budgets.values()),
        between_places=terms.between_places,
        ways=terms.ways,
    )


def judged(broken: Sequence[Broken]) -> tuple[Broken, ...]:
    """What the verifier of the dispatch counts, as a supervisor takes it: a response time that is not kept is no matter
    of taste. In the search its hours have a price, to be weighed against a contractor's."""
    return tuple(replace(one, tier=Tier.CONTRACT, price=1) if one.rule == rules.ON_TIME.id else one for one in broken)


def fits_after_all(
    broken: Broken, visits: Iterable[Visit], day: Mapping[str, int], dispatch: Dispatch, demands: Mapping[str, Demand]
) -> bool:
    """Whether a day that the programme took for too full has a fault in it, and minutes for every job of the trade.

    Who is there at night, and a contractor in the place of one's own people, are no part of what a day offers.
    """
    if broken.rule != CAPACITY.id:
        return False
    there = {one.key for one in visits if one.trade in broken.items and day.get(one.key) in broken.days}
    given = {one.key for one in dispatch.placed} | {key for key in there if demands.get(key, NOTHING).under_way}
    return there <= given and any(demands.get(key, NOTHING).first is not None for key in there)


def rules_asked(demands: Iterable[Demand], terms: Terms) -> tuple[Rule, ...]:
    """The rules that are counted beside those of every dispatch, for what the jobs of a site may ask for."""
    asked = list(demands)
    offered = any(one.offers for one in asked)
    counted = (
        (rules.SKILLED, any(one.needs for one in asked)),
        (rules.TOOLS, any(one.tools for one in asked)),
        (rules.IN_ORDER, any(one.after for one in asked)),
        (rules.TOGETHER, terms.day_teams),
        (rules.BUDGET, offered),
        (rules.SPENDING, offered),
        (rules.ON_TIME, any(one.respond_by is not None for one in asked)),
        (rules.KEPT, any(one.was for one in asked)),
    )
    return tuple(rule for rule, is_asked in counted if is_asked)
