"""Occurrences become visits, people become minutes, crews and technicians."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from muster.assets.v1 import redundancy_group_pb2
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.person import Absence, Person, Qualification, WorkingHours
from services.scheduler.domain.schedule import Kind
from services.scheduler.horizon.maintenance import BREAK_MINUTES, WAYS_MINUTES, key_of
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.estate import EstateProblem
from services.scheduler.planning.programme.problem import Visit
from tests.unit.scheduler.horizon.small import (
    DAY,
    MONDAY,
    SHIFTS,
    SUNDAY,
    guard,
    held,
    horizon,
    shift,
    staffing,
    technician,
    to_pb,
    visit,
)

GROUP = "sites/s/redundancyGroups/lifts"
MAINTENANCE = (Kind.MAINTENANCE,)
LIFT = visit(trade="elevator", crew=2)
PAUSES = BREAK_MINUTES + WAYS_MINUTES


def asked(*people: Person, **given: Any) -> EstateProblem:
    return horizon(*people, **given).problem()


def visit_of(**given: Any) -> Visit:
    (one,) = asked(technician(), due=[visit(**given)]).programme.visits
    return one


def pair(count: int = 2) -> list[Person]:
    return [guard(f"lift-{n}", "elevator") for n in range(count)]


def test_days_of_a_visit_count_from_the_first_of_the_period() -> None:
    one = visit_of(due=MONDAY + 6 * DAY, latest_date=to_pb(MONDAY + 8 * DAY), law=True)
    assert (one.earliest, one.ideal, one.due, one.latest, one.law) == (0, 4, 6, 8, True)


def test_what_is_overdue_lies_before_the_first_day() -> None:
    assert visit_of(due=MONDAY - DAY).latest == -1


def test_a_chain_keeps_its_gaps_and_the_day_of_its_last_visit() -> None:
    chain = {"chain": "c", "sequence": 1, "gap_min_days": 12, "gap_max_days": 15, "last_date": to_pb(MONDAY - 10 * DAY)}
    problem = asked(technician(), due=[visit(**chain), visit("q", gap_max_days=9)]).programme
    first, loose = problem.visits
    assert (first.chain, first.sequence, first.gap_min, first.gap_max) == ("c", 1, 12, 15)
    assert (loose.chain, loose.gap_min, loose.gap_max) == ("", None, None)
    assert problem.last_done == {"c": -10}


def test_groups_that_are_not_there_are_dropped() -> None:
    lifts = redundancy_group_pb2.RedundancyGroup(
        name=GROUP, members=["sites/s/assets/p", "sites/s/assets/q"], keep_up=1
    )
    due = [visit(redundancy_groups=[GROUP, "sites/s/redundancyGroups/gone"])]
    (one,) = asked(technician(), due=due, groups=[lifts]).programme.visits
    assert one.groups == (GROUP,)


@pytest.mark.parametrize(("down_count", "down"), [(0, ()), (1, (1, 1, 1))])
def test_members_that_stand_still_are_counted_while_jobs_have_minutes(down_count: int, down: tuple[int, ...]) -> None:
    lifts = redundancy_group_pb2.RedundancyGroup(
        name=GROUP, members=["a", "b", "c"], keep_up=2, one_a_day=True, down_count=down_count
    )
    (group,) = asked(technician(), groups=[lifts], days=3).programme.groups
    assert (group.id, group.size, group.keep_up, group.one_a_day, group.down) == (GROUP, 3, 2, True, down)


def test_a_window_limits_the_minutes_of_its_day() -> None:
    problem = asked(technician(), due=[visit(window_start_minute=540, window_end_minute=660), visit("q")])
    assert problem.windows == {problem.programme.visits[0].key: (540, 660)}
    assert [one.window_minutes for one in problem.programme.visits] == [120, 0]


def test_a_visit_without_an_asset_stands_for_itself() -> None:
    assert visit_of(asset="").asset == visit_of().key


def test_a_contractor_does_what_nobody_of_the_company_can() -> None:
    cheap, dear = (
        Contractor("cheap", offers=(Offer("plumbing", 9),)),
        Contractor("dear", offers=(Offer("plumbing", 10),)),
    )
    site = staffing(contractors=(dear, cheap))
    (own,) = asked(technician("wu", "plumbing"), staffing=site, due=[visit()]).programme.visits
    (given,) = asked(technician("wu", "electrical"), staffing=site, due=[visit()]).programme.visits
    (nobody,) = asked(technician("wu", "electrical"), due=[visit()]).programme.visits
    assert (own.contractor, given.contractor, nobody.contractor) == ("", "cheap", "")


def test_people_of_other_sites_are_not_the_company_s_here() -> None:
    site = staffing(contractors=(Contractor("cheap", offers=(Offer("plumbing", 9),)),))
    (one,) = asked(technician("wu", sites=("t",)), staffing=site, due=[visit()]).programme.visits
    assert one.contractor == "cheap"


def test_contractors_do_not_come_on_sundays_and_when_they_are_closed() -> None:
    closed = Contractor("c", offers=(Offer("plumbing", 9),), closed=(Days(MONDAY + DAY, MONDAY + 2 * DAY),))
    blocked = asked(staffing=staffing(contractors=(closed,)), due=[visit()]).programme.blocked_trades
    assert blocked == {("c", 1), ("c", 2), ("c", 6), ("c", 13)}


def test_fixed_hours_are_the_minutes_of_a_trade_without_a_roster() -> None:
    leave = Absence(MONDAY + DAY, MONDAY + DAY)
    capacity = asked(technician(absences=(leave,)), due=[visit()]).programme.capacity
    assert capacity["plumbing"][:7] == (480, 0, 480, 480, 480, 0, 0)


def test_nobody_on_fixed_hours_works_on_a_holiday() -> None:
    spring = asked(
        technician(),
        first=date(2027, 2, 5),
        last=date(2027, 2, 10),
        staffing=staffing(holidays="CN"),
        due=[visit(due=date(2027, 2, 9))],
    )
    # Monday the 8th is one of the days of the Chinese new year.
    assert spring.programme.capacity["plumbing"][3] == 0
    assert spring.given["wu"][3] is None


@pytest.mark.parametrize(("expires", "minutes"), [(MONDAY + 4 * DAY, 480), (MONDAY + 3 * DAY, 0)])
def test_a_certificate_counts_to_its_last_day(expires: date, minutes: int) -> None:
    wu = technician(qualifications=(Qualification("plumbing", expires),))
    assert asked(wu, due=[visit()]).programme.capacity["plumbing"][4] == minutes


def test_work_that_needs_no_certificate_may_be_anybody_s() -> None:
    problem = asked(technician(), due=[visit(trade="")])
    assert problem.programme.capacity[""][0] == 480
    assert [one.trades for one in problem.technicians] == [{""}]


def test_a_trade_of_pairs_works_in_whole_crews_of_the_shift_by_day() -> None:
    problem = asked(*pair(), due=[LIFT])
    (crew,) = problem.crews
    assert (crew.trade, crew.size, crew.shift) == ("elevator", 2, 0)
    # Eight hours less a break, of which four fifths are work.
    assert crew.usable == 360
    assert problem.programme.usable == {"elevator": 360}
    assert "elevator" not in problem.programme.capacity


def test_whole_crews_are_expected_of_those_who_are_not_on_leave() -> None:
    leave = Absence(MONDAY + DAY, MONDAY + DAY)
    problem = asked(guard("a", "elevator"), guard("b", "elevator", absences=(leave,)), due=[LIFT]).programme
    # A pair on Monday, one alone on Tuesday; at the weekend three in ten are there, which is no pair of two.
    assert problem.crews["elevator"][:6] == (1, 0, 1, 1, 1, 0)
    assert asked(*pair(7), due=[LIFT]).programme.crews["elevator"][:6] == (3, 3, 3, 3, 3, 1)


@pytest.mark.parametrize(
    ("first", "last", "usable"),
    [
        (540, 780, 240 - PAUSES),
        (0, 720, 300 - PAUSES),  # five hours of it lie in the shift
        (420, 900, 360),  # the whole shift: what is worked of it
        (540, 620, 60),  # little more than an hour: never less
        (900, 1200, 360),  # outside of the shift: no limit to it
    ],
)
def test_a_crew_works_no_longer_than_its_windows_allow(first: int, last: int, usable: int) -> None:
    due = [visit(trade="elevator", crew=2, window_start_minute=first, window_end_minute=last)]
    assert asked(*pair(), due=due).crews[0].usable == usable


def test_crews_are_asked_for_in_a_shift_that_their_contract_allows() -> None:
    late = staffing(contracts=(Contract("guard", shifts=("evening", "night")),))
    (crew,) = asked(*pair(), staffing=late, due=[LIFT]).crews
    assert crew.shift == 1


def test_crews_are_asked_for_in_no_shift_that_is_spent_at_home() -> None:
    day, evening, night = SHIFTS
    at_home = replace(day, on_call=True)
    (crew,) = asked(*pair(), staffing=staffing(shifts=(at_home, evening, night), posts=()), due=[LIFT]).crews
    assert crew.shift == 1
    alone = staffing(shifts=(at_home,), posts=())
    assert asked(*pair(), staffing=alone, due=[LIFT]).crews == ()


def test_people_on_fixed_hours_stand_beside_the_roster() -> None:
    office = technician("office", "elevator")
    problem = asked(*pair(), office, due=[visit(trade="elevator")])
    (crew,) = problem.crews
    assert crew.standing == (1, 1, 1, 1, 1, 0, 0) * 2
    # All three count alike, as the roster will count them: one at the office, two of whom 1.7 are expected.
    assert problem.programme.capacity["elevator"][:6] == (1080,) * 5 + (360,)


def test_nobody_from_the_roster_asks_for_no_crew() -> None:
    assert asked(guard(), technician(), due=[visit()]).crews == ()


@pytest.mark.parametrize(("expires", "held"), [(MONDAY + 6 * DAY, True), (MONDAY + 5 * DAY, False)])
def test_who_is_dispatched_is_certified_on_every_dispatched_day(expires: date, held: bool) -> None:
    wu = technician(qualifications=(Qualification("plumbing", expires), Qualification("electrical")))
    (one,) = asked(wu, due=[visit(), visit("q", trade="electrical")], days=7).technicians
    assert ("plumbing" in one.trades) is held
    assert "electrical" in one.trades


def test_who_has_neither_hours_nor_a_roster_is_not_planned() -> None:
    nobody = technician(working_hours=None)
    assert asked(nobody, due=[visit()]).technicians == ()
    assert asked(nobody, due=[visit(trade="")]).technicians == ()


def test_guards_are_dispatched_only_where_work_needs_no_certificate() -> None:
    assert [one.id for one in asked(guard(), technician(), due=[visit()]).technicians] == ["wu"]
    assert [one.id for one in asked(guard(), technician(), due=[visit(trade="")]).technicians] == ["ada", "wu"]


def test_qualifications_of_the_roster_s_people_are_known_day_by_day() -> None:
    ada = guard(qualifications=(Qualification("plumbing", MONDAY + DAY),))
    held = asked(ada, technician(), due=[visit()]).held
    assert held.keys() == {"ada"}
    assert held["ada"][1] == {"plumbing", ""}
    assert held["ada"][2] == {""}


def test_fixed_hours_are_given_as_stints() -> None:
    hours = WorkingHours((0, 6), 600, 240)
    given = asked(technician(working_hours=hours)).given["wu"]
    assert given[0] == given[6] == Stint(600, 840)
    assert given[1:6] == (None,) * 5


def test_who_is_elsewhere_or_at_a_drill_that_stays_has_no_time_for_jobs() -> None:
    drill = held("drill/d/2027-q1/site", MONDAY + DAY, 10, "wu")
    (one,) = asked(technician(), due=[visit()], in_force=(drill,), kinds=MAINTENANCE).technicians
    assert (1, 600, 660) in one.busy
    (one,) = asked(technician(), due=[visit()], in_force=(drill,)).technicians
    assert one.busy == ()
    (one,) = asked(technician(), due=[visit()], elsewhere=(drill,)).technicians
    assert (1, 600, 660) in one.busy


def test_a_night_elsewhere_is_met_by_the_shifts_of_both_days() -> None:
    (one,) = asked(technician(), due=[visit()], elsewhere=(shift("wu", MONDAY, "night"),)).technicians
    assert {(0, 1380, 1860), (1, 0, 420)} <= set(one.busy)
    assert all(day < 7 for day, _, _ in one.busy)


def test_without_a_roster_to_make_the_shifts_in_force_say_who_is_there() -> None:
    lifts = pair(3)
    in_force = tuple(shift(one.id, MONDAY + n * DAY, "day", "") for one in lifts[:2] for n in (0, 1))
    in_force += (shift("lift-0", MONDAY + 2 * DAY, "day", ""),)
    problem = asked(*lifts, due=[LIFT], in_force=in_force, kinds=MAINTENANCE)
    assert problem.roster is None
    # A pair on Monday and Tuesday, one alone on Wednesday; from Thursday on there is no roster and three are expected.
    assert problem.programme.crews["elevator"][:5] == (1, 1, 0, 1, 1)
    assert problem.given["lift-1"][1] == Stint(420, 900, "")


def test_a_guard_at_a_post_is_no_crew() -> None:
    lifts = pair(3)
    in_force = tuple(shift(one.id, MONDAY, "day", post) for one, post in zip(lifts, ("gate", "", ""), strict=True))
    assert asked(*lifts, due=[LIFT], in_force=in_force, kinds=MAINTENANCE).programme.crews["elevator"][0] == 1
    posted = (*in_force[:2], shift("lift-2", MONDAY, "day", "gate"))
    assert asked(*lifts, due=[LIFT], in_force=posted, kinds=MAINTENANCE).programme.crews["elevator"][0] == 0


def test_a_schedule_without_maintenance_has_no_visits() -> None:
    problem = asked(technician(), due=[visit()], kinds=(Kind.DRILLS,))
    assert problem.programme.visits == ()
    assert problem.windows == {}


def test_the_key_of_a_job_is_its_plan_and_its_due_day() -> None:
    assert key_of(visit("pump", SUNDAY).name) == "job/pump/2027-01-24"
