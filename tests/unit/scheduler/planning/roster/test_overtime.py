"""What hours alone prove: the nearest that is avoided and the nearest that is not."""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.roster.overtime import least_empty, least_overtime
from services.scheduler.planning.roster.problem import Post, RosterProblem
from services.scheduler.planning.roster.search import solve
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort, unwatched
from tests.unit.scheduler.planning.contract import contract

WEEK = 7
DAYS = (1, 0, 0, 0)
"""One place on each day shift: 56 hours a week."""

Asked = Callable[..., RosterProblem]


@pytest.fixture
def asked(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> Asked:
    def of(
        week_hours: float, *, overtime: float = 100, gate: tuple[str, ...] = ("ada", "bob"), **given: Any
    ) -> RosterProblem:
        """Ada and Bob on a contract of so many hours, `gate` those of them who may stand at the one post."""
        people = tuple(a_person(WEEK, id=one, holds={"gate"} if one in gate else ()) for one in ("ada", "bob"))
        posts = (Post(id="gate", needs=("gate",), heads=(DAYS,) * WEEK, **given),)
        limits = contract(week_minutes=round(week_hours * 60), overtime_month=round(overtime * 60), days_in_row=7)
        problem: RosterProblem = a_problem(WEEK, people, posts=posts, contracts=(limits,))
        return problem

    return of


def test_hours_that_fit_the_norm_need_no_overtime_and_the_hour_more_does(asked: Asked) -> None:
    assert least_overtime(asked(28)) == 0
    assert least_overtime(asked(27.5)) == 1


def test_only_those_who_may_stand_at_a_post_have_hours_for_it(asked: Asked) -> None:
    assert least_overtime(asked(40)) == 0
    assert least_overtime(asked(40, gate=("ada",))) == 16


def test_a_crew_may_be_missing_and_asks_for_no_overtime(asked: Asked) -> None:
    assert least_overtime(asked(20)) == 16
    assert least_overtime(asked(20, crew=True)) == 0


def test_a_post_that_nobody_may_have_stays_empty_whatever_is_worked(asked: Asked) -> None:
    assert least_overtime(asked(40, gate=())) == 0


def test_no_roster_that_is_proved_the_best_has_less(asked: Asked) -> None:
    problem = asked(24)
    found = solve(problem, Effort(seconds=20, steps=2000), unwatched)
    assert found.cost[Tier.SAFETY] == 0
    assert found.cost[Tier.CONTRACT] >= least_overtime(problem) == 8


def test_places_stay_empty_where_the_month_holds_no_more_overtime(asked: Asked) -> None:
    assert least_empty(asked(20, overtime=8)) == 0
    assert least_empty(asked(20, overtime=7.5)) == 1
    assert least_empty(asked(20, overtime=0)) == 2
    assert least_empty(asked(20, overtime=0, crew=True)) == 0


def test_no_roster_that_is_proved_the_best_leaves_fewer_places_empty(asked: Asked) -> None:
    problem = asked(20, overtime=0)
    found = solve(problem, Effort(seconds=20, steps=2000), unwatched)
    assert found.cost[Tier.LEGAL] == 0
    assert found.cost[Tier.SAFETY] >= least_empty(problem) == 2
