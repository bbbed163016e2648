"""Each rule of the dispatch alone, and the search against the verifier."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed, Technician
from services.scheduler.planning.dispatch.rules import CERTIFIED, IN_WINDOW, KEEP_UP, ONE_PLACE, PLACED
from services.scheduler.planning.dispatch.search import solve
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.programme.problem import Group
from services.scheduler.planning.search import Effort

WU = Technician(id="wu", trades=frozenset({"plumbing"}), shifts={0: (480, 960)})
LI = Technician(id="li", trades=frozenset({"electrical"}), shifts={0: (480, 960)})
JOB = Job(key="j", asset="a", day=0, minutes=60, crew=1, trade="plumbing")
EFFORT = Effort(seconds=1)


def problem(*jobs: Job, people: tuple[Technician, ...] = (WU, LI)) -> DispatchProblem:
    return DispatchProblem(technicians=people, jobs=jobs)


def placed(key: str = "j", start: int = 480, end: int = 540, people: tuple[str, ...] = ("wu",)) -> Placed:
    return Placed(key=key, day=0, start=start, end=end, people=people)


def broken(rule: str, asked: DispatchProblem, *found: Placed) -> int:
    return sum(one.amount for one in verify(asked, Dispatch(placed=found)) if one.rule == rule)


@pytest.mark.parametrize(("who", "count"), [("wu", 0), ("li", 1)])
def test_a_crew_is_certified(who: str, count: int) -> None:
    assert broken(CERTIFIED.id, problem(JOB), placed(people=(who,))) == count


@pytest.mark.parametrize(("start", "count"), [(480, 0), (479, 1), (900, 0), (901, 1)])
def test_work_lies_within_the_hours_of_its_people(start: int, count: int) -> None:
    assert broken(ONE_PLACE.id, problem(JOB), placed(start=start, end=start + 60)) == count


@pytest.mark.parametrize(("start", "count"), [(545, 0), (544, 1)])
def test_nobody_is_in_two_places_travel_counted(start: int, count: int) -> None:
    asked = problem(replace(JOB, place="A"), replace(JOB, key="k", place="B"))
    assert broken(ONE_PLACE.id, asked, placed(), placed("k", start, start + 60)) == count


@pytest.mark.parametrize(("people", "count"), [(("wu", "li"), 0), (("wu",), 1), (("wu", "wu"), 1)])
def test_a_job_has_its_whole_crew(people: tuple[str, ...], count: int) -> None:
    assert broken(PLACED.id, problem(replace(JOB, crew=2)), placed(people=people)) == count


@pytest.mark.parametrize(("window", "count"), [((480, 540), 0), ((481, 540), 1), ((480, 539), 1)])
def test_a_job_is_done_in_its_window(window: tuple[int, int], count: int) -> None:
    assert broken(IN_WINDOW.id, problem(replace(JOB, window=window)), placed()) == count


def test_a_job_is_done_on_its_day() -> None:
    assert broken(IN_WINDOW.id, problem(replace(JOB, day=1)), placed()) == 1


@pytest.mark.parametrize(("start", "count"), [(540, 0), (539, 1)])
def test_at_no_minute_is_more_of_a_group_down_than_it_may_lose(start: int, count: int) -> None:
    one, two = replace(JOB, group="g"), replace(JOB, key="k", asset="b", group="g", trade="electrical")
    asked = replace(problem(one, two), groups=(Group(id="g", size=2, keep_up=1),))
    assert broken(KEEP_UP.id, asked, placed(), placed("k", start, start + 60, ("li",))) == count


def test_the_search_keeps_a_group_running() -> None:
    one, two = replace(JOB, group="g"), replace(JOB, key="k", asset="b", group="g", trade="electrical")
    asked = replace(problem(one, two), groups=(Group(id="g", size=2, keep_up=1),))
    answer = solve(asked, EFFORT).answer
    assert len(answer.placed) == 2
    assert verify(asked, answer) == ()


def test_a_person_who_is_not_known_is_not_certified() -> None:
    assert broken(CERTIFIED.id, problem(JOB), placed(people=("nobody",))) == 1


def test_busy_minutes_are_not_planned_over() -> None:
    busy = replace(WU, busy=((0, 480, 600),))
    (one,) = solve(problem(JOB, people=(busy,)), EFFORT).answer.placed
    assert one.start >= 600


def test_the_urgent_job_goes_first_when_both_do_not_fit() -> None:
    short = replace(WU, shifts={0: (480, 540)})
    dispatch = solve(problem(JOB, replace(JOB, key="urgent", priority=90), people=(short,)), EFFORT).answer
    assert [one.key for one in dispatch.placed] == ["urgent"]
    assert dispatch.left == {"j": "no_crew"}


@given(
    jobs=st.lists(
        st.builds(
            lambda day, minutes, crew, trade, place, start: replace(
                JOB, day=day, minutes=minutes, crew=crew, trade=trade, place=place, window=(start, 1440)
            ),
            day=st.integers(0, 1),
            minutes=st.integers(5, 300),
            crew=st.integers(1, 2),
            trade=st.sampled_from(["plumbing", "electrical"]),
            place=st.sampled_from(["A", "B"]),
            start=st.integers(0, 900),
        ),
        max_size=10,
    )
)
def test_what_the_search_says_is_what_the_verifier_counts(jobs: list[Job]) -> None:
    both = Technician(id="mei", trades=frozenset({"plumbing", "electrical"}), shifts={0: (420, 900), 1: (900, 1380)})
    asked = problem(*(replace(job, key=f"j{n}") for n, job in enumerate(jobs)), people=(WU, LI, both))
    outcome = solve(asked, EFFORT)
    found = verify(asked, outcome.answer)
    assert {one.rule for one in found} <= {PLACED.id}
    assert outcome.cost == tuple(sum(one.amount for one in found if one.tier == tier) for tier in range(4))
    assert len(outcome.answer.placed) + len(outcome.answer.left) == len(jobs)
