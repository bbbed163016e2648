"""What people were told stays, and makes room only for what would else be left or late."""

from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.dispatch.jobs import Demand, Offer, Terms, jobs_of, judged
from services.scheduler.planning.dispatch.problem import DispatchProblem, Job, Technician
from services.scheduler.planning.dispatch.steady import solve, stays, within_budgets
from services.scheduler.planning.dispatch.verify import verify
from services.scheduler.planning.programme.problem import Visit
from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Effort, unwatched

EFFORT = Effort(seconds=5, seed=1, steps=100)
WU = Technician(id="wu", trades=frozenset({"pump"}), shifts={0: (480, 960), 1: (480, 960)})
LI = replace(WU, id="li")


def job(key: str, start: int | None = None, *people: str, day: int = 0, **given: Any) -> Job:
    """An hour at a pump, announced for `start` where that is given."""
    was = (day, start, people) if start is not None else None
    plain: dict[str, Any] = {"key": key, "asset": key, "day": day, "minutes": 60, "crew": 1, "trade": "pump"}
    return Job(**(plain | {"was": was} | given))


def placed(problem: DispatchProblem) -> dict[str, tuple[int, int, tuple[str, ...]]]:
    found = solve(problem, EFFORT, unwatched).answer
    return {one.key: (one.day, one.start, one.people) for one in found.placed}


def test_what_was_announced_stays_though_another_order_would_be_shorter() -> None:
    """To and fro between two buildings all morning: it was told, so it stays."""
    hours = {480: "a", 570: "b", 660: "a", 840: "b"}
    jobs = tuple(job(f"j{start}", start, "wu", place=place) for start, place in hours.items())
    problem = DispatchProblem(technicians=(WU, LI), jobs=jobs)
    assert placed(problem) == {one.key: one.was for one in jobs}


def test_a_new_job_finds_its_place_beside_what_was_announced() -> None:
    jobs = (job("told", 480, "wu"), job("new"))
    found = placed(DispatchProblem(technicians=(WU,), jobs=jobs))
    assert found["told"] == (0, 480, ("wu",))
    assert found["new"][1] >= 540


def test_two_jobs_announced_for_one_person_at_once_cannot_both_stay_and_the_urgent_does() -> None:
    jobs = (job("law", 480, "wu", priority=90), job("other", 500, "wu"), job("third", 700, "wu"))
    assert stays(DispatchProblem(technicians=(WU,), jobs=jobs)) == {"law", "third"}


def test_a_job_announced_for_somebody_who_is_not_there_does_not_stay() -> None:
    assert stays(DispatchProblem(technicians=(WU,), jobs=(job("a", 480, "li"), job("b", 480, "wu")))) == {"b"}


def test_one_less_urgent_job_makes_room_and_the_others_stay() -> None:
    full = [job(f"j{n}", 480 + 60 * n, "wu", priority=50 + n) for n in range(4)]
    urgent = job("urgent", due=540, priority=120, late_price=100)
    found = placed(DispatchProblem(technicians=(WU,), jobs=(*full, urgent)))
    assert found["urgent"][1] == 480
    assert [key for key, was in ((one.key, one.was) for one in full) if found[key] != was] == ["j0"]


def test_a_more_urgent_job_does_not_make_room() -> None:
    told = job("told", 480, "wu", priority=130)
    found = placed(DispatchProblem(technicians=(WU,), jobs=(told, job("urgent", due=540, priority=120))))
    assert found["told"] == told.was
    assert found["urgent"][1] == 540


def test_what_nobody_can_do_changes_nothing_of_what_was_announced() -> None:
    told = job("told", 480, "wu")
    problem = DispatchProblem(technicians=(WU,), jobs=(told, job("lift", trade="elevator", priority=120)))
    found = solve(problem, EFFORT, unwatched).answer
    assert [(one.key, one.start) for one in found.placed] == [("told", 480)]
    assert found.left == {"lift": "nobody_certified"}


@pytest.mark.parametrize(("due", "late"), [(600, 0), (599, 1), (540, 1), (539, 2)])
def test_begun_hours_of_lateness_are_a_matter_of_contract(due: int, late: int) -> None:
    problem = DispatchProblem(technicians=(WU,), jobs=(job("a", due=due, window=(540, 960), late_price=300),))
    outcome = solve(problem, EFFORT, unwatched)
    broken = [one for one in judged(verify(problem, outcome.answer)) if one.tier is Tier.CONTRACT]
    assert sum(one.amount for one in broken) == late
    assert all(one.price == 1 for one in broken)


def offer(price: int) -> Demand:
    return Demand(offers=(Offer(contractor="fix", price=price, days=frozenset({0, 1})),))


def test_an_offer_beyond_the_month_is_withdrawn_and_the_more_urgent_job_keeps_its_own() -> None:
    """Two jobs that nobody has time for, and money for one: the budget of all contractors alone would do for both."""
    jobs = tuple(job(f"j{n}", window=(0, 480), contractor_price=600, priority=50 + n) for n in range(2))
    terms = Terms(budgets={("fix", "2027-01"): 700, ("other", "2027-01"): 700}, months=("2027-01",))
    problem = DispatchProblem(technicians=(WU,), jobs=jobs, budget=1400)
    demands = {one.key: offer(600) for one in jobs}
    found = within_budgets(problem, demands, terms, EFFORT, unwatched).answer
    assert found.outsourced == {"j1"}
    assert "j0" in found.left


@pytest.mark.parametrize(
    ("waits", "left"),
    [
        pytest.param({"a": ("b",)}, {"a": ("b",), "b": ()}, id="an order stands"),
        pytest.param({"a": ("a",)}, {"a": (), "b": ()}, id="itself"),
        pytest.param({"a": ("b",), "b": ("a",)}, {"a": ("b",), "b": ()}, id="each other"),
    ],
)
def test_work_that_waits_for_itself_does_not_stop_a_site(
    waits: dict[str, tuple[str, ...]], left: dict[str, tuple[str, ...]]
) -> None:
    visits = [
        Visit(key=key, asset=key, minutes=60, crew=1, trade="pump", earliest=0, ideal=0, due=0, latest=0)
        for key in ("a", "b")
    ]
    demands = {key: Demand(after=waits.get(key, ())) for key in ("a", "b")}
    jobs = jobs_of(visits, {"a": 0, "b": 0}, 7, {}, demands)
    assert {job.key: job.after for job in jobs} == left
    assert not DispatchProblem(technicians=(WU,), jobs=jobs).tools


def test_a_shift_elsewhere_and_what_is_done_in_it_are_no_two_places() -> None:
    there = replace(WU, busy=((0, 480, 700), (0, 500, 560)))
    problem = DispatchProblem(technicians=(there,), jobs=(job("told", 720, "wu"),))
    assert stays(problem) == {"told"}
    assert stays(replace(problem, jobs=(job("told", 690, "wu"),))) == set()


@pytest.mark.parametrize(
    ("comes", "given"),
    [({0, 1, 2}, 0), ({2}, 2), (set(), None)],
)
def test_a_contractor_is_given_a_job_only_on_a_day_on_which_it_comes(comes: set[int], given: int | None) -> None:
    """Nobody of the company holds the trade; the job may be done on any of three days."""
    visit = Visit(key="a", asset="a", minutes=60, crew=1, trade="gas", earliest=0, ideal=0, due=0, latest=2)
    offers = (Offer(contractor="acme", price=100, days=frozenset(comes)),) if comes else ()
    (job,) = jobs_of([visit], {"a": 0}, 3, {}, {"a": Demand(first=0, offers=offers)})
    found = solve(DispatchProblem(technicians=(WU,), jobs=(job,), budget=100), EFFORT, unwatched).answer
    assert [one.day for one in found.placed] == ([given] if given is not None else [])


@pytest.mark.parametrize(("left", "given"), [(900, True), (899, False)])
def test_a_months_budget_counts_what_is_given_away_on_the_day_on_which_the_contractor_comes(
    left: int, given: bool
) -> None:
    """On the first of its days the contractor does not come."""
    demand = Demand(offers=(Offer(contractor="acme", price=900, days=frozenset({1})),))
    asked = job("a", until=1, trade="gas", contractor_price=900, contractor_days=frozenset({1}))
    terms = Terms(budgets={("acme", "2027-01"): left}, months=("2027-01",) * 2)
    problem = DispatchProblem(technicians=(WU,), jobs=(asked,), budget=5000)
    found = within_budgets(problem, {"a": demand}, terms, EFFORT, unwatched)
    assert (found.answer.outsourced == {"a"}) is given
