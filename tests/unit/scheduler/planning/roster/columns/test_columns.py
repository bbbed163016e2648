"""The search by columns: its rows are the cheapest, its bounds are true, its costs are the verifier's."""

import itertools
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.roster.columns.bound import bound_of
from services.scheduler.planning.roster.columns.generate import Pricer, seeds_for
from services.scheduler.planning.roster.columns.insert import laid
from services.scheduler.planning.roster.columns.prices import FAR, FINE, Prices
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import Standing
from services.scheduler.planning.roster.columns.whole import whole_period
from services.scheduler.planning.roster.columns.windows import Windows, spans
from services.scheduler.planning.roster.compiled import Compiled, compiled
from services.scheduler.planning.roster.cost import row_cost
from services.scheduler.planning.roster.counts import cost_of_cells
from services.scheduler.planning.roster.exact import proved_cells
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift, Wish
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import Rule, Tier, cost_of
from services.scheduler.planning.search import Effort, unwatched

pytestmark = pytest.mark.usefixtures("kernels")
PRICES = Prices((5000, 5000, 100, 1))


def standing(a: Compiled, cells: Any, steps: int = 400_000) -> Standing:
    effort = Effort(seconds=60, steps=steps)
    return Standing(a, PRICES, effort, unwatched, time.monotonic(), cells)


def pricer_of(clock: Standing, first: int, end: int) -> Pricer:
    quests = Quests(clock.a, PRICES)
    people = len(clock.best)
    asked = {i: quests.of(i, first, end, clock.best[i]) for i in range(people)}
    return Pricer(clock.a, PRICES, 1, asked, clock.best, first, end, seeds_for(np.random.default_rng(1), people), clock)


@settings(max_examples=5, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_the_cheapest_row_is_the_one_that_trying_all_finds(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], data: st.DataObject
) -> None:
    days, window = 9, 4
    wishes = tuple(Wish(d, data.draw(st.integers(0, 4)), 2) for d in range(days) if data.draw(st.booleans()))
    person = a_person(days, wishes=wishes, history=tuple(data.draw(st.lists(st.integers(0, 4), max_size=6))))
    problem: RosterProblem = a_problem(days, (person,), first_weekday=data.draw(st.integers(0, 6)))
    a = compiled(problem)
    clock = standing(a, np.zeros((1, days), np.int8))
    first = data.draw(st.integers(0, days - window))
    pricer = pricer_of(clock, first, first + window)
    prices = np.array(data.draw(st.lists(st.integers(-30, 30), min_size=window * 5, max_size=window * 5)))
    prices = prices.reshape(window, 5) * FINE
    own = pricer.quests[0][1].cell
    found = pricer.best_rows(0, prices + own, tries=8)

    def worth(codes: tuple[int, ...]) -> int | None:
        row = clock.best[0].copy()
        row[first : first + window] = codes
        tiers = row_cost(a, 0, row)
        if (tiers[0] or tiers[1]) and not pricer.quests[0][1].lenient:
            return None
        value = sum(price * int(part) for price, part in zip(PRICES.tiers, tiers, strict=True))
        return FINE * value + int(sum(prices[d, c] for d, c in enumerate(codes)))

    tried = [value for codes in itertools.product(range(5), repeat=window) if (value := worth(codes)) is not None]
    if not tried:
        assert not len(found.rows)
        return
    # What stands outside the days costs the same whatever is done on them; the programme leaves it out.
    around = worth(tuple(found.rows[int(np.argmin(found.values))]))
    assert around is not None
    outside = around - int(found.values.min())
    assert around == min(tried)
    assert found.bound + outside <= min(tried)


def small(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], days: int, heads: tuple[int, ...]
) -> RosterProblem:
    people = tuple(
        a_person(days, id=f"p{i}", holds=("gate",) if i % 2 else (), wishes=(Wish(i, i % 4, 3), Wish(6, 0)))
        for i in range(6)
    )
    posts = (Post(id="gate", heads=(heads,) * days, needs=("gate",)), Post(id="hall", heads=((1, 0, 1, 0),) * days))
    problem: RosterProblem = a_problem(days, people, posts=posts)
    return problem


@pytest.mark.parametrize(
    ("days", "heads"), [(14, (1, 0, 0, 0)), (7, (1, 1, 0, 0))], ids=["enough people", "too few people"]
)
def test_no_bound_passes_the_optimum_and_no_roster_beats_it(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], days: int, heads: tuple[int, ...]
) -> None:
    problem = small(a_problem, a_person, days, heads)
    a = compiled(problem)
    start = first_cells(problem, a)
    best, proved, _ = proved_cells(
        problem, start.tolist(), cost_of_cells(a, start), Effort(seconds=60, workers=2), lambda: True
    )
    assert proved
    optimum = cost_of_cells(a, np.array(best, np.int8))
    clock = standing(a, start)
    quests = Quests(a, PRICES)
    whole_period(clock, quests, None)
    assert optimum <= clock.cost
    assert clock.bound <= clock.value(optimum) + 1e-6
    by_prices = bound_of(clock, quests, None)
    by_prices.raise_towards(clock.value(), lambda: True, 20)
    assert by_prices.best <= clock.value(optimum) + 1e-6
    assert max(clock.bound, by_prices.best) >= clock.value(optimum) - 20


def test_columns_cost_what_the_verifier_counts_and_windows_make_nothing_worse(an_estate: Callable[..., Any]) -> None:
    problem = an_estate(guards=40, days=35)
    a = compiled(problem)
    clock = standing(a, first_cells(problem, a), steps=900_000)
    before = clock.cost
    Windows(clock, Quests(a, PRICES), None).improve()
    assert clock.cost < before
    assert clock.cost == cost_of(verify(problem, to_posts(problem, clock.best.tolist())))
    bound = clock.bound_by_tiers()
    assert bound is None or bound <= clock.cost


def test_a_first_roster_is_laid_and_keeps_the_law(an_estate: Callable[..., Any]) -> None:
    problem = an_estate(guards=40, days=84)
    a = compiled(problem)
    clock = standing(a, np.zeros((40, 84), np.int8))
    cells = laid(Quests(a, PRICES), clock, np.random.default_rng(1))
    assert cost_of_cells(a, cells)[0] == 0
    assert (cells > 0).sum() > 1000


@pytest.mark.parametrize("shift", range(4))
def test_windows_begin_and_end_with_calendar_weeks_leave_no_day_out_and_overlap(shift: int) -> None:
    found = spans(first_weekday=2, days=40, weeks=4, shift=shift)
    assert all(first == 0 or (first + 2) % 7 == 0 for first, _ in found)
    assert all(end == 40 or (end + 2) % 7 == 0 for _, end in found)
    assert {day for first, end in found for day in range(first, end)} == set(range(40))
    assert all(
        begun < next_first < end < next_end for (begun, end), (next_first, next_end) in itertools.pairwise(found)
    )


@pytest.mark.parametrize("liked", range(1, 5))
def test_days_are_closed_where_no_slope_keeps_a_limit(liked: int) -> None:
    """Twenty shifts, five of each kind at the most: one that is liked best is worked on too many days at first."""
    days, kinds = 28, range(1, 5)
    whole = tuple(range(days))

    def limit(id: str, kind: str, **bounds: Any) -> Rule:
        return Rule(id=id, tier=Tier.LEGAL, sentence=id, kind=kind, parameters={"days": whole, **bounds})

    problem = RosterProblem(
        days=days,
        first_weekday=0,
        shifts=tuple(Shift(id=f"kind {k}", start=0, minutes=480) for k in kinds),
        contracts=(),
        people=(
            Person(
                id="somebody",
                contract="",
                allowed=((True,) * 4,) * days,
                qualifications=(frozenset[str](),) * days,
            ),
        ),
        posts=(),
        rules=(
            limit("minutes", "minutes", least=9600, most=9600, unit=480),
            *(limit(f"most of {k}", "count", codes=(k,), most=5) for k in kinds),
        ),
    )
    clock = standing(compiled(problem), np.zeros((1, days), np.int8))
    pricer = pricer_of(clock, 0, days)
    prices = np.zeros((days, 5), np.int64)
    prices[:, liked] = -10 * FINE
    (row,) = pricer.best_rows(0, prices, tries=1).rows
    assert np.bincount(row).tolist() == [8, 5, 5, 5, 5]


def test_somebody_whose_past_breaks_the_law_still_gets_a_row(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = a_problem(7, (a_person(7, history=(1,) * 9),), posts=())
    clock = standing(compiled(problem), np.ones((1, 7), np.int8))
    pricer = pricer_of(clock, 2, 5)
    found = pricer.best_rows(0, pricer.quests[0][1].cell, tries=4)
    assert len(found.rows)
    assert found.values.min() < FAR
