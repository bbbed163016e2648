"""A small estate with everything in it, planned as a whole and judged as a whole.

Six guards hold one gate by day and by night, a pair looks after the lifts, one plumber works at the office's hours; a
lift's chain of fifteen days, one outage that needs a fire watch, one drill and one training fall into two weeks.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning import estate as planning
from services.scheduler.planning.calendar import Stint, duties_of
from services.scheduler.planning.coupling import Attendee, Cap, Crew, FireWatch
from services.scheduler.planning.dispatch.problem import Dispatch, Placed, Technician
from services.scheduler.planning.drills.problem import Duty, Gathering
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import (
    OFF,
    UNPOSTED,
    Contract,
    Person,
    Post,
    RosterProblem,
    Shift,
)
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort, Progress, Status

DAYS = 14
GUARDS = tuple(f"guard-{n}" for n in range(6))
LIFTS = ("lift-0", "lift-1")
OFFICE = tuple(Stint(480, 960) if day % 7 < 5 else None for day in range(DAYS))
CHAIN, PIPE, TAP, LATER = "chain", "pipe", "tap", "later"
STEPS = Effort(seconds=100, seed=3, steps=4_000)


def person(id: str, *holds: str) -> Person:
    return Person(
        id=id,
        contract="guard",
        allowed=((True, True, True),) * DAYS,
        qualifications=(frozenset(holds),) * DAYS,
    )


def visit(key: str, trade: str, ideal: int, **given: Any) -> Visit:
    plain: dict[str, Any] = {"earliest": 0, "due": DAYS - 1, "latest": DAYS - 1, "minutes": 90, "crew": 1}
    return Visit(key=key, asset=key, trade=trade, ideal=ideal, **(plain | given))


def gathering(key: str, **given: Any) -> Gathering:
    _, obligation, _, place = key.split("/")
    plain: dict[str, Any] = {"days": tuple(range(DAYS)), "earliest": 540, "latest": 1260, "minutes": 60}
    plain |= {"everyone": frozenset(GUARDS)}
    return Gathering(key=key, obligation=obligation, place=place, **(plain | given))


DRILL = gathering("drill/fire/2027-01/site", brigade_least=2, leader="lead", tier=Tier.LEGAL)
TRAINING = gathering("drill/seminar/2027-01/1"), gathering("drill/seminar/2027-01/2")


def small(guards: tuple[str, ...] = GUARDS) -> EstateProblem:
    return EstateProblem(
        programme=ProgrammeProblem(
            days=DAYS,
            visits=(
                # Last held five days before the period: due again by day 10 at the latest.
                visit(CHAIN, "elevator", 9, crew=2, chain="c", sequence=1, gap_min=10, gap_max=15, law=True),
                visit(PIPE, "fire", 3, outage_minutes=720, earliest=3, latest=3, due=3),
                visit(TAP, "fire", 1),
                visit(LATER, "fire", 11),
            ),
            capacity={"fire": tuple(480 if stint else 0 for stint in OFFICE)},
            crews={"elevator": (1,) * DAYS},
            usable={"elevator": 330},
            last_done={"c": -5},
        ),
        technicians=(
            *(Technician(id=one, trades=frozenset({"elevator"}), shifts={}) for one in LIFTS),
            Technician(id="wu", trades=frozenset({"fire"}), shifts={}),
        ),
        dispatch_days=DAYS,
        roster=RosterProblem(
            days=DAYS,
            first_weekday=0,
            shifts=(
                Shift(id="day", start=420, minutes=480),
                Shift(id="evening", start=900, minutes=480),
                Shift(id="night", start=1380, minutes=480, night=True),
            ),
            contracts=(Contract(id="guard"),),
            people=(
                *(person(one, "gate", "extinguisher") for one in guards),
                *(person(one, "elevator") for one in LIFTS),
            ),
            posts=(Post(id="gate", heads=((1, 0, 1),) * DAYS, needs=("gate",)),),
        ),
        given={"wu": OFFICE},
        held={one: (frozenset({"elevator"}),) * DAYS for one in LIFTS}
        | {one: (frozenset({"gate", "extinguisher"}),) * DAYS for one in guards},
        crews=(Crew(trade="elevator", size=2, usable=330, shift=0),),
        fire_watch=FireWatch(limit=240, trades=frozenset({"fire"}), needs=("extinguisher",)),
        post_needs={"gate": ("gate",)},
        attendees=(
            *(
                Attendee(
                    id=one,
                    brigade=n < 4,
                    holds=frozenset({"lead"} if n % 2 else ()),
                    caps=(Cap(first=0, last=6, most=3120), Cap(first=7, last=13, most=3120)),
                )
                for n, one in enumerate(GUARDS)
            ),
            Attendee(id="wu", brigade=True, holds=frozenset()),
        ),
        gatherings=(DRILL, *TRAINING),
        duties=(
            *(Duty(one, (DRILL.key,)) for one in GUARDS[:3]),
            *(Duty(one, tuple(two.key for two in TRAINING)) for one in GUARDS),
        ),
        spacing={"fire": 1},
    )


@pytest.fixture(scope="module")
def solved() -> tuple[EstateProblem, Estate]:
    problem = small()
    return problem, planning.solve(problem, STEPS).answer


def rules_broken(problem: EstateProblem, estate: Estate) -> set[str]:
    return {one.rule for one in planning.verify(problem, estate)}


def grave(problem: EstateProblem, estate: Estate) -> list[str]:
    return [one.rule for one in planning.verify(problem, estate) if one.tier <= Tier.SAFETY]


def test_the_whole_keeps_every_legal_and_safety_rule(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    assert grave(problem, estate) == []
    assert len(estate.programme.day) == len(estate.dispatch.placed) == 4
    assert {one.key for one in estate.drills.held} == {DRILL.key, *(one.key for one in TRAINING)}


def test_visits_have_their_crew_on_the_roster_and_outages_their_watch(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    assert estate.roster is not None
    asked = planning.roster_asked(problem, estate.programme)
    duties = duties_of(asked, estate.roster)
    day = estate.programme.day[CHAIN]
    assert {one for one in LIFTS if (stint := duties[one][day]) and stint.post == "crew-elevator"} == set(LIFTS)
    watch = [stint for one in GUARDS if (stint := duties[one][3]) and stint.post == "fire-watch"]
    assert sorted((stint.start, stint.end) for stint in watch) == [(420, 900), (900, 1380)]


@pytest.mark.parametrize("guards", [GUARDS, (*GUARDS, "guard-6")], ids=["by proof", "by annealing"])
def test_two_runs_of_the_same_steps_are_the_same(guards: tuple[str, ...]) -> None:
    problem, effort = small(guards), replace(STEPS, steps=1000)
    assert planning.solve(problem, effort) == planning.solve(problem, effort)


def test_the_cost_of_an_outcome_is_what_the_verifier_counts() -> None:
    problem = small()
    for seed in (1, 2):
        outcome = planning.solve(problem, replace(STEPS, seed=seed, steps=1000))
        assert outcome.cost == planning.cost(planning.verify(problem, outcome.answer))


def test_stopped_at_once_it_is_still_a_whole_estate() -> None:
    problem = small()
    phases: list[str] = []

    def stop(progress: Progress) -> bool:
        phases.append(progress.phase)
        return False

    outcome = planning.solve(problem, Effort(seconds=100), stop)
    assert outcome.status is Status.STOPPED
    assert list(dict.fromkeys(phases)) == ["programme", "roster", "visits again", "drills", "dispatch"]
    estate = outcome.answer
    assert estate.roster is not None
    assert not {Tier.LEGAL} & {one.tier for one in planning.verify(problem, estate)}
    assert (len(estate.programme.day), len(estate.drills.held)) == (4, 3)
    assert outcome.cost == planning.cost(planning.verify(problem, estate))


def test_it_stops_within_moments_when_it_is_told_to() -> None:
    told = 0

    def after_a_few(_: Progress) -> bool:
        nonlocal told
        told += 1
        return told < 4

    outcome = planning.solve(small(), Effort(seconds=100), after_a_few)
    assert outcome.status is Status.STOPPED
    assert told < 40


def test_progress_never_counts_the_visits_twice() -> None:
    problem = small()
    seen: list[Progress] = []

    def watch(progress: Progress) -> bool:
        seen.append(progress)
        return True

    outcome = planning.solve(problem, replace(STEPS, steps=500), watch)
    last = seen[-1]
    assert last.phase == "dispatch"
    # Days that moved have a price in the search alone.
    assert last.cost[:3] == outcome.cost[:3]
    assert last.cost[3] >= outcome.cost[3]


def given_roster(problem: EstateProblem, estate: Estate, **given: Any) -> EstateProblem:
    """The same estate with the roster in force, not to be planned."""
    assert estate.roster is not None
    duties = duties_of(planning.roster_asked(problem, estate.programme), estate.roster)
    return replace(problem, roster=None, given={**problem.given, **duties}, crews=(), fire_watch=None, **given)


def test_maintenance_alone_uses_the_shifts_that_stand(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    asked = given_roster(problem, estate, gatherings=(), duties=())
    found = planning.solve(asked, replace(STEPS, steps=500)).answer
    assert found.roster is None and found.drills.held == ()
    assert grave(asked, found) == []
    (chain,) = [one for one in found.dispatch.placed if one.key == CHAIN]
    assert chain.people == LIFTS
    for one in chain.people:
        stint = asked.given[one][chain.day]
        assert stint and stint.start <= chain.start <= chain.end <= stint.end


def test_maintenance_alone_leaves_what_nobody_is_there_for(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    asked = given_roster(problem, estate, gatherings=(), duties=())
    alone = replace(asked, given={**asked.given, "lift-1": (None,) * DAYS})
    found = planning.solve(alone, replace(STEPS, steps=500)).answer
    assert CHAIN not in {one.key for one in found.dispatch.placed}
    assert found.dispatch.left[CHAIN] == "no_crew"


def test_drills_alone_are_held_on_the_roster_that_stands(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    nothing = replace(problem.programme, visits=())
    asked = replace(given_roster(problem, estate), programme=nothing)
    found = planning.solve(asked, replace(STEPS, steps=500)).answer
    assert (found.roster, found.programme.day, found.dispatch.placed) == (None, {}, ())
    assert len(found.drills.held) == 3
    assert grave(asked, found) == []


def test_nothing_to_plan_is_proved_at_no_cost() -> None:
    empty = EstateProblem(programme=ProgrammeProblem(days=1, visits=(), capacity={}), technicians=(), dispatch_days=1)
    outcome = planning.solve(empty, Effort(seconds=1))
    assert (outcome.cost, outcome.answer.programme.day, outcome.answer.roster) == ((0, 0, 0, 0), {}, None)


def saves(problem: EstateProblem, **given: Any) -> tuple[list[Estate], list[str], tuple[int, int, int, int]]:
    """What a run saves on its way, its phases, and what it costs in the end."""
    kept: list[Estate] = []
    phases: list[str] = []

    def watch(progress: Progress) -> bool:
        phases.append(progress.phase)
        return True

    outcome = planning.solve(problem, replace(STEPS, steps=300), watch, save=kept.append, **given)
    return kept, list(dict.fromkeys(phases)), outcome.cost


def test_a_run_saves_its_estate_as_each_part_ends_and_another_goes_on_from_it() -> None:
    problem = small()
    kept, phases, reached = saves(problem)
    assert [one.roster is not None for one in kept][:2] == [False, True]
    assert phases[0] == "programme"
    for start in kept:
        assert planning.fits(problem, start)
        later, others, cost = saves(problem, start=start)
        assert "programme" not in others
        assert later[0].programme == start.programme
        # A roster is never given up for a worse one.
        assert start.roster is None or cost <= reached


def with_other_visits(problem: EstateProblem) -> EstateProblem:
    return replace(problem, programme=replace(problem.programme, visits=problem.programme.visits[1:], last_done={}))


def with_somebody_new(problem: EstateProblem) -> EstateProblem:
    assert problem.roster is not None
    return replace(problem, roster=replace(problem.roster, people=(*problem.roster.people, person("new", "gate"))))


def with_everybody_on_leave(problem: EstateProblem) -> EstateProblem:
    assert problem.roster is not None
    away = tuple(replace(one, allowed=((False,) * 3,) * DAYS) for one in problem.roster.people)
    return replace(problem, roster=replace(problem.roster, people=away))


def without_a_roster(problem: EstateProblem) -> EstateProblem:
    return replace(problem, roster=None)


@pytest.mark.parametrize(
    "change",
    [with_other_visits, with_somebody_new, with_everybody_on_leave, without_a_roster],
    ids=lambda one: one.__name__,
)
def test_what_was_saved_for_another_problem_is_no_start(
    solved: tuple[EstateProblem, Estate], change: Callable[[EstateProblem], EstateProblem]
) -> None:
    problem, estate = solved
    assert planning.fits(problem, estate)
    other = change(problem)
    assert not planning.fits(other, estate)
    _, phases, _ = saves(other, start=estate)
    assert phases[0] == "programme"


Mutation = Callable[[EstateProblem, Estate], Estate]


def with_an_empty_post(problem: EstateProblem, estate: Estate) -> Estate:
    assert estate.roster is not None
    who = next(n for n, row in enumerate(estate.roster.posts) if row[5] == 0)
    cells = [list(row) for row in estate.roster.cells]
    posts = [list(row) for row in estate.roster.posts]
    cells[who][5], posts[who][5] = OFF, UNPOSTED
    roster = replace(estate.roster, cells=tuple(map(tuple, cells)), posts=tuple(map(tuple, posts)))
    return replace(estate, roster=roster)


def moved(problem: EstateProblem, estate: Estate, key: str, day: int) -> Estate:
    """A visit on another day, everybody's shift as it was."""
    assert estate.roster is not None
    programme = replace(estate.programme, day={**estate.programme.day, key: day})
    roster = to_posts(planning.roster_asked(problem, programme), estate.roster.cells)
    return replace(estate, programme=programme, roster=roster)


def with_a_late_visit(problem: EstateProblem, estate: Estate) -> Estate:
    return moved(problem, estate, CHAIN, 11)


def with_somebody_from_her_post(problem: EstateProblem, estate: Estate) -> Estate:
    assert estate.roster is not None
    held = next(one for one in estate.drills.held if one.key == DRILL.key)
    duties = duties_of(planning.roster_asked(problem, estate.programme), estate.roster)
    day, who = next(
        (day, one) for one in GUARDS for day, stint in enumerate(duties[one]) if stint == Stint(420, 900, "gate")
    )
    there = replace(held, day=day, start=600, end=660, attend=(*(one for one in held.attend if one != who), who))
    return replace(estate, drills=replace(estate.drills, held=(*(h for h in estate.drills.held if h != held), there)))


def with_a_job_for_somebody_off_duty(problem: EstateProblem, estate: Estate) -> Estate:
    placed = {one.key: one for one in estate.dispatch.placed}
    placed[TAP] = replace(placed[TAP], start=1200, end=1290)
    return replace(estate, dispatch=replace(estate.dispatch, placed=tuple(placed.values())))


def with_an_unwatched_outage(problem: EstateProblem, estate: Estate) -> Estate:
    """The outage on a day on which too few are there to watch."""
    assert estate.roster is not None
    evenings = [sum(row[day] == 2 for row in estate.roster.cells) for day in range(DAYS)]
    return moved(problem, estate, PIPE, evenings.index(0))


@pytest.mark.parametrize(
    ("mutation", "rule"),
    [
        (with_an_empty_post, "posts_are_covered"),
        (with_an_unwatched_outage, "posts_are_covered"),
        (with_a_late_visit, "law_visits_are_held_by_their_latest_day"),
        (with_somebody_from_her_post, "posts_stay_covered_during_drills"),
        (with_a_job_for_somebody_off_duty, "people_are_in_one_place_at_a_time"),
    ],
)
def test_the_verifier_of_the_whole_finds_what_is_not_kept(
    solved: tuple[EstateProblem, Estate], mutation: Mutation, rule: str
) -> None:
    problem, estate = solved
    assert rule not in rules_broken(problem, estate)
    broken = mutation(problem, estate)
    assert rule in rules_broken(problem, broken)
    assert planning.cost(planning.verify(problem, broken)) > planning.cost(planning.verify(problem, estate))


def test_a_job_given_to_somebody_at_a_drill_is_found(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    tap = next(one for one in estate.dispatch.placed if one.key == TAP)
    held = next(one for one in estate.drills.held if one.key == DRILL.key)
    there = replace(held, day=tap.day, start=tap.start, end=tap.start + 60, attend=(*held.attend, "wu"))
    broken = replace(estate, drills=replace(estate.drills, held=(there,)))
    assert "people_are_in_one_place_at_a_time" in rules_broken(problem, broken)


def test_the_rules_that_are_checked_follow_what_is_planned(solved: tuple[EstateProblem, Estate]) -> None:
    problem, estate = solved
    every = planning.rules_checked(problem)
    assert rules_broken(problem, estate) <= every
    without = planning.rules_checked(replace(problem, roster=None, gatherings=()))
    assert every > without >= {"law_visits_are_held_by_their_latest_day", "crews_are_certified"}
    assert {"posts_are_covered", "drills_have_a_certified_leader"} <= every - without


def test_only_the_first_days_have_minutes() -> None:
    problem = replace(small(), dispatch_days=3, roster=None, gatherings=(), duties=())
    day = {TAP: 1, PIPE: 3, LATER: 11}
    estate = Estate(programme=Programme(day=day), dispatch=Dispatch(placed=()))
    assert [job.key for job in planning.jobs(problem, estate).jobs] == [TAP]
    wider = planning.jobs(replace(problem, dispatch_days=4), estate)
    assert [(job.key, job.priority) for job in wider.jobs] == [(PIPE, 50), (TAP, 50)]


def test_a_contractor_s_job_needs_nobody_of_one_s_own() -> None:
    problem = small()
    theirs = replace(problem.programme, visits=(visit(TAP, "fire", 1, contractor="c"),), crews={}, usable={})
    asked = replace(problem, programme=theirs, roster=None, gatherings=(), duties=(), crews=(), fire_watch=None)
    (placed,) = planning.solve(asked, Effort(seconds=2, steps=100)).answer.dispatch.placed
    assert placed == Placed(key=TAP, day=1, start=480, end=570, people=())
