"""The whole: visits by day, crews and guards on the roster, drills on it, jobs by minute; one verifier over all of it.

The order is programme, demand, roster, drills, posts, dispatch. What the roster cannot give goes back to the programme
once, with the people who are really there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from services.scheduler.planning import coupling
from services.scheduler.planning.calendar import Duties, Stint, duties_of
from services.scheduler.planning.coupling import Attendee, Crew, FireWatch
from services.scheduler.planning.dispatch import rules as dispatch_rules
from services.scheduler.planning.dispatch import verify as dispatched
from services.scheduler.planning.dispatch.jobs import (
    Demand,
    Terms,
    dispatch_of,
    fits_after_all,
    jobs_of,
    judged,
    rules_asked,
)
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Technician
from services.scheduler.planning.dispatch.steady import within_budgets
from services.scheduler.planning.drills import rules as drill_rules
from services.scheduler.planning.drills import search as drilling
from services.scheduler.planning.drills import verify as drilled
from services.scheduler.planning.drills.problem import Drills, DrillsProblem, Duty, Gathering
from services.scheduler.planning.programme import rules as programme_rules
from services.scheduler.planning.programme import search as programming
from services.scheduler.planning.programme import steady
from services.scheduler.planning.programme import verify as programmed
from services.scheduler.planning.programme.bound import least
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem
from services.scheduler.planning.roster import posts as manning
from services.scheduler.planning.roster import rules as roster_rules
from services.scheduler.planning.roster import search as rostering
from services.scheduler.planning.roster import verify as rostered
from services.scheduler.planning.roster.overtime import least_cost
from services.scheduler.planning.roster.problem import Roster, RosterProblem
from services.scheduler.planning.rule import Broken, Rule, cost_of
from services.scheduler.planning.run import Run
from services.scheduler.planning.search import Cost, Effort, Outcome, Watch, unwatched


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateProblem:
    """What is due, who is there, and how many of the first days get minutes.

    `given` are stints that stand: of people on fixed hours, and of everybody where the roster is not asked for.
    `held[person][day]` are the qualifications of technicians on the roster. `posts` of `roster` are those of the site;
    crews and fire watch are added here.
    """

    programme: ProgrammeProblem
    technicians: tuple[Technician, ...]
    dispatch_days: int
    windows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Minutes of the day within which a visit may be held, by visit key; absent: whenever its crew is there."""
    roster: RosterProblem | None = None
    given: Duties = field(default_factory=dict)
    held: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    crews: tuple[Crew, ...] = ()
    fire_watch: FireWatch | None = None
    outages_begin: int = 480
    post_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the site's posts ask for, by post; read of stints in `given` too."""
    attendees: tuple[Attendee, ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    duties: tuple[Duty, ...] = ()
    spacing: Mapping[str, int] = field(default_factory=dict)
    night_least: Mapping[str, int] = field(default_factory=dict)
    pinned: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Day and start of the gatherings that are announced, by key."""
    demands: Mapping[str, Demand] = field(default_factory=dict)
    """What visits ask for beyond what the programme knows, by key."""
    terms: Terms = field(default_factory=Terms)
    yesterday: Mapping[str, Stint] = field(default_factory=dict)
    """The stints that began on the day before day 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What was planned: days of visits, shifts and posts of people, drills, minutes of jobs, and what did not fit."""

    programme: Programme
    dispatch: Dispatch
    roster: Roster | None = None
    drills: Drills = field(default_factory=lambda: Drills(held=()))


def unsaved(_: Estate) -> None:
    """For callers who keep nothing until the end."""


def solve(
    problem: EstateProblem,
    effort: Effort,
    watch: Watch = unwatched,
    *,
    start: Estate | None = None,
    save: Callable[[Estate], None] = unsaved,
) -> Outcome[Estate]:
    """Plan part by part; each stops early when `watch` says so and keeps its best; those after it still answer.

    `save` is told of the estate as far as it goes each time that a part has ended. An estate saved so is a `start` from
    which another run goes on, as long as it fits the problem.
    """
    run = Run(effort, watch)
    for name in _absent(problem):
        run.skip(name)
    known = start if start is not None and fits(problem, start) else None
    if known is None and problem.roster is not None:
        known = _first(problem, run)
        save(known)
    elif known is not None:
        run.skip("programme")
    estate = known or Estate(programme=Programme(day={}), dispatch=Dispatch(placed=()))
    if start is None or known is not start:
        visits = run.part("programme", lambda part, seen: steady.solve(problem.programme, part, seen))
        if known is None or _visits_cost(problem, visits) <= _visits_cost(problem, known.programme):
            estate = replace(estate, programme=visits)
        save(estate)
    if problem.roster is not None:
        asked = roster_asked(problem, estate.programme)
        cells = estate.roster.cells if estate.roster is not None else None
        roster = run.part("roster", lambda part, seen: rostering.solve(asked, part, seen, cells))
        estate = replace(estate, roster=roster)
        save(estate)
        moved = _visits_again(problem, estate, run)
        if moved is not estate:
            estate = moved
            run.judged_anew(*_by_hours(problem, estate))
            save(estate)
    if problem.gatherings:
        gathered = drills_asked(problem, estate)
        estate = replace(estate, drills=run.part("drills", lambda part, seen: drilling.solve(gathered, part, seen)))
    orders = jobs(problem, estate)
    demands, terms = problem.demands, problem.terms
    placed = run.part("dispatch", lambda part, seen: within_budgets(orders, demands, terms, part, seen))
    estate = replace(estate, dispatch=placed)
    cost = cost_of(verify(problem, estate))
    return Outcome(estate, run.status, cost, run.bound(cost) if estate.roster is not None else least(problem.programme))


def _absent(problem: EstateProblem) -> list[str]:
    """The parts that there is nothing to do for: their time is the others'."""
    asked = {
        "roster": problem.roster is not None,
        "visits again": problem.roster is not None,
        "drills": bool(problem.gatherings),
        "dispatch": problem.dispatch_days > 0,
    }
    return [name for name, wanted in asked.items() if not wanted]


def _first(problem: EstateProblem, run: Run) -> Estate:
    """Every part once in a hurry: what a supervisor can use while the search goes on."""
    visits = run.part("programme", lambda part, seen: programming.solve(problem.programme, part, seen), quick=True)
    asked = roster_asked(problem, visits)
    roster = run.part("roster", lambda part, seen: rostering.solve(asked, part, seen), quick=True)
    estate = Estate(programme=visits, dispatch=Dispatch(placed=()), roster=roster)
    if problem.gatherings:
        gathered = drills_asked(problem, estate)
        drills = run.part("drills", lambda part, seen: drilling.solve(gathered, part, seen), quick=True)
        estate = replace(estate, drills=drills)
    return estate


def _visits_again(problem: EstateProblem, estate: Estate, run: Run) -> Estate:
    """Visits planned once more with the people whom the roster really has; the same estate where that is no better."""
    assert estate.roster is not None
    real = programme_asked(problem, estate)
    again = replace(real, was={**real.was, **estate.programme.day})
    moved = run.part("visits again", lambda part, seen: programming.solve(again, part, seen), instead="programme")
    # Visits that moved ask for other crews; nobody's shift changes by that, only who is at which post.
    posted = manning.to_posts(roster_asked(problem, moved), estate.roster.cells)
    other = replace(estate, programme=moved, roster=posted)
    return other if cost_of(_judged(problem, other)) < cost_of(_judged(problem, estate)) else estate


def _by_hours(problem: EstateProblem, estate: Estate) -> tuple[Cost, Cost]:
    """What the roster costs with the visits where they are now, and what hours alone prove of that."""
    assert estate.roster is not None
    asked = roster_asked(problem, estate.programme)
    cost = cost_of(rostered.verify(asked, estate.roster))
    return cost, least_cost(asked, cost)


def _visits_cost(problem: EstateProblem, visits: Programme) -> Cost:
    return cost_of(programmed.verify(problem.programme, visits))


def fits(problem: EstateProblem, estate: Estate) -> bool:
    """Whether an estate answers this very problem: the same visits, and a roster of its people, days and shifts.

    What was asked may have changed since it was saved; then it is no answer, and the search begins anew.
    """
    visits, placed = problem.programme, estate.programme
    if {one.key for one in visits.visits} != {*placed.day, *placed.left}:
        return False
    if not all(0 <= day < visits.days for day in placed.day.values()):
        return False
    if problem.roster is None or estate.roster is None:
        return estate.roster is None
    try:
        rostered.verify(roster_asked(problem, placed), estate.roster)
    except rostered.NoRoster:
        return False
    return True


def programme_asked(problem: EstateProblem, estate: Estate) -> ProgrammeProblem:
    """The programme's problem with the people whom the roster really has, where there is one."""
    if problem.roster is None or estate.roster is None:
        return problem.programme
    return coupling.capacity_of(problem.programme, problem.crews, _duties(problem, estate), problem.held)


def roster_asked(problem: EstateProblem, visits: Programme) -> RosterProblem:
    """The roster's problem with the crews and the fire watch that the visits on their days ask for."""
    assert problem.roster is not None
    base = problem.roster
    asked = coupling.crews_asked(problem.programme, visits, problem.crews)
    extra = coupling.crew_posts(base, problem.crews, asked)
    if problem.fire_watch:
        extra += coupling.fire_watch_posts(base, problem.programme, visits, problem.fire_watch, _outages(problem))
    return replace(base, posts=(*base.posts, *extra))


def drills_asked(problem: EstateProblem, estate: Estate) -> DrillsProblem:
    """The drills' problem on the roster as it is."""
    return DrillsProblem(
        days=problem.programme.days,
        first_weekday=problem.roster.first_weekday if problem.roster else 0,
        participants=coupling.participants(problem.attendees, _duties(problem, estate), problem.programme.days),
        gatherings=problem.gatherings,
        duties=problem.duties,
        spacing=problem.spacing,
        night_least=problem.night_least,
        pinned=problem.pinned,
    )


def jobs(problem: EstateProblem, estate: Estate) -> DispatchProblem:
    """The visits of the first days as jobs on minutes, for the technicians who are on duty then."""
    programme = estate.programme
    windows = {**problem.windows, **_watched_windows(problem, programme)}
    busy: dict[str, list[tuple[int, int, int]]] = {}
    for held in estate.drills.held:
        for person in held.attend:
            busy.setdefault(person, []).append((held.day, held.start, held.end))
    duties = _duties(problem, estate)
    return dispatch_of(
        coupling.technicians_on(problem.technicians, duties, problem.post_needs, busy, problem.yesterday),
        jobs_of(
            problem.programme.as_held(programme.day), programme.day, problem.dispatch_days, windows, problem.demands
        ),
        problem.programme.groups,
        problem.terms,
    )


def _outages(problem: EstateProblem) -> dict[str, int]:
    """The minute of its day at which each visit's outage is expected to begin."""
    return {
        visit.key: max(problem.outages_begin, problem.windows.get(visit.key, (0, 0))[0])
        for visit in problem.programme.visits
    }


def _watched_windows(problem: EstateProblem, placed: Programme) -> dict[str, tuple[int, int]]:
    """The minutes within which visits with a fire watch may be held: their whole outage lies within the watch."""
    if problem.roster is None or problem.fire_watch is None:
        return {}
    posts = coupling.fire_watch_posts(
        problem.roster, problem.programme, placed, problem.fire_watch, begins := _outages(problem)
    )
    found = {}
    for visit in problem.programme.visits:
        day = placed.day.get(visit.key)
        if not posts or day is None or not problem.fire_watch.watches(visit):
            continue
        midnight = day * 1440
        first, last = coupling.watched(problem.roster, posts[0], midnight + begins[visit.key])
        opens, closes = problem.windows.get(visit.key, (0, 1440))
        # What runs beyond the roster is watched by the next one.
        if last < midnight + begins[visit.key] + visit.outage_minutes:
            last = midnight + begins[visit.key] + visit.outage_minutes
        end = last - visit.outage_minutes + visit.minutes - midnight
        found[visit.key] = max(opens, first - midnight), min(closes, end)
    return found


def verify(problem: EstateProblem, estate: Estate) -> tuple[Broken, ...]:
    """Every rule that the estate does not keep, counted without a solver, worst tier first."""
    visits, days, minutes = problem.programme.visits, estate.programme.day, estate.dispatch
    found = [one for one in _judged(problem, estate) if not fits_after_all(one, visits, days, minutes, problem.demands)]
    if problem.gatherings:
        found += drilled.verify(drills_asked(problem, estate), estate.drills)
    found += judged(dispatched.verify(jobs(problem, estate), estate.dispatch))
    return tuple(sorted(found, key=lambda broken: (broken.tier, broken.rule, broken.items, broken.people, broken.days)))


def _judged(problem: EstateProblem, estate: Estate) -> list[Broken]:
    """What visits and shifts do not keep together."""
    found = list(programmed.verify(programme_asked(problem, estate), estate.programme))
    if problem.roster is not None and estate.roster is not None:
        found += rostered.verify(roster_asked(problem, estate.programme), estate.roster)
    return found


def _duties(problem: EstateProblem, estate: Estate) -> Duties:
    if problem.roster is None or estate.roster is None:
        return problem.given
    return {**problem.given, **duties_of(roster_asked(problem, estate.programme), estate.roster)}


def rules_checked(problem: EstateProblem) -> frozenset[str]:
    """The ids of all rules that `verify` counts for this problem. Rules about what is pinned are none of them where
    nothing is, as are those of a part that the problem does not have."""
    visits = problem.programme
    rules: list[Rule] = []
    if visits.visits:
        absent = {programme_rules.FROZEN.id} if not visits.fixed else set()
        absent |= {programme_rules.MOVED.id} if not visits.was else set()
        rules += [rule for rule in programme_rules.RULES if rule.id not in absent]
    if visits.visits and problem.dispatch_days:
        rules += [rule for rule in dispatch_rules.RULES if rule is not dispatch_rules.PINNED]
        rules += rules_asked(problem.demands.values(), problem.terms)
    if problem.roster is not None:
        absent = {roster_rules.CREWS.id} if not problem.crews else set()
        rules += [rule for rule in roster_rules.rules_of(problem.roster) if rule.id not in absent]
    if problem.gatherings:
        rules += [rule for rule in drill_rules.RULES if problem.pinned or rule is not drill_rules.PINNED]
    return frozenset(rule.id for rule in rules)
