"""An instance of INRC-I as rows of rules costs what the format's checker says."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.formats import Published, load
from benchmarks.inrc1.check import check
from benchmarks.inrc1.instance import (
    ANY,
    LIMITS,
    NONE,
    SWITCHES,
    Contract,
    Employee,
    Instance,
    Limit,
    Pattern,
    Request,
    Shift,
)
from benchmarks.inrc1.problem import problem_of
from tests.unit.benchmarks.agreement import agrees

FILES = Path(__file__).resolve().parents[4] / "../shared/benchmarks/inrc1"
SKILLS = ("Nurse", "HeadNurse")
WEEKENDS = ((5, 6), (4, 5, 6), (4, 5, 6, 0), (5, 6, 0))


def a_contract(draw: random.Random, name: str, patterns: list[Pattern]) -> Contract:
    def some(value: int) -> Limit | None:
        return Limit(draw.randint(1, 9), value) if draw.random() < 0.7 else None

    highs = dict(zip(LIMITS, (12, 8, 4, 3, 4, 3, 2, 2, 2), strict=True))
    # A longest run of no day at all is not in the format; of no weekend it is.
    limits = {rule: some(draw.randint(int("weekends" not in rule), high)) for rule, high in highs.items()}
    return Contract(
        id=name,
        weekend=draw.choice(WEEKENDS),
        patterns=tuple(one.id for one in patterns if draw.random() < 0.7),
        **limits,
        **{rule: some(0) for rule in SWITCHES},
    )


def an_instance(seed: int) -> Instance:
    """A small one in which every rule can bind."""
    draw = random.Random(seed)
    shifts = (
        Shift("E", "Early", 390, 480, frozenset({"Nurse"})),
        Shift("N", "Night", 1350, 480, frozenset({"Nurse"})),
        Shift("H", "Head", 510, 480, frozenset({"HeadNurse"})),
    )
    names = ("E", "N", "H", ANY, NONE)
    patterns = [
        Pattern(str(k), draw.randint(1, 9), tuple(draw.choices(names, k=draw.randint(1, 4))), weekday)
        for k, weekday in enumerate((None, None, 4, 6))
    ]
    contracts = [a_contract(draw, str(k), patterns) for k in range(2)]
    days = draw.randint(15, 35)
    employees = tuple(
        Employee(str(k), draw.choice(contracts), frozenset(draw.sample(SKILLS, draw.randint(1, 2)))) for k in range(3)
    )
    return Instance(
        name="drawn",
        first=date(2010, 1, draw.randint(1, 7)),
        days=days,
        shifts=shifts,
        employees=employees,
        patterns=tuple(patterns),
        cover=tuple(tuple(draw.randint(0, 2) for _ in shifts) for _ in range(days)),
        requests=tuple(
            Request(
                str(draw.randrange(3)),
                draw.randrange(days),
                draw.choice(("E", "N", "H", ANY)),
                draw.randint(0, 5),
                draw.random() < 0.5,
            )
            for _ in range(15)
        ),
    )


def published(instance: Instance) -> Published:
    return Published(instance.name, problem_of(instance), lambda rows: check(instance, rows), instance.days)


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**20))
def test_the_verifier_costs_a_roster_as_the_checker_does(seed: int) -> None:
    agrees(published(an_instance(seed)), seed)


def test_what_is_switched_off_costs_nothing() -> None:
    instance = an_instance(5)
    off: dict[str, Any] = dict.fromkeys((*LIMITS, *SWITCHES))
    quiet = tuple(replace(one, contract=replace(one.contract, patterns=(), **off)) for one in instance.employees)
    free = replace(instance, employees=quiet, requests=())
    assert {rule.kind for rule in problem_of(free).rules} == {"cover", "company"}
    for seed in range(3):
        agrees(published(free), seed)


@pytest.mark.skipif(not FILES.is_dir(), reason="the shared instances are not beside the repository")
@pytest.mark.parametrize("name", ["sprint01", "sprint_hidden05", "medium_late02", "long_late01", "long01"])
def test_a_published_instance_costs_what_the_checker_says(name: str) -> None:
    one = load(FILES / f"{name}.txt", "inrc1")
    for seed in range(2):
        agrees(one, seed)
