"""A roster that is in force is repaired, not made anew."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.roster.problem import Roster, RosterProblem
from services.scheduler.planning.roster.search import solve
from services.scheduler.planning.search import Effort, unwatched

EFFORT = Effort(seconds=60, steps=3_000_000, seed=1)


@pytest.fixture(scope="module")
def in_force(an_estate: Callable[..., RosterProblem], kernels: None) -> tuple[RosterProblem, Roster]:
    """Two weeks of forty guards, and the roster of which everybody was told."""
    problem = an_estate(days=14)
    return problem, solve(problem, EFFORT, unwatched).answer


def told(problem: RosterProblem, roster: Roster) -> RosterProblem:
    ids = [post.id for post in problem.posts]
    rows = zip(problem.people, roster.cells, roster.posts, strict=True)
    return replace(
        problem,
        people=tuple(
            replace(person, was=tuple((code, "" if post < 0 else ids[post]) for code, post in zip(*row, strict=True)))
            for person, *row in rows
        ),
    )


def changes(before: Roster, after: Roster) -> int:
    """Days of people on which their shift or their post is another."""
    return sum(
        (was, there) != (now, here)
        for rows in zip(before.cells, before.posts, after.cells, after.posts, strict=True)
        for was, there, now, here in zip(*rows, strict=True)
    )


def test_nobody_is_told_anything_new_where_nothing_has_changed(in_force: Any) -> None:
    problem, roster = in_force
    assert changes(roster, solve(told(problem, roster), EFFORT, unwatched).answer) == 0


def test_a_sick_guard_changes_few_days_of_few_people(in_force: Any) -> None:
    problem, roster = in_force
    asked = told(problem, roster)
    sick = next(i for i, row in enumerate(roster.cells) if all(row[3:6]))
    cannot = tuple(
        (False,) * len(problem.shifts) if day in (3, 4, 5) else row
        for day, row in enumerate(asked.people[sick].allowed)
    )
    people = list(asked.people)
    people[sick] = replace(people[sick], allowed=cannot, away=people[sick].away | {3, 4, 5})
    asked = replace(asked, people=tuple(people))
    found = solve(asked, EFFORT, unwatched)
    assert found.cost[:2] == (0, 0)
    forgotten = replace(asked, people=tuple(replace(person, was=()) for person in asked.people))
    anew = solve(forgotten, EFFORT, unwatched)
    # Three days are lost and three gained at least.
    assert 6 <= changes(roster, found.answer) < changes(roster, anew.answer) / 10
