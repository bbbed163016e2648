"""What the search makes of levels, order, dates, tools, contractors and announcements, judged by the verifier."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.dispatch import rules
from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Need, Placed, Technician
from services.scheduler.planning.dispatch.search import solve
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.search import Effort

HOURS = {0: (480, 960), 1: (480, 960)}
WU = Technician(id="wu", trades=frozenset({"", "lift"}), shifts=HOURS, skills={"lift": 2})
LI = Technician(id="li", trades=frozenset({"", "lift"}), shifts=HOURS, skills={"lift": 1}, busy=((0, 480, 540),))
BO = Technician(id="bo", trades=frozenset({""}), shifts=HOURS)
JOB = Job(key="j", asset="a", day=0, minutes=60, crew=1, trade="")
EFFORT = Effort(seconds=5, steps=10)


def solved(*jobs: Job, people: tuple[Technician, ...] = (WU, LI, BO), **asked: Any) -> Dispatch:
    return solve(DispatchProblem(technicians=people, jobs=jobs, **asked), EFFORT).answer


def one(found: Dispatch, key: str = "j") -> Placed:
    return next(one for one in found.placed if one.key == key)


def test_a_pair_has_somebody_of_the_level() -> None:
    pair = replace(JOB, trade="lift", crew=2, needs=(Need(skill="lift", level=2),))
    assert set(one(solved(pair)).people) == {"wu", "li"}
    assert solved(pair, people=(LI, replace(LI, id="lu"))).left == {"j": "nobody_certified"}


def test_more_come_than_the_crew_where_needs_ask_for_them() -> None:
    two = replace(JOB, needs=(Need(skill="lift", level=1, count=2),))
    assert len(one(solved(two)).people) == 2


def test_what_waits_begins_when_the_other_has_ended() -> None:
    found = solved(JOB, replace(JOB, key="k", after=("j",), until=1))
    assert one(found, "k").start >= one(found).end
    assert solved(replace(JOB, minutes=481), replace(JOB, key="k", after=("j",))).left["k"] == "waits_for_another"


def test_a_full_day_sends_to_the_next_what_may_wait() -> None:
    jobs = [replace(JOB, key=f"j{n}", minutes=240, until=1) for n in range(4)]
    found = solved(*jobs, people=(BO,), break_minutes=0)
    assert sorted(job.day for job in found.placed) == [0, 0, 1, 1]


def test_the_urgent_comes_first_though_the_other_is_older() -> None:
    jobs = [replace(JOB, key=f"j{n}", minutes=240, until=1) for n in range(3)]
    found = solved(*jobs, replace(jobs[0], key="fault", priority=150, due=720), people=(BO,), break_minutes=0)
    assert (one(found, "fault").day, one(found, "fault").start) == (0, 480)


def test_two_jobs_take_turns_with_one_tool() -> None:
    jobs = replace(JOB, tools=("hoist",)), replace(JOB, key="k", tools=("hoist",))
    found = solved(*jobs, tools={"hoist": 1})
    assert len({job.start for job in found.placed}) == 2
    tight = [replace(job, window=(480, 540)) for job in jobs]
    assert set(solved(*tight, tools={"hoist": 1}).left.values()) == {"no_tool"}
    assert solved(*tight, tools={"hoist": 2}).left == {}


@pytest.mark.parametrize(("budget", "ceiling", "given"), [(300, None, 1), (299, None, 0), (300, 299, 0)])
def test_a_contractor_takes_what_nobody_can_within_budget_and_ceiling(
    budget: int, ceiling: int | None, given: int
) -> None:
    job = replace(JOB, trade="gas", contractor_price=300)
    found = solved(job, budget=budget, price_ceiling=ceiling)
    assert len(found.outsourced) == given
    assert found.left == ({} if given else {"j": "nobody_certified"})
    if given:
        assert one(found).people == ()


def test_ones_own_people_do_what_they_can() -> None:
    assert solved(replace(JOB, contractor_price=1), budget=100).outsourced == frozenset()


def test_a_contractor_takes_what_follows_too_or_nothing() -> None:
    first, then = replace(JOB, trade="gas", contractor_price=60), replace(JOB, key="k", after=("j",))
    dear = replace(then, contractor_price=50)
    assert solved(first, dear, budget=110).outsourced == {"j", "k"}
    assert solved(first, dear, budget=109).outsourced == frozenset()
    assert solved(first, then, budget=110).outsourced == frozenset()


def test_a_job_after_its_legal_latest_is_late_rather_than_left() -> None:
    found = solved(replace(JOB, latest=500), people=(BO,))
    assert (found.left, one(found).start) == ({}, 480)


def test_an_announced_job_is_not_moved_without_need() -> None:
    was = (0, 700, ("wu",))
    found = solved(replace(JOB, was=was), replace(JOB, key="k"))
    assert (one(found).day, one(found).start, one(found).people) == was
    ill = replace(WU, shifts={1: (480, 960)})
    assert one(solved(replace(JOB, was=was), people=(ill, BO))).people == ("bo",)


def test_teams_of_the_day_are_kept_with_ways_and_breaks() -> None:
    jobs = [replace(JOB, key=f"j{n}", crew=1 + n % 2, place=f"p{n}") for n in range(6)]
    asked = DispatchProblem(technicians=(WU, LI, BO), jobs=tuple(jobs), day_teams=True)
    found = solve(asked, EFFORT).answer
    assert found.left == {}
    assert rules.TOGETHER.id not in {broken.rule for broken in verify(asked, found)}


@st.composite
def problems(draw: st.DrawFn) -> DispatchProblem:
    """Up to eight jobs of two days with everything that may be asked for."""
    jobs = []
    for n in range(draw(st.integers(0, 8))):
        first = draw(st.integers(0, 1))
        jobs.append(
            Job(
                key=f"j{n}",
                asset=f"a{n}",
                day=first,
                until=draw(st.sampled_from([None, 1])),
                minutes=draw(st.sampled_from([30, 97, 240])),
                crew=draw(st.integers(1, 2)),
                trade=draw(st.sampled_from(["", "lift"])),
                place=draw(st.sampled_from(["", "A", "B"])),
                needs=draw(st.sampled_from([(), (Need(skill="lift", level=2),), (Need(skill="lift", count=2),)])),
                after=tuple(f"j{k}" for k in range(n) if draw(st.integers(0, 5)) == 0),
                due=draw(st.sampled_from([None, 600])),
                latest=draw(st.sampled_from([None, 700, 2400])),
                contractor_price=draw(st.sampled_from([None, 40])),
                tools=draw(st.sampled_from([(), ("hoist",)])),
                was=draw(st.sampled_from([None, (first, 600, ("wu",))])),
                priority=draw(st.sampled_from([50, 120])),
            )
        )
    teams = draw(st.booleans())
    return DispatchProblem(
        technicians=(WU, LI, BO), jobs=tuple(jobs), tools={"hoist": 1}, budget=80, price_ceiling=50, day_teams=teams
    )


SOFT = (rules.TRAVEL, rules.PARTNERS, rules.ON_TIME, rules.SPENDING, rules.KEPT, rules.PLACED, rules.BY_LATEST)


@settings(max_examples=40, deadline=None)
@given(problems())
def test_what_is_placed_keeps_every_rule_that_is_asked_for(asked: DispatchProblem) -> None:
    outcome = solve(asked, EFFORT)
    found = verify(asked, outcome.answer)
    assert {broken.rule for broken in found} <= {rule.id for rule in SOFT}
    everything = {job.key for job in outcome.answer.placed} | set(outcome.answer.left)
    assert everything == {job.key for job in asked.jobs}
    assert {broken.items[0] for broken in found if broken.rule == rules.PLACED.id} == set(outcome.answer.left)
    assert solve(asked, EFFORT).answer == outcome.answer
