"""The verifier of the whole finds what is not kept, and jobs are asked for as the estate has them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.scheduler.planning import estate as planning
from services.scheduler.planning.calendar import Stint, duties_of
from services.scheduler.planning.dispatch.problem import Dispatch, Placed
from services.scheduler.planning.estate import Estate, EstateProblem
from services.scheduler.planning.programme.problem import Programme
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import (
    OFF,
    UNPOSTED,
)
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.planning.small import (
    CHAIN,
    DAYS,
    DRILL,
    GUARDS,
    LATER,
    PIPE,
    TAP,
    rules_broken,
    small,
    visit,
)


@pytest.mark.parametrize(("start", "kept"), [(420, True), (660, True), (665, False), (415, False)])
def test_a_watched_outage_begins_and_ends_within_its_watch(
    solved: tuple[EstateProblem, Estate], start: int, kept: bool
) -> None:
    """Twelve hours of outage, watched from seven to eleven at night: it begins by eleven in the morning."""
    problem, estate = solved
    placed = {one.key: one for one in estate.dispatch.placed}
    assert 480 <= placed[PIPE].start <= 660
    placed[PIPE] = replace(placed[PIPE], start=start, end=start + 90)
    other = replace(estate, dispatch=replace(estate.dispatch, placed=tuple(placed.values())))
    assert ("jobs_are_done_in_their_window" not in rules_broken(problem, other)) is kept


def test_outages_without_a_watch_are_held_whenever_their_crew_is_there() -> None:
    problem = replace(small(), fire_watch=None)
    estate = Estate(programme=Programme(day={PIPE: 3}), dispatch=Dispatch(placed=()))
    assert [job.window for job in planning.jobs(problem, estate).jobs] == [(0, 1440)]
    watched = replace(problem, fire_watch=small().fire_watch, windows={PIPE: (540, 1440)})
    assert [job.window for job in planning.jobs(watched, estate).jobs] == [(540, 750)]


def test_an_outage_that_runs_beyond_the_roster_is_held_at_its_usual_hour() -> None:
    estate = Estate(programme=Programme(day={PIPE: DAYS - 1}), dispatch=Dispatch(placed=()))
    long = tuple(replace(one, outage_minutes=1600) if one.key == PIPE else one for one in small().programme.visits)
    problem = replace(small(), programme=replace(small().programme, visits=long))
    assert [job.window for job in planning.jobs(problem, estate).jobs] == [(420, 570)]


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
    assert cost_of(planning.verify(problem, broken)) > cost_of(planning.verify(problem, estate))


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


def test_rules_about_what_is_absent_are_not_counted_as_checked() -> None:
    problem = small()
    pins = {"pinned_jobs_stay_as_they_are", "announced_gatherings_stay"}
    assert not planning.rules_checked(problem) & pins
    frozen = replace(problem, programme=replace(problem.programme, fixed={TAP: 1}, was={TAP: 1}))
    assert planning.rules_checked(frozen) - planning.rules_checked(problem) == {
        "frozen_visits_stay_on_their_day",
        "days_that_were_told_stay",
    }
    assert "crews_are_on_duty" in planning.rules_checked(problem) - planning.rules_checked(replace(problem, crews=()))
    announced = replace(problem, pinned={problem.gatherings[0].key: (1, 600)})
    assert planning.rules_checked(announced) - planning.rules_checked(problem) == {"announced_gatherings_stay"}
    drills_alone = replace(problem, programme=replace(problem.programme, visits=()), roster=None)
    assert not planning.rules_checked(drills_alone) & {"crews_are_certified", "law_visits_are_held_by_their_latest_day"}
    assert planning.rules_checked(replace(drills_alone, gatherings=())) == frozenset()


@pytest.mark.parametrize("to", [None, 1])
def test_a_visit_that_leaves_its_crew_s_day_is_reported_and_stops_no_verifier(
    solved: tuple[EstateProblem, Estate], to: int | None
) -> None:
    problem, estate = solved
    others = {key: day for key, day in estate.programme.day.items() if key != CHAIN}
    assert estate.programme.day[CHAIN] != to
    day = others if to is None else {**others, CHAIN: to}
    rest = tuple(one for one in estate.dispatch.placed if one.key != CHAIN)
    moved = replace(estate, programme=Programme(day=day), dispatch=Dispatch(placed=rest))
    rule = "posts_have_no_more_people_than_they_ask_for"
    assert rule in rules_broken(problem, moved)
    assert rule not in rules_broken(problem, estate)


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
