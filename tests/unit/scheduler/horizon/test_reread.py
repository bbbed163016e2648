"""What a schedule holds is the roster that it was."""

from dataclasses import replace

from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.schedule import Kind
from services.scheduler.horizon.reread import reread
from services.scheduler.planning import estate as planning
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import OFF, UNPOSTED
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.horizon.small import DAY, MONDAY, guard, horizon, shift, technician

STEPS = Effort(seconds=60, steps=50)


def test_a_roster_that_was_answered_is_read_back_as_it_was() -> None:
    asked = horizon(*(guard(f"g{n}") for n in range(4)), kinds=(Kind.ROSTER,))
    problem = asked.problem()
    estate = planning.solve(problem, STEPS).answer
    assert estate.roster is not None
    found = reread(asked, asked.answer(problem, estate).assignments())
    assert found == (planning.roster_asked(problem, estate.programme), estate.roster)


def test_what_is_in_force_in_the_period_is_asked_about_and_binds_nobody() -> None:
    here, before = shift("ada", MONDAY), shift("ada", MONDAY - DAY)
    found = reread(horizon(guard(), kinds=(Kind.ROSTER,), in_force=(before, here)), [here])
    assert found is not None
    problem, roster = found
    assert problem.people[0].was == ()
    assert problem.people[0].history[-1] == roster.cells[0][0] == 1
    assert roster.posts[0][0] == 0


def test_people_posts_and_shifts_that_nobody_describes_any_more_are_left_out() -> None:
    gone: tuple[Assignment, ...] = (
        shift("eve", MONDAY),
        shift("ada", MONDAY, post="tower"),
        replace(shift("ada", MONDAY + DAY), shift="dawn"),
    )
    found = reread(horizon(guard(), kinds=(Kind.ROSTER,)), gone)
    assert found is not None
    problem, roster = found
    assert [one.id for one in problem.people] == ["ada"]
    assert (roster.cells[0][0], roster.posts[0][0], roster.cells[0][1]) == (1, UNPOSTED, OFF)
    assert to_posts(problem, roster.cells).posts[0][0] == 0


def test_a_schedule_that_rosters_nobody_has_no_roster() -> None:
    assert reread(horizon(technician(), kinds=(Kind.ROSTER,)), []) is None
    assert reread(horizon(guard(), kinds=(Kind.MAINTENANCE,)), []) is None
