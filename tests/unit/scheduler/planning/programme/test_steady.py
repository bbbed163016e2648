"""Visits stay on the days that were announced unless something would else be late or too much."""

from typing import Any

from services.scheduler.planning.programme.problem import Group, ProgrammeProblem, Visit
from services.scheduler.planning.programme.steady import solve, stays
from services.scheduler.planning.search import Effort, unwatched

EFFORT = Effort(seconds=5, seed=1, steps=200)


def visit(key: str, **given: Any) -> Visit:
    plain: dict[str, Any] = {
        **{"key": key, "asset": key, "earliest": 0, "ideal": 0, "due": 6, "latest": 6},
        **{"minutes": 120, "crew": 1, "trade": "pump"},
    }
    return Visit(**(plain | given))


def asked(*visits: Visit, **given: Any) -> ProgrammeProblem:
    plain: dict[str, Any] = {"days": 7, "visits": visits, "capacity": {"pump": (480,) * 7}}
    return ProgrammeProblem(**(plain | given))


def days(problem: ProgrammeProblem) -> dict[str, int]:
    return dict(solve(problem, EFFORT, unwatched).answer.day)


def test_a_visit_stays_where_it_was_announced_though_its_ideal_day_is_free() -> None:
    assert days(asked(visit("a"), was={"a": 5})) == {"a": 5}
    assert days(asked(visit("a"))) == {"a": 0}


def test_a_visit_announced_for_a_day_after_its_latest_moves() -> None:
    problem = asked(visit("a", latest=4, due=4), visit("b"), was={"a": 5, "b": 5})
    assert stays(problem) == {"b": 5}
    assert days(problem)["a"] <= 4


def test_one_visit_makes_room_on_a_day_that_is_too_full_the_one_that_can_wait_longest() -> None:
    """A fault of six hours on a day of three visits of two: only two hours are left for them."""
    three = [visit(key, latest=last, due=last) for key, last in (("a", 3), ("b", 6), ("c", 4))]
    problem = asked(*three, visit("fault", minutes=240), was={"a": 2, "b": 2, "c": 2}, fixed={"fault": 2})
    assert stays(problem) == {"a": 2, "c": 2}
    found = days(problem)
    assert (found["fault"], found["a"], found["c"]) == (2, 2, 2)
    assert found["b"] != 2


def test_a_member_of_a_group_that_has_lost_another_leaves_its_day() -> None:
    lifts = Group(id="g", size=2, keep_up=1, down=(1,))
    problem = asked(visit("a", groups=("g",)), visit("b"), groups=(lifts,), was={"a": 0, "b": 0})
    assert stays(problem) == {"b": 0}
    assert days(problem) == {"a": 1, "b": 0}


def test_what_is_new_goes_where_there_is_room_beside_what_stays() -> None:
    told = {f"t{n}": n for n in range(7)}
    full = [visit(key, minutes=400) for key in told]
    found = days(asked(*full, visit("new", minutes=60), was=told))
    assert {key: day for key, day in found.items() if key in told} == told
    assert "new" in found


def test_more_moves_where_something_would_else_be_late() -> None:
    """A visit of a whole day whose last day is full of one that can wait."""
    problem = asked(visit("long", minutes=480, latest=0, due=0), visit("told", minutes=60), was={"told": 0})
    assert days(problem)["long"] == 0
    assert days(problem)["told"] > 0
