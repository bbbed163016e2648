"""Cover: Hall's conditions, the model and augmenting paths leave the same number of places empty."""

from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from services.scheduler.planning.kinds import cover

NEEDS = ((), ("gate",), ("control",), ("leader",), ("control", "leader"))
PLACES = st.dictionaries(st.sampled_from(NEEDS), st.integers(0, 3), max_size=5)
PEOPLE = st.lists(st.tuples(st.sets(st.sampled_from(("gate", "control", "leader"))), st.booleans()), max_size=7)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(PLACES, PEOPLE)
def test_the_three_faces_leave_the_same_number_of_places_empty(
    places: dict[tuple[str, ...], int], people: list[tuple[set[str], bool]]
) -> None:
    meets = {i: {needs for needs in NEEDS if holds.issuperset(needs)} for i, (holds, _) in enumerate(people)}
    on_duty = {i for i, (_, works) in enumerate(people) if works}
    rows = cover.conditions(places, {needs: {i for i in meets if needs in meets[i]} for needs in places})
    judged = sum(cover.check(places, {i: meets[i] for i in on_duty}).values())
    assert cover.shortage(rows, on_duty) == judged
    model = cp_model.CpModel()
    model.minimize(cover.constrain(model, rows, {i: int(i in on_duty) for i in meets}))
    solver = cp_model.CpSolver()
    assert solver.solve(model) == cp_model.OPTIMAL
    assert round(solver.objective_value) == judged


def test_what_is_short_in_one_part_is_not_hidden_by_what_is_short_in_another() -> None:
    parts = cover.conditions({("a",): 2, ("b",): 1}, {("a",): {0, 1}, ("b",): {2}})
    assert len(parts) == 2
    assert [cover.shortage(parts, on) for on in ({0, 1, 2}, {0, 1}, {0, 2}, set())] == [0, 1, 1, 3]


def test_one_person_with_two_certificates_fills_one_place() -> None:
    assert cover.check({("a",): 1, ("b",): 1}, {0: {("a",), ("b",)}}) == {("b",): 1}
    rows = cover.conditions({("a",): 1, ("b",): 1}, {("a",): {0}, ("b",): {0}})
    assert cover.shortage(rows, {0}) == 1
