"""An instance of Curtois and Qu as rows of rules costs what its checkers say: ours, and one that shares no code."""

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.curtois_qu.check import check
from benchmarks.curtois_qu.instance import Cover, Employee, Instance, Request, Shift
from benchmarks.curtois_qu.problem import problem_of
from benchmarks.formats import Published, load
from tests.unit.benchmarks.agreement import agrees, drawn_cells

SHARED = Path(__file__).resolve().parents[4] / "../shared/benchmarks"
FILES = SHARED / "curtois-qu"
beside = pytest.mark.skipif(not FILES.is_dir(), reason="the shared instances are not beside the repository")


def an_instance(seed: int) -> Instance:
    """A small one in which every rule can bind."""
    draw = random.Random(seed)
    days, ids = 14, "ABCD"
    shifts = tuple(
        Shift(name, draw.choice((480, 600, 720)), frozenset(other for other in "EDN" if draw.random() < 0.3))
        for name in "EDN"
    )
    staff = tuple(
        Employee(
            id=who,
            most_of=tuple(draw.choice((0, 3, 6, days)) for _ in shifts),
            most_minutes=draw.randint(2000, 5000),
            least_minutes=draw.randint(0, 2000),
            longest_run=draw.randint(1, 6),
            shortest_run=draw.randint(0, 3),
            shortest_rest=draw.randint(0, 3),
            most_weekends=draw.randint(0, 2),
            days_off=frozenset(draw.sample(range(days), draw.randint(0, 2))),
        )
        for who in ids
    )
    cells = [(day, shift.id) for day in range(days) for shift in shifts]
    requests = tuple(
        Request(draw.choice(ids), *draw.choice(cells), draw.randint(0, 3), draw.random() < 0.5) for _ in range(12)
    )
    cover = tuple(
        Cover(*cell, draw.randint(0, 3), draw.choice((0, 10, 100)), draw.choice((0, 1, 7)))
        for cell in draw.sample(cells, 30)
    )
    return Instance(name="drawn", days=days, shifts=shifts, staff=staff, requests=requests, cover=cover)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**20))
def test_the_verifier_costs_a_roster_as_the_checker_does(seed: int) -> None:
    instance = an_instance(seed)
    agrees(Published(instance.name, problem_of(instance), lambda rows: check(instance, rows), instance.days), seed)


@beside
@pytest.mark.parametrize("name", ["Instance4.txt", "Instance10.txt", "Instance20.txt.gz"])
def test_a_published_instance_costs_what_the_checker_says(name: str) -> None:
    published = load(FILES / name, "curtois-qu")
    for seed in range(3):
        agrees(published, seed)


@beside
@pytest.mark.parametrize("name", ["Instance1.txt", "Instance7.txt", "Instance13.txt"])
def test_the_independent_checker_says_the_same(name: str) -> None:
    other = the_independent_checker()
    theirs, published = other.read_instance(FILES / name), load(FILES / name, "curtois-qu")
    for seed in range(3):
        # Days off are no choice of the planner, so what it draws never breaks them.
        cells = drawn_cells(published, random.Random(seed))
        shifts = (None, *(shift.id for shift in published.problem.shifts))
        rows = {
            who.id: [shifts[code] for code in row] for who, row in zip(published.problem.people, cells, strict=True)
        }
        broken, cost = other.check(theirs, rows)
        judged = published.judge(rows)
        assert judged.cost == cost
        assert len(judged.broken) == len(broken) > 0
        assert {one.who for one in judged.broken} == {who for _, who, _ in broken}


def the_independent_checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_roster", SHARED / "check_roster.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
