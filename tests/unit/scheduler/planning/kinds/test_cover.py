"""Cover: Hall's conditions, the model and augmenting paths leave the same number of places empty."""

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from services.scheduler.planning.kinds import cover

NEEDS = ((), ("gate",), ("control",), ("leader",), ("control", "leader"))
PLACES = st.dictionaries(st.sampled_from(NEEDS), st.integers(0, 3), max_size=5)
PEOPLE = st.lists(st.tuples(st.sets(st.sampled_from(("gate", "control", "leader"))), st.booleans()), max_size=7)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(PLACES, PLACES, PEOPLE)
def test_the_three_faces_leave_the_same_number_of_places_empty(
    places: dict[tuple[str, ...], int],
    after: dict[tuple[str, ...], int],
    people: list[tuple[set[str], bool]],
) -> None:
    meets = {i: {needs for needs in NEEDS if holds.issuperset(needs)} for i, (holds, _) in enumerate(people)}
    on_duty = {i for i, (_, works) in enumerate(people) if works}
    every = {needs: places.get(needs, 0) + after.get(needs, 0) for needs in (*places, *after)}
    holders = {needs: {i for i in meets if needs in meets[i]} for needs in every}
    sections = cover.conditions(places, holders, after)
    there = {i: meets[i] for i in on_duty}
    first = sum(cover.check(places, there).values())
    judged = first, sum(cover.check(every, there).values()) - first
    assert cover.shortage(sections, on_duty) == judged
    model = cp_model.CpModel()
    slacks = cover.constrain(model, sections, {i: int(i in on_duty) for i in meets})
    for slack, least in zip(slacks, judged, strict=True):
        model.minimize(slack)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        assert solver.solve(model) == cp_model.OPTIMAL
        assert round(solver.objective_value) == least
        model.add(slack <= least)


def test_what_is_short_in_one_part_is_not_hidden_by_what_is_short_in_another() -> None:
    parts = cover.conditions({("a",): 2, ("b",): 1}, {("a",): {0, 1}, ("b",): {2}})
    assert len(parts) == 2
    assert [cover.shortage(parts, on)[0] for on in ({0, 1, 2}, {0, 1}, {0, 2}, set())] == [0, 1, 1, 3]


def test_one_person_with_two_certificates_fills_one_place() -> None:
    assert cover.check({("a",): 1, ("b",): 1}, {0: {("a",), ("b",)}}) == {("b",): 1}
    rows = cover.conditions({("a",): 1, ("b",): 1}, {("a",): {0}, ("b",): {0}})
    assert cover.shortage(rows, {0}) == (1, 0)


def test_one_person_for_a_guards_place_and_a_crews_fills_the_guards() -> None:
    rows = cover.conditions({("gate",): 1}, {("gate",): {0, 1}, ("pump",): {0}}, {("pump",): 1})
    assert [cover.shortage(rows, on) for on in ({0, 1}, {0}, {1}, set())] == [(0, 0), (0, 1), (0, 1), (1, 1)]
