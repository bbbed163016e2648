"""Teams of the day by compiled search: its arrays against a recount, its answers against verifier, proof and bound."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.dispatch.problem import DispatchProblem, Finish, Job, Need, Technician
from services.scheduler.planning.dispatch.search import solve
from services.scheduler.planning.dispatch.teams.bound import least_cost
from services.scheduler.planning.dispatch.teams.chance import seeded
from services.scheduler.planning.dispatch.teams.compiled import Compiled, Plan, compiled, copied, empty
from services.scheduler.planning.dispatch.teams.goal import Goal
from services.scheduler.planning.dispatch.teams.ruin import late_off, search
from services.scheduler.planning.dispatch.teams.search import first_race
from services.scheduler.planning.dispatch.teams.suits import suits
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.dispatch.warm import DAY, small
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort, Status

DAYS = 8


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> DispatchProblem:
    """Jobs in two classes and some in none, with levels, order and prices, for three people with days off."""
    jobs = tuple(
        Job(
            key=f"j{n}",
            asset=f"a{n}",
            day=0,
            until=DAYS - 1,
            minutes=draw(st.sampled_from([15, 30, 60, 75, 120])),
            crew=draw(st.integers(1, 2)),
            trade="",
            window=(0, DAY),
            needs=draw(
                st.sampled_from(
                    [
                        (Need(skill="pump", count=1),),
                        (Need(skill="pump", level=2, count=1),),
                        (Need(skill="pump", count=2), Need(skill="lift", count=1)),
                    ]
                )
            ),
            after=tuple(f"j{k}" for k in range(n) if draw(st.integers(0, 7)) == 0),
            contractor_price=draw(st.sampled_from([None, 50, 120])),
        )
        for n in range(draw(st.integers(1, most)))
    )
    off = [draw(st.integers(0, 4)) for _ in range(3)]
    skills: list[dict[str, int]] = [{"pump": 2}, {"pump": 1, "lift": 1}, {"lift": 2, "pump": 1}]
    people = tuple(
        Technician(
            id=f"t{n}",
            trades=frozenset({""}),
            shifts={day: (0, DAY) for day in range(DAYS) if day != off[n]},
            skills=skills[n],
        )
        for n in range(3)
    )
    keys = [job.key for job in jobs]
    classes = (frozenset(keys[::3]), frozenset(keys[1::3]))
    finishes = [Finish(id=f"c{n}", jobs=jobs, weight=7 - 4 * n) for n, jobs in enumerate(classes) if jobs]
    return DispatchProblem(
        technicians=people,
        jobs=jobs,
        day_teams=True,
        day_minutes=DAY,
        break_minutes=0,
        budget=draw(st.sampled_from([0, 150])),
        money_weight=0,
        finishes=(*finishes, Finish(id="all", jobs=frozenset(keys), weight=1)),
    )


def recounted(a: Compiled, z: Plan) -> None:
    """Every array of the plan again from who is in which team and which job is in which row."""
    for d in range(len(a.begin)):
        rows = {j: k for k in range(z.teams[d]) for j in z.row[d, k, : z.filled[d, k]].tolist()}
        assert rows == {j: z.team[j] for j in range(len(a.minutes)) if z.at[j] == d}
        assert (z.filled[d, z.teams[d] :] == 0).all()
        assert (z.free[d] == a.has[z.member[d] == -1].sum(0)).all()
        for k in range(len(z.size[d])):
            members, jobs = z.member[d] == k, [j for j, team in rows.items() if team == k]
            assert z.size[d, k] == members.sum()
            assert (z.have[d, k] == a.has[members].sum(0)).all()
            assert z.load[d, k] == a.minutes[jobs].sum()
            need = np.zeros(a.has.shape[1])
            for j in jobs:
                span = slice(a.need_at[j], a.need_at[j + 1])
                need[a.need_of[span]] = np.maximum(need[a.need_of[span]], a.need_count[span])
            assert (z.need[d, k] == need).all()
            assert (z.have[d, k] >= need).all()


@settings(max_examples=25, deadline=None)
@given(problems(most=14), st.integers(1, 99))
def test_moves_leave_every_array_as_a_recount_finds_it(asked: DispatchProblem, seed: int) -> None:
    goal = Goal.of_problem(asked)
    race = first_race(asked, goal, seed)
    a = race.a
    plan = race.best if race.best is not None else empty(a)
    recounted(a, plan)
    due = goal.due(a, [max(1, end - 30) for end in goal.ends(a, plan)])
    z, state = copied(plan), seeded(seed)
    late_off(a, z, due, state)
    best = copied(z)
    search(a, z, empty(a), best, due, race.weight.copy(), 60, 0.5, 0.1, True, state)
    recounted(a, z)
    recounted(a, best)
    on = best.at >= 0
    assert (best.at * a.day + best.start + a.minutes <= due)[on].all()


@settings(max_examples=15, deadline=None)
@given(problems(most=6))
def test_tiny_problems_are_proved_and_break_no_rule(asked: DispatchProblem) -> None:
    found = solve(asked, Effort(seconds=20, steps=400))
    assert {one.tier for one in verify(asked, found.answer)} <= {Tier.PREFERENCE}
    assert found.status is Status.OPTIMAL
    assert found.bound == found.cost
    bound = least_cost(compiled(asked, DAYS), Goal.of_problem(asked), 10)
    assert bound is None or bound <= found.cost[Tier.PREFERENCE]


def test_steps_and_a_seed_repeat_a_run() -> None:
    first, again = (solve(small(), Effort(seconds=60, seed=3, steps=1500)) for _ in range(2))
    assert first == again


def test_two_workers_find_no_worse_than_greed() -> None:
    asked = replace(small(), budget=0)
    goal = Goal.of_problem(asked)
    greedy = first_race(asked, goal, 1)
    found = solve(asked, Effort(seconds=1.0, workers=2))
    assert found.cost[:3] == (0, 0, 0)
    assert found.cost[3] <= greedy.cost


def test_a_stop_keeps_the_first_answer() -> None:
    found = solve(small(), Effort(seconds=60), lambda _: False)
    assert found.status is Status.STOPPED
    assert found.answer.left == {}


def test_what_does_not_fit_is_left_with_its_cause() -> None:
    asked = small()
    short = replace(asked, jobs=tuple(replace(job, until=0, after=(), contractor_price=None) for job in asked.jobs))
    found = solve(short, Effort(seconds=60, steps=400))
    assert set(found.answer.left.values()) == {"no_crew"}
    assert found.cost[Tier.CONTRACT] == len(found.answer.left)
    assert {one.rule for one in verify(short, found.answer)} == {
        "jobs_of_a_day_are_given_to_a_crew",
        "classes_of_jobs_end_early",
    }


def test_what_nobody_can_do_is_what_the_contractor_gets() -> None:
    asked = small()
    beyond = Need(skill="pump", level=2, count=3)
    jobs = tuple(replace(job, needs=(beyond,) if job.key == "j5" else job.needs, after=()) for job in asked.jobs)
    hard = replace(asked, jobs=jobs, budget=100)
    found = solve(hard, Effort(seconds=60, steps=300))
    assert found.answer.outsourced == {"j5"}
    assert found.cost[:3] == (0, 0, 0)
    assert solve(replace(hard, budget=99), Effort(seconds=60, steps=300)).answer.left["j5"] == "nobody_certified"


def test_a_legal_latest_is_kept_where_it_can_be() -> None:
    asked = small()
    urgent = replace(asked.jobs[-1], after=(), latest=asked.jobs[-1].minutes, contractor_price=None)
    found = solve(replace(asked, jobs=(*asked.jobs[:-1], urgent)), Effort(seconds=60, steps=600))
    (last,) = (one for one in found.answer.placed if one.key == urgent.key)
    assert (last.day, last.start) == (0, 0)
    assert found.cost[:3] == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "suited"),
    [
        ({}, True),
        ({"day_teams": False}, False),
        ({"money_weight": 1}, False),
        ({"break_minutes": 30}, True),
    ],
)
def test_what_the_arrays_do_not_hold_goes_to_the_board(change: dict[str, object], suited: bool) -> None:
    assert suits(replace(small(), **change)) is suited  # type: ignore[arg-type]
    odd = replace(small().technicians[0], busy=((0, 10, 20),))
    assert not suits(replace(small(), technicians=(odd, *small().technicians[1:])))


@pytest.mark.parametrize("want", [1, 30, 300])
def test_targets_cost_less_by_what_is_wanted(want: int) -> None:
    asked = small()
    goal = Goal.of_problem(asked)
    race = first_race(asked, goal, 1)
    assert race.best is not None
    ends, chance = goal.ends(race.a, race.best), random.Random(1)
    for _ in range(100):
        targets = goal.closer(ends, want, chance)
        assert targets is not None
        assert goal.cost(targets) <= race.cost - want


def test_dates_go_back_along_the_order_and_past_the_night() -> None:
    asked = small()
    chain = tuple(
        replace(asked.jobs[0], key=f"c{n}", minutes=50, after=(f"c{n - 1}",) if n else (), contractor_price=None)
        for n in range(4)
    )
    alone = replace(asked, jobs=chain, finishes=(Finish(id="all", jobs=frozenset(job.key for job in chain), weight=1),))
    a, goal = compiled(alone, 3), Goal.of_problem(alone)
    # Two fit a day: the last ends at 220, the one before at 170, and those of day 0 by its end.
    assert a.head.tolist() == [50, 100, 170, 220]
    assert goal.due(a, (220,)).tolist() == [70, 120, 170, 220]
    assert goal.due(a, (120 + 49,)).tolist()[3] == 120


def test_what_a_contractor_must_take_anyway_asks_nothing_of_those_before_it() -> None:
    asked = small()
    first = replace(asked.jobs[0], key="c0", minutes=100, after=(), contractor_price=None)
    then = replace(first, key="c1", after=("c0",), contractor_price=100)
    every = Finish(id="all", jobs=frozenset({"c0", "c1"}), weight=1)
    one = replace(asked, jobs=(first, then), finishes=(every,), budget=100)
    assert Goal.of_problem(one).due(compiled(one, 3), (100,)).tolist() == [100, 100]
    poor = replace(one, budget=99)
    assert Goal.of_problem(poor).due(compiled(poor, 3), (100,)).tolist() == [0, 100]
    found = solve(one, Effort(seconds=60, steps=300))
    assert (found.cost[Tier.PREFERENCE], found.answer.outsourced) == (100, frozenset({"c1"}))
