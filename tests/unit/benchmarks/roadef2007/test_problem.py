"""The challenge's instance as the product's problem: both judges say the same of any plan."""

from pathlib import Path

import pytest

from benchmarks.dispatch import plan_of
from benchmarks.roadef2007.check import check
from benchmarks.roadef2007.problem import problem_of
from benchmarks.roadef2007.read import read
from services.scheduler.planning.dispatch.problem import Dispatch, Placed
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.rule import cost_of
from tests.unit.benchmarks.roadef2007.small import written


def placed(key: str, start: int, minutes: int, *people: str, day: int = 0) -> Placed:
    return Placed(key=key, day=day, start=start, end=start + minutes, people=people)


GOOD = (placed("1", 0, 60, "1"), placed("2", 60, 60, "1"), placed("3", 0, 90, "2", "3"), placed("4", 90, 30, "2", "3"))


@pytest.mark.parametrize(
    ("plan", "outsourced", "clean"),
    [
        (GOOD, (), True),
        (GOOD[:3], ("4",), True),
        ((GOOD[0], *GOOD[2:]), ("2",), True),
        (GOOD[1:], ("1",), False),
        (GOOD[:3], (), False),
        ((*GOOD[:3], placed("4", 90, 30, "3")), (), False),
        ((*GOOD[:3], placed("4", 0, 30, "2", "3", day=1)), (), False),
        ((*GOOD[:3], placed("4", 0, 30, "3", day=1)), (), True),
        ((GOOD[0], placed("2", 30, 60, "2"), *GOOD[3:]), ("3",), False),
    ],
)
def test_planner_and_checker_agree(
    tmp_path: Path, plan: tuple[Placed, ...], outsourced: tuple[str, ...], clean: bool
) -> None:
    instance = read(written(tmp_path / "tiny"))
    dispatch = Dispatch(placed=plan, outsourced=frozenset(outsourced))
    legal, safety, contract, preference = cost_of(verify(problem_of(instance), dispatch))
    judgement = check(instance, plan_of(dispatch))
    assert (legal + safety + contract == 0) == (judgement.violations == 0) == clean
    assert preference == judgement.cost
