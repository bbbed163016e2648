"""Where the clock is put forward or back during a shift, that day's shift has the hours that it really lasts."""

from datetime import date

import pytest

from services.scheduler.domain.person import Person, Rota, Wish
from services.scheduler.domain.shift import ShiftType
from services.scheduler.horizon.shifts import ShiftTypes
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.search import solve
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.search import Effort, unwatched
from tests.unit.scheduler.horizon.small import BERLIN, DAY, SHIFTS, guard, horizon, period, shift, staffing

FORWARD, BACK = date(2027, 3, 27), date(2027, 10, 30)
"""The Saturdays whose nights have 7 and 9 hours in Berlin."""
USUAL, CHANGED = 3, 4


def asked(saturday: date, *people: Person, **given: object) -> RosterProblem:
    """From the Monday before that Saturday to the Sunday after."""
    days = {"first": saturday - 5 * DAY, "last": saturday + DAY, "zone": BERLIN}
    roster = horizon(*people, **days, **given).problem().roster
    assert roster is not None
    return roster


@pytest.mark.parametrize(("saturday", "hours"), [(FORWARD, 7), (BACK, 9)])
def test_a_night_in_which_the_clock_changes_has_its_real_hours(saturday: date, hours: int) -> None:
    roster = asked(saturday, guard())
    assert [(one.id, one.day, one.worked) for one in roster.shifts] == [
        *(("day", None, 480), ("evening", None, 480), ("night", None, 480)),
        ("night", 5, 60 * hours),
    ]
    assert roster.shifts[3].minutes == 480  # on the clock it still ends at 07:00
    assert roster.shifts[3].night


def test_where_no_clock_changes_each_shift_is_there_once() -> None:
    assert len(asked(FORWARD - 7 * DAY, guard()).shifts) == 3
    assert len(ShiftTypes.of(period(FORWARD - 5 * DAY, FORWARD), SHIFTS, 31).all) == 3  # in Shanghai


def test_the_night_is_manned_and_worked_under_its_own_code_on_that_day_only() -> None:
    roster = asked(FORWARD, guard())
    (gate,), (ada,) = roster.posts, roster.people
    assert [row[USUAL - 1] for row in gate.heads] == [1, 1, 1, 1, 1, 0, 1]
    assert [row[CHANGED - 1] for row in gate.heads] == [0, 0, 0, 0, 0, 1, 0]
    assert [row[2:] for row in ada.allowed] == [(True, False)] * 5 + [(False, True), (True, False)]
    assert [roster.code_of("night", day) for day in (4, 5, 6)] == [USUAL, CHANGED, USUAL]


def test_wishes_cycles_and_what_is_in_force_mean_the_night_of_that_day() -> None:
    saturday = FORWARD
    ada = guard(wishes=(Wish(saturday, "night"),), rota=Rota(saturday, ("night",)))
    (found,) = asked(saturday, ada, in_force=(shift("ada", saturday, "night", zone=BERLIN),)).people
    assert found.wishes[0].code == found.rota[0].code == found.was[5][0] == CHANGED
    assert found.rota[1].code == USUAL


def test_the_night_of_the_change_counts_from_the_past_too() -> None:
    before = shift("ada", FORWARD, "night", zone=BERLIN)
    days = {"first": FORWARD + 2 * DAY, "last": FORWARD + 8 * DAY, "zone": BERLIN}
    roster = horizon(guard(), **days, in_force=(before,)).problem().roster
    assert roster is not None
    (ada,) = roster.people
    assert [roster.shifts[code - 1].worked for code in ada.history if code] == [420]


def test_standby_counts_what_it_says_whatever_the_clock_does() -> None:
    home = ShiftType("home", 1140, 720, on_call=True, counted=180)
    roster = asked(FORWARD, guard(), staffing=staffing(shifts=(*SHIFTS, home)))
    assert [one.worked for one in roster.shifts if one.id == "home"] == [180]


def test_a_roster_goes_through_the_change_and_comes_back_with_its_hours() -> None:
    """Seven nights for a crew of two: the plan names the night as always, from 23:00 to 07:00 on the clock."""
    people = (guard("ada"), guard("ben"), guard("cy"))
    days = {"first": FORWARD - 5 * DAY, "last": FORWARD + DAY, "zone": BERLIN}
    whole = horizon(*people, **days)
    roster = whole.problem().roster
    assert roster is not None
    found = solve(roster, Effort(seconds=20, steps=20_000), unwatched)
    assert not [one for one in verify(roster, found.answer) if one.rule == "posts_are_covered"]
    worked = [row[5] for row in found.answer.cells if roster.shifts[row[5] - 1].id == "night" and row[5]]
    assert worked == [CHANGED]
