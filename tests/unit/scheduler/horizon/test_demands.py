"""What visits and faults ask of the dispatch: levels, tools, order, contractors, ways."""

from dataclasses import replace
from datetime import date
from typing import Any

from muster.assets.v1 import work_order_pb2 as pb
from services.scheduler.domain.assignment import Assignment
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.dispatching import Dispatching, Requirement, Tool, Way
from services.scheduler.domain.person import Person
from services.scheduler.domain.schedule import Kind
from services.scheduler.planning import estate as planning
from services.scheduler.planning.dispatch.problem import DispatchProblem
from services.scheduler.planning.estate import EstateProblem
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.horizon.small import DAY, MONDAY, staffing, technician, visit
from tests.unit.scheduler.horizon.test_fault import again, at, reported, solved
from tests.unit.scheduler.horizon.test_orders import NAME

URGENT, ROUTINE = pb.WorkOrder.PRIORITY_URGENT, pb.WorkOrder.PRIORITY_ROUTINE


def site(*contractors: Contractor, **given: Any) -> Any:
    return staffing(contractors=contractors, dispatching=Dispatching(**given))


def problem(*people: Person, **given: Any) -> EstateProblem:
    return again(*(people or (technician("wu"),)), now=at(6), **given).problem()


def dispatch(asked: EstateProblem) -> DispatchProblem:
    found = planning.solve(asked, Effort(seconds=3, steps=50)).answer
    return planning.jobs(asked, found)


def test_visits_that_ask_for_nothing_have_no_demand() -> None:
    assert problem(due=[visit()]).demands == {}


def test_a_fault_with_a_tool_that_the_site_does_not_know_takes_the_only_one() -> None:
    order = reported(at(6), URGENT, tools=["hoist", "cart"])
    asked = problem(orders=(order,), staffing=site(tools=(Tool("cart", 3),)))
    assert asked.terms.tools == {"hoist": 1, "cart": 3}
    assert asked.demands[NAME].tools == ("hoist", "cart")


def test_two_jobs_with_the_only_tool_are_done_one_after_the_other() -> None:
    needs = Requirement("plumbing", tools=("cart",))
    asked = again(
        technician("wu"),
        technician("li"),
        now=at(6),
        due=[visit("p", MONDAY), visit("q", MONDAY)],
        staffing=site(tools=(Tool("cart"),), requirements=(needs,)),
    )
    answer, short = solved(asked)
    first, second = sorted(answer.assignments(), key=lambda one: str(one.start))
    assert first.end is not None and second.start is not None
    assert first.end <= second.start
    assert short == ()


def test_a_preparation_ends_before_the_visit_that_waits_for_it_begins() -> None:
    order = reported(at(6), ROUTINE, prepares=visit("p", MONDAY).name, minutes=90)
    asked = again(technician("wu"), technician("li"), now=at(6), due=[visit("p", MONDAY)], orders=(order,))
    answer, short = solved(asked)
    prepared, visited = sorted(answer.assignments(), key=lambda one: one.id, reverse=True)
    assert prepared.id == "order/leak"
    assert prepared.end is not None and visited.start is not None
    assert prepared.end <= visited.start
    assert short == ()


def test_a_plan_comes_after_another_where_both_are_dispatched_on_a_day() -> None:
    after = Requirement("p", after=("q",))
    near, far = visit("q", MONDAY), visit("q", MONDAY + 20 * DAY)
    asked = problem(due=[visit("p", MONDAY), near, far], staffing=site(requirements=(after,)))
    jobs = {job.key: job for job in dispatch(asked).jobs}
    assert jobs[visit("p", MONDAY).name].after == (near.name,)


def test_contractors_stand_in_by_price_for_what_own_people_hold_on_days_on_which_they_come() -> None:
    cheap = Contractor("cheap", offers=(Offer("plumbing", 400),), month_budget=1000, closed=(Days(MONDAY, MONDAY),))
    dear = Contractor("dear", offers=(Offer("plumbing", 500),), month_budget=1000)
    none = Contractor("none", offers=(Offer("plumbing", 1),))
    asked = problem(due=[visit()], staffing=site(cheap, dear, none))
    offers = asked.demands[visit().name]
    first, second = offers.offer(0), offers.offer(1)
    assert first is not None and second is not None
    assert (first.contractor, first.price, second.contractor) == ("dear", 500, "cheap")
    assert offers.offer(6) is None, "on Sundays nobody comes"
    assert asked.terms.budgets == {("cheap", "2027-01"): 1000, ("dear", "2027-01"): 1000}


def test_what_a_contractor_was_given_this_month_is_spent() -> None:
    fix = Contractor("fix", offers=(Offer("plumbing", 400),), month_budget=1000)
    given = Assignment(
        id="order/old",
        display_name="old",
        day=date(2027, 1, 4),
        latest=date(2027, 1, 4),
        trade="plumbing",
        contractor="fix",
    )
    other = replace(given, id="order/older", day=date(2026, 12, 28))
    asked = problem(due=[visit()], staffing=site(fix), in_force=(given, other))
    assert asked.terms.budgets == {("fix", "2027-01"): 600}


def test_an_urgent_fault_for_which_nobody_has_time_goes_to_the_contractor_within_the_budget() -> None:
    """Eight hours of work for one person who is there for eight, and a fault beside them."""
    fix = Contractor("fix", offers=(Offer("plumbing", 400),), month_budget=1000)
    law = [visit(f"p{n}", MONDAY, law=True, minutes=210) for n in range(2)]
    order = reported(at(6), URGENT, minutes=120)
    asked = again(technician("wu"), now=at(6), due=law, orders=(order,), staffing=site(fix), days=1)
    answer, short = solved(asked)
    given = {one.id: one.contractor for one in answer.assignments()}
    assert list(given.values()).count("fix") == 1
    assert short == ()


def test_ways_between_buildings_hold_between_their_floors() -> None:
    due = [
        visit("p", place="b1-7", building="b1"),
        visit("q", place="b2-roof", building="b2"),
        visit("r", place="gate"),
    ]
    terms = problem(due=due, staffing=site(ways=(Way("b2", "b1", 12),), between_minutes=3)).terms
    assert (terms.ways, terms.between_places) == ({("b1-7", "b2-roof"): 12}, 3)


def test_crews_that_stay_together_are_a_term_of_the_site() -> None:
    asked = problem(due=[visit()], staffing=site(day_teams=True))
    assert dispatch(asked).day_teams


def test_a_roster_alone_and_a_drill_plan_know_nothing_of_faults() -> None:
    asked = replace(again(technician("wu"), now=at(6)), orders=(reported(at(6), URGENT),))
    schedule = replace(asked.schedule, kinds=(Kind.ROSTER,))
    assert replace(asked, schedule=schedule).problem().demands == {}


def test_who_goes_out_together_stays_together_for_the_day_where_the_site_wants_it() -> None:
    people = [technician(name) for name in ("an", "bo", "li", "wu")]
    due = [visit(f"p{n}", MONDAY, crew=2, minutes=90) for n in range(5)]
    answer, short = solved(again(*people, now=at(6), due=due, staffing=site(day_teams=True)))
    teams = {one.people for one in answer.assignments()}
    assert short == ()
    assert sum(len(team) for team in teams) == len({person for team in teams for person in team})
