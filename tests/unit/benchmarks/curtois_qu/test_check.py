"""The checker of Curtois and Qu: each rule by the nearest allowed and the nearest forbidden row."""

from collections.abc import Sequence

import pytest

from benchmarks.curtois_qu.check import check
from benchmarks.curtois_qu.instance import Cover, Employee, Instance, Request, Shift
from benchmarks.judgement import Judgement, NotARoster

SHIFTS = (Shift("E", 480), Shift("N", 600, frozenset({"E"})))


def an_employee(**given: object) -> Employee:
    usual: dict[str, object] = {
        **{"id": "A", "most_of": (14, 14), "most_minutes": 10_000, "least_minutes": 0, "longest_run": 14},
        **{"shortest_run": 1, "shortest_rest": 1, "most_weekends": 2},
    }
    return Employee(**{**usual, **given})  # type: ignore[arg-type]


def judged(
    row: str, one: Employee | None = None, requests: Sequence[Request] = (), cover: Sequence[Cover] = ()
) -> Judgement:
    """`row` has a letter for each of 14 days, "." for a free one."""
    staff = (one or an_employee(),)
    instance = Instance(name="t", days=14, shifts=SHIFTS, staff=staff, requests=tuple(requests), cover=tuple(cover))
    return check(instance, {"A": [None if letter == "." else letter for letter in row]})


@pytest.mark.parametrize(
    ("limit", "allowed", "forbidden", "amount"),
    [
        ({"days_off": frozenset({3})}, "EEE.EEE.......", "EEEEEEE.......", 1),
        ({"most_of": (2, 14)}, "EEN...........", "EEEN..........", 1),
        ({"most_minutes": 960}, "EE............", "EEE...........", 1),
        ({"most_minutes": 960}, "EE............", "EN............", 1),  # one begun shift of 480
        ({"least_minutes": 961}, "EN............", "E.............", 2),
        ({"longest_run": 3}, "EEE.EEE.......", "EEEE..........", 1),
        ({"longest_run": 3}, "...........EEE", ".........EEEEE", 2),
        ({"shortest_run": 3}, ".EEE..........", ".EE...........", 1),
        ({"shortest_run": 3}, "EE..........EE", ".EE.........EE", 1),  # the borders are exempt
        ({"shortest_rest": 3}, ".EEE...EEE....", ".EEE..EEE.....", 1),
        ({"shortest_rest": 3}, "..EEEEEEEEEE..", "..EEEEE..EEEE.", 1),
        ({"most_weekends": 1}, "....EEEEEEEE..", "....EEEEEEEEE.", 1),
        ({"most_weekends": 0}, "EEEEE.........", "EEEEE.E.......", 1),
        ({}, "EN.E..........", "ENE...........", 1),
    ],
)
def test_a_hard_rule_is_kept_by_the_first_row_and_broken_by_the_second(limit, allowed, forbidden, amount):
    assert judged(allowed, an_employee(**limit)).violations == 0
    assert judged(forbidden, an_employee(**limit)).violations == amount


def test_a_request_costs_where_it_is_not_met():
    on, off = Request("A", 0, "E", 2, True), Request("A", 1, "E", 5, False)
    assert judged("EN............", requests=(on, off)).cost == 0
    assert judged("NE............", requests=(on, off)).cost == 7
    assert judged("..............", requests=(on, off)).cost == 2


def test_cover_costs_for_each_one_missing_or_too_many():
    assert judged("E.............", cover=(Cover(0, "E", 1, 100, 1),)).cost == 0
    assert judged("N.............", cover=(Cover(0, "E", 3, 100, 1),)).cost == 300
    assert judged("E.............", cover=(Cover(0, "E", 0, 100, 4),)).cost == 4


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, '"A" has no row'),
        ({"A": [None] * 13}, '"A" has 13 days: give 14'),
        ({"A": [None] * 13 + ["X"]}, 'shift "X" on day 13'),
        ({"A": [None] * 14, "B": [None] * 14}, '"B" is not on the staff'),
    ],
)
def test_what_is_no_roster_is_refused(rows, said):
    instance = Instance(name="t", days=14, shifts=SHIFTS, staff=(an_employee(),), requests=(), cover=())
    with pytest.raises(NotARoster, match=said):
        check(instance, rows)
