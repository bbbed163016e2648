"""The part of the verifier for what a problem may ask for beyond every dispatch: levels, order, teams, dates, tools,
contractors in place of one's own people, what was announced."""

from collections.abc import Iterator, Mapping

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed, Technician
from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.rule import Broken, Rule

Found = Mapping[str, Placed]


def broken(
    rule: Rule,
    amount: int,
    items: tuple[str, ...],
    people: tuple[str, ...] = (),
    days: tuple[int, ...] = (),
    cost: int | None = None,
) -> Broken:
    """One place where `rule` is not kept, at the rule's own price or `cost` a unit."""
    each = price(rule) if cost is None else cost
    return Broken(rule=rule.id, tier=rule.tier, amount=amount, items=items, people=people, days=days, price=each)


def whole(job: Job, one: Placed | None, dispatch: Dispatch) -> bool:
    """Whether the job is done at all: its minutes by its whole crew, a contractor's by nobody of one's own."""
    if one is None or one.end - one.start < job.minutes:
        return False
    if job.contractor or job.key in dispatch.outsourced:
        return True
    return len(set(one.people)) >= job.crew


def asked(problem: DispatchProblem, dispatch: Dispatch) -> Iterator[Broken]:
    """Every place where a rule of `rules.ASKED` is not kept."""
    found = {one.key: one for one in dispatch.placed}
    people = {one.id: one for one in problem.technicians}
    for job in problem.jobs:
        if (one := found.get(job.key)) is not None:
            yield from _skills(job, one, people, dispatch)
            yield from _order(problem, job, one, found, dispatch)
        yield from _dates(problem, job, one, dispatch)
        if job.was is not None and _as_now(one) != (*job.was[:2], frozenset(job.was[2])):
            yield broken(rules.KEPT, 1, (job.key,), job.was[2], (job.was[0],))
    yield from _tools(problem, dispatch)
    if problem.day_teams:
        yield from _teams(dispatch)
    yield from _contractors(problem, dispatch)
    for finish in problem.finishes:
        ends = [one.day * problem.day_minutes + one.end for one in dispatch.placed if one.key in finish.jobs]
        if ends and finish.weight:
            yield broken(rules.EARLY, max(ends), (finish.id,), cost=finish.weight)


def _as_now(one: Placed | None) -> tuple[int, int, frozenset[str]] | None:
    return (one.day, one.start, frozenset(one.people)) if one is not None else None


def _skills(job: Job, one: Placed, people: Mapping[str, Technician], dispatch: Dispatch) -> Iterator[Broken]:
    if job.contractor or job.key in dispatch.outsourced:
        return
    crew = [people[person] for person in set(one.people) if person in people]
    for need in job.needs:
        missing = need.count - sum(who.skills.get(need.skill, 0) >= need.level for who in crew)
        if missing > 0:
            yield broken(rules.SKILLED, missing, (job.key,), tuple(sorted(one.people)), (one.day,))


def _order(problem: DispatchProblem, job: Job, one: Placed, found: Found, dispatch: Dispatch) -> Iterator[Broken]:
    for key in job.after:
        first = found.get(key)
        if first is None:
            # A contractor's minutes are not known: what follows is the contractor's as well, or `_contractors` says so.
            waits = key not in dispatch.outsourced
        else:
            # Shifts may pass midnight: it is real minutes that are compared.
            day = max(problem.day_minutes, 1)
            waits = one.day * day + one.start < first.day * day + first.end
        if waits:
            yield broken(rules.IN_ORDER, 1, (key, job.key), (), (one.day,))


def _dates(problem: DispatchProblem, job: Job, one: Placed | None, dispatch: Dispatch) -> Iterator[Broken]:
    if one is None:
        if job.latest is not None and job.key not in dispatch.outsourced:
            yield broken(rules.BY_LATEST, 1, (job.key,))
        return
    end = one.day * problem.day_minutes + one.end
    if job.latest is not None and end > job.latest:
        yield broken(rules.BY_LATEST, 1, (job.key,), (), (one.day,))
    if job.due is not None and end > job.due and job.late_price:
        yield broken(rules.ON_TIME, -(-(end - job.due) // 60), (job.key,), (), (one.day,), job.late_price)


def _tools(problem: DispatchProblem, dispatch: Dispatch) -> Iterator[Broken]:
    """The most of a tool are out at the minute in which some job that takes it begins."""
    jobs = {job.key: job for job in problem.jobs}
    for tool, there in sorted(problem.tools.items()):
        out = [
            (one.day * problem.day_minutes + one.start, one.day * problem.day_minutes + one.end, one)
            for one in dispatch.placed
            for name in jobs[one.key].tools
            # A contractor brings tools along.
            if name == tool and not jobs[one.key].contractor and one.key not in dispatch.outsourced
        ]
        for start, _, one in out:
            at_once = [other.key for a, b, other in out if a <= start < b]
            if len(at_once) > there:
                yield broken(rules.TOOLS, len(at_once) - there, tuple(sorted(at_once)), (), (one.day,))


def _teams(dispatch: Dispatch) -> Iterator[Broken]:
    """Of each person's jobs of a day all have the people of the first."""
    teams: dict[tuple[int, str], frozenset[str]] = {}
    for one in sorted(dispatch.placed, key=lambda one: (one.day, one.start, one.key)):
        team = frozenset(one.people)
        for person in sorted(team):
            if teams.setdefault((one.day, person), team) != team:
                yield broken(rules.TOGETHER, 1, (one.key,), (person,), (one.day,))


def _contractors(problem: DispatchProblem, dispatch: Dispatch) -> Iterator[Broken]:
    jobs = {job.key: job for job in problem.jobs}
    given = [jobs[key] for key in sorted(dispatch.outsourced) if key in jobs]
    spent = sum(job.contractor_price or 0 for job in given)
    if spent > problem.budget:
        yield broken(rules.BUDGET, spent - problem.budget, tuple(job.key for job in given))
    for job in given:
        if not problem.may_be_given_away(job):
            yield broken(rules.CEILING, 1, (job.key,))
    days = {one.key: one.day for one in dispatch.placed}
    for job in given:
        if job.contractor_days is not None and days.get(job.key, job.day) not in job.contractor_days:
            yield broken(rules.COMES, 1, (job.key,), (), (days.get(job.key, job.day),))
    for job in problem.jobs:
        if job.key not in dispatch.outsourced and dispatch.outsourced & set(job.after):
            yield broken(rules.FOLLOWS, 1, (job.key,))
    if spent and problem.money_weight:
        yield broken(rules.SPENDING, spent, tuple(job.key for job in given), cost=problem.money_weight)
