"""What concerns people and weather: notices, breakdowns that are known, rough days. Each rule by its nearest cases."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.programme import rules
from services.scheduler.planning.programme.problem import Group, Programme, ProgrammeProblem, Visit
from services.scheduler.planning.programme.relax import relaxations
from services.scheduler.planning.programme.search import solve
from services.scheduler.planning.programme.verify import cost, verify
from services.scheduler.planning.rule import Rule
from services.scheduler.planning.search import Effort, Status

TANK = Visit(key="a", asset="A", earliest=0, ideal=2, due=7, latest=8, minutes=60, crew=2, trade="plumbing")
PROBLEM = ProgrammeProblem(days=20, visits=(TANK,), capacity={"plumbing": (240,) * 20})
STEPS = Effort(seconds=60.0, seed=1, steps=300)


def breaks(rule: Rule, problem: ProgrammeProblem, day: Mapping[str, int]) -> bool:
    return rule.id in {broken.rule for broken in verify(problem, Programme(day=day))}


def days(problem: ProgrammeProblem) -> Mapping[str, int]:
    """The days that the search finds, which cost what the verifier counts."""
    found = solve(problem, STEPS)
    assert found.cost == cost(problem, found.answer)
    return found.answer.day


def asking(*groups: Group, **change: Any) -> ProgrammeProblem:
    """One visit, of the groups that are given."""
    names = tuple(group.id for group in groups)
    return replace(PROBLEM, visits=(replace(TANK, groups=names, **change),), groups=groups)


def test_residents_are_told_on_the_notice_day_at_the_latest() -> None:
    problem = asking(notice_day=5)
    assert not breaks(rules.NOTICE, problem, {"a": 5})
    assert breaks(rules.NOTICE, problem, {"a": 4})
    assert days(problem) == {"a": 5}


def test_a_day_that_was_told_already_stands_and_the_one_beside_it_does_not() -> None:
    problem = asking(notice_day=5, told=3)
    assert not breaks(rules.NOTICE, problem, {"a": 3})
    assert breaks(rules.NOTICE, problem, {"a": 2})
    assert days(problem) == {"a": 3}


def test_in_a_chain_too_nobody_is_told_too_late() -> None:
    chained = {"chain": "A", "gap_min": 3, "gap_max": 15}
    problem = replace(asking(notice_day=6, **chained), last_done={"A": -2})
    assert days(problem) == {"a": 6}


@pytest.mark.parametrize(("notice_day", "left"), [(8, {}), (9, {"a": "notice_too_short"})])
def test_what_cannot_be_told_by_its_latest_day_has_no_day_and_says_why(notice_day: int, left: dict[str, str]) -> None:
    problem = asking(notice_day=notice_day, law=True)
    found = solve(problem, STEPS)
    assert found.answer.left == left
    assert (found.cost[0] > 0) is bool(left)
    if left:
        (later,) = relaxations(problem, found.answer, "a")
        assert (later.kind, later.parameters) == ("later", {"day": 9})


def test_what_stands_until_a_day_counts_as_down_and_no_longer() -> None:
    """Pump B is broken for five days: until then A has to run."""
    group = Group(id="pumps", size=2, keep_up=1, standing={"B": 5})
    problem = asking(group)
    assert breaks(rules.KEEP_UP, problem, {"a": 4})
    assert not breaks(rules.KEEP_UP, problem, {"a": 5})
    assert days(problem) == {"a": 5}
    assert [group.spare(day) for day in (4, 5)] == [0, 1]


def test_work_on_what_stands_anyway_takes_nothing_more_from_its_group() -> None:
    group = Group(id="pumps", size=2, keep_up=1, standing={"A": 5})
    other = replace(TANK, key="b", asset="B", groups=("pumps",))
    problem = asking(group)
    assert days(problem) == {"a": 2}
    both = replace(problem, visits=(*problem.visits, other))
    assert breaks(rules.KEEP_UP, both, {"a": 2, "b": 2})
    assert not breaks(rules.KEEP_UP, both, {"a": 2, "b": 5})
    assert days(both) == {"a": 2, "b": 5}
    assert [visit.groups for visit in both.as_held({"a": 2, "b": 5})] == [(), ("pumps",)]
    assert [visit.groups for visit in both.as_held({"a": 5})] == [("pumps",), ("pumps",)]


def test_of_a_group_that_lost_too_many_nothing_that_runs_is_taken_down() -> None:
    group = Group(id="lifts", size=3, keep_up=2, standing={"B": 9, "C": 9})
    problem = asking(group, law=True)
    found = solve(problem, STEPS)
    assert found.answer.left == {"a": "group_full"}


@pytest.mark.parametrize(("rough", "day"), [({2}, 1), (set(range(8)), 8), (set(range(20)), 2)])
def test_outdoor_work_moves_away_from_rough_days_if_it_can(rough: set[int], day: int) -> None:
    problem = replace(asking(outdoor=True), rough=frozenset(rough))
    assert days(problem) == {"a": day}
    assert days(replace(problem, visits=(TANK,))) == {"a": 2}, "indoors nobody minds"
    assert breaks(rules.ROUGH, problem, {"a": 2})
    assert not breaks(rules.ROUGH, replace(problem, visits=(TANK,)), {"a": 2})


def test_the_law_is_kept_in_rough_weather_too() -> None:
    problem = replace(asking(outdoor=True, law=True), rough=frozenset(range(20)))
    found = solve(problem, STEPS)
    assert found.cost == (0, 0, 0, rules.ROUGH.parameters["price"])
    assert found.status is Status.OPTIMAL
