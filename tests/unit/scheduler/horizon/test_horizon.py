"""The whole of a schedule's period, for each of its kinds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.days import Days
from services.scheduler.domain.obligation import Every, Obligation, ObligationKind
from services.scheduler.domain.person import Absence, Brigade
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.domain.shift import Coverage, Post
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.planning import estate as planning
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.coupling import FireWatch
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.horizon.small import (
    DAY,
    MONDAY,
    ZONE,
    guard,
    held,
    horizon,
    shift,
    staffing,
    technician,
    visit,
)

SITE = staffing(
    obligations=(Obligation("fire", ObligationKind.DRILL, Every.MONTH, everyone=("guard",)),),
    posts=(Post("gate", needs=("gate",), coverage=(Coverage("day", 1),)),),
    fire_watch_minutes=240,
    fire_watch_trades=("fire",),
    fire_watch_needs=("gate", "extinguisher"),
)
JANUARY: dict[str, Any] = {"first": date(2027, 1, 1), "last": date(2027, 1, 31), "today": date(2026, 12, 20)}


def test_the_past_matters_for_rest_and_for_the_drills_of_the_year() -> None:
    week = Schedule(id="w", first=MONDAY, last=MONDAY + 6 * DAY)
    assert Horizon.around(week) == (MONDAY - 28 * DAY, MONDAY + 13 * DAY)
    assert Horizon.around(week, SITE) == (MONDAY - 91 * DAY, MONDAY + 13 * DAY)
    averaged = staffing(contracts=(Contract("guard"), Contract("watch", averaging_weeks=52)))
    assert Horizon.around(week, averaged)[0] == MONDAY - 364 * DAY
    assert Horizon.drilled(week) == (MONDAY - 800 * DAY, MONDAY + 96 * DAY)


@pytest.mark.parametrize(
    ("kinds", "visits", "roster", "gatherings"),
    [
        (tuple(Kind), 1, True, 1),
        ((Kind.MAINTENANCE,), 1, False, 0),
        ((Kind.ROSTER,), 0, True, 0),
        ((Kind.DRILLS,), 0, False, 1),
        ((Kind.ROSTER, Kind.DRILLS), 0, True, 1),
    ],
)
def test_a_problem_has_what_its_kinds_ask_for(
    kinds: tuple[Kind, ...], visits: int, roster: bool, gatherings: int
) -> None:
    problem = horizon(guard(), technician(), kinds=kinds, due=[visit()], staffing=SITE, **JANUARY).problem()
    assert len(problem.programme.visits) == visits
    assert (problem.roster is not None) is roster
    assert (problem.fire_watch is not None) is roster
    assert len(problem.gatherings) == gatherings
    assert bool(problem.attendees) is bool(gatherings)


def test_shifts_in_force_are_given_only_where_no_roster_is_made() -> None:
    in_force = (shift("ada", MONDAY),)
    given = horizon(guard(), technician(), in_force=in_force, kinds=(Kind.DRILLS,)).problem().given
    assert given["ada"][0] == Stint(420, 900, "gate")
    assert given["wu"][0] == Stint(480, 960)
    assert "ada" not in horizon(guard(), technician(), in_force=in_force).problem().given


def test_a_roster_alone_has_the_crews_of_the_visits_in_force() -> None:
    lift, other = visit("lift", trade="elevator", crew=2), visit("other", trade="elevator", crew=2)
    job = Assignment(
        id=key_of(lift.name), display_name="lift", day=MONDAY + 2 * DAY, latest=MONDAY + 6 * DAY, trade="elevator"
    )
    pair = [guard(f"lift-{n}", "elevator") for n in range(2)]
    site = staffing(posts=())
    asked = horizon(*pair, due=[lift, other], in_force=(job,), kinds=(Kind.ROSTER,), staffing=site)
    problem = asked.problem()
    assert [one.key for one in problem.programme.visits] == [lift.name]
    estate = planning.solve(problem, Effort(seconds=20, steps=200)).answer
    assert estate.programme.day == {lift.name: 2}
    found = asked.answer(problem, estate)
    crew = [one for one in found.assignments() if one.post == "crew-elevator"]
    assert [(one.day, one.people) for one in crew] == [(job.day, ("lift-0",)), (job.day, ("lift-1",))]
    # The visits themselves are not this schedule's.
    assert {one.kind for one in found.assignments()} == {AssignmentKind.SHIFT}
    assert (found.counts([]).due, found.counts([]).dispatched) == (0, 0)


def test_visits_in_force_outside_the_period_ask_for_nobody() -> None:
    lift = visit("lift", trade="elevator", crew=2)
    pair = [guard(f"lift-{n}", "elevator") for n in range(2)]
    late = Assignment(id=key_of(lift.name), display_name="lift", day=MONDAY + 14 * DAY, latest=MONDAY + 20 * DAY)
    for kinds, day in (((Kind.ROSTER,), late.day), ((Kind.DRILLS,), MONDAY)):
        asked = horizon(*pair, due=[lift], in_force=(replace(late, day=day),), kinds=kinds)
        assert asked.problem().programme.visits == ()


def test_a_site_without_staffing_has_visits_alone() -> None:
    problem = horizon(technician(), due=[visit()], staffing=None).problem()
    assert (problem.roster, problem.gatherings, problem.crews, problem.fire_watch) == (None, (), (), None)
    assert problem.programme.capacity["plumbing"][0] == 480


def test_a_fire_watch_is_described_by_the_staffing() -> None:
    problem = horizon(guard(), staffing=SITE, **JANUARY).problem()
    assert problem.fire_watch == FireWatch(limit=240, trades=frozenset({"fire"}), needs=("extinguisher", "gate"))
    assert problem.post_needs == {"gate": ("gate",)}
    assert horizon(guard()).problem().fire_watch is None


def test_people_of_other_sites_are_not_planned() -> None:
    problem = horizon(guard("ada"), guard("far", sites=("t",)), technician("wu", sites=("t",)), due=[visit()]).problem()
    assert problem.roster is not None
    assert [one.id for one in problem.roster.people] == ["ada"]
    assert problem.technicians == ()


def test_a_roster_and_its_drills_come_back_as_assignments_of_each_kind() -> None:
    people = [guard(f"g{n}", "gate") for n in range(3)]
    asked = horizon(*people, technician(), due=[visit(due=date(2027, 1, 12))], staffing=SITE, days=31, **JANUARY)
    problem = asked.problem()
    outcome = planning.solve(problem, Effort(seconds=30, steps=3000))
    broken = planning.verify(problem, outcome.answer)
    assert [one for one in broken if one.tier <= Tier.SAFETY] == []
    found = asked.answer(problem, outcome.answer)
    assignments = found.assignments()
    kinds = [one.kind.value for one in assignments]
    assert kinds.count("job") == kinds.count("drill") == 1
    assert kinds.count("shift") >= 31
    assert len({one.id for one in assignments}) == len(assignments)
    assert all(one.start and one.start < one.end for one in assignments if one.end)
    counts = found.counts(broken)
    assert (counts.due, counts.planned, counts.dispatched, counts.places, counts.filled) == (1, 1, 1, 31, 31)
    assert (counts.drills, counts.drills_planned) == (1, 1)
    (drill,) = [one for one in assignments if one.kind.value == "drill"]
    assert drill.people == ("g0", "g1", "g2")


def test_a_drill_waits_for_the_rest_after_the_night_before_the_period() -> None:
    """The only day is the first, and who had the night before it is off at seven and free again at six."""
    site = staffing(
        obligations=(
            Obligation("fire", ObligationKind.DRILL, Every.MONTH, everyone=("guard",), earliest=600, latest=1260),
        ),
        posts=(),
    )
    last = date(2027, 1, 31)
    asked: dict[str, Any] = {"first": last, "last": last, "kinds": (Kind.DRILLS,), "staffing": site}
    problem = horizon(guard(), in_force=(shift("ada", last - DAY, "night"),), **asked).problem()
    (drill,) = planning.solve(problem, Effort(seconds=5, steps=100)).answer.drills.held
    assert drill.start >= 420 + 660
    rested = horizon(guard(), in_force=(shift("ada", last - DAY, "evening"),), **asked).problem()
    (drill,) = planning.solve(rested, Effort(seconds=5, steps=100)).answer.drills.held
    assert drill.start == 600


def test_a_technician_at_a_drill_that_stays_has_her_job_before_or_after_it() -> None:
    drill = held("drill/fire/2027-01/site", MONDAY, 8, "wu", hours=7)
    asked = horizon(
        technician(), due=[visit(due=MONDAY)], in_force=(drill,), kinds=(Kind.MAINTENANCE,), first=MONDAY, last=MONDAY
    )
    problem = asked.problem()
    outcome = planning.solve(problem, Effort(seconds=5, steps=100))
    (job,) = outcome.answer.dispatch.placed
    assert (job.start, job.end) == (900, 960)
    (one,) = asked.answer(problem, outcome.answer).assignments()
    assert one.start == datetime(2027, 1, 11, 7, tzinfo=UTC)


def job(day: date, *people: str, hour: int = 9, plan: str = "pump") -> Assignment:
    """A published job of two hours."""
    begin = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    return Assignment(
        id=f"job/{plan}/{day}",
        display_name=plan,
        day=day,
        latest=day,
        start=begin.astimezone(UTC),
        end=(begin + timedelta(hours=2)).astimezone(UTC),
        people=people,
    )


@pytest.mark.parametrize(("hour", "start"), [(9, 660), (10, 540)])
def test_a_technician_at_a_published_job_is_at_no_drill_meanwhile(hour: int, start: int) -> None:
    """Drills alone were planned as if the jobs in force were nobody's: a sitting fell into the middle of one."""
    drill = Obligation(
        "fire", ObligationKind.DRILL, Every.MONTH, everyone=("brigade",), minutes=60, earliest=540, latest=720
    )
    last = date(2027, 1, 29)
    asked: dict[str, Any] = {"first": last, "last": date(2027, 1, 31), "kinds": (Kind.DRILLS,)}
    closed = Days(date(2027, 1, 30), date(2027, 1, 31))
    site = staffing(obligations=(drill,), posts=(), blackout=(closed,))
    wu = technician(brigade=Brigade.MEMBER)
    problem = horizon(wu, staffing=site, in_force=(job(last, "wu", hour=hour),), **asked).problem()
    estate = planning.solve(problem, Effort(seconds=5, steps=100)).answer
    (held,) = estate.drills.held
    assert (held.start, held.attend) == (start, ("wu",))
    assert [one.rule for one in planning.verify(problem, estate) if one.tier <= Tier.SAFETY] == []


def test_a_job_is_done_within_a_shift_and_keeps_nobody_from_it() -> None:
    """Jobs that stay bind against drills and jobs; a roster beside them still gives the shift they are done in."""
    problem = horizon(guard(), in_force=(job(MONDAY, "ada"),), kinds=(Kind.ROSTER,)).problem()
    assert problem.roster is not None
    assert all(problem.roster.people[0].allowed[0])


def test_a_job_that_is_planned_anew_binds_nobody_and_one_outside_the_period_does() -> None:
    night = job(MONDAY - DAY, "wu", hour=23, plan="lift")
    due = [visit("pump", MONDAY)]
    asked = horizon(technician(), due=due, in_force=(job(MONDAY, "wu"), night), kinds=(Kind.MAINTENANCE,))
    (wu,) = asked.problem().technicians
    assert wu.busy == ((0, 0, 60),)


def test_who_is_on_leave_all_the_time_is_nowhere() -> None:
    leave = Absence(MONDAY - 60 * DAY, MONDAY + 60 * DAY)
    problem = horizon(guard(absences=(leave,)), technician(absences=(leave,)), due=[visit()]).problem()
    assert problem.roster is not None
    assert not any(any(row) for row in problem.roster.people[0].allowed)
    assert problem.given["wu"] == (None,) * 14
    assert set(problem.programme.capacity["plumbing"]) == {0}
