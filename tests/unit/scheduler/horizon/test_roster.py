"""Staffing and people become a roster to be made; shifts in force become what came before it."""

from datetime import date

import pytest

from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import Absence, Person, Qualification, Wish
from services.scheduler.domain.schedule import Kind
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.roster import heads, rostered, stints
from services.scheduler.horizon.shifts import ShiftTypes
from services.scheduler.planning.calendar import Stint
from services.scheduler.planning.roster.problem import RosterProblem
from tests.unit.scheduler.horizon.small import (
    DAY,
    MONDAY,
    SHIFTS,
    SUNDAY,
    guard,
    held,
    horizon,
    period,
    shift,
    staffing,
    technician,
)

DAYTIME, EVENING, NIGHT = range(3)


def asked(*people: Person, **given: object) -> RosterProblem:
    roster = horizon(*people, **given).problem().roster
    assert roster is not None
    return roster


def test_who_is_rostered_serves_the_site_and_has_one_of_its_contracts() -> None:
    there = (guard("ada"), guard("ben", sites=("s",)), guard("cy", sites=("t",)), guard("di", contract="other"))
    assert [one.id for one in rostered((*there, technician()), staffing())] == ["ada", "ben"]


def test_nobody_to_roster_makes_no_roster() -> None:
    assert horizon(technician()).problem().roster is None
    assert horizon(guard(), staffing=staffing(shifts=(), posts=())).problem().roster is None
    assert horizon(guard(), kinds=(Kind.MAINTENANCE, Kind.DRILLS)).problem().roster is None


def test_heads_follow_the_weekday_and_a_holiday_is_manned_as_a_sunday() -> None:
    post = Post("gate", coverage=(Coverage("day", 2, (0, 1, 2, 3, 4)), Coverage("day", 1, (6,)), Coverage("night", 1)))
    week = period(MONDAY, MONDAY + 6 * DAY, MONDAY + DAY)
    days = heads(week, ShiftTypes.of(week, SHIFTS, 0), post)
    assert [row[DAYTIME] for row in days] == [2, 1, 2, 2, 2, 0, 1]
    assert [row[NIGHT] for row in days] == [1] * 7


def test_leave_takes_its_days_and_the_night_that_runs_into_it() -> None:
    leave = Absence(MONDAY + 2 * DAY, MONDAY + 3 * DAY)
    (ada,) = asked(guard(absences=(leave,))).people
    assert [ada.allowed[number][NIGHT] for number in range(6)] == [True, False, False, False, True, True]
    assert [ada.allowed[number][EVENING] for number in range(6)] == [True, True, False, False, True, True]
    assert ada.away == {2, 3}


def test_a_shift_that_ends_at_midnight_does_not_run_into_leave() -> None:
    late = (ShiftType("till-midnight", 960, 480), ShiftType("past-it", 961, 480))
    (ada,) = asked(
        guard(absences=(Absence(MONDAY + DAY, MONDAY + DAY),)), staffing=staffing(shifts=late, posts=())
    ).people
    assert ada.allowed[0] == (True, False)


def test_leave_before_the_period_lowers_the_paid_hours_of_its_days() -> None:
    (ada,) = asked(guard(absences=(Absence(MONDAY - 2 * DAY, MONDAY),))).people
    assert ada.away == {-2, -1, 0}


@pytest.mark.parametrize(
    ("contract", "allowed"),
    [
        (Contract("guard"), (True, True, True)),
        (Contract("guard", shifts=("day", "night")), (True, False, True)),
        (Contract("guard", day_limit=480), (True, True, True)),
        (Contract("guard", day_limit=479), (False, False, False)),
    ],
)
def test_a_contract_names_its_shifts_and_how_long_they_may_be(contract: Contract, allowed: tuple[bool, ...]) -> None:
    (ada,) = asked(guard(), staffing=staffing(contracts=(contract,))).people
    assert ada.allowed[0] == allowed


def test_a_certificate_counts_to_its_last_day() -> None:
    ends = (Qualification("gate", MONDAY + 3 * DAY), Qualification("leader"))
    (ada,) = asked(guard(qualifications=ends)).people
    assert ada.qualifications[3] == {"gate", "leader"}
    assert ada.qualifications[4] == {"leader"}


def test_shifts_in_force_are_the_history_and_who_had_none_was_off() -> None:
    before = (
        shift("ada", MONDAY - 3 * DAY, "night"),
        shift("ada", MONDAY - 2 * DAY, "evening"),
        shift("ada", MONDAY, "day"),
    )
    ada, ben = asked(guard("ada"), guard("ben"), in_force=before).people
    assert ada.history == (3, 2, 0)
    assert ben.history == (0, 0, 0)


@pytest.mark.parametrize(
    ("weeks", "days_ago", "length"), [(1, 91, 91), (1, 92, 0), (26, 182, 182), (26, 183, 0), (52, 364, 364)]
)
def test_history_reaches_back_a_quarter_and_as_far_as_a_contract_averages(
    weeks: int, days_ago: int, length: int
) -> None:
    site = staffing(contracts=(Contract("guard", averaging_weeks=weeks),))
    (ada,) = asked(guard(), staffing=site, in_force=(shift("ada", MONDAY - days_ago * DAY),)).people
    assert len(ada.history) == length


def test_weeks_are_counted_on_from_plan_to_plan() -> None:
    """Blocks of averaged weeks began anew with each period: the week before was nobody's."""
    weeks = [asked(guard(), first=MONDAY + n * DAY).first_week for n in (-1, 0, 6, 7)]
    assert weeks == [1357, 1358, 1358, 1359]


def test_an_absence_without_an_end_is_known_as_far_as_the_plan_sees() -> None:
    """ "Until further notice" to 9999-12-31 became three million numbers for each person."""
    (ada,) = asked(guard(absences=(Absence(MONDAY + 3 * DAY, date(9999, 12, 31)),))).people
    assert ada.away == set(range(3, 14))
    (ben,) = asked(guard("ben", absences=(Absence(MONDAY - 40 * DAY, MONDAY),))).people
    assert ben.away == set(range(-31, 1))


def test_where_no_roster_was_in_force_nothing_is_known() -> None:
    (ada,) = asked(guard(), in_force=(held("drill/d/2026-q4/site", MONDAY - 2 * DAY, 10, "ada"),)).people
    assert ada.history == ()


def test_a_shift_that_is_described_no_more_is_no_history() -> None:
    old = shift("ada", MONDAY - DAY, "evening")
    (ada,) = asked(guard(), staffing=staffing(shifts=SHIFTS[:1], posts=()), in_force=(old,)).people
    assert ada.history == ()


def test_work_at_another_site_takes_the_shifts_that_overlap_it_and_those_without_rest() -> None:
    (ada,) = asked(guard(), elsewhere=(shift("ada", MONDAY + 2 * DAY, "evening"),)).people
    # 15:00 to 23:00 on Wednesday, and eleven hours on either side: 04:00 to 10:00 on Thursday.
    assert ada.allowed[1] == (True, True, False)
    assert ada.allowed[2] == (False, False, False)
    assert ada.allowed[3] == (False, True, True)


def test_an_hour_at_another_site_that_is_no_shift_takes_only_what_overlaps_it() -> None:
    drill = held("drill/d/2027-q1/site", MONDAY, 14, "ada")
    (ada,) = asked(guard(), elsewhere=(drill,)).people
    assert ada.allowed[0] == (False, True, True)
    touching = held("drill/d/2027-q1/site", MONDAY, 15, "ada", hours=8)
    (ada,) = asked(guard(), elsewhere=(touching,)).people
    assert ada.allowed[0] == (True, False, True)


def test_drills_that_stay_keep_their_people_from_shifts_and_drills_that_are_planned_anew_do_not() -> None:
    drill = held("drill/d/2027-q1/site", MONDAY, 10, "ada")
    (ada,) = asked(guard(), in_force=(drill,), kinds=(Kind.ROSTER,)).people
    assert ada.allowed[0] == (False, True, True)
    (ada,) = asked(guard(), in_force=(drill,)).people
    assert ada.allowed[0] == (True, True, True)


def test_the_last_days_leave_the_rest_before_a_shift_that_stays_after_the_period() -> None:
    (ada,) = asked(guard(), in_force=(shift("ada", SUNDAY + DAY, "day"),)).people
    # Monday at 07:00 stays: Sunday's evening ends eight hours before it, its day shift sixteen.
    assert ada.allowed[13] == (True, False, False)
    assert ada.allowed[12] == (True, True, True)


def test_wishes_of_the_period_are_kept_and_others_dropped() -> None:
    wishes = (
        Wish(MONDAY - DAY, "day"),
        Wish(MONDAY, "night", 3),
        Wish(SUNDAY),
        Wish(SUNDAY + DAY),
        Wish(MONDAY + DAY, "gone"),
    )
    (ada,) = asked(guard(wishes=wishes)).people
    assert [(wish.day, wish.code, wish.weight) for wish in ada.wishes] == [(0, 3, 3), (13, 0, 1)]


def test_a_contract_comes_with_all_its_limits() -> None:
    limits = Contract("guard", 2000, 2600, 720, 1000, 4, 600, 5, 3, 1, 2)
    (contract,) = asked(guard(), staffing=staffing(contracts=(limits,))).contracts
    assert (contract.week_minutes, contract.week_limit, contract.day_limit) == (2000, 2600, 720)
    assert (contract.overtime_month, contract.averaging_weeks, contract.rest_minutes) == (1000, 4, 600)
    assert (contract.days_in_row, contract.nights_in_row) == (5, 3)
    assert (contract.days_off_after_nights, contract.weekends_in_row) == (1, 2)


def test_the_country_s_holidays_are_the_roster_s() -> None:
    spring = asked(
        guard(), first=date(2027, 2, 1), last=date(2027, 2, 14), staffing=staffing(holidays="CN"), today=MONDAY
    )
    assert 5 in spring.holidays  # 6 February 2027, the first day of the Chinese year
    assert 0 not in spring.holidays
    assert spring.months == (0,)


def test_shifts_in_force_become_stints_with_their_posts() -> None:
    in_force = (shift("ada", MONDAY, "night"), shift("ada", SUNDAY, "day", ""), shift("ben", MONDAY - DAY))
    found = stints(period(), in_force)
    assert found["ada"][0] == Stint(1380, 1860, "gate")
    assert found["ada"][13] == Stint(420, 900, "")
    assert found["ada"][1:13] == (None,) * 12
    assert "ben" not in found


def test_shifts_in_force_on_call_are_no_stints() -> None:
    home = ShiftType("night", 1380, 480, on_call=True)
    in_force = (shift("ada", MONDAY, "night"), shift("ada", SUNDAY, "day"))
    found = stints(period(), in_force, staffing(shifts=(*SHIFTS[:2], home)))
    assert [number for number, stint in enumerate(found["ada"]) if stint] == [13]


def test_a_site_without_posts_still_has_a_roster() -> None:
    roster = asked(guard(), staffing=Staffing(id="s", shifts=SHIFTS, contracts=(Contract("guard"),)))
    assert roster.posts == ()
    assert roster.days == 14
