"""The bound of a programme is one: nothing that CP-SAT proves is below it; and parts of chains keep what wholes do."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning import estate as planning
from services.scheduler.planning.estate import EstateProblem
from services.scheduler.planning.programme import greedy, ruin
from services.scheduler.planning.programme.bound import least
from services.scheduler.planning.programme.problem import ProgrammeProblem, Visit
from services.scheduler.planning.programme.search import solve
from services.scheduler.planning.programme.verify import cost
from services.scheduler.planning.search import Effort, Progress, Status

LIFT = Visit(key="a", asset="A", earliest=0, ideal=10, due=14, latest=14, minutes=90, crew=2, trade="lift", place="b1")
LONG = {"gap_min": 5, "gap_max": 15}


def chain(name: str, last: int, links: int, **more: Any) -> tuple[Visit, ...]:
    """Visits every fifteen days, the last completed one being on day `last`."""
    return tuple(
        replace(
            LIFT,
            key=f"{name}{n}",
            asset=name,
            chain=name,
            sequence=n,
            earliest=last + 5 * n,
            ideal=last + 14 * n,
            due=last + 15 * n,
            latest=last + 15 * n,
            **(LONG | more),
        )
        for n in range(1, links + 1)
    )


def problem(*lasts: int, days: int = 30, **more: Any) -> ProgrammeProblem:
    """A chain for each of `lasts`, at two places, by one crew that is there on weekdays."""
    names = [f"L{n}" for n in range(len(lasts))]
    chains = [
        chain(name, last, days // 14 + 1, place=f"b{n % 2}")
        for n, (name, last) in enumerate(zip(names, lasts, strict=True))
    ]
    plain: dict[str, Any] = {
        "days": days,
        "visits": tuple(visit for links in chains for visit in links),
        "capacity": {},
        "crews": {"lift": tuple(int(day % 7 < 5) for day in range(days))},
        "usable": {"lift": 270},
        "last_done": dict(zip(names, lasts, strict=True)),
        "free": frozenset(day for day in range(days) if day % 7 >= 5),
    }
    return ProgrammeProblem(**(plain | more))


@settings(max_examples=6, deadline=None, derandomize=True, database=None)
@given(st.lists(st.integers(-14, -2), min_size=1, max_size=3), st.integers(8, 16))
def test_nothing_that_is_proved_costs_less_than_the_bound(lasts: list[int], days: int) -> None:
    asked = problem(*lasts, days=days)
    found, bound = solve(asked, Effort(seconds=60, steps=1_000)), least(asked)
    assert bound is None or bound <= found.cost
    if found.status is Status.OPTIMAL and bound:
        assert found.cost[3] <= 3 * bound[3] + 10, "a bound that says nothing is of no use"


def test_of_a_chain_that_cannot_keep_the_law_nothing_is_said() -> None:
    assert least(problem(-14)) is not None
    assert least(problem(-16)) is None, "it is late whatever is done"


def test_a_chain_alone_costs_what_the_bound_says() -> None:
    """One chain, every visit on its ideal day: a trip and the third of a crew for each, which is sent out whole."""
    asked = problem(-7, days=28, free=frozenset(), crews={"lift": (1,) * 28})
    found = solve(asked, Effort(seconds=60, steps=1_000))
    assert found.status is Status.OPTIMAL
    assert (least(asked), found.cost) == ((0, 0, 0, 4), (0, 0, 0, 11))


def test_parts_of_long_chains_are_improved_and_cost_what_the_verifier_counts() -> None:
    asked = problem(-3, -5, -8, -13, days=120)
    draft = greedy.first(asked)
    begun = draft.cost
    ruin.improve(draft, 400, 1, lambda: True)
    assert draft.cost <= begun
    assert cost(asked, draft.programme()) == (0, 0, 0, draft.cost)


def test_a_part_that_is_taken_out_and_held_again_is_never_worse() -> None:
    asked = problem(-3, -5, -8, days=120)
    draft = greedy.first(asked)
    for first in range(0, 120, 10):
        for unit in range(len(draft.units)):
            part, before, days = draft.part(unit, first, first + 30), draft.cost, dict(draft.ledger.day)
            if part is None:
                continue
            taken = draft.take(unit, part)
            draft.put_back(unit, taken)
            assert (draft.cost, draft.ledger.day) == (before, days)
            draft.take(unit, part)
            draft.hold(unit, part)
            assert draft.cost <= before
            assert cost(asked, draft.programme()) == (0, 0, 0, draft.cost)


def test_a_plan_of_visits_alone_has_their_bound() -> None:
    asked = EstateProblem(programme=problem(-3, -5, days=60), technicians=(), dispatch_days=0)
    phases: set[str] = set()

    def watch(progress: Progress) -> bool:
        phases.add(progress.phase)
        return True

    found = planning.solve(asked, Effort(seconds=60, steps=200), watch)
    assert found.bound == least(asked.programme)
    assert found.bound is not None and found.bound <= found.cost
    assert "roster" not in phases
