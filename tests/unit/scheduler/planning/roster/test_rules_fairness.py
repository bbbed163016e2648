"""Nights, weekend days and holidays are shared: of the period, and with what each had in the quarter before it."""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.kinds.face import number
from services.scheduler.planning.roster.problem import Post
from services.scheduler.planning.roster.rules import FAIR_DAYS, rules_of
from tests.unit.scheduler.planning.contract import contract as usual
from tests.unit.scheduler.planning.roster.alone import broken, codes, solved

pytestmark = pytest.mark.usefixtures("kernels")

NIGHTS = "guards_share_nights"
WEEKENDS = "guards_share_weekends"
HOLIDAYS = "guards_share_holidays"
OFF_14 = "-" * 14


def bounds(problem: Any, rule: str) -> dict[str, tuple[int, int]]:
    """By person, the fewest and the most that are fair."""
    rows = [one for one in rules_of(problem) if one.id == rule]
    return {one.scope.removeprefix("person "): (number(one, "least", 0), number(one, "most", 0)) for one in rows}


@pytest.fixture
def pair(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> Callable[..., Any]:
    def of(ada: str = "", ben: str = "", heads: tuple[int, ...] = (0, 0, 1, 0), **given: Any) -> Any:
        """Ada and Ben, their days before the period, and one gate on each of 8 days."""
        ben_given = given.pop("ben_given", {})
        people = (
            a_person(8, id="ada", history=codes(ada)),
            a_person(8, id="ben", **({"history": codes(ben)} | ben_given)),
        )
        return a_problem(8, people, posts=(Post(id="gate", heads=(heads,) * 8),), **given)

    return of


def test_eight_nights_are_four_each_give_or_take_one(pair: Callable[..., Any]) -> None:
    assert bounds(pair(), NIGHTS) == {"ada": (3, 5), "ben": (3, 5)}
    assert NIGHTS not in broken(pair(), "NNN--NN-", "---NN--N")
    assert broken(pair(), "NNNNN-NN", "-----N--")[NIGHTS] == 4  # two too many, two too few


def test_who_had_more_nights_before_has_fewer_now(pair: Callable[..., Any]) -> None:
    problem = pair(ada="NNN---D", ben="DDD---N")
    assert bounds(problem, NIGHTS) == {"ada": (2, 4), "ben": (4, 6)}
    assert NIGHTS not in broken(problem, "--NNN---", "NN---NNN")
    assert broken(problem, "NNNNN---", "-----NNN")[NIGHTS] == 2


def test_the_best_roster_evens_out_what_was_uneven(pair: Callable[..., Any]) -> None:
    problem = pair(ada="NNNN--D", ben="DDDD--D", contracts=(usual(days_off_after_nights=0, nights_in_row=8),))
    ada, ben = solved(problem)
    assert ada.count("N") < ben.count("N")


def test_nobody_makes_good_for_more_than_a_share_and_one(pair: Callable[..., Any]) -> None:
    problem = pair(ada="N" * 60, ben="D" * 60)
    assert bounds(problem, NIGHTS) == {"ada": (0, 1), "ben": (8, 10)}


def test_who_was_not_there_yet_owes_nothing_for_it(pair: Callable[..., Any]) -> None:
    assert bounds(pair(ada="NN-NN-D", ben="-------"), NIGHTS)["ben"] == (3, 5)
    assert bounds(pair(ada="NN-NN-D", ben="D------"), NIGHTS)["ben"] == (5, 7)


def test_who_was_on_leave_owes_nothing_for_those_days(pair: Callable[..., Any]) -> None:
    away = {"history": codes("D------"), "away": frozenset(range(-6, 0))}
    there, leave = (bounds(pair(ada="DNN-NN-", ben="D------", ben_given=ben), NIGHTS)["ben"] for ben in ({}, away))
    assert (there, leave) == ((5, 7), (3, 5))  # half of four nights; one day's part of eight days' four nights


def test_what_lies_more_than_a_quarter_back_is_forgotten(pair: Callable[..., Any]) -> None:
    after = "D" * (FAIR_DAYS - 2)
    assert bounds(pair(ada="NN" + after, ben="DD" + after), NIGHTS) == {"ada": (2, 4), "ben": (4, 6)}
    assert bounds(pair(ada="NN" + after + "DD", ben="DD" + after + "DD"), NIGHTS) == {"ada": (3, 5), "ben": (3, 5)}


def test_weekend_days_of_the_past_count_by_their_weekday(pair: Callable[..., Any]) -> None:
    """The period begins on a Monday: the two days before it were a weekend, those before them were not."""
    heads = (1, 1, 0, 0)
    assert bounds(pair(ada="DD--", ben="--DD", heads=heads), WEEKENDS) == {"ada": (2, 4), "ben": (0, 2)}
    assert bounds(pair(ada="DD--", ben="DD--", heads=heads), WEEKENDS) == {"ada": (1, 3), "ben": (1, 3)}


@pytest.mark.parametrize(
    ("ada", "ben", "fair"),
    [
        ("", "", {"ada": (0, 2), "ben": (0, 2)}),
        ("DDD--", "D----", {"ada": (0, 1), "ben": (1, 3)}),
        ("D-DDD", "D----", {"ada": (0, 2), "ben": (0, 2)}),  # those days were no holidays
    ],
)
def test_holidays_are_shared_with_those_of_the_quarter_before(
    pair: Callable[..., Any], ada: str, ben: str, fair: dict[str, tuple[int, int]]
) -> None:
    problem = pair(
        ada=ada,
        ben=ben,
        heads=(1, 0, 0, 0),
        holidays=frozenset({-4, -3, 2, 3}) if ada[1:2] == "D" else frozenset({-9, 2, 3}),
    )
    assert bounds(problem, HOLIDAYS) == fair
    assert HOLIDAYS not in broken(problem, "---DD---", "DDD--DDD")


def test_too_many_holidays_are_named(pair: Callable[..., Any]) -> None:
    problem = pair(heads=(1, 0, 0, 0), holidays=frozenset({0, 1, 2, 3}))
    assert HOLIDAYS not in broken(problem, "DDD-----", "---DDD--")
    assert broken(problem, "DDDD----", "----DD--")[HOLIDAYS] == 2
    assert HOLIDAYS not in {rule.id for rule in rules_of(pair())}


def test_relievers_have_no_share_and_leave_the_others_theirs(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    people = (a_person(8, id="ada"), a_person(8, id="ben"), a_person(8, id="zoe", contract="relief"))
    contracts = (usual(), usual("relief", reliever_price=15))
    posts = (Post(id="gate", heads=((0, 0, 1, 0),) * 8),)
    problem = a_problem(8, people, posts=posts, contracts=contracts)
    assert bounds(problem, NIGHTS) == {"ada": (3, 5), "ben": (3, 5)}
