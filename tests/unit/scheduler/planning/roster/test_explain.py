"""Why a shift is where it is: what holds it, what it costs, who else could take it."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from services.scheduler.planning.roster.compiled import compiled
from services.scheduler.planning.roster.explain import Alternative, Difference, NoShift, explain, total
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import UNPOSTED, Post, Roster, RosterProblem, Wish
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import Tier, cost_of
from tests.unit.scheduler.planning.contract import contract

CODES = {"-": 0, "D": 1, "E": 2, "N": 3, "L": 4}
NO_LIMITS = contract(week_minutes=0, overtime_month=100_000)
"""Nobody is owed hours, and nobody works too many."""

Team = Callable[..., tuple[RosterProblem, Roster]]


@pytest.fixture
def team(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> Team:
    def of(rows: dict[str, str], heads: str = "", **given: Any) -> tuple[RosterProblem, Roster]:
        """A roster of `rows` ("DD-" a person, history before |) with a place a day in the shifts that `heads` says."""
        extra = {name: given.pop(name, {}) for name in rows}
        people, cells = [], []
        for name, row in rows.items():
            history, _, period = row.rpartition("|")
            cells.append([CODES[c] for c in period])
            days = len(period)
            people.append(a_person(days, id=name, history=tuple(CODES[c] for c in history), **extra[name]))
        asked = tuple(tuple(int(CODES[c] == s + 1) for s in range(4)) for c in heads or "-" * days)
        posts = (Post(id="gate", heads=asked, needs=given.pop("needs", ())),)
        problem = a_problem(days, tuple(people), posts=posts, contracts=(given.pop("limits", NO_LIMITS),), **given)
        return problem, to_posts(problem, cells)

    return of


def of_rule(found: tuple[Difference, ...], rule: str) -> list[Difference]:
    return [one for one in found if one.rule == rule]


def by_person(found: tuple[Alternative, ...]) -> dict[str, Alternative]:
    return {one.person: one for one in found}


def test_the_place_that_would_stay_empty_holds_a_shift(team: Team) -> None:
    found = explain(*team({"ada": "DD"}, "DD"), "ada", 1)
    (empty,) = of_rule(found.holds, "posts_are_covered")
    assert empty == Difference(
        rule="posts_are_covered", tier=Tier.SAFETY, amount=1, cost=1, items=("gate", "day"), days=(1,)
    )


def test_a_place_that_somebody_without_a_post_can_fill_does_not_hold_it(team: Team) -> None:
    problem, roster = team({"ada": "DD", "bob": "DD"}, "DD")
    posted = next(i for i in range(2) if roster.posts[i][1] != UNPOSTED)
    found = explain(problem, roster, problem.people[posted].id, 1)
    assert of_rule(found.holds, "posts_are_covered") == []
    assert found.moves == ((problem.people[1 - posted].id, found.post),)


def test_who_is_off_and_rested_takes_it_for_no_law_and_who_comes_from_the_evening_breaks_their_rest(team: Team) -> None:
    found = explain(*team({"ada": "-D", "bob": "E-", "cyd": "--"}, "-D"), "ada", 1)
    others = by_person(found.others)
    assert [one.rule for one in others["bob"].changes if one.tier is Tier.LEGAL] == ["guards_rest_between_shifts"]
    assert others["cyd"].cost[: Tier.CONTRACT] == (0, 0)
    assert [one.person for one in found.others] == ["cyd", "bob"]


def test_who_lacks_the_qualification_leaves_the_place_empty(team: Team) -> None:
    rows = {"ada": "D", "bob": "-", "cyd": "-"}
    gate = {"holds": ("gate",)}
    found = explain(*team(rows, "D", ada=gate, bob=gate, needs=("gate",)), "ada", 0)
    others = by_person(found.others)
    assert others["bob"].cost[Tier.SAFETY] == 0
    assert others["cyd"].cost[Tier.SAFETY] == 1


def test_who_may_not_work_that_shift_is_no_alternative(team: Team) -> None:
    barred = {"allowed": ((False, True, True, True),)}
    found = explain(*team({"ada": "D", "bob": "-", "cyd": "-"}, "D", cyd=barred), "ada", 0)
    assert list(by_person(found.others)) == ["bob"]


def test_who_has_another_shift_gives_it_in_return_if_it_may_be_taken(team: Team) -> None:
    rows = {"ada": "DD", "bob": "EE"}
    (swap,) = explain(*team(rows, "DD"), "ada", 1).others
    assert (swap.person, swap.instead) == ("bob", CODES["E"])
    no_evenings = {"allowed": ((True, True, True, True), (True, False, True, True))}
    assert explain(*team(rows, "DD", ada=no_evenings), "ada", 1).others == ()


def test_a_shift_costs_the_hour_beyond_the_norm_and_not_the_hour_within(team: Team) -> None:
    row = {"ada": "DDDDD--"}
    within = explain(*team(row, limits=contract(week_minutes=2400, overtime_month=100_000)), "ada", 0)
    beyond = explain(*team(row, limits=contract(week_minutes=2399, overtime_month=100_000)), "ada", 0)
    assert of_rule(within.costs, "guards_work_no_overtime") == []
    assert [one.cost for one in of_rule(beyond.costs, "guards_work_no_overtime")] == [1]


@pytest.mark.parametrize(
    ("wanted", "costs"), [("D", []), ("-", [8]), ("E", [8])], ids=["met", "off was wanted", "another was wanted"]
)
def test_a_shift_costs_the_wish_that_it_turns_down(team: Team, wanted: str, costs: list[int]) -> None:
    wish = {"wishes": (Wish(1, CODES[wanted], 2),)}
    found = explain(*team({"ada": "DDD"}, ada=wish), "ada", 1)
    assert [one.cost for one in of_rule(found.costs, "guards_get_their_wishes")] == costs
    assert [one.cost for one in of_rule(found.holds, "guards_get_their_wishes")] == ([8] if wanted == "D" else [])


def test_a_day_off_that_would_stand_alone_holds_a_shift_and_two_together_do_not(team: Team) -> None:
    alone = explain(*team({"ada": "DDDDDD"}), "ada", 2)
    together = explain(*team({"ada": "DD-DDD"}), "ada", 3)
    assert [one.days for one in of_rule(alone.holds, "guards_have_no_single_day_off")] == [(2,)]
    assert of_rule(together.holds, "guards_have_no_single_day_off") == []
    assert len(of_rule(together.costs, "guards_have_no_single_day_off")) == 1


def test_only_the_cheapest_are_named(team: Team) -> None:
    team_of_six = team({"ada": "-D", "bob": "E-", **dict.fromkeys("cdef", "--")}, "-D")
    found = explain(*team_of_six, "ada", 1, most=2)
    assert len(found.others) == 2
    assert "bob" not in by_person(found.others)


@pytest.mark.parametrize("seed", [1, 2])
def test_each_alternative_costs_what_the_verifier_makes_of_the_whole_roster(
    an_estate: Callable[..., RosterProblem], seed: int
) -> None:
    problem, draw = an_estate(20, 14, seed), random.Random(seed)
    cells = first_cells(problem, compiled(problem)).tolist()
    roster = to_posts(problem, cells)
    before = cost_of(verify(problem, roster))
    ids = [one.id for one in problem.people]
    i, day = draw.choice([(i, day) for i, row in enumerate(cells) for day, code in enumerate(row) if code])
    found = explain(problem, roster, ids[i], day, most=6)
    assert len(found.others) == 6
    for other in found.others:
        changed = [[*row] for row in cells]
        changed[i][day], changed[ids.index(other.person)][day] = other.instead, found.code
        after = cost_of(verify(problem, to_posts(problem, changed)))
        assert other.cost == tuple(b - a for a, b in zip(before, after, strict=True))
    changed = [[*row] for row in cells]
    changed[i][day] = 0
    after = cost_of(verify(problem, to_posts(problem, changed)))
    off = tuple(a - b for a, b in zip(total(found.holds), total(found.costs), strict=True))
    assert off == tuple(b - a for a, b in zip(before, after, strict=True))


@pytest.mark.parametrize(
    ("who", "day", "text"),
    [("ada", 1, "is off on day 1"), ("ada", 2, "outside the roster"), ("eve", 0, "is not on this roster")],
)
def test_what_is_no_shift_is_refused_with_what_to_name_instead(team: Team, who: str, day: int, text: str) -> None:
    with pytest.raises(NoShift, match=text):
        explain(*team({"ada": "D-"}), who, day)
