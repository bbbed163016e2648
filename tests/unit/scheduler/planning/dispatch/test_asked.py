"""Each rule that a dispatch may be asked for: the nearest plan that it allows and the nearest that it forbids."""

from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import (
    Dispatch,
    DispatchProblem,
    Finish,
    Job,
    Need,
    Placed,
    Technician,
)
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.programme.problem import UnplannableError
from services.scheduler.planning.rule import Rule

WU = Technician(id="wu", trades=frozenset({""}), shifts={0: (480, 960), 1: (480, 960)}, skills={"lift": 2})
LI = Technician(id="li", trades=frozenset({""}), shifts={0: (480, 960), 1: (480, 960)}, skills={"lift": 1})
BO = Technician(id="bo", trades=frozenset({""}), shifts={0: (480, 960), 1: (480, 960)})
JOB = Job(key="j", asset="a", day=0, minutes=60, crew=1, trade="")
NEXT = replace(JOB, key="k", after=("j",))


def problem(*jobs: Job, **given: Any) -> DispatchProblem:
    return DispatchProblem(technicians=(WU, LI, BO), jobs=jobs, **given)


def placed(key: str = "j", start: int = 480, *people: str, day: int = 0) -> Placed:
    return Placed(key=key, day=day, start=start, end=start + 60, people=people or ("wu",))


def amount(rule: Rule, asked: DispatchProblem, *found: Placed, outsourced: tuple[str, ...] = ()) -> int:
    dispatch = Dispatch(placed=found, outsourced=frozenset(outsourced))
    return sum(one.amount for one in verify(asked, dispatch) if one.rule == rule.id)


def points(rule: Rule, asked: DispatchProblem, *found: Placed, outsourced: tuple[str, ...] = ()) -> int:
    dispatch = Dispatch(placed=found, outsourced=frozenset(outsourced))
    return sum(one.amount * one.price for one in verify(asked, dispatch) if one.rule == rule.id)


@pytest.mark.parametrize(
    ("need", "people", "missing"),
    [
        (Need(skill="lift", level=2), ("wu",), 0),
        (Need(skill="lift", level=2), ("li",), 1),
        (Need(skill="lift", level=3), ("wu",), 1),
        (Need(skill="lift", level=1, count=2), ("wu", "li"), 0),
        (Need(skill="lift", level=1, count=2), ("wu", "bo"), 1),
        (Need(skill="lift", level=2, count=2), ("wu", "li"), 1),
    ],
)
def test_levels_are_cumulative_and_counted_over_the_crew(need: Need, people: tuple[str, ...], missing: int) -> None:
    assert amount(rules.SKILLED, problem(replace(JOB, needs=(need,))), placed("j", 480, *people)) == missing


def test_one_person_counts_for_several_skills_at_once() -> None:
    both = replace(JOB, needs=(Need(skill="lift", level=2), Need(skill="lift", level=1)))
    assert amount(rules.SKILLED, problem(both), placed()) == 0


@pytest.mark.parametrize(
    ("then", "count"),
    [
        (placed("k", 540, "li"), 0),
        (placed("k", 539, "li"), 1),
        (placed("k", 480, "li", day=1), 0),
    ],
)
def test_a_job_waits_for_those_before_it(then: Placed, count: int) -> None:
    assert amount(rules.IN_ORDER, problem(JOB, replace(NEXT, until=1)), placed(), then) == count


def test_nothing_is_done_before_what_is_left() -> None:
    assert amount(rules.IN_ORDER, problem(JOB, NEXT), placed("k")) == 1


@pytest.mark.parametrize(
    ("people", "day", "count"),
    [(("wu", "li"), 0, 0), (("bo",), 0, 0), (("wu",), 0, 1), (("wu", "bo"), 0, 1), (("wu",), 1, 0)],
)
def test_teams_stay_together_for_the_day(people: tuple[str, ...], day: int, count: int) -> None:
    asked = problem(JOB, replace(JOB, key="k", until=1), day_teams=True)
    found = placed("j", 480, "wu", "li"), placed("k", 600, *people, day=day)
    assert amount(rules.TOGETHER, asked, *found) == count
    assert amount(rules.TOGETHER, replace(asked, day_teams=False), *found) == 0


@pytest.mark.parametrize(("there", "start", "over"), [(2, 480, 0), (1, 540, 0), (1, 539, 1)])
def test_no_more_of_a_tool_is_out_than_there_is(there: int, start: int, over: int) -> None:
    asked = problem(replace(JOB, tools=("hoist",)), replace(JOB, key="k", tools=("hoist",)), tools={"hoist": there})
    assert amount(rules.TOOLS, asked, placed(), placed("k", start, "li")) == over


@pytest.mark.parametrize(("latest", "count"), [(540, 0), (539, 1)])
def test_a_job_has_ended_by_its_legal_latest(latest: int, count: int) -> None:
    assert amount(rules.BY_LATEST, problem(replace(JOB, latest=latest)), placed()) == count


def test_what_is_left_has_not_ended_by_its_legal_latest() -> None:
    asked = problem(replace(JOB, latest=5000, contractor_price=10), budget=10)
    assert amount(rules.BY_LATEST, asked) == 1
    assert amount(rules.BY_LATEST, asked, outsourced=("j",)) == 0


@pytest.mark.parametrize(("due", "cost"), [(540, 0), (539, 7), (480, 7), (479, 14)])
def test_lateness_costs_by_the_begun_hour(due: int, cost: int) -> None:
    assert points(rules.ON_TIME, problem(replace(JOB, due=due, late_price=7)), placed()) == cost


@pytest.mark.parametrize(("budget", "over"), [(100, 0), (99, 1)])
def test_contractors_keep_to_the_budget(budget: int, over: int) -> None:
    asked = problem(
        replace(JOB, contractor_price=40), replace(JOB, key="k", contractor_price=60), budget=budget, money_weight=2
    )
    assert amount(rules.BUDGET, asked, outsourced=("j", "k")) == over
    assert points(rules.SPENDING, asked, outsourced=("j", "k")) == 200
    assert amount(rules.PLACED, asked, outsourced=("j",)) == 1


@pytest.mark.parametrize(("price", "count"), [(40, 0), (41, 1), (None, 1)])
def test_contractors_keep_to_the_price_ceiling(price: int | None, count: int) -> None:
    asked = problem(replace(JOB, contractor_price=price), budget=100, price_ceiling=40)
    assert amount(rules.CEILING, asked, outsourced=("j",)) == count


@pytest.mark.parametrize(("days", "count"), [(None, 0), ({0}, 0), ({1}, 1)])
def test_contractors_come_on_their_days(days: set[int] | None, count: int) -> None:
    comes = None if days is None else frozenset(days)
    asked = problem(replace(JOB, until=1, contractor_price=10, contractor_days=comes), budget=10)
    assert amount(rules.COMES, asked, replace(placed(), people=()), outsourced=("j",)) == count


@pytest.mark.parametrize(("outsourced", "count"), [(("j", "k"), 0), (("j",), 1), (("k",), 0)])
def test_contractors_take_what_follows_too(outsourced: tuple[str, ...], count: int) -> None:
    asked = problem(replace(JOB, contractor_price=1), replace(NEXT, contractor_price=1), budget=2)
    own = [placed(key, 480) for key in ("j", "k") if key not in outsourced]
    assert amount(rules.FOLLOWS, asked, *own, outsourced=outsourced) == count


@pytest.mark.parametrize(
    ("now", "count"),
    [(placed(), 0), (placed("j", 485), 1), (placed("j", 480, "li"), 1), (placed("j", 480, day=1), 1)],
)
def test_an_announced_job_stays_as_it_is(now: Placed, count: int) -> None:
    asked = problem(replace(JOB, until=1, was=(0, 480, ("wu",))))
    assert amount(rules.KEPT, asked, now) == count


@pytest.mark.parametrize(("start", "day", "cost"), [(480, 0, 3 * 540), (500, 0, 3 * 560), (480, 1, 3 * 1980)])
def test_a_class_costs_its_latest_end(start: int, day: int, cost: int) -> None:
    asked = problem(JOB, replace(JOB, key="k", until=1), finishes=(Finish(id="c", jobs=frozenset("jk"), weight=3),))
    assert points(rules.EARLY, asked, placed(), placed("k", start, "li", day=day)) == cost


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda: problem(replace(JOB, after=("k",)), NEXT), "wait for each other"),
        (lambda: problem(replace(JOB, after=("x",))), "jobs before them that are not given"),
        (lambda: problem(replace(JOB, tools=("hoist",))), "tools that are not given"),
        (lambda: problem(JOB, finishes=(Finish(id="c", jobs=frozenset("x"), weight=1),)), "classes name jobs"),
        (lambda: problem(JOB, budget=-1), "budget"),
        (lambda: replace(JOB, day=1, until=0), "its last day 0 is before its first day 1"),
        (lambda: replace(JOB, contractor_price=-1), "a contractor's price of -1"),
        (lambda: Need(skill="lift", level=0), "level and count start at 1"),
    ],
)
def test_what_cannot_be_is_refused(given: Any, said: str) -> None:
    with pytest.raises(UnplannableError, match=said):
        given()


def test_only_rules_that_are_asked_for_are_counted() -> None:
    assert rules.rules_of(problem(JOB)) == tuple(rule for rule in rules.RULES if rule is not rules.PINNED)
    asked = {rule.id for rule in rules.rules_of(problem(replace(JOB, due=600), replace(NEXT, tools=())))}
    assert {rules.ON_TIME.id, rules.IN_ORDER.id} <= asked
    assert rules.TOOLS.id not in asked
