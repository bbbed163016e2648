"""The search: usable at once, better with effort, exact when small, repeatable, and stopped when told."""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from services.scheduler.planning.roster.compiled import compiled
from services.scheduler.planning.roster.exact import model_of
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import Pin, Post, Roster, Wish
from services.scheduler.planning.roster.search import annealed, solve
from services.scheduler.planning.roster.verify import NoRoster, verify
from services.scheduler.planning.rule import Tier, cost_of
from services.scheduler.planning.search import Effort, Outcome, Progress, Status, unwatched

STEPS = 1_000_000
pytestmark = pytest.mark.usefixtures("kernels")


def day_posts(days: int, heads: tuple[int, ...]) -> tuple[Post, ...]:
    return (Post(id="gate", heads=(heads,) * days),)


def test_a_first_roster_needs_no_compiled_code_and_about_a_second(an_estate: Callable[..., Any]) -> None:
    problem = an_estate()
    began = time.monotonic()
    roster = to_posts(problem, first_cells(problem, compiled(problem)).tolist())
    assert time.monotonic() - began < 3
    legal, _, _, _ = cost_of(verify(problem, roster))
    assert legal == 0


@pytest.fixture(scope="module")
def annealing(an_estate: Callable[..., Any], kernels: None) -> tuple[Any, Outcome[Roster], list[Progress]]:
    """Four weeks of forty guards, what a search made of them, and all that it told on the way."""
    problem, told = an_estate(), list[Progress]()

    def note(progress: Progress) -> bool:
        told.append(progress)
        return True

    return problem, solve(problem, Effort(seconds=60, steps=STEPS), note), told


def test_forty_guards_fill_every_shift_within_law_and_safety(annealing: Any) -> None:
    problem, outcome, _ = annealing
    assert outcome.cost[:2] == (0, 0)
    assert outcome.cost == cost_of(verify(problem, outcome.answer))
    manned = sum(post >= 0 for row in outcome.answer.posts for post in row)
    assert manned == sum(h for post in problem.posts for row in post.heads for h in row)


def test_annealing_improves_on_greedy(annealing: Any) -> None:
    _, outcome, told = annealing
    assert told[0].phase == "greedy"
    assert outcome.cost < told[0].cost


def test_the_same_seed_and_steps_give_the_same_roster(an_estate: Callable[..., Any]) -> None:
    effort = Effort(seconds=60, steps=40_000, seed=3)
    first, second = (solve(an_estate(days=14), effort, unwatched) for _ in range(2))
    assert first == second
    assert first.answer != solve(an_estate(days=14), Effort(seconds=60, steps=40_000, seed=4), unwatched).answer


def test_a_watch_that_says_no_stops_the_search_with_its_best(an_estate: Callable[..., Any]) -> None:
    asked: list[float] = []

    def twice(progress: Progress) -> bool:
        asked.append(progress.elapsed)
        return len(asked) < 4

    began = time.monotonic()
    outcome = solve(an_estate(days=14), Effort(seconds=60), twice)
    assert time.monotonic() - began < 5
    assert outcome.status is Status.STOPPED
    assert max(b - a for a, b in pairwise(asked[1:])) < 0.3


def test_too_few_people_are_a_named_shortage_not_a_refusal(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    problem = a_problem(3, (a_person(3),), posts=day_posts(3, (2, 0, 0, 0)))
    outcome = solve(problem, Effort(seconds=10, steps=4000), unwatched)
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost[:2] == (0, 3)
    assert {b.days for b in verify(problem, outcome.answer) if b.rule == "posts_are_covered"} == {(0,), (1,), (2,)}


def test_a_small_roster_is_proved_and_its_bound_is_its_cost(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    people = tuple(a_person(7, id=f"p{i}") for i in range(4))
    problem = a_problem(7, people, posts=day_posts(7, (1, 1, 0, 0)))
    outcome = solve(problem, Effort(seconds=20, steps=20_000), unwatched)
    assert outcome.status is Status.OPTIMAL
    assert outcome.bound == outcome.cost == cost_of(verify(problem, outcome.answer))


def test_nights_before_the_period_keep_their_days_off(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    no_nights = ((True, True, False, False),) * 3
    people = (a_person(3, id="tired", history=(0, 3, 3), allowed=no_nights), a_person(3, id="fresh"))
    problem = a_problem(3, people, posts=day_posts(3, (1, 0, 0, 0)))
    outcome = solve(problem, Effort(seconds=10, steps=4000), unwatched)
    assert outcome.cost[:2] == (0, 0)
    assert outcome.answer.cells[0][:2] == (0, 0)


def test_pinned_cells_stay(an_estate: Callable[..., Any], changed: Callable[..., Any]) -> None:
    problem = an_estate(days=14)
    free = next(d for d in range(14) if problem.people[0].allowed[d][0])
    pinned = changed(problem, pinned=(Pin(0, free, 3), Pin(1, 0, 0)))
    cells = solve(pinned, Effort(seconds=60, steps=20_000), unwatched).answer.cells
    assert (cells[0][free], cells[1][0]) == (3, 0)


def test_the_annealed_cost_is_the_verifiers(an_estate: Callable[..., Any], changed: Callable[..., Any]) -> None:
    """Table, meters and Hall's conditions add up to what the plain verifier finds, with history and shortage."""
    problem = an_estate(guards=24, days=20)
    people = tuple(
        changed(p, history=(0, 3, 1, 2, 1, 3, 3)[i % 7 :], wishes=(Wish(i % 20, i % 4, 2), Wish(3, 0)))
        for i, p in enumerate(problem.people)
    )
    problem = changed(problem, people=people, first_weekday=3, months=(-5, 9), holidays=frozenset({4}))
    told: list[Progress] = []

    def note(progress: Progress) -> bool:
        told.append(progress)
        return True

    # Some of the guards may go out as crews, who are missed less than they are at the gate.
    crew = Post(id="crew-pump", heads=((2, 0, 0, 0),) * 20, needs=("gate",), crew=True)
    problem = changed(problem, posts=(*problem.posts, crew))
    outcome = solve(problem, Effort(seconds=60, steps=60_000), note)
    assert told[1].cost == told[0].cost  # annealing's own count of greedy's roster, at its start
    assert told[-1].cost == outcome.cost  # and of its best, kept up move by move
    assert outcome.cost[1] > 0


def test_somebody_unqualified_at_a_post_is_no_roster(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    posts = (Post(id="gate", heads=((1, 0, 0, 0),), needs=("gate",)),)
    problem = a_problem(1, (a_person(1),), posts=posts)
    with pytest.raises(NoRoster, match="'ada' on day 0 is not qualified for post 'gate'"):
        verify(problem, Roster(((1,),), ((0,),)))


def test_people_stay_at_yesterdays_post_where_they_can(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    people = (a_person(3, id="a"), a_person(3, id="b"))
    posts = tuple(Post(id=name, heads=((1, 0, 0, 0),) * 3) for name in ("gate", "lobby"))
    roster = to_posts(a_problem(3, people, posts=posts), ((1, 1, 1), (1, 1, 1)))
    assert all(len(set(row)) == 1 for row in roster.posts)


def test_a_small_roster_can_be_stopped_too(a_problem: Callable[..., Any], a_person: Callable[..., Any]) -> None:
    people = tuple(a_person(14, id=f"p{i}") for i in range(8))
    problem = a_problem(14, people, posts=day_posts(14, (2, 1, 1, 0)))
    asked: list[str] = []

    def twice(progress: Progress) -> bool:
        asked.append(progress.phase)
        return len(asked) < 3

    began = time.monotonic()
    outcome = solve(problem, Effort(seconds=60), twice)
    assert time.monotonic() - began < 10
    assert outcome.status is Status.STOPPED
    assert asked[:2] == ["greedy", "proof"]


def able_for_both(a_problem: Callable[..., Any], a_person: Callable[..., Any], days: int, guards: int) -> Any:
    """A gate with one place and a crew of one, on the same shift; `guards` people who are able for both."""
    people = tuple(a_person(days, id=f"p{i}", holds=("gate", "pump")) for i in range(guards))
    posts = (
        Post(id="crew-pump", heads=((1, 0, 0, 0),) * days, needs=("pump",), crew=True),
        Post(id="gate", heads=((1, 0, 0, 0),) * days, needs=("gate",)),
    )
    return a_problem(days, people, posts=posts)


def test_one_person_able_for_both_stands_at_the_gate_and_not_in_the_crew(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    alone, pair = (able_for_both(a_problem, a_person, 1, guards) for guards in (1, 2))
    assert to_posts(alone, ((1,),)).posts == ((1,),)
    assert sorted(to_posts(pair, ((1,), (1,))).posts) == [(0,), (1,)]
    found = {b.rule: b.tier for b in verify(alone, to_posts(alone, ((1,),))) if b.items}
    assert found == {"crews_are_on_duty": Tier.CONTRACT}


def test_a_proved_roster_is_proved_against_the_verifiers_price_of_a_crew(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    """Nine days in a row for one guard: the gate is worth no day off that law asks for, and the crew neither."""
    problem = able_for_both(a_problem, a_person, 9, 1)
    told: list[Progress] = []

    def note(progress: Progress) -> bool:
        told.append(progress)
        return True

    outcome = solve(problem, Effort(seconds=20, steps=40_000), note)
    assert outcome.status is Status.OPTIMAL
    assert outcome.cost[:2] == (0, 1)
    proved, tiers = proved_costs(problem, outcome.answer.cells)
    assert proved == tiers == outcome.cost


def proved_costs(problem: Any, cells: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What the model says that given cells cost, a tier at a time, and what the compiled arrays say."""
    model = cp_model.CpModel()
    literals, tiers = model_of(problem, model)
    for row, codes in zip(literals, cells, strict=True):
        for day, code in enumerate(codes):
            model.add(row[day][code] == 1)
    found = []
    for tier in tiers:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if not isinstance(tier, int):
            model.minimize(tier)
            assert solver.solve(model) == cp_model.OPTIMAL
            model.add(tier <= round(solver.objective_value))
        found.append(tier if isinstance(tier, int) else round(solver.objective_value))
    told: list[Progress] = []

    def note(progress: Progress) -> bool:
        told.append(progress)
        return True

    annealed(problem, compiled(problem), [list(row) for row in cells], Effort(steps=1), note, 0.0)
    return tuple(found), told[0].cost


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(st.data())
def test_search_and_verifier_price_guards_and_crews_alike(
    a_problem: Callable[..., Any], a_person: Callable[..., Any], data: st.DataObject
) -> None:
    days = 3
    holds = data.draw(st.lists(st.sets(st.sampled_from(("gate", "pump"))), min_size=1, max_size=5))
    people = tuple(a_person(days, id=f"p{i}", holds=held) for i, held in enumerate(holds))
    heads = st.tuples(*[st.tuples(st.integers(0, 2), st.integers(0, 1), st.just(0), st.just(0))] * days)
    posts = (
        Post(id="gate", heads=data.draw(heads), needs=("gate",)),
        Post(id="lobby", heads=data.draw(heads)),
        Post(id="crew-pump", heads=data.draw(heads), needs=("pump",), crew=True),
        Post(id="crew-any", heads=data.draw(heads), crew=True),
    )
    problem = a_problem(days, people, posts=posts)
    codes = st.sampled_from((0, 1, 1, 2))
    cells = tuple(tuple(data.draw(st.tuples(*[codes] * days))) for _ in people)
    judged = cost_of(verify(problem, to_posts(problem, cells)))
    assert proved_costs(problem, cells) == (judged, judged)


def test_a_crew_is_filled_where_people_have_hours_left(
    a_problem: Callable[..., Any], a_person: Callable[..., Any]
) -> None:
    people = tuple(a_person(28, id=f"p{i}", holds=("pump",) if i < 4 else ("gate",)) for i in range(10))
    posts = (
        Post(id="gate", heads=((1, 1, 0, 0),) * 28, needs=("gate",)),
        Post(
            id="crew-pump",
            heads=tuple(((2 if d % 7 < 5 else 0), 0, 0, 0) for d in range(28)),
            needs=("pump",),
            crew=True,
        ),
    )
    problem = a_problem(28, people, posts=posts)
    first = to_posts(problem, first_cells(problem, compiled(problem)).tolist())
    assert not [b for b in verify(problem, first) if b.items]
    outcome = solve(problem, Effort(seconds=60, steps=60_000), unwatched)
    assert not [b for b in verify(problem, outcome.answer) if b.items]
