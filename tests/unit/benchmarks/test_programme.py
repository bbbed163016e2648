"""The programme's benchmark: what it counts for itself, and the table that it writes."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks import programme_table
from benchmarks.programme import judged, months, over_gap
from services.scheduler.domain.schedule import Kind
from services.scheduler.planning.programme.problem import Group, Programme, ProgrammeProblem, Visit

VISIT = Visit(
    key="a",
    asset="A",
    earliest=0,
    ideal=5,
    due=10,
    latest=10,
    minutes=60,
    crew=2,
    trade="lift",
    chain="A",
    sequence=1,
    gap_max=15,
    law=True,
    groups=("lifts",),
)
NEXT = replace(VISIT, key="b", ideal=18, due=25, latest=25, sequence=2)
OTHER = replace(VISIT, key="c", asset="C", chain="C")
PROBLEM = ProgrammeProblem(
    days=25,
    visits=(VISIT, NEXT, OTHER),
    capacity={"lift": (240,) * 25},
    groups=(Group(id="lifts", size=3, keep_up=2),),
    last_done={"A": -5, "C": -5},
)


@pytest.mark.parametrize(
    ("days", "over"),
    [
        ({"a": 10, "b": 25, "c": 9}, 0),
        ({"a": 11, "b": 24, "c": 9}, 1),
        ({"a": 9, "c": 10}, 1),
        ({"a": 10, "c": 9}, 0),
        ({"b": 10, "c": 9}, 1),
    ],
)
def test_gaps_are_counted_from_the_last_visit_to_the_day_after_the_period(days: dict[str, int], over: int) -> None:
    """A visit without a day may be held on day 25 at the soonest."""
    assert over_gap(PROBLEM, Programme(day=days)) == over


def test_violations_are_those_above_preference_by_rule() -> None:
    kept = judged(PROBLEM, Programme(day={"a": 10, "b": 24, "c": 9}))
    assert (kept["violations"], kept["late"], kept["redundancy"], kept["over_gap"]) == ({}, 0, 0, 0)
    late = judged(PROBLEM, Programme(day={"a": 11, "b": 24, "c": 11}))
    assert (late["late"], late["redundancy"], late["over_gap"]) == (2, 1, 2)


@pytest.mark.parametrize(
    ("count", "last"), [(12, date(2028, 1, 3)), (1, date(2027, 2, 3)), (3, date(2027, 4, 3)), (13, date(2028, 2, 3))]
)
def test_months_run_to_the_day_before_the_same_day(count: int, last: date) -> None:
    found = months(date(2027, 1, 4), count)
    assert (found.first, found.last, found.kinds) == (date(2027, 1, 4), last, (Kind.MAINTENANCE,))


def test_the_table_has_a_line_for_each_building() -> None:
    line = {
        **{"estate": "tower", "days": 365, "occurrences": 2_788, "first_seconds": 0.8, "clean_seconds": None},
        **{"seconds": 60.02, "late": 1, "over_gap": 0, "redundancy": 2, "violations": {"law": 1, "up": 2, "other": 4}},
        **{"cost": [1, 2, 4, 5_000], "bound": None, "memory_mb": 190, "workers": 2, "seed": 1},
    }
    *_, row = programme_table.lines([line])
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        *("tower", "365", "2,788", "0.8 s", "-", "60.0 s", "1", "0", "2"),
        *("4", "1 + 2 + 4 + 5,000", "-", "190 MB"),
    ]
