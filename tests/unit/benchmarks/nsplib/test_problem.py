"""An instance of NSPLib as rows of rules costs what the format's checker says."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.formats import Published, load
from benchmarks.nsplib.check import check
from benchmarks.nsplib.problem import problem_of
from benchmarks.nsplib.read import Band, Case, Instance
from tests.unit.benchmarks.agreement import agrees

FILES = Path(__file__).resolve().parents[4] / "../shared/benchmarks/nsplib"


def an_instance(seed: int) -> Instance:
    """A small one in which every rule can bind."""
    draw = random.Random(seed)
    nurses, days, shifts = 4, 12, 4

    def band(high: int) -> Band:
        return Band(least := draw.randint(0, high), draw.randint(max(1, least), 2 * high))

    return Instance(
        name="drawn",
        nurses=nurses,
        days=days,
        shifts=shifts,
        cover=tuple(tuple(draw.randint(0, 2) for _ in range(shifts)) for _ in range(days)),
        cost=tuple(tuple(tuple(draw.randint(0, 4) for _ in range(shifts)) for _ in range(days)) for _ in range(nurses)),
        case=Case(
            "drawn",
            band(6),
            band(3),
            tuple(band(2) for _ in range(shifts)),
            tuple(band(4) for _ in range(shifts)),
        ),
    )


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.integers(0, 2**20))
def test_the_verifier_costs_a_roster_as_the_checker_does(seed: int) -> None:
    instance = an_instance(seed)
    one = Published(instance.name, problem_of(instance), lambda rows: check(instance, rows), instance.days)
    agrees(one, seed)


@pytest.mark.skipif(not FILES.is_dir(), reason="the shared instances are not beside the repository")
@pytest.mark.parametrize("case", [9, 11, 15, 16])
def test_a_published_instance_costs_what_the_checker_says(case: int) -> None:
    one = load(FILES / "N30/1.nsp", "nsplib", FILES / f"Cases/{case}.gen")
    for seed in range(2):
        agrees(one, seed)
