"""A fault in a running week: who is there sees to it in time, and what people were told stays as it can."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from muster.assets.v1 import work_order_pb2 as pb
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.dispatching import Dispatching, Requirement, ResponseTimes
from services.scheduler.domain.person import Absence, Person, Qualification
from services.scheduler.domain.schedule import Kind, Relaxation, Shortfall
from services.scheduler.domain.shift import Post
from services.scheduler.horizon.answer import Answer
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.horizon.maintenance import key_of
from services.scheduler.horizon.orders import as_visit, orders_to_plan
from services.scheduler.planning import estate as planning
from services.scheduler.planning.search import Effort
from tests.unit.scheduler.horizon.small import (
    DAY,
    MONDAY,
    SUNDAY,
    ZONE,
    guard,
    horizon,
    shift,
    staffing,
    technician,
    visit,
)
from tests.unit.scheduler.horizon.test_orders import LIFTS, NAME, fault

PUMPS = [visit(f"pump-{n}", MONDAY + 6 * DAY) for n in range(4)]
EFFORT = Effort(seconds=5, workers=1, seed=1, steps=200)


def at(hour: int, day: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(MONDAY + day * DAY, time(hour, minute), ZONE).astimezone(UTC)


def told(n: int, day: int, hour: int, *people: str, minutes: int = 60) -> Assignment:
    """Visit n in force, with minutes and people."""
    one = PUMPS[n]
    begin = at(hour, day)
    return Assignment(
        id=key_of(one.name),
        kind=AssignmentKind.JOB,
        display_name=one.display_name,
        day=MONDAY + day * DAY,
        latest=MONDAY + 6 * DAY,
        work=one.name,
        asset=one.asset,
        trade=one.trade,
        start=begin,
        end=begin + timedelta(minutes=minutes),
        people=people,
    )


def reported(when: datetime, priority: pb.WorkOrder.Priority, **given: Any) -> pb.WorkOrder:
    order = fault(priority, **given)
    order.report_time.FromDatetime(when)
    return order


def again(*people: Person, now: datetime, orders: tuple[pb.WorkOrder, ...] = (), **given: Any) -> Horizon:
    """A plan of the visits alone, made at `now`, with what is in force."""
    asked = horizon(*people, kinds=(Kind.MAINTENANCE,), now=now, orders=orders, **given)
    today = now.astimezone(ZONE).date()
    due = [one for one in given.get("due", ()) if not one.name.startswith("sites/s/workOrders/")]
    faults = orders_to_plan(orders, asked.in_force, MONDAY, SUNDAY, today)
    visits = [as_visit(one, asked.period, today, asked.staffing, ()) for one in faults]
    return replace(asked, today=today, due=[*due, *visits])


def solved(asked: Horizon) -> tuple[Answer, tuple[Shortfall, ...]]:
    problem = asked.problem()
    found = planning.solve(problem, EFFORT)
    answer = asked.answer(problem, found.answer)
    return answer, answer.shortfalls(planning.verify(problem, found.answer))


def changes(asked: Horizon, answer: Answer) -> dict[str, Assignment]:
    """The keys that publishing would change, and what they become."""
    before = {one.id: one for one in asked.in_force if one.kind is AssignmentKind.JOB}
    after = {one.id: one for one in answer.assignments()}
    assert before.keys() <= after.keys(), "nothing that was told goes out"
    return {id: one for id, one in after.items() if id not in before or not one.same_for_people(before[id])}


WEEK = (told(0, 0, 8, "wu"), told(1, 0, 9, "wu"), told(2, 1, 8, "li"), told(3, 2, 10, "wu"))


def test_a_week_in_which_nothing_happened_stays_as_it_was_told() -> None:
    asked = again(technician("wu"), technician("li"), now=at(2), due=PUMPS, in_force=WEEK)
    answer, short = solved(asked)
    assert changes(asked, answer) == {}
    assert short == ()


def test_an_emergency_at_two_in_the_morning_goes_to_who_is_on_the_night_that_began_yesterday() -> None:
    night = shift("an", MONDAY - DAY, "night", "")
    an = technician("an", working_hours=None, contract="guard")
    asked = again(
        an,
        technician("wu"),
        technician("li"),
        now=at(2),
        due=PUMPS,
        in_force=(*WEEK, night),
        orders=(reported(at(2), pb.WorkOrder.PRIORITY_EMERGENCY),),
    )
    answer, short = solved(asked)
    changed = changes(asked, answer)
    assert list(changed) == ["order/leak"]
    one = changed["order/leak"]
    assert (one.people, one.start, one.day, one.work) == (("an",), at(2), MONDAY, NAME)
    assert short == ()


def test_an_urgent_fault_takes_the_place_of_a_visit_that_can_wait_and_of_no_other() -> None:
    """At 7:50 the only one there is told of visits from 8 to 12: what is urgent by 9 goes first, one visit moves."""
    full = tuple(told(n, 0, 8 + n, "wu") for n in range(4))
    site = staffing(dispatching=Dispatching(response=ResponseTimes(urgent=70)))
    order = reported(at(7, minute=50), pb.WorkOrder.PRIORITY_URGENT, minutes=60)
    asked = again(technician("wu"), now=at(7, minute=50), due=PUMPS, in_force=full, orders=(order,), staffing=site)
    answer, short = solved(asked)
    changed = changes(asked, answer)
    assert changed["order/leak"].start is not None
    assert changed["order/leak"].start <= at(9)
    assert len(changed) == 2, "the fault, and one visit"
    assert short == ()


def test_a_fault_that_nobody_can_reach_in_time_is_named_with_people_day_and_what_would_help() -> None:
    """The card of one has ended, the other is elsewhere until noon, the contractor has a price."""
    site = staffing(contractors=(Contractor("fix", offers=(Offer("plumbing", 400),)),))
    gone = technician("li", qualifications=(Qualification("plumbing", MONDAY - 3 * DAY),))
    busy = told(0, 0, 8, "wu", minutes=240)
    order = reported(at(8), pb.WorkOrder.PRIORITY_EMERGENCY)
    asked = again(technician("wu"), gone, now=at(8), due=PUMPS[:1], in_force=(busy,), orders=(order,), staffing=site)
    answer, (short,) = solved(asked)
    assert list(changes(asked, answer)) == ["order/leak"], "who is at a job stays at it"
    assert (short.rule, short.tier, short.amount) == ("response_times_are_kept", "contract", 3)
    assert (short.items, short.people, short.days) == ((NAME,), ("people/wu",), (MONDAY,))
    renew, contractor = short.relaxations
    assert renew == Relaxation(
        "renew", (("date", str(MONDAY - 3 * DAY)), ("person", "people/li"), ("trade", "plumbing"))
    )
    assert contractor == Relaxation("contractor", (("contractor", "fix"), ("price", "400"), ("trade", "plumbing")))


def test_a_fault_for_which_nobody_is_certified_is_left_with_its_cause() -> None:
    order = reported(at(8), pb.WorkOrder.PRIORITY_URGENT, trade="elevator")
    asked = again(technician("wu"), now=at(8), orders=(order,))
    _, short = solved(asked)
    assert {one.cause for one in short if NAME in one.items} == {"nobody_certified"}
    helps = {each.kind for one in short for each in one.relaxations}
    assert "qualified_person" in helps


def test_what_waits_is_planned_for_its_return_and_not_before() -> None:
    order = reported(at(8), pb.WorkOrder.PRIORITY_URGENT)
    order.held_until_date.CopyFrom(visit(due=MONDAY + 3 * DAY).due_date)
    order.hold_reason = "parts"
    asked = again(technician("wu"), now=at(9), orders=(order,))
    (one,) = solved(asked)[0].assignments()
    assert (one.id, one.day, one.people) == ("order/leak", MONDAY + 3 * DAY, ("wu",))


def test_a_visit_that_waits_leaves_its_day_and_comes_back_on_its_return() -> None:
    waiting = pb.WorkOrder(name="sites/s/workOrders/v", occurrence=PUMPS[0].name, state=pb.WorkOrder.STATE_OPEN)
    waiting.held_until_date.CopyFrom(visit(due=MONDAY + 4 * DAY).due_date)
    asked = again(technician("wu"), technician("li"), now=at(2), due=PUMPS, in_force=WEEK, orders=(waiting,))
    answer, short = solved(asked)
    changed = changes(asked, answer)
    assert list(changed) == [key_of(PUMPS[0].name)]
    assert changed[key_of(PUMPS[0].name)].day == MONDAY + 4 * DAY
    assert short == ()


def test_a_visit_that_waits_beyond_its_legal_latest_is_named() -> None:
    law = visit("pump-0", MONDAY + 6 * DAY, law=True)
    waiting = pb.WorkOrder(name="sites/s/workOrders/v", occurrence=law.name, state=pb.WorkOrder.STATE_OPEN)
    waiting.held_until_date.CopyFrom(visit(due=MONDAY + 8 * DAY).due_date)
    asked = again(technician("wu"), now=at(2), due=[law], in_force=(), orders=(waiting,))
    _, short = solved(asked)
    assert "law_visits_are_held_by_their_latest_day" in {one.rule for one in short}


@pytest.mark.parametrize("days", [1, 7])
def test_jobs_beyond_the_days_with_minutes_keep_the_minutes_and_people_that_were_told(days: int) -> None:
    asked = again(technician("wu"), technician("li"), now=at(2), due=PUMPS, in_force=WEEK, days=days)
    answer, _ = solved(asked)
    assert changes(asked, answer) == {}


def test_somebody_who_is_away_loses_her_jobs_and_nobody_else_does() -> None:
    """She is on leave from Monday: her two jobs of that day go to the other, or to another day."""

    ill = technician("wu", absences=(Absence(MONDAY, MONDAY),))
    asked = again(ill, technician("li"), now=at(2), due=PUMPS, in_force=WEEK)
    answer, short = solved(asked)
    assert set(changes(asked, answer)) == {key_of(PUMPS[0].name), key_of(PUMPS[1].name)}
    assert short == ()


def test_a_job_under_way_and_one_that_is_done_stay_whatever_else_changes() -> None:
    done = told(3, 0, 8, "wu")
    running = told(0, 0, 9, "wu", minutes=180)
    asked = again(technician("wu"), now=at(10), due=PUMPS[:1], in_force=(done, running))
    answer, _ = solved(asked)
    assert changes(asked, answer) == {}
    assert len(answer.assignments()) == 2


def test_one_of_a_pair_has_the_level_that_the_site_asks_for() -> None:
    master = technician("wu", qualifications=(Qualification("plumbing", None, 2),))
    site = staffing(dispatching=Dispatching(requirements=(Requirement("plumbing", level=2),)))
    due = [visit("pump-0", MONDAY, crew=2)]
    asked = again(master, technician("li"), technician("an"), now=at(6), due=due, staffing=site)
    problem = asked.problem()
    (need,) = problem.demands[due[0].name].needs
    assert (need.skill, need.level, need.count) == ("plumbing", 2, 1)
    (one,) = solved(asked)[0].assignments()
    assert "wu" in one.people


@pytest.mark.parametrize(("sent_out", "people"), [(True, ("an",)), (False, ("wu",))])
def test_who_is_on_duty_at_a_post_is_sent_to_faults_where_the_site_says_so(
    sent_out: bool, people: tuple[str, ...]
) -> None:
    """At two she stands at a post for technicians; at eight the plumber comes."""
    site = staffing(posts=(Post("duty", needs=("technician",), sent_out=sent_out),))
    an = guard("an", "technician", "plumbing")
    night = shift("an", MONDAY - DAY, "night", "duty")
    order = reported(at(2), pb.WorkOrder.PRIORITY_ROUTINE)
    asked = again(an, technician("wu"), now=at(2), in_force=(night,), orders=(order,), staffing=site)
    (one,) = solved(asked)[0].assignments()
    assert one.people == people


def test_a_fault_of_a_member_of_a_group_is_seen_to_in_the_night_that_began_yesterday() -> None:
    """Its group was asked what it had lost on the day before the period, and fell over."""
    order = reported(at(2), pb.WorkOrder.PRIORITY_URGENT)
    an = guard("an", "plumbing")
    asked = again(an, now=at(2), in_force=(shift("an", MONDAY - DAY, "night", ""),), orders=(order,), groups=[LIFTS])
    due = [as_visit(order, asked.period, MONDAY, asked.staffing, [LIFTS])]
    (one,) = solved(replace(asked, due=due))[0].assignments()
    assert (one.people, one.start) == (("an",), at(2))


def test_a_roster_puts_somebody_of_the_level_that_the_site_asks_for_into_each_crew() -> None:
    """Of four who hold the trade one is a master: she is the lead of the pair on the day of the visit."""
    pumps = [guard(f"g{n}", "gate", "plumbing") for n in range(3)]
    master = guard("wu", qualifications=(Qualification("plumbing", None, 2), Qualification("gate")))
    site = staffing(
        posts=(),
        dispatching=Dispatching(requirements=(Requirement("plumbing", level=2),)),
        contracts=(Contract("guard"),),
    )
    due = [visit("pump-0", MONDAY + 2 * DAY, crew=2)]
    kinds = (Kind.MAINTENANCE, Kind.ROSTER)
    asked = horizon(*pumps, master, kinds=kinds, due=due, staffing=site, last=MONDAY + 6 * DAY)
    answer, short = solved(asked)
    assignments = answer.assignments()
    (job,) = [one for one in assignments if one.kind is AssignmentKind.JOB]
    assert "wu" in job.people
    lead = [one.people for one in assignments if one.post == "crew-plumbing-lead"]
    assert lead == [("wu",)]
    assert [one.rule for one in short if one.tier == "legal"] == []
