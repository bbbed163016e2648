"""The search: a quarter of forty guards and fifteen technicians, and small random ones against the verifier."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from services.scheduler.planning.drills import greedy
from services.scheduler.planning.drills.board import drills, prune
from services.scheduler.planning.drills.choose import Choice
from services.scheduler.planning.drills.family import families
from services.scheduler.planning.drills.model import DrillsModel
from services.scheduler.planning.drills.problem import DrillsProblem, Duty, Gathering, Participant, Spare
from services.scheduler.planning.drills.search import solve
from services.scheduler.planning.drills.tally import tally
from services.scheduler.planning.drills.verify import cost, verify
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort, Progress, Status, unwatched

AQuarter = Callable[..., DrillsProblem]


def test_a_quarter_is_held_whole_and_everybody_attends(a_quarter: AQuarter) -> None:
    problem = a_quarter()
    outcome = solve(problem, Effort(seconds=8, steps=60))
    assert outcome.answer.left == {}
    assert len(outcome.answer.held) == 20
    assert outcome.cost[:3] == (0, 0, 0)
    assert outcome.cost == cost(problem, outcome.answer)
    # 220 duties; most of those who attend do so next to a shift of theirs, so they cost less than one each.
    assert outcome.cost[3] < 200


def test_a_first_answer_takes_little_time_and_breaks_nothing(a_quarter: AQuarter) -> None:
    problem = a_quarter()
    begun = time.process_time()
    several = families(problem)
    choice = Choice(problem, several)
    choice.fill()
    board = greedy.first(problem, several, choice)
    assert time.process_time() - begun < 2.0
    assert tally(board) == cost(problem, drills(board))
    assert tally(board)[:3] == (0, 0, 0)


def test_effort_makes_it_cheaper(a_quarter: AQuarter) -> None:
    problem = a_quarter()
    seen: list[Progress] = []

    def watch(progress: Progress) -> bool:
        seen.append(progress)
        return True

    assert solve(problem, Effort(seconds=20, steps=150), watch).cost < seen[0].cost


def test_the_same_steps_give_the_same_drills(a_quarter: AQuarter) -> None:
    problem = a_quarter(guard_count=16, technician_count=6)
    effort = Effort(seconds=60, steps=40)
    assert solve(problem, effort).answer == solve(problem, effort).answer


def test_a_quarter_that_is_stopped_at_once_is_usable(a_quarter: AQuarter) -> None:
    outcome = solve(a_quarter(), Effort(seconds=60), lambda _: False)
    assert outcome.status is Status.STOPPED
    assert outcome.cost[:3] == (0, 0, 0)


def test_an_announced_drill_stays_and_the_others_keep_their_distance(a_quarter: AQuarter) -> None:
    problem = replace(a_quarter(), pinned={"drill/block/q1/b3": (10, 960)})
    outcome = solve(problem, Effort(seconds=8, steps=20))
    found = {one.key: one for one in outcome.answer.held}
    assert (found["drill/block/q1/b3"].day, found["drill/block/q1/b3"].start) == (10, 960)
    assert outcome.cost[:3] == (0, 0, 0)


def test_without_a_leader_the_drills_are_left_and_the_seminars_held(a_quarter: AQuarter) -> None:
    full = a_quarter()
    problem = replace(full, participants=tuple(replace(one, holds=frozenset()) for one in full.participants))
    outcome = solve(problem, Effort(seconds=4, steps=10))
    assert set(outcome.answer.left.values()) == {"nobody_certified"}
    assert {one.key for one in outcome.answer.held} == {g.key for g in full.gatherings if g.obligation == "seminar"}
    assert outcome.cost == cost(problem, outcome.answer)


SHIFTS = st.sampled_from([None, None, (420, 900, True), (480, 990, False), (900, 1380, True), (1380, 1860, True)])


@st.composite
def people(draw, number: int) -> Participant:
    return Participant(
        id=f"p{number}",
        brigade=draw(st.booleans()),
        holds=frozenset({"lead"} if draw(st.booleans()) else ()),
        duty=tuple(draw(st.lists(SHIFTS, min_size=6, max_size=6))),
        before=draw(st.sampled_from([None, (-60, 420), (-540, -60)])),
        after=draw(st.sampled_from([None, (8640 + 30, 8640 + 450)])),
        away=frozenset(draw(st.sets(st.integers(0, 5), max_size=1))),
        rest_minutes=draw(st.sampled_from([0, 660])),
        spare=(Spare(0, 2, draw(st.integers(-60, 200))), Spare(1, 5, draw(st.integers(0, 400)))),
    )


@st.composite
def problems(draw) -> DrillsProblem:
    who = tuple(draw(people(number)) for number in range(draw(st.integers(1, 6))))
    gatherings = []
    for number in range(draw(st.integers(1, 4))):
        least = draw(st.integers(0, 2))
        days = (0, 1, 2, 3, 4, 5) if draw(st.booleans()) else (number, 5)
        gatherings.append(
            Gathering(
                key=f"g{number}",
                obligation="drill" if least else "seminar",
                place="",
                days=days,
                earliest=540,
                latest=draw(st.sampled_from([600, 780, 1290])),
                minutes=draw(st.sampled_from([60, 90])),
                brigade_least=least,
                leader="lead" if least and draw(st.booleans()) else "",
                everyone=frozenset(person.id for person in who),
                night_counts=bool(least),
                tier=draw(st.sampled_from([Tier.LEGAL, Tier.CONTRACT])),
            )
        )
    keys = tuple(one.key for one in gatherings)
    return DrillsProblem(
        days=6,
        first_weekday=0,
        participants=who,
        gatherings=tuple(gatherings),
        duties=tuple(Duty(one.id, keys[draw(st.integers(0, len(keys) - 1)) :]) for one in who),
        spacing={"drill": draw(st.integers(0, 3))},
        night_least={"drill": draw(st.integers(0, 2))},
        pinned={"g0": (2, 600)} if draw(st.booleans()) else {},
    )


@settings(max_examples=60, deadline=None)
@given(problems())
def test_what_is_held_keeps_every_legal_and_safety_rule(problem: DrillsProblem) -> None:
    outcome = solve(problem, Effort(seconds=2, steps=100), unwatched)
    found = verify(problem, outcome.answer)
    held = {one.key for one in outcome.answer.held}
    hard = [one for one in found if one.tier <= Tier.SAFETY and one.rule != "gatherings_asked_for_are_held"]
    assert hard == []
    assert held.isdisjoint(outcome.answer.left)
    assert held | set(outcome.answer.left) == {one.key for one in problem.gatherings}
    assert outcome.cost == cost(problem, outcome.answer)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_cost_counted_on_the_way_is_the_verifiers(problem: DrillsProblem) -> None:
    several = families(problem)
    choice = Choice(problem, several)
    choice.fill()
    board = greedy.first(problem, several, choice)
    assert tally(board) == cost(problem, drills(board))


@settings(max_examples=40, deadline=None)
@given(problems())
def test_the_model_takes_the_greedy_answer_at_its_cost(problem: DrillsProblem) -> None:
    several = families(problem)
    choice = Choice(problem, several)
    choice.fill()
    board = greedy.first(problem, several, choice)
    built = DrillsModel(problem, several, choice, board.meetings)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.fix_variables_to_their_hinted_value = True
    for tier, reached in zip(built.tiers, tally(board), strict=True):
        built.model.minimize(tier)
        assert solver.solve(built.model) == cp_model.OPTIMAL
        assert solver.objective_value == reached
    again = built.board([solver.value(one) for one in built.asked])
    prune(again)
    assert drills(again) == drills(board)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_rosters_are_no_harder(a_quarter: AQuarter, seed: int) -> None:
    assert solve(a_quarter(seed=seed), Effort(seconds=4, steps=5)).cost[:3] == (0, 0, 0)
