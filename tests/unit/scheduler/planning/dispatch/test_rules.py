"""Each rule of the dispatch alone, and the search against the verifier."""

from dataclasses import replace

import pytest

from services.scheduler.planning.dispatch.problem import Dispatch, DispatchProblem, Job, Placed, Technician
from services.scheduler.planning.dispatch.rules import (
    BREAKS,
    CERTIFIED,
    IN_WINDOW,
    KEEP_UP,
    ONE_PLACE,
    PARTNERS,
    PINNED,
    PLACED,
)
from services.scheduler.planning.dispatch.search import solve
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.programme.problem import Group, UnplannableError
from services.scheduler.planning.search import Effort, Status

WU = Technician(id="wu", trades=frozenset({"plumbing"}), shifts={0: (480, 960)})
LI = Technician(id="li", trades=frozenset({"electrical"}), shifts={0: (480, 960)})
JOB = Job(key="j", asset="a", day=0, minutes=60, crew=1, trade="plumbing")
EFFORT = Effort(seconds=1, steps=20)


PAIR = (Group(id="g", size=2, keep_up=1),)


def problem(*jobs: Job, people: tuple[Technician, ...] = (WU, LI), groups: tuple[Group, ...] = ()) -> DispatchProblem:
    return DispatchProblem(technicians=people, jobs=jobs, groups=groups)


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
    one, two = replace(JOB, groups=("g",)), replace(JOB, key="k", asset="b", groups=("g",), trade="electrical")
    asked = problem(one, two, groups=PAIR)
    assert broken(KEEP_UP.id, asked, placed(), placed("k", start, start + 60, ("li",))) == count


def test_the_search_keeps_a_group_running() -> None:
    one, two = replace(JOB, groups=("g",)), replace(JOB, key="k", asset="b", groups=("g",), trade="electrical")
    asked = problem(one, two, groups=PAIR)
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


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        # The break is due between 660 and 810.
        ((480, 660), (690, 960), 0),
        ((480, 661), (690, 960), 1),
        ((500, 780), (810, 960), 0),
        ((500, 781), (811, 960), 1),
        ((480, 490), (700, 960), 0),
    ],
)
def test_a_long_shift_has_its_break_in_the_middle(first: tuple[int, int], second: tuple[int, int], count: int) -> None:
    asked = problem(replace(JOB, minutes=10), replace(JOB, key="k", minutes=10))
    assert broken(BREAKS.id, asked, placed("j", *first), placed("k", *second)) == count


@pytest.mark.parametrize(("start", "count"), [(695, 0), (694, 1)])
def test_the_way_is_no_part_of_the_break(start: int, count: int) -> None:
    asked = problem(replace(JOB, place="A"), replace(JOB, key="k", place="B"))
    assert broken(BREAKS.id, asked, placed("j", 480, 660), placed("k", start, 960)) == count


@pytest.mark.parametrize(("until", "count"), [(840, 0), (841, 1)])
def test_a_shift_of_six_hours_needs_no_break(until: int, count: int) -> None:
    asked = problem(JOB, people=(replace(WU, shifts={0: (480, until)}),))
    assert broken(BREAKS.id, asked, placed("j", 600, 840)) == count


@pytest.mark.parametrize(("minutes", "count"), [(300, 1), (301, 0)])
def test_a_long_job_carries_its_own_break(minutes: int, count: int) -> None:
    asked = problem(replace(JOB, minutes=minutes), replace(JOB, key="k"))
    assert broken(BREAKS.id, asked, placed("j", 600, 600 + minutes), placed("k", 900, 960)) == count


def test_what_is_busy_without_a_break_is_not_put_down_to_the_jobs() -> None:
    asked = problem(JOB, people=(replace(WU, busy=((0, 600, 810),)),))
    assert broken(BREAKS.id, asked, placed("j", 480, 540)) == 0


def test_the_search_leaves_the_break_free() -> None:
    asked = problem(*(replace(JOB, key=f"j{n}", minutes=90) for n in range(5)), people=(WU,))
    found = solve(asked, EFFORT).answer
    assert len(found.placed) == 5
    assert verify(asked, found) == ()
    full = problem(*(replace(JOB, key=f"j{n}", minutes=92) for n in range(5)), people=(WU,))
    assert len(solve(full, EFFORT).answer.placed) == 4


@pytest.mark.parametrize(("start", "people", "count"), [(600, ("li",), 0), (605, ("li",), 1), (600, ("wu",), 1)])
def test_a_pinned_job_keeps_minutes_and_people(start: int, people: tuple[str, ...], count: int) -> None:
    asked = problem(replace(JOB, pinned=(600, ("li",))))
    assert broken(PINNED.id, asked, placed("j", start, start + 60, people)) == count


def test_a_pinned_job_that_is_left_is_missed() -> None:
    assert broken(PINNED.id, problem(replace(JOB, pinned=(600, ("wu",))))) == 1


def test_the_search_plans_around_pins() -> None:
    asked = problem(replace(JOB, key="p", pinned=(480, ("wu",))), replace(JOB, priority=99), people=(WU,))
    found = {one.key: one for one in solve(asked, EFFORT).answer.placed}
    assert (found["p"].start, found["p"].people) == (480, ("wu",))
    assert found["j"].start >= 540


def test_a_contractors_job_needs_nobody_of_ones_own() -> None:
    alone = problem(replace(JOB, contractor=True, trade="septic", crew=3), people=())
    found = solve(alone, EFFORT).answer
    assert [one.people for one in found.placed] == [()]
    assert verify(alone, found) == ()


def test_a_contractors_job_occupies_its_group() -> None:
    asked = problem(
        replace(JOB, groups=("g",), contractor=True, window=(480, 600)),
        replace(JOB, key="k", asset="b", groups=("g",), trade="electrical", window=(480, 600)),
        groups=PAIR,
    )
    found = solve(asked, EFFORT).answer
    assert sorted(one.start for one in found.placed) == [480, 540]


@pytest.mark.parametrize(("one_a_day", "count"), [(False, 2), (True, 1)])
def test_of_a_one_a_day_group_one_is_worked_on(one_a_day: bool, count: int) -> None:
    one, two = replace(JOB, groups=("g",)), replace(JOB, key="k", asset="b", groups=("g",))
    asked = problem(one, two, groups=(replace(PAIR[0], one_a_day=one_a_day),))
    found = solve(asked, EFFORT).answer
    assert len(found.placed) == count
    assert set(found.left.values()) <= {"group_full"}
    assert broken(KEEP_UP.id, asked, placed(), placed("k", 900, 960)) == int(one_a_day)


MEI = replace(WU, id="mei", partner="bo")
BO = replace(WU, id="bo", partner="mei")


@pytest.mark.parametrize(("people", "count"), [(("bo", "mei"), 0), (("mei", "wu"), 1)])
def test_a_pair_is_not_split(people: tuple[str, ...], count: int) -> None:
    asked = problem(replace(JOB, crew=2), people=(WU, MEI, BO))
    assert broken(PARTNERS.id, asked, placed(people=people)) == count


def test_the_search_sends_the_pair() -> None:
    asked = problem(replace(JOB, crew=2), people=(WU, MEI, BO))
    assert [one.people for one in solve(asked, EFFORT).answer.placed] == [("bo", "mei")]


def test_what_lies_at_one_place_is_done_in_a_row() -> None:
    asked = problem(*(replace(JOB, key=f"j{n}", place="AB"[n % 2]) for n in range(4)), people=(WU,))
    found = solve(asked, EFFORT)
    assert found.cost == (0, 0, 0, 5)


@pytest.mark.parametrize(
    ("job", "cause"),
    [
        (replace(JOB, trade="steam"), "nobody_certified"),
        (replace(JOB, window=(480, 539)), "window_too_short"),
        (replace(JOB, window=(920, 1000)), "window_too_short"),
        (replace(JOB, window=(480, 540), key="second", priority=1), "no_crew"),
        (replace(JOB, groups=("g",)), "group_full"),
        (replace(JOB, day=1), "no_crew"),
    ],
)
def test_what_is_left_has_its_cause(job: Job, cause: str) -> None:
    first = replace(JOB, key="first", window=(480, 540))
    asked = problem(first, job, groups=(Group(id="g", size=2, keep_up=1, down=(1,)),))
    assert solve(asked, EFFORT).answer.left == {job.key: cause}


def test_a_stop_keeps_the_first_answer() -> None:
    found = solve(problem(JOB), EFFORT, lambda _: False)
    assert found.status is Status.STOPPED
    assert len(found.answer.placed) == 1


@pytest.mark.parametrize("jobs", [(JOB, JOB), (replace(JOB, groups=("unknown",)),)])
def test_a_problem_that_cannot_be_is_refused(jobs: tuple[Job, ...]) -> None:
    with pytest.raises(UnplannableError):
        problem(*jobs)
