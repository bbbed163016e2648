"""What is said of single people: wishes for and against, a cycle, with whom they work, who is new."""

from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.roster.problem import ImpossibleRoster, Pairing, Post, Wish
from services.scheduler.planning.roster.rules import rules_of
from services.scheduler.planning.rule import Tier
from tests.unit.scheduler.planning.contract import contract as usual
from tests.unit.scheduler.planning.roster.alone import broken, solved

pytestmark = pytest.mark.usefixtures("kernels")

WISHES = "guards_get_their_wishes"
ROTA = "guards_keep_their_rota"
LIKES = "guards_work_beside_whom_they_like"
AVOIDS = "guards_do_not_work_beside_whom_they_avoid"
NEW = "newcomers_have_somebody_to_show_them"
FOUR_ON = tuple(Wish(day, 0, 3, against=day % 6 < 4) for day in range(8))
"""Four on, in whatever shift, and two off."""


@pytest.mark.parametrize(
    ("wish", "allowed", "forbidden"),
    [
        (Wish(1, 3, 2), "-N-", "-E-"),
        (Wish(1, 3, 2, against=True), "-E-", "-N-"),
        (Wish(1, 0, 2), "N--", "-N-"),
        (Wish(1, 0, 2, against=True), "-N-", "N--"),
    ],
)
def test_a_wish_is_for_or_against_a_shift_of_a_day_and_counts_its_weight(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], wish: Wish, allowed: str, forbidden: str
) -> None:
    problem = a_problem(3, (a_person(3, wishes=(wish,)),))
    assert WISHES not in broken(problem, allowed)
    assert broken(problem, forbidden)[WISHES] == 2


def test_a_cycle_is_kept_or_departed_from_at_its_weight(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = a_problem(8, (a_person(8, rota=FOUR_ON),))
    assert ROTA not in broken(problem, "DDEE--DD")
    assert broken(problem, "DDE---DD")[ROTA] == 3
    assert broken(problem, "DDE-N-DD")[ROTA] == 6


def test_a_cycle_says_nothing_of_days_of_leave(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    problem = a_problem(8, (a_person(8, rota=FOUR_ON, away=frozenset({0, 1})),))
    assert ROTA not in broken(problem, "--DD--DD")
    assert broken(problem, "---D--DD")[ROTA] == 3


def test_the_best_roster_follows_the_cycles_where_the_posts_allow_it(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    other = tuple(Wish(day, 0, 3, against=day % 6 >= 3) for day in range(8))
    people = (a_person(8, id="ada", rota=FOUR_ON), a_person(8, id="ben", rota=other))
    heads = tuple((int(d % 6 < 4) + int(d % 6 >= 3), 0, 0, 0) for d in range(8))
    part_time = (usual(week_minutes=1200),)
    rows = solved(a_problem(8, people, posts=(Post(id="gate", heads=heads),), contracts=part_time))
    assert rows == ("DDDD--DD", "---DDD--")


def two(a_problem: Callable[..., Any], a_person: Callable[..., Any], *pairings: Pairing, **ben: Any) -> Any:
    """Ada, who likes or avoids Ben."""
    people = (a_person(3, id="ada", pairings=pairings), a_person(3, id="ben", **ben))
    return a_problem(3, people)


def test_who_likes_somebody_is_not_on_duty_without_them(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = two(a_problem, a_person, Pairing("ben", together=True, weight=2))
    assert LIKES not in broken(problem, "DD-", "DDE")  # it is Ada who likes Ben: Ben may be without her
    assert broken(problem, "DD-", "DE-")[LIKES] == 1
    priced = next(rule for rule in rules_of(problem) if rule.id == LIKES)
    assert (priced.tier, priced.parameters["price"]) == (Tier.PREFERENCE, 4)


def test_who_avoids_somebody_is_not_on_duty_beside_them(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = two(a_problem, a_person, Pairing("ben", together=False))
    assert AVOIDS not in broken(problem, "DED", "ED-")
    assert broken(problem, "DDD", "EDD")[AVOIDS] == 2


def test_nobody_misses_whom_they_like_while_one_of_them_is_on_leave(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = two(a_problem, a_person, Pairing("ben", together=True), away=frozenset({0, 1}))
    assert LIKES not in broken(problem, "DDD", "--D")
    assert broken(problem, "DDD", "---")[LIKES] == 1


def test_the_best_roster_puts_friends_together_and_others_apart(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="gate", heads=((2, 2, 0, 0),) * 2),)
    for together in (True, False):
        ada = a_person(2, id="ada", pairings=(Pairing("ben", together=together),))
        rows = solved(a_problem(2, (ada, *(a_person(2, id=id) for id in ("ben", "eve", "zoe"))), posts=posts))
        assert (rows[0] == rows[1]) is together, rows


def shown(a_problem: Callable[..., Any], a_person: Callable[..., Any], **given: Any) -> Any:
    """New Ada on days 0 and 1, whom Ben shows the work; both may be at the gate."""
    people = (
        a_person(3, id="ada", holds=("gate",), shadows=frozenset({0, 1}), mentors=("ben",)),
        a_person(3, id="ben", holds=("gate",)),
    )
    return a_problem(3, people, **given)


def test_a_newcomer_is_on_duty_only_beside_somebody_who_shows_the_work(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = shown(a_problem, a_person)
    assert NEW not in broken(problem, "DED", "DE-")  # on the last day she is no longer new
    assert broken(problem, "DED", "DD-")[NEW] == 1
    assert next(rule.tier for rule in rules_of(problem) if rule.id == NEW) is Tier.SAFETY


def test_a_newcomer_fills_no_place_until_she_is_no_longer_new(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="gate", heads=((1, 0, 0, 0),) * 3, needs=("gate",)), Post(id="door", heads=((1, 0, 0, 0),) * 3))
    problem = shown(a_problem, a_person, posts=posts)
    assert broken(problem, "DDD", "DDD")["posts_are_covered"] == 2
    assert broken(problem, "--D", "DDD")["posts_are_covered"] == 2


def test_the_best_roster_keeps_a_newcomer_beside_her_mentor(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="gate", heads=((0, 1, 0, 0), (0, 1, 0, 0), (0, 0, 0, 0)), needs=("gate",)),)
    new, mentor = solved(shown(a_problem, a_person, posts=posts))
    assert mentor[:2] == "EE"
    assert all(day in ("-", "E") for day in new[:2])


def test_nobody_is_paired_with_or_shown_by_somebody_who_is_not_there(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    with pytest.raises(ImpossibleRoster, match="'ada' names 'eve', who is nobody else on the roster"):
        two(a_problem, a_person, Pairing("eve", together=True))
    with pytest.raises(ImpossibleRoster, match="names 'ada'"):
        a_problem(1, (a_person(1, shadows=frozenset({0}), mentors=("ada",)),))
