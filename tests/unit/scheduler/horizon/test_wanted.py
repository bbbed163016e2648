"""What contracts and people say beyond limits, as the roster's problem has it."""

from datetime import timedelta

import pytest

from services.scheduler.domain.contract import Contract, ShiftCount, Succession
from services.scheduler.domain.person import Pairing, Person, Rota, Shadowing, Wish
from services.scheduler.domain.shift import ShiftType
from services.scheduler.planning.roster import problem as planning
from services.scheduler.planning.roster.problem import RosterProblem
from tests.unit.scheduler.horizon.small import DAY, MONDAY, SHIFTS, SUNDAY, guard, horizon, staffing

NIGHT = 3


def asked(*people: Person, **given: object) -> RosterProblem:
    roster = horizon(*people, **given).problem().roster
    assert roster is not None
    return roster


def test_what_a_contract_says_goes_along() -> None:
    contract = Contract(
        "guard",
        weekends=2,
        least_days_in_row=2,
        days_off_in_row=5,
        free_weekdays=(6,),
        shift_counts=(ShiftCount("night", 1, 6, monthly=True),),
        forbidden=(Succession("evening", "day"),),
        reliever_price=15,
    )
    (found,) = asked(guard(), staffing=staffing(contracts=(contract,))).contracts
    assert (found.weekends, found.least_days_in_row, found.days_off_in_row, found.free_weekdays) == (2, 2, 5, (6,))
    assert found.shift_counts == (planning.ShiftCount(shift="night", least=1, most=6, monthly=True),)
    assert (found.forbidden, found.reliever) == ((("evening", "day"),), True)


def test_a_shift_on_call_counts_what_it_says() -> None:
    home = ShiftType("home", 1140, 720, on_call=True, counted=180)
    roster = asked(guard(), staffing=staffing(shifts=(*SHIFTS, home)))
    assert [(one.on_call, one.minutes, one.worked) for one in roster.shifts[2:]] == [
        (False, 480, 480),
        (True, 720, 180),
    ]


def test_a_wish_may_be_against_a_shift() -> None:
    (ada,) = asked(guard(wishes=(Wish(MONDAY, "night", 2, against=True), Wish(MONDAY + DAY)))).people
    assert ada.wishes == (planning.Wish(0, NIGHT, 2, against=True), planning.Wish(1, 0, 1))


@pytest.mark.parametrize("ahead", [0, 6, 600])
def test_a_cycle_goes_on_from_its_anchor(ahead: int) -> None:
    """Two nights, any shift, off: begun on the period's first day, a cycle or a hundred of them before it."""
    rota = (
        Rota(MONDAY - ahead * DAY, ("night", "night", "*", ""), 4)
        if ahead % 4 == 0
        else Rota(MONDAY - ahead * DAY, ("*", "", "night", "night"), 4)
    )
    (ada,) = asked(guard(rota=rota)).people
    assert len(ada.rota) == 14
    assert ada.rota[:5] == (
        planning.Wish(0, NIGHT, 4),
        planning.Wish(1, NIGHT, 4),
        planning.Wish(2, 0, 4, against=True),
        planning.Wish(3, 0, 4),
        planning.Wish(4, NIGHT, 4),
    )


def test_a_cycle_says_nothing_before_its_anchor() -> None:
    (ada,) = asked(guard(rota=Rota(SUNDAY, ("day", "")))).people
    assert ada.rota == (planning.Wish(13, 1, 3),)


def test_only_who_is_rostered_too_is_liked_avoided_or_shows_the_work() -> None:
    given = {
        "pairings": (Pairing("ben"), Pairing("cy", together=False, weight=4), Pairing("wu")),
        "shadowing": Shadowing(MONDAY - DAY, MONDAY + DAY, ("wu", "cy")),
    }
    ada, *_ = asked(guard("ada", **given), guard("ben"), guard("cy"), guard("wu", contract="other")).people
    assert ada.pairings == (planning.Pairing("ben", True, 1), planning.Pairing("cy", False, 4))
    assert (set(ada.shadows), ada.mentors) == ({0, 1}, ("cy",))


def test_a_newcomer_is_new_for_no_day_of_a_later_period() -> None:
    new = Shadowing(MONDAY - 9 * DAY, MONDAY - timedelta(days=1), ("ben",))
    ada, _ = asked(guard("ada", shadowing=new), guard("ben")).people
    assert ada.shadows == frozenset()
