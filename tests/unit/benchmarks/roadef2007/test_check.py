"""Each rule of the challenge: the nearest plan that it allows and the nearest that it forbids."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.roadef2007.check import NotAPlan, check
from benchmarks.roadef2007.instance import Instance
from benchmarks.roadef2007.read import read
from tests.unit.benchmarks.roadef2007.small import FILES, plan, written

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def tiny(tmp_path: Path) -> Instance:
    return read(written(tmp_path / "tiny"))


def changed(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = dict(plan())
    change(found)
    return found


def rules(instance: Instance, change: Change) -> list[tuple[str, int]]:
    return [(one.rule, one.amount) for one in check(instance, changed(change)).broken]


def start(number: int, minute: int, **given: int) -> Change:
    return lambda p: next(one for one in p["interventions"] if one["id"] == number).update(start=minute, **given)


def test_a_plan_that_keeps_all_rules_costs_its_latest_ends(tiny: Instance) -> None:
    found = check(tiny, plan())
    assert (found.violations, found.cost) == (0, 28 * 60 + 14 * 120 + 4 * 90 + 120)


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        (start(2, 59), [("one at a time", 1), ("order", 1)]),
        (start(4, 91), [("inside the day", 1)]),
        (start(4, 89), [("one at a time", 1)]),
        (start(3, 0, team=1), [("skills", 2), ("one at a time", 90)]),
        (lambda p: p["teams"][1].update(technicians=[3]), [("skills", 1)]),
        (lambda p: p["teams"][0].update(technicians=[1, 2]), [("one team a day", 1)]),
        (lambda p: p.update(outsourced=[3]), [("done once", 1), ("budget", 400)]),
        (lambda p: p["interventions"].pop(), [("done once", 1)]),
    ],
)
def test_what_breaks_a_rule_is_found(tiny: Instance, change: Change, broken: list[tuple[str, int]]) -> None:
    assert rules(tiny, change) == broken


def outsourced(*numbers: int) -> Change:
    def change(p: dict[str, Any]) -> None:
        p["outsourced"] = list(numbers)
        p["interventions"] = [one for one in p["interventions"] if one["id"] not in numbers]

    return change


@pytest.mark.parametrize(
    ("numbers", "broken"),
    [((2,), []), ((4,), []), ((2, 4), [("budget", 10)]), ((1, 2), [("budget", 180)])],
)
def test_outsourcing_keeps_to_the_budget(
    tiny: Instance, numbers: tuple[int, ...], broken: list[tuple[str, int]]
) -> None:
    assert rules(tiny, outsourced(*numbers)) == broken


def test_outsourcing_takes_along_what_comes_after(tmp_path: Path) -> None:
    rich = read(written(tmp_path / "rich", {**FILES, "instance": FILES["instance"].replace(" 100", " 300")}))
    assert rules(rich, outsourced(1, 2)) == []
    assert rules(rich, outsourced(1)) == [("outsourced with what comes before", 1)]


@pytest.mark.parametrize(("day", "broken"), [(1, []), (2, [("day off", 1)]), (3, [])])
def test_nobody_works_on_a_day_off(tiny: Instance, day: int, broken: list[tuple[str, int]]) -> None:
    def change(p: dict[str, Any]) -> None:
        p["teams"][1]["day"] = day
        for one in p["interventions"][2:]:
            one["day"] = day

    assert rules(tiny, change) == broken


def test_a_later_day_counts_all_minutes_before_it(tiny: Instance) -> None:
    found = check(
        tiny, changed(lambda p: (p["teams"].append({"day": 3, "team": 1, "technicians": [1]}), start(2, 0, day=3)(p)))
    )
    assert found.cost - check(tiny, plan()).cost == (14 + 1) * (300 - 120)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: p["interventions"][0].update(id=9), "intervention 9 is not on the list"),
        (lambda p: p["interventions"][0].update(id=2), "intervention 2 is done twice"),
        (lambda p: p["interventions"][0].update(team=7), "names team 7 of day 1"),
        (lambda p: p["teams"][0].update(technicians=[8]), "technician 8 is not on the list"),
        (lambda p: p["teams"][0].update(team=2), "team 2 of day 1 comes twice"),
    ],
)
def test_what_is_no_plan_is_refused(tiny: Instance, change: Change, said: str) -> None:
    with pytest.raises(NotAPlan, match=said):
        check(tiny, changed(change))
