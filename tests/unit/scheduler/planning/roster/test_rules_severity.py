"""A supervisor prices or ignores a rule at her site: all but what law stands behind."""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import ImpossibleRoster, Pairing, Post
from services.scheduler.planning.roster.rules import NAMED, rules_of
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import Severity, Tier, cost_of
from tests.unit.scheduler.planning.roster.alone import broken, codes, solved

pytestmark = pytest.mark.usefixtures("kernels")

NIGHTS = "guards_work_few_nights_in_a_row"


def cost(problem: Any, *rows: str) -> tuple[int, ...]:
    return cost_of(one for one in verify(problem, to_posts(problem, tuple(map(codes, rows)))) if one.rule == NIGHTS)


def test_a_priced_rule_costs_its_price_in_its_new_tier(a_problem: Callable[..., Any]) -> None:
    assert cost(a_problem(7), "NNNNNN-") == (0, 2, 0, 0)
    priced = a_problem(7, severities=(Severity(rule=NIGHTS, tier=Tier.PREFERENCE, price=7),))
    assert broken(priced, "NNNNNN-")[NIGHTS] == 2
    assert cost(priced, "NNNNNN-") == (0, 0, 0, 14)
    assert cost(priced, "NNNN---") == (0, 0, 0, 0)


def test_an_ignored_rule_is_not_there(a_problem: Callable[..., Any]) -> None:
    ignored = a_problem(7, severities=(Severity(rule=NIGHTS, tier=Tier.PREFERENCE, price=0),))
    assert NIGHTS not in broken(ignored, "NNNNNN-")
    assert {rule.id for rule in rules_of(a_problem(7))} - {rule.id for rule in rules_of(ignored)} == {NIGHTS}


def test_rows_with_a_weight_of_their_own_keep_it(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    ada = a_person(1, pairings=(Pairing("ben", together=True, weight=3),))
    severe = (Severity(rule="guards_work_beside_whom_they_like", tier=Tier.CONTRACT, price=10),)
    rules = rules_of(a_problem(1, (ada, a_person(1, id="ben")), severities=severe))
    (row,) = (rule for rule in rules if rule.id == severe[0].rule)
    assert (row.tier, row.parameters["price"]) == (Tier.CONTRACT, 30)


@pytest.mark.parametrize("rule", sorted(rule.id for rule in NAMED if rule.tier is Tier.LEGAL))
def test_law_can_neither_be_priced_nor_ignored(a_problem: Callable[..., Any], rule: str) -> None:
    for price in (0, 9):
        problem = a_problem(1, severities=(Severity(rule=rule, tier=Tier.CONTRACT, price=price),))
        with pytest.raises(ImpossibleRoster, match=rule):
            rules_of(problem)


def test_nothing_is_moved_to_law_or_safety(a_problem: Callable[..., Any]) -> None:
    problem = a_problem(1, severities=(Severity(rule=NIGHTS, tier=Tier.LEGAL, price=1),))
    with pytest.raises(ImpossibleRoster, match="move others below safety"):
        rules_of(problem)


def test_empty_places_of_a_site_without_certified_posts_may_be_priced_or_ignored(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="lobby", heads=((1, 0, 0, 0),) * 3),)
    plain = a_problem(3, (a_person(3),), posts=posts)
    assert broken(plain, "DD-")["posts_are_covered"] == 1
    priced, ignored = (
        a_problem(
            *(3, (a_person(3),)),
            posts=posts,
            severities=(Severity(rule="posts_are_covered", tier=Tier.CONTRACT, price=price),),
        )
        for price in (2, 0)
    )
    assert broken(priced, "DD-")["posts_are_covered"] == 1
    assert "posts_are_covered" not in broken(ignored, "---")
    assert solved(plain) == ("DDD",)
    assert cost_of(verify(priced, to_posts(priced, (codes("DD-"),))))[:2] == (0, 0)


def test_crews_may_be_ignored(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    posts = (Post(id="crew-pump", heads=((1, 0, 0, 0),), needs=("pump",), crew=True),)
    ignored = (Severity(rule="crews_are_on_duty", tier=Tier.CONTRACT, price=0),)
    assert broken(a_problem(1, (a_person(1),), posts=posts), "-")["crews_are_on_duty"] == 1
    assert "crews_are_on_duty" not in broken(a_problem(1, (a_person(1),), posts=posts, severities=ignored), "-")
