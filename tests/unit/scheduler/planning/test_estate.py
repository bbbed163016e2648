"""A small estate with everything in it, planned as a whole and judged as a whole.

Six guards hold one gate by day and by night, a pair looks after the lifts, one plumber works at the office's hours; a
lift's chain of fifteen days, one outage that needs a fire watch, one drill and one training fall into two weeks.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning import estate as planning
from services.scheduler.planning.calendar import duties_of
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import ProgrammeProblem
from services.scheduler.planning.rule import Tier, cost_of
from services.scheduler.planning.search import Effort, Progress, Status
from tests.unit.scheduler.planning.small import (
    CHAIN,
    DAYS,
    DRILL,
    GUARDS,
    LIFTS,
    STEPS,
    TRAINING,
    grave,
    person,
    small,
)


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
    problem, effort = small(guards), replace(STEPS, steps=400)
    assert planning.solve(problem, effort) == planning.solve(problem, effort)


def test_the_cost_of_an_outcome_is_what_the_verifier_counts() -> None:
    problem = small()
    for seed in (1, 2):
        outcome = planning.solve(problem, replace(STEPS, seed=seed, steps=300))
        assert outcome.cost == cost_of(planning.verify(problem, outcome.answer))


def test_stopped_at_once_it_is_still_a_whole_estate() -> None:
    problem = small()
    phases: list[str] = []

    def stop(progress: Progress) -> bool:
        phases.append(progress.phase)
        return False

    outcome = planning.solve(problem, Effort(seconds=100), stop)
    assert outcome.status is Status.STOPPED
    assert set(phases) == {"programme", "roster", "visits again", "drills", "dispatch"}
    estate = outcome.answer
    assert estate.roster is not None
    assert not {Tier.LEGAL} & {one.tier for one in planning.verify(problem, estate)}
    assert (len(estate.programme.day), len(estate.drills.held)) == (4, 3)
    assert outcome.cost == cost_of(planning.verify(problem, estate))


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

    outcome = planning.solve(problem, replace(STEPS, steps=300), watch)
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

    outcome = planning.solve(problem, replace(STEPS, steps=100), watch, save=kept.append, **given)
    return kept, list(dict.fromkeys(phases)), outcome.cost


def test_a_run_saves_its_estate_as_each_part_ends_and_another_goes_on_from_it() -> None:
    problem = small()
    kept, phases, reached = saves(problem)
    assert all(one.roster is not None for one in kept)
    assert phases[0] == "programme"
    for start in (kept[0], kept[1], kept[-1]):
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
