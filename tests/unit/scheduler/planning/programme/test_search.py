"""The search against the verifier, and what it says of what it leaves."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler.planning.programme import greedy, ruin, rules
from services.scheduler.planning.programme.ledger import CONTRACT, LEGAL
from services.scheduler.planning.programme.problem import Group, Programme, ProgrammeProblem, Visit
from services.scheduler.planning.programme.search import relaxations, solve
from services.scheduler.planning.programme.verify import cost, verify
from services.scheduler.planning.rule import Relaxation
from services.scheduler.planning.search import Effort

VISIT = Visit(key="a", asset="A", earliest=2, ideal=5, due=7, latest=8, minutes=60, crew=2, trade="lift")
FULL = Group(id="g", size=1, keep_up=1)
PROBLEM = ProgrammeProblem(days=20, visits=(VISIT,), capacity={"lift": (120,) * 20})


@pytest.mark.parametrize(
    ("problem", "cause"),
    [
        (replace(PROBLEM, capacity={"lift": (119,) * 20}), "no_capacity"),
        (replace(PROBLEM, capacity={}), "nobody_certified"),
        (replace(PROBLEM, visits=(replace(VISIT, ideal=25, latest=29),)), "after_period"),
        (
            replace(PROBLEM, visits=(replace(VISIT, groups=("g",)),), groups=(Group(id="g", size=1, keep_up=1),)),
            "group_full",
        ),
        (replace(PROBLEM, closed=frozenset(range(2, 9))), "closed"),
        (replace(PROBLEM, blocked=frozenset(("A", d) for d in range(2, 9))), "closed"),
        (
            replace(
                PROBLEM,
                visits=(replace(VISIT, contractor="maker"),),
                blocked_trades=frozenset(("maker", d) for d in range(2, 9)),
            ),
            "contractor_closed",
        ),
    ],
)
def test_what_is_left_has_its_cause(problem: ProgrammeProblem, cause: str) -> None:
    assert solve(problem, Effort(steps=50)).answer.left == {"a": cause}


def test_what_nobody_may_do_does_not_spoil_the_rest() -> None:
    visits = tuple(replace(VISIT, key=f"v{n}", asset=f"v{n}", place="block") for n in range(3))
    roomy = replace(PROBLEM, visits=visits, capacity={"lift": (999,) * 20})
    hopeless = replace(roomy, visits=(*visits, replace(VISIT, trade="steam", law=True)))
    found = solve(hopeless, Effort(steps=60))
    assert found.answer.left == {"a": "nobody_certified"}
    assert set(found.answer.day.values()) == {5}


def relief(problem: ProgrammeProblem, **day: int) -> tuple[Relaxation, ...]:
    return relaxations(problem, Programme(day=day), "a")


def test_a_few_hours_more_or_a_contractor_would_do() -> None:
    assert relief(replace(PROBLEM, capacity={"lift": (100, 100, 100, 119, *[110] * 16)})) == (
        Relaxation(kind="more_hours", parameters={"trade": "lift", "minutes": 1, "day": 3}),
        Relaxation(kind="contractor", parameters={"trade": "lift"}),
    )


def test_the_first_later_day_that_would_do_is_named() -> None:
    problem = replace(PROBLEM, closed=frozenset(range(2, 12)))
    assert relief(problem) == (Relaxation(kind="later", parameters={"day": 12}),)
    other = replace(problem, visits=(VISIT, replace(VISIT, key="b")))
    assert relief(other, b=12) == (Relaxation(kind="later", parameters={"day": 13}),)


def test_where_nobody_may_do_it_somebody_qualified_is_asked_for() -> None:
    assert [one.kind for one in relief(replace(PROBLEM, capacity={}))] == ["qualified_person", "contractor"]


def test_of_whole_crews_the_missing_one_is_asked_for() -> None:
    visits = (replace(VISIT, minutes=150), replace(VISIT, key="b", minutes=150))
    problem = replace(
        PROBLEM, visits=visits, capacity={}, crews={"lift": (0, 0, 0, 1, *[0] * 16)}, usable={"lift": 270}
    )
    hours = Relaxation(kind="more_hours", parameters={"trade": "lift", "minutes": 540, "day": 2})
    assert hours in relief(problem, b=3)


@st.composite
def problems(draw: st.DrawFn) -> ProgrammeProblem:
    """Lone visits of two trades and a contractor, up to two chains, groups of both kinds, an old programme."""
    visits, last = [], {}
    for n in range(draw(st.integers(1, 4))):
        at = draw(st.integers(-3, 10))
        visits.append(
            Visit(
                key=f"v{n}",
                asset=f"v{n // 2}",
                earliest=at,
                ideal=at + draw(st.integers(0, 4)),
                due=at + 4,
                latest=at + draw(st.integers(4, 6)),
                minutes=draw(st.sampled_from([30, 60])),
                crew=draw(st.integers(1, 2)),
                trade=draw(st.sampled_from(["lift", "pump"])),
                law=draw(st.booleans()),
                groups=draw(st.sampled_from([(), ("g",), ("g", "h")])),
                place=draw(st.sampled_from(["", "A", "B"])),
                contractor=draw(st.sampled_from(["", "maker"])),
            )
        )
    for n in range(draw(st.integers(0, 2))):
        if draw(st.booleans()):
            last[f"c{n}"] = draw(st.integers(-9, -1))
        visits += [
            Visit(
                key=f"c{n}-{k}",
                asset=f"c{n}",
                earliest=4 * k,
                ideal=4 * k + 2,
                due=4 * k + 4,
                latest=4 * k + 5,
                minutes=60,
                crew=1,
                trade="lift",
                chain=f"c{n}",
                sequence=k,
                gap_min=2,
                gap_max=5,
                law=True,
                groups=("g",),
                place="A",
            )
            for k in range(3)
        ]
    return ProgrammeProblem(
        days=12,
        visits=tuple(visits),
        capacity={"pump": (draw(st.sampled_from([60, 120, 240])),) * 12},
        crews={"lift": tuple(draw(st.lists(st.integers(0, 2), min_size=12, max_size=12)))},
        usable={"lift": draw(st.sampled_from([60, 110, 270]))},
        closed=frozenset(draw(st.sets(st.integers(0, 11), max_size=5))),
        last_done=last,
        groups=(Group(id="g", size=3, keep_up=1), Group(id="h", size=3, keep_up=1, one_a_day=True)),
        was={visit.key: draw(st.integers(0, 11)) for visit in visits if draw(st.booleans())},
        blocked_trades=frozenset(("maker", d) for d in draw(st.sets(st.integers(0, 11), max_size=5))),
    )


@settings(max_examples=15, deadline=None)
@given(problems())
def test_every_programme_keeps_physics_costs_what_is_said_and_repeats(problem: ProgrammeProblem) -> None:
    found = solve(problem, Effort(steps=100))
    assert found.cost == cost(problem, found.answer)
    physics = {rules.KEEP_UP.id, rules.CAPACITY.id, rules.OPEN.id, rules.SOON.id, rules.WINDOW.id}
    assert not physics & {broken.rule for broken in verify(problem, found.answer)}
    assert set(found.answer.day) | set(found.answer.left) == {visit.key for visit in problem.visits}
    assert solve(problem, Effort(steps=100)).answer == found.answer


@settings(max_examples=60, deadline=None)
@given(problems(), st.integers(0, 20))
def test_the_ledger_counts_what_the_verifier_counts(problem: ProgrammeProblem, steps: int) -> None:
    draft = greedy.first(problem)
    ruin.improve(draft, steps, 1, lambda: True)
    legal, _, contract, preference = cost(problem, draft.programme())
    assert draft.cost == legal * LEGAL + contract * CONTRACT + preference


@settings(max_examples=15, deadline=None)
@given(problems(), st.data())
def test_what_is_frozen_is_never_moved(problem: ProgrammeProblem, data: st.DataObject) -> None:
    keys = [visit.key for visit in problem.visits]
    fixed = data.draw(st.dictionaries(st.sampled_from(keys), st.integers(0, 11), max_size=3))
    frozen = replace(problem, fixed=fixed)
    found = solve(frozen, Effort(steps=50))
    assert fixed.items() <= found.answer.day.items()
    assert found.cost == cost(frozen, found.answer)
