"""What a contract says only where somebody wrote it: the nearest row that each rule allows, the nearest it forbids."""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.roster.problem import ImpossibleRoster, Post, ShiftCount
from services.scheduler.planning.roster.rules import rules_of
from services.scheduler.planning.rule import Tier
from tests.unit.scheduler.planning.contract import contract as usual
from tests.unit.scheduler.planning.roster.alone import broken, codes, solved

pytestmark = pytest.mark.usefixtures("kernels")

NIGHTS = ShiftCount(shift="night", least=1, most=2)
COUNTS = "guards_work_a_shift_as_often_as_agreed"
LONG_OFF = "guards_have_few_days_off_in_a_row"
SHORT_RUN = "guards_work_enough_days_in_a_row"
CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    (COUNTS, "NN-----", "NNN----", {"shift_counts": (NIGHTS,)}),
    (COUNTS, "N------", "DDD----", {"shift_counts": (NIGHTS,)}),
    ("guards_have_no_forbidden_succession", "LE-----", "EL-----", {"forbidden": (("evening", "long"),)}),
    ("guards_have_no_forbidden_succession", "E-L----", "EL-----", {"forbidden": (("evening", "long"),)}),
    (LONG_OFF, "D---DDD", "D----DD", {"days_off_in_row": 3}),
    (LONG_OFF, "D-|--DDDDD", "D-|---DDDD", {"days_off_in_row": 3}),
    (SHORT_RUN, "-DDD---", "-DD----", {"least_days_in_row": 3}),
    (SHORT_RUN, "-D|DD-----", "-D|D------", {"least_days_in_row": 3}),
    ("guards_are_off_on_their_weekdays", "DD--DD-", "DDD-DD-", {"free_weekdays": (2, 6)}),
    ("guards_work_few_weekends", "-----DD------D", "-----DD------D-----D-", {"weekends": 2}),
    ("guards_work_few_weekends", "-----D|-------D", "-----DD-----D-", {"weekends": 1}),
]


@pytest.fixture
def problem_of(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> Callable[..., Any]:
    def of(row: str, limits: dict[str, Any], person: dict[str, Any] | None = None, **given: Any) -> Any:
        """One guard for a row as long as `row`."""
        history, _, period = row.rpartition("|")
        ada = a_person(len(period), history=codes(history), **(person or {}))
        plain = {"contracts": (usual(**limits),)}
        return a_problem(len(period), (ada,), **(plain | given))

    return of


@pytest.mark.parametrize(("rule", "allowed", "forbidden", "limits"), CASES)
def test_a_rule_allows_the_nearest_row_and_forbids_the_next(
    problem_of: Callable[..., Any], rule: str, allowed: str, forbidden: str, limits: dict[str, Any]
) -> None:
    for row, kept in ((allowed, True), (forbidden, False)):
        found = broken(problem_of(row, limits), row.rpartition("|")[2])
        assert (rule not in found) is kept, row


def test_none_of_these_rules_is_there_unless_the_contract_says_so(problem_of: Callable[..., Any]) -> None:
    assert not {rule.id for rule in rules_of(problem_of("DDDDDDD", {}))} & {case[0] for case in CASES}


@pytest.mark.parametrize(
    ("months", "row", "amount"),
    [
        ((0, 7), "NN--------N---", 0),
        ((0, 7), "NNN-------N---", 1),
        ((0, 7), "NN------------", 0),  # the second month goes on after the period: one night may still come
        ((0, 7, 14), "NN------------", 1),  # it ends with the period
    ],
)
def test_a_count_may_be_of_each_month_and_asks_for_none_that_a_month_still_has_days_for(
    problem_of: Callable[..., Any], months: tuple[int, ...], row: str, amount: int
) -> None:
    monthly = {"shift_counts": (ShiftCount(shift="night", least=1, most=2, monthly=True),)}
    assert broken(problem_of(row, monthly, months=months), row).get(COUNTS, 0) == amount


def test_who_is_on_leave_half_the_time_owes_half_the_count(problem_of: Callable[..., Any]) -> None:
    limits = {"shift_counts": (ShiftCount(shift="night", least=2),)}
    leave = {"away": frozenset(range(4, 8))}
    assert broken(problem_of("N-------", limits), "N-------")[COUNTS] == 1
    assert COUNTS not in broken(problem_of("N-------", limits, leave), "N-------")
    assert broken(problem_of("--------", limits, leave), "--------")[COUNTS] == 1


def test_leave_that_is_longer_than_the_days_off_in_a_row_breaks_no_rule(problem_of: Callable[..., Any]) -> None:
    limits = {"days_off_in_row": 3}
    short, long = ({"away": frozenset(range(1, 1 + days))} for days in (2, 3))
    assert LONG_OFF in broken(problem_of("D----D-", limits, short), "D----D-")
    assert LONG_OFF not in broken(problem_of("D----D-", limits, long), "D----D-")


def test_the_best_roster_keeps_what_the_contract_says(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    """An evening, then a day: one guard could do both and have her hours, were it not forbidden and Tuesday free."""
    people = (a_person(3, id="ada"), a_person(3, id="ben"))
    posts = (Post(id="gate", heads=((0, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0))),)
    limits = (usual(forbidden=(("evening", "day"),), rest_minutes=0),)
    assert "ED" not in {row[:2] for row in solved(a_problem(3, people, posts=posts, contracts=limits))}
    off = solved(a_problem(3, people, posts=posts, contracts=(usual(free_weekdays=(2,)),)))
    assert {row[2] for row in off} == {"-"}


RELIEF = "relievers_are_called_where_nobody_else_can_come"


def gate_and(a_problem: Callable[..., Any], a_person: Callable[..., Any], guards: int, heads: int, price: int) -> Any:
    """A gate on three weekdays, `guards` on the paid norm and one reliever."""
    people = [a_person(3, id=f"guard-{n}") for n in range(guards)] + [a_person(3, id="zoe", contract="relief")]
    contracts = (usual(), usual("relief", reliever_price=price))
    posts = (Post(id="gate", heads=((heads, 0, 0, 0),) * 3),)
    return a_problem(3, tuple(people), contracts=contracts, posts=posts)


def test_each_shift_of_a_reliever_has_its_price_and_no_hours_are_owed(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = gate_and(a_problem, a_person, 1, 1, 15)
    idle, called = broken(problem, "DDD", "---"), broken(problem, "DD-", "--D")
    assert RELIEF not in idle
    assert called[RELIEF] == 1
    assert "guards_get_their_hours" not in idle
    theirs = {rule.id for rule in rules_of(problem) if rule.scope in ("person zoe", "contract relief")}
    assert not theirs & {"guards_get_their_hours", "guards_work_no_overtime", "guards_share_nights"}
    assert {"guards_rest_between_shifts", "guards_overtime_stays_within_the_month", RELIEF} <= theirs


def test_a_reliever_is_called_only_for_the_place_that_nobody_else_can_fill(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    assert solved(gate_and(a_problem, a_person, 1, 1, 15))[-1] == "---"
    assert solved(gate_and(a_problem, a_person, 1, 2, 15))[-1] == "DDD"


def test_a_reliever_may_come_for_a_day_after_many_and_as_seldom_as_she_is_called(
    problem_of: Callable[..., Any],
) -> None:
    limits = {"least_days_in_row": 2, "days_off_in_row": 2, "shift_counts": (NIGHTS,)}
    assert {LONG_OFF, SHORT_RUN, COUNTS} <= set(broken(problem_of("---D---", limits), "---D---"))
    assert not {LONG_OFF, SHORT_RUN, COUNTS} & set(
        broken(problem_of("---D---", limits | {"reliever_price": 5}), "---D---")
    )
    assert broken(problem_of("NNN----", limits | {"reliever_price": 5}), "NNN----")[COUNTS] == 1


def test_overtime_of_a_reliever_is_counted_as_of_others(problem_of: Callable[..., Any]) -> None:
    rule = "guards_overtime_stays_within_the_month"
    limits = {"reliever_price": 5, "overtime_month": 0}
    assert rule not in broken(problem_of("DDDDD--", limits), "DDDDD--")
    assert broken(problem_of("DDDDDD-", limits), "DDDDDD-")[rule] == 8


def test_a_contract_that_names_an_unknown_shift_is_refused(problem_of: Callable[..., Any]) -> None:
    with pytest.raises(ImpossibleRoster, match="contract 'guard' names the unknown shift 'swing'"):
        problem_of("D", {"forbidden": (("swing", "day"),)})
    with pytest.raises(ImpossibleRoster, match="unknown shift 'swing'"):
        problem_of("D", {"shift_counts": (ShiftCount(shift="swing"),)})


def test_what_a_contract_says_stands_below_law_and_safety(problem_of: Callable[..., Any]) -> None:
    every: dict[str, Any] = {}
    for _, _, _, limits in CASES:
        every |= limits
    rows = [rule for rule in rules_of(problem_of("DDDDDDD", every)) if rule.id in {case[0] for case in CASES}]
    assert {rule.id for rule in rows} == {case[0] for case in CASES}
    assert {rule.tier for rule in rows} == {Tier.CONTRACT}
