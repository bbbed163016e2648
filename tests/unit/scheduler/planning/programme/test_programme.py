"""Each rule by its nearest allowed and forbidden case; every found programme costs what the verifier counts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.problem import (
    Group,
    Programme,
    ProgrammeProblem,
    UnplannableError,
    Visit,
)
from services.scheduler.planning.programme.search import relaxations, solve
from services.scheduler.planning.programme.verify import cost, verify
from services.scheduler.planning.rule import Rule
from services.scheduler.planning.search import Effort, Status

VISIT = Visit(key="a", asset="A", earliest=2, ideal=5, due=7, latest=8, minutes=60, crew=2, trade="lift")
PROBLEM = ProgrammeProblem(days=20, visits=(VISIT,), capacity={"lift": (120,) * 20})
LINK = replace(VISIT, chain="A", gap_min=10, gap_max=15, earliest=0, latest=19)


def breaks(rule: Rule, problem: ProgrammeProblem, day: dict[str, int]) -> bool:
    return rule.id in {broken.rule for broken in verify(problem, Programme(day=day))}


@pytest.mark.parametrize(("law", "rule"), [(True, rules.LAW), (False, rules.DUE)])
def test_a_visit_may_fall_on_its_latest_day_and_not_on_the_next(law: bool, rule: Rule) -> None:
    problem = replace(PROBLEM, visits=(replace(VISIT, law=law),))
    assert not breaks(rule, problem, {"a": 8})
    assert breaks(rule, problem, {"a": 9})


@pytest.mark.parametrize(
    ("day", "rule", "broken"),
    [
        (12, rules.GAP, False),
        (13, rules.GAP, True),
        (7, rules.SOON, False),
        (6, rules.SOON, True),
        (11, rules.TIGHT, False),
        (12, rules.TIGHT, True),
    ],
)
def test_a_chain_is_counted_from_its_last_visit_before_the_period(day: int, rule: Rule, broken: bool) -> None:
    problem = replace(PROBLEM, visits=(LINK,), last_done={"A": -3})
    assert breaks(rule, problem, {"a": day}) is broken


@pytest.mark.parametrize(("last", "broken"), [(5, False), (4, True)])
def test_a_chain_reaches_the_day_after_the_period(last: int, broken: bool) -> None:
    problem = replace(PROBLEM, visits=(LINK, replace(LINK, key="b", sequence=1)), last_done={"A": -8})
    assert breaks(rules.GAP, problem, {"a": last}) is broken


def test_a_group_may_lose_one_and_not_two() -> None:
    visits = (replace(VISIT, group="g"), replace(VISIT, key="b", asset="B", group="g"))
    problem = replace(PROBLEM, visits=visits, groups=(Group(id="g", size=2, keep_up=1),))
    assert not breaks(rules.KEEP_UP, problem, {"a": 5, "b": 6})
    assert breaks(rules.KEEP_UP, problem, {"a": 5, "b": 5})


def test_a_breakdown_counts_among_those_down() -> None:
    group = Group(id="g", size=2, keep_up=1, down=(0, 0, 0, 0, 0, 1))
    problem = replace(PROBLEM, visits=(replace(VISIT, group="g"),), groups=(group,))
    assert not breaks(rules.KEEP_UP, problem, {"a": 6})
    assert breaks(rules.KEEP_UP, problem, {"a": 5})


@pytest.mark.parametrize(("offered", "broken"), [(120, False), (119, True)])
def test_a_day_takes_as_much_work_as_its_people_have_minutes(offered: int, broken: bool) -> None:
    assert breaks(rules.CAPACITY, replace(PROBLEM, capacity={"lift": (offered,) * 20}), {"a": 5}) is broken


def test_a_visit_is_not_held_early_closed_or_blocked() -> None:
    problem = replace(PROBLEM, closed=frozenset({4}), blocked=frozenset({("A", 5)}))
    assert [d for d in range(1, 9) if breaks(rules.OPEN, problem, {"a": d})] == [1, 4, 5]


def test_the_ideal_day_costs_nothing_and_each_day_off_it_one() -> None:
    assert cost(PROBLEM, Programme(day={"a": 5})) == (0, 0, 0, 0)
    assert cost(PROBLEM, Programme(day={"a": 7})) == (0, 0, 0, 2)


def test_a_chain_passes_a_four_day_holiday_before_it() -> None:
    problem = replace(PROBLEM, visits=(LINK,), last_done={"A": -2}, closed=frozenset({11, 12, 13, 14}))
    found = solve(problem, Effort(steps=500))
    assert found.cost[:3] == (0, 0, 0)
    assert found.answer.day["a"] <= 10


def test_what_does_not_fit_is_left_with_cause_and_relaxation() -> None:
    problem = replace(PROBLEM, capacity={"lift": (119,) * 20})
    found = solve(problem, Effort(steps=500))
    assert found.answer.left == {"a": "no_capacity"}
    assert relaxations(problem, found.answer, "a") == ("needs 1 more minutes of lift",)


def test_a_stop_keeps_the_first_answer() -> None:
    found = solve(PROBLEM, Effort(), lambda _: False)
    assert found.status is Status.STOPPED
    assert found.answer.day == {"a": 5}


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UnplannableError, match="earliest"):
        replace(VISIT, earliest=9)


@st.composite
def problems(draw: st.DrawFn) -> ProgrammeProblem:
    visits, last = [], {}
    for n in range(draw(st.integers(1, 4))):
        at = draw(st.integers(-3, 10))
        visits.append(
            Visit(
                key=f"v{n}",
                asset=f"v{n}",
                earliest=at,
                ideal=at + draw(st.integers(0, 4)),
                due=at + 4,
                latest=at + draw(st.integers(4, 6)),
                minutes=draw(st.sampled_from([30, 60])),
                crew=draw(st.integers(1, 2)),
                trade="lift",
                law=draw(st.booleans()),
                group="g",
            )
        )
    for n in range(draw(st.integers(0, 2))):
        if draw(st.booleans()):
            last[f"c{n}"] = draw(st.integers(-9, -1))
        visits += [
            Visit(
                key=f"c{n}-{k}",
                asset=f"c{n}",
                earliest=4 * k,
                ideal=4 * k + 2,
                due=4 * k + 4,
                latest=4 * k + 5,
                minutes=60,
                crew=1,
                trade="lift",
                chain=f"c{n}",
                sequence=k,
                gap_min=2,
                gap_max=5,
                law=True,
            )
            for k in range(3)
        ]
    return ProgrammeProblem(
        days=12,
        visits=tuple(visits),
        capacity={"lift": (draw(st.sampled_from([60, 120, 240])),) * 12},
        closed=frozenset(draw(st.sets(st.integers(0, 11), max_size=5))),
        last_done=last,
        groups=(Group(id="g", size=2, keep_up=1),),
    )


@settings(max_examples=40, deadline=None)
@given(problems())
def test_every_programme_keeps_physics_costs_what_is_said_and_repeats(problem: ProgrammeProblem) -> None:
    found = solve(problem, Effort(steps=300))
    assert found.cost == cost(problem, found.answer)
    physics = {rules.KEEP_UP.id, rules.CAPACITY.id, rules.OPEN.id, rules.SOON.id}
    assert not physics & {broken.rule for broken in verify(problem, found.answer)}
    assert set(found.answer.day) | set(found.answer.left) == {visit.key for visit in problem.visits}
    assert solve(problem, Effort(steps=300)).answer == found.answer
