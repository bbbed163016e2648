"""Each rule by its nearest allowed and forbidden case; every found programme costs what the verifier counts."""

from dataclasses import replace
from typing import Any

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
    packed,
)
from services.scheduler.planning.programme.search import solve
from services.scheduler.planning.programme.verify import cost, verify
from services.scheduler.planning.rule import Rule
from services.scheduler.planning.search import Effort, Status

VISIT = Visit(key="a", asset="A", earliest=2, ideal=5, due=7, latest=8, minutes=60, crew=2, trade="lift")
PROBLEM = ProgrammeProblem(days=20, visits=(VISIT,), capacity={"lift": (120,) * 20})
LINK = replace(VISIT, chain="A", gap_min=10, gap_max=15, earliest=0, latest=19)


CREWS = replace(
    PROBLEM,
    visits=tuple(replace(VISIT, key=key, asset=key, minutes=90) for key in "abc"),
    capacity={},
    crews={"lift": (1,) * 20},
    usable={"lift": 270},
)


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
    visits = (replace(VISIT, groups=("g",)), replace(VISIT, key="b", asset="B", groups=("g",)))
    problem = replace(PROBLEM, visits=visits, groups=(Group(id="g", size=2, keep_up=1),))
    assert not breaks(rules.KEEP_UP, problem, {"a": 5, "b": 6})
    assert breaks(rules.KEEP_UP, problem, {"a": 5, "b": 5})


def test_a_breakdown_counts_among_those_down() -> None:
    group = Group(id="g", size=2, keep_up=1, down=(0, 0, 0, 0, 0, 1))
    problem = replace(PROBLEM, visits=(replace(VISIT, groups=("g",)),), groups=(group,))
    assert not breaks(rules.KEEP_UP, problem, {"a": 6})
    assert breaks(rules.KEEP_UP, problem, {"a": 5})


@pytest.mark.parametrize(("offered", "broken"), [(120, False), (119, True)])
def test_a_day_takes_as_much_work_as_its_people_have_minutes(offered: int, broken: bool) -> None:
    assert breaks(rules.CAPACITY, replace(PROBLEM, capacity={"lift": (offered,) * 20}), {"a": 5}) is broken


def test_a_group_counts_assets_not_visits() -> None:
    visits = (replace(VISIT, groups=("g",)), replace(VISIT, key="b", groups=("g",)))
    problem = replace(PROBLEM, visits=visits, groups=(Group(id="g", size=2, keep_up=1),))
    assert not breaks(rules.KEEP_UP, problem, {"a": 5, "b": 5})


@pytest.mark.parametrize(("one_a_day", "broken"), [(False, False), (True, True)])
def test_of_a_one_a_day_group_no_two_are_worked_on_together(one_a_day: bool, broken: bool) -> None:
    visits = (replace(VISIT, groups=("g",)), replace(VISIT, key="b", asset="B", groups=("g",)))
    problem = replace(PROBLEM, visits=visits, groups=(Group(id="g", size=4, keep_up=1, one_a_day=one_a_day),))
    assert breaks(rules.KEEP_UP, problem, {"a": 5, "b": 5}) is broken
    assert not breaks(rules.KEEP_UP, problem, {"a": 5, "b": 6})


@pytest.mark.parametrize(("down", "broken"), [(0, False), (1, True)])
def test_who_stands_already_counts_in_a_one_a_day_group(down: int, broken: bool) -> None:
    group = Group(id="g", size=4, keep_up=1, one_a_day=True, down=(down,) * 20)
    problem = replace(PROBLEM, visits=(replace(VISIT, groups=("g",)),), groups=(group,))
    assert breaks(rules.KEEP_UP, problem, {"a": 5}) is broken


def test_an_asset_in_two_groups_answers_to_both() -> None:
    visits = (replace(VISIT, groups=("wide", "tight")), replace(VISIT, key="b", asset="B", groups=("tight",)))
    groups = (Group(id="wide", size=9, keep_up=1), Group(id="tight", size=2, keep_up=1))
    problem = replace(PROBLEM, visits=visits, groups=groups, capacity={"lift": (999,) * 20})
    assert breaks(rules.KEEP_UP, problem, {"a": 5, "b": 5})
    found = solve(problem, Effort(steps=100)).answer.day
    assert found["a"] != found["b"]


@pytest.mark.parametrize(("usable", "broken"), [(270, False), (269, True)])
def test_a_crew_has_as_many_minutes_as_are_usable(usable: int, broken: bool) -> None:
    problem = replace(CREWS, usable={"lift": usable})
    assert breaks(rules.CAPACITY, problem, {"a": 5, "b": 5, "c": 5}) is broken


@pytest.mark.parametrize(("minutes", "broken"), [(135, False), (136, True)])
def test_two_visits_of_more_than_half_a_day_need_two_crews(minutes: int, broken: bool) -> None:
    visits = tuple(replace(one, minutes=minutes) for one in CREWS.visits[:2])
    assert breaks(rules.CAPACITY, replace(CREWS, visits=visits), {"a": 5, "b": 5}) is broken
    assert CREWS.crews_for(visits) == 1 + broken


@pytest.mark.parametrize(("window", "broken"), [(0, False), (60, False), (59, True)])
def test_a_visit_fits_the_window_of_its_day(window: int, broken: bool) -> None:
    problem = replace(PROBLEM, visits=(replace(VISIT, window_minutes=window),))
    assert breaks(rules.WINDOW, problem, {"a": 5}) is broken
    assert solve(problem, Effort(steps=50)).answer.left == ({"a": "window_too_short"} if broken else {})


def test_a_contractor_comes_on_its_days_and_takes_no_capacity() -> None:
    visit = replace(VISIT, contractor="maker")
    problem = replace(PROBLEM, visits=(visit,), capacity={}, blocked_trades=frozenset({("maker", 5)}))
    assert not breaks(rules.CAPACITY, problem, {"a": 6})
    assert [d for d in (4, 5, 6) if breaks(rules.OPEN, problem, {"a": d})] == [5]
    assert solve(problem, Effort(steps=50)).answer.day["a"] in (4, 6)


@pytest.mark.parametrize(("day", "broken"), [(5, False), (6, True)])
def test_a_frozen_visit_stays_on_its_day(day: int, broken: bool) -> None:
    assert breaks(rules.FROZEN, replace(PROBLEM, fixed={"a": 5}), {"a": day}) is broken


def test_what_is_frozen_stays_whatever_it_breaks() -> None:
    visits = (replace(VISIT, groups=("g",)), replace(VISIT, key="b", asset="B", groups=("g",)), LINK)
    problem = replace(
        PROBLEM,
        visits=(*visits[:2], replace(LINK, key="c"), replace(LINK, key="d", sequence=1)),
        groups=(Group(id="g", size=2, keep_up=1),),
        capacity={"lift": (60,) * 20},
        fixed={"a": 5, "b": 5, "c": 6, "d": 8},
        closed=frozenset({5}),
    )
    found = solve(problem, Effort(steps=100))
    assert found.answer.day == problem.fixed
    assert found.cost == cost(problem, found.answer)


def test_a_visit_stays_where_it_was_unless_that_costs_more() -> None:
    moved = replace(PROBLEM, was={"a": 7}, capacity={"lift": (160,) * 20})
    assert cost(moved, Programme(day={"a": 5})) == (0, 0, 0, 4)
    assert solve(moved, Effort(steps=50)).answer.day == {"a": 7}


@pytest.mark.parametrize(("minutes", "price"), [(90, 0), (91, 1), (120, 1)])
def test_a_day_is_filled_to_three_quarters(minutes: int, price: int) -> None:
    problem = replace(PROBLEM, visits=(replace(VISIT, crew=1, minutes=minutes),))
    assert cost(problem, Programme(day={"a": 5})) == (0, 0, 0, price)


def test_crews_are_sent_out_on_few_days() -> None:
    # Two crew-days at 2, a busiest day of one crew at 5; together they would fill the day beyond three quarters.
    visits = tuple(replace(one, minutes=60, ideal=5 + n) for n, one in enumerate(CREWS.visits[:2]))
    problem = replace(CREWS, visits=visits)
    assert cost(problem, Programme(day={"a": 5, "b": 6})) == (0, 0, 0, 9)
    assert cost(problem, Programme(day={"a": 5, "b": 5})) == (0, 0, 0, 8)
    assert len(set(solve(problem, Effort(steps=50)).answer.day.values())) == 1


def test_work_at_one_place_shares_a_trip() -> None:
    visits = tuple(replace(VISIT, key=key, place="block") for key in "ab")
    problem = replace(PROBLEM, visits=visits, capacity={"lift": (999,) * 20})
    assert cost(problem, Programme(day={"a": 5, "b": 5})) == (0, 0, 0, 1)
    assert cost(problem, Programme(day={"a": 5, "b": 6})) == (0, 0, 0, 3)


def test_a_visit_is_not_held_early_closed_or_blocked() -> None:
    problem = replace(PROBLEM, closed=frozenset({4}), blocked=frozenset({("A", 5)}))
    assert [d for d in range(1, 9) if breaks(rules.OPEN, problem, {"a": d})] == [1, 4, 5]


def test_the_ideal_day_costs_nothing_and_each_day_off_it_one() -> None:
    roomy = replace(PROBLEM, capacity={"lift": (160,) * 20})
    assert cost(roomy, Programme(day={"a": 5})) == (0, 0, 0, 0)
    assert cost(roomy, Programme(day={"a": 7})) == (0, 0, 0, 2)


def test_a_chain_passes_a_four_day_holiday_before_it() -> None:
    problem = replace(PROBLEM, visits=(LINK,), last_done={"A": -2}, closed=frozenset({11, 12, 13, 14}))
    found = solve(problem, Effort(steps=500))
    assert found.cost[:3] == (0, 0, 0)
    assert found.answer.day["a"] <= 10


def test_a_stop_keeps_the_first_answer() -> None:
    found = solve(PROBLEM, Effort(), lambda _: False)
    assert found.status is Status.STOPPED
    assert found.answer.day == {"a": 5}


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UnplannableError, match="earliest"):
        replace(VISIT, earliest=9)


@pytest.mark.parametrize(
    "change",
    [
        {"days": 0},
        {"visits": (VISIT, VISIT)},
        {"visits": (replace(VISIT, groups=("unknown",)),)},
        {"crews": {"lift": (1,)}},
        {"fixed": {"a": 20}},
        {"fixed": {"unknown": 2}},
    ],
)
def test_a_problem_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnplannableError):
        replace(PROBLEM, **change)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(1, 600), min_size=1, max_size=9), st.sampled_from([240, 330, 480]))
def test_the_verifier_counts_crews_by_itself_and_as_the_search_does(minutes: list[int], usable: int) -> None:
    visits = tuple(replace(VISIT, key=str(n), earliest=0, ideal=0, minutes=one) for n, one in enumerate(minutes))
    problem = ProgrammeProblem(
        days=1, visits=visits, capacity={}, crews={VISIT.trade: (0,)}, usable={VISIT.trade: usable}
    )
    broken = verify(problem, Programme(day={visit.key: 0 for visit in visits}))
    (missing,) = (one.amount for one in broken if one.rule == rules.CAPACITY.id)
    held = [min(one, usable) for one in minutes]
    assert missing == packed(held, usable) * usable
    assert missing >= sum(held)
