"""Each named rule: the nearest row that it allows and the nearest that it forbids.

D, E, N, L are day 07-15, evening 15-23, night 23-07 and long 07-19; - is off. What stands before | is history.
"""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.roster.problem import UNPOSTED, Post, Roster, Wish
from services.scheduler.planning.roster.rules import rules_of
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import Tier
from tests.unit.scheduler.planning.contract import contract as usual

CODES = {"-": 0, "D": 1, "E": 2, "N": 3, "L": 4}


@pytest.fixture
def amount(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> Callable[..., int]:
    def of(rule: str, row: str, monday: int = 0, contract: dict[str, Any] | None = None, **given: Any) -> int:
        """By how much the row breaks the rule."""
        history, _, period = row.rpartition("|")
        codes = tuple(CODES[c] for c in period)
        extra = {k: given.pop(k) for k in ("wishes", "away", "reserved", "was") if k in given}
        ada = a_person(len(codes), history=tuple(CODES[c] for c in history), **extra)
        limits = usual(**(contract or {}))
        problem = a_problem(len(codes), (ada,), first_weekday=monday, contracts=(limits,), **given)
        assert rule in {r.id for r in rules_of(problem)}
        broken = verify(problem, Roster((codes,), ((UNPOSTED,) * len(codes),)))
        return sum(b.amount for b in broken if b.rule == rule)

    return of


CASES = [
    ("guards_rest_between_shifts", "DE", "ED", {}),
    ("guards_rest_between_shifts", "N-D", "ND", {}),
    ("guards_rest_between_shifts", "E|E", "E|D", {}),
    ("guards_have_a_day_off_in_time", "DDDDDD-", "DDDDDDD", {}),
    ("guards_have_a_day_off_in_time", "-DDDD|DD", "DDDDD|DD", {}),
    ("guards_work_within_the_day_limit", "D", "L", {"contract": {"day_limit": 719}}),
    ("guards_work_within_the_week_limit", "LLLDD--", "LLLLD--", {}),
    ("guards_work_within_the_week_limit", "LLLL|D", "LLLL|L", {"monday": 4, "contract": {"week_limit": 3360}}),
    ("guards_work_within_the_week_limit", "LLLLD--D------", "LLLLD--LLLLL--",
     {"contract": {"week_limit": 3000, "averaging_weeks": 2}}),
    ("guards_work_within_the_week_limit", "LLLLD--LLLL---", "LLLLL--LLLL---", {"contract": {"averaging_weeks": 4}}),
    ("guards_work_within_the_week_limit", "LLLLL--|LLLD---", "LLLLL--|LLLL---",
     {"contract": {"averaging_weeks": 2}, "first_week": 1313}),
    ("guards_overtime_stays_within_the_month", "DDDDDD-", "DDDDDDD", {"contract": {"overtime_month": 480}}),
    ("guards_overtime_stays_within_the_month", "DDDDDD-D", "DDDDDDDD",
     {"contract": {"overtime_month": 480}, "months": (0, 7)}),
    ("guards_overtime_stays_within_the_month", "DDDDDD-", "LDDDDD-",
     {"contract": {"overtime_month": 570}, "reserved": ((3, 20, 90),)}),
    ("guards_work_few_nights_in_a_row", "NNNN-", "NNNNN", {}),
    ("guards_work_few_nights_in_a_row", "NNN|N", "NNNN|N", {}),
    ("guards_are_off_after_nights", "NN--D", "NN-D", {}),
    ("guards_are_off_after_nights", "NN--N", "NN-N", {}),
    ("guards_are_off_after_nights", "N|--D", "N|-D", {}),
    ("guards_are_off_after_nights", "N-|-D", "N-|D", {}),
    ("guards_work_no_overtime", "DDDDD--", "LDDDD--", {}),
    ("guards_get_their_hours", "DDD----", "DD-----", {}),
    ("guards_have_weekends_off", "D------D------D------", "D------D------D------D", {"monday": 6}),
    ("guards_have_no_single_day_off", "D--D", "D-D", {}),
    ("guards_have_no_single_day_off", "D-|-D", "D-|D", {}),
    ("guards_have_no_single_working_day", "-DD-", "-D-", {}),
    ("guards_keep_their_shift_in_a_run", "DD-EE", "DDEE", {}),
    ("guards_have_weekends_whole", "DD", "D-", {"monday": 5}),
    ("guards_have_weekends_whole", "D|D", "D|-", {"monday": 6}),
    ("guards_share_nights", "N------", "NN-----", {}),
    ("guards_share_weekends", "D------", "DD-----", {"monday": 5}),
    ("guards_keep_what_they_were_told", "DE-", "DD-", {"was": ((1, ""), (2, ""), (0, ""))}),
    ("guards_keep_what_they_were_told", "DD", "DE", {"was": ((-1, ""), (1, ""))}),
    ("guards_get_their_wishes", "-E", "-D", {"wishes": (Wish(1, 2, 1),)}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "allowed", "forbidden", "given"), CASES)
def test_a_rule_allows_the_nearest_row_and_forbids_the_next(
    amount: Callable[..., int], rule: str, allowed: str, forbidden: str, given: dict[str, Any]
) -> None:
    assert amount(rule, allowed, **given) == 0
    assert amount(rule, forbidden, **given) > 0


def test_every_named_rule_has_such_a_pair(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    problem = a_problem(7, (a_person(7, wishes=(Wish(0, 1),), was=((1, ""),) * 7),), contracts=(usual(day_limit=480),))
    covers = {"posts_are_covered", "crews_are_on_duty", "posts_have_no_more_people_than_they_ask_for"}
    assert {rule.id for rule in rules_of(problem)} == {case[0] for case in CASES} | covers


def test_an_uncovered_place_is_named_by_post_shift_and_day(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="gate", heads=((0, 0, 0, 0), (1, 0, 0, 0)), needs=("gate",)),)
    problem = a_problem(2, (a_person(2, holds=("gate",)),), posts=posts)
    named = [b for b in verify(problem, Roster(((0, 1),), ((-1, -1),))) if b.rule == "posts_are_covered"]
    assert [(b.items, b.days, b.amount, b.tier) for b in named] == [(("gate", "day"), (1,), 1, Tier.SAFETY)]
    manned = verify(problem, Roster(((0, 1),), ((-1, 0),)))
    assert "posts_are_covered" not in {b.rule for b in manned}


def test_a_missing_crew_breaks_the_contract_tier_and_no_guarded_place(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="crew-pump", heads=((1, 0, 0, 0),), needs=("pump",), crew=True),)
    problem = a_problem(1, (a_person(1, holds=("pump",)),), posts=posts)
    named = [b for b in verify(problem, Roster(((0,),), ((-1,),))) if b.items]
    assert [(b.rule, b.tier, b.amount) for b in named] == [("crews_are_on_duty", Tier.CONTRACT, 1)]
    assert not [b for b in verify(problem, Roster(((1,),), ((0,),))) if b.items]


def test_rules_of_different_tiers_carry_a_sentence(a_problem: Callable[..., Any]) -> None:
    rules = rules_of(a_problem())
    assert {rule.tier for rule in rules} == set(Tier)
    assert all(rule.sentence for rule in rules)


def test_a_block_of_weeks_goes_on_where_the_period_before_ended_and_does_not_begin_anew(
    amount: Callable[..., int],
) -> None:
    averaged = {"contract": {"averaging_weeks": 2}}
    rule, row = "guards_work_within_the_week_limit", "LLLLL--|LLLL---"
    assert amount(rule, row, first_week=1313, **averaged) == 4  # 108 hours in weeks 1312 and 1313, 104 allowed
    assert amount(rule, row, first_week=1312, **averaged) == 0  # the week before is the last of another block


@pytest.mark.parametrize(("weeks", "days"), [(4, 14), (52, 91)])
def test_twelve_hours_on_every_day_are_too_many_however_long_the_contract_averages(
    amount: Callable[..., int], weeks: int, days: int
) -> None:
    contract = {"averaging_weeks": weeks}
    assert amount("guards_work_within_the_week_limit", "L" * days, contract=contract, first_week=1313) > 0
    assert amount("guards_work_within_the_week_limit", "LLLL---" * (days // 7), contract=contract) == 0


def test_a_block_that_goes_on_after_the_period_gives_no_hours_of_weeks_to_come(amount: Callable[..., int]) -> None:
    contract = {"averaging_weeks": 2, "week_limit": 2880}
    quiet = "-------" * 2
    assert amount("guards_work_within_the_week_limit", quiet + "LLLL---", contract=contract) == 0
    assert amount("guards_work_within_the_week_limit", quiet + "LLLLL--", contract=contract) == 12


def test_somebody_at_a_post_that_asks_for_nobody_more_is_reported_and_refuses_no_roster(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="gate", heads=((1, 0, 0, 0),)), Post(id="crew-pump", heads=((0, 0, 0, 0),), crew=True))
    problem = a_problem(1, (a_person(1), a_person(1, id="ben")), posts=posts)

    def unasked(*at: int) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        broken = verify(problem, Roster(((1,),) * 2, tuple((post,) for post in at)))
        named = [b for b in broken if b.rule == "posts_have_no_more_people_than_they_ask_for"]
        assert all((b.tier, b.amount, b.days) == (Tier.CONTRACT, 1, (0,)) for b in named)
        return [(b.people, b.items) for b in named]

    assert unasked(0, UNPOSTED) == []
    assert unasked(0, 0) == [(("ben",), ("gate",))]
    assert unasked(0, 1) == [(("ben",), ("crew-pump",))]
    assert unasked(0, 2) == [(("ben",), ())]  # a post that has gone
