"""The three faces of a kind agree on random rows: automaton, model and verifier find the same amount."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from services.scheduler.planning.kinds import count, minutes, pattern, run, spell, succession, weekend, wish
from services.scheduler.planning.kinds.face import Line, Literals
from services.scheduler.planning.kinds.table import Priced, product
from services.scheduler.planning.rule import Rule, Tier

MINUTES = (0, 480, 480, 720)
CODES = st.integers(0, 3)
WINDOW = st.builds(lambda a, n: tuple(range(a, min(a + n, 9))), st.integers(-8, 8), st.integers(1, 12))
SOME_CODES = st.sets(CODES, min_size=1, max_size=3).map(lambda s: tuple(sorted(s)))
TRIPLE = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
BAND = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ab: (min(ab), max(ab)))

Drawn = st.SearchStrategy[dict[str, Any]]
COUNTS: Drawn = st.builds(
    lambda d, c, b: {"days": d, "codes": c, "least": b[0], "most": b[1]}, WINDOW, SOME_CODES, BAND
)
MINUTE_SUMS: Drawn = st.builds(
    lambda d, b, unit: {"days": d, "least": b[0] * 450, "most": b[1] * 700, "unit": unit},
    WINDOW,
    BAND,
    st.sampled_from((1, 60, 480)),
)
RUNS: Drawn = st.builds(
    lambda c, most, least: {"codes": c, "most": most, "least": min(least, most) if most else least},
    SOME_CODES,
    st.integers(0, 4),
    st.integers(0, 3),
)
SUCCESSIONS: Drawn = st.lists(TRIPLE, max_size=4, unique=True).map(
    lambda ts: {"triples": tuple(x for t in ts for x in t)}
)
WEEKENDS: Drawn = st.one_of(
    st.just({"mode": "whole"}), st.integers(1, 2).map(lambda most: {"mode": "in_row", "most": most})
)
WISHES: Drawn = st.lists(st.tuples(st.integers(0, 8), CODES, st.integers(1, 3), st.integers(0, 1)), max_size=4).map(
    lambda ws: {
        "days": tuple(w[0] for w in ws),
        "codes": tuple(w[1] for w in ws),
        "weights": tuple(w[2] for w in ws),
        # Absent where all are for a code.
        **({"against": tuple(w[3] for w in ws)} if any(w[3] for w in ws) else {}),
    }
)
PATTERN_DAY = st.one_of(st.just("*"), SOME_CODES.map(lambda codes: ",".join(map(str, codes))))
PATTERNS: Drawn = st.builds(
    lambda days, weekday: {"days": tuple(days), **({} if weekday < 0 else {"weekday": weekday})},
    st.lists(PATTERN_DAY, min_size=1, max_size=4),
    st.integers(-1, 6),
)
SPELLS: Drawn = st.builds(
    lambda first, size, codes, mode, most, least, window: {
        **{"weekdays": tuple((first + k) % 7 for k in range(size)), "codes": codes, "mode": mode},
        # Of the window itself more than all of it cannot have work.
        **{"most": most, "least": min(least, most or least), "window": max(window, most + 1)},
    },
    st.integers(0, 6),
    st.integers(2, 4),
    SOME_CODES,
    st.sampled_from(("whole", "same", "in_row", "window")),
    st.integers(0, 2),
    st.integers(0, 3),
    st.integers(1, 3),
)
TOTALS: Drawn = st.integers(0, 2).map(lambda most: {"mode": "total", "most": most})
ROWS = st.lists(CODES, min_size=9, max_size=9)
HISTORIES = st.lists(CODES, max_size=10)


def by_automaton(kind: Any, rule: Rule, line: Line, row: Sequence[int]) -> int:
    automaton = kind.automaton(rule, line)
    state, total = automaton.start, 0
    begin = -len(line.history)
    for day, code in enumerate([*line.history, *row], start=begin):
        state, amount = automaton.step(state, day, code)
        total += amount if day >= 0 else 0
    return int(total)


def by_model(kind: Any, rule: Rule, line: Line, row: Sequence[int]) -> int:
    model = cp_model.CpModel()
    cells = [[model.new_bool_var("") for _ in MINUTES] for _ in row]
    for day, code in enumerate(row):
        for c, cell in enumerate(cells[day]):
            model.add(cell == int(c == code))
    model.minimize(kind.constrain(rule, Literals(model, line, cells)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def faces_agree(kind: ModuleType, parameters: dict[str, Any], history: list[int], row: list[int], monday: int) -> None:
    rule = Rule(id="drawn", tier=Tier.CONTRACT, sentence="", kind=kind.__name__, parameters=parameters)
    line = Line(len(row), monday, MINUTES, tuple(history))
    judged = sum(fault.amount for fault in kind.check(rule, line, row))
    assert by_automaton(kind, rule, line, row) == judged
    assert by_model(kind, rule, line, row) == judged


@pytest.mark.parametrize(
    ("kind", "drawn"),
    [
        (count, COUNTS),
        (minutes, MINUTE_SUMS),
        (run, RUNS),
        (succession, SUCCESSIONS),
        (weekend, WEEKENDS),
        (weekend, TOTALS),
        (wish, WISHES),
        (pattern, PATTERNS),
        (spell, SPELLS),
    ],
    ids=["count", "minutes", "run", "succession", "weekend", "weekends in all", "wish", "pattern", "spell"],
)
def test_the_three_faces_of_a_kind_find_the_same_amount(kind: ModuleType, drawn: Drawn) -> None:
    @settings(max_examples=120, deadline=None, derandomize=True, database=None)
    @given(drawn, HISTORIES, ROWS, st.integers(0, 6))
    def holds(parameters: dict[str, Any], history: list[int], row: list[int], monday: int) -> None:
        faces_agree(kind, parameters, history, row, monday)

    holds()


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(SPELLS, HISTORIES, st.lists(st.sampled_from((0, 0, 1, 2)), min_size=33, max_size=33), st.integers(0, 6))
def test_the_faces_of_spells_agree_over_many_weeks(
    parameters: dict[str, Any], history: list[int], row: list[int], monday: int
) -> None:
    faces_agree(spell, parameters, history, row, monday)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(RUNS, SUCCESSIONS, WEEKENDS, HISTORIES, ROWS, st.integers(0, 6))
def test_the_product_costs_what_its_automata_cost(
    runs: dict[str, Any],
    successions: dict[str, Any],
    weekends: dict[str, Any],
    history: list[int],
    row: list[int],
    monday: int,
) -> None:
    line = Line(len(row), monday, MINUTES, tuple(history))
    rules = [
        (kind, Rule(id="drawn", tier=Tier(tier), sentence="", kind="", parameters=parameters))
        for tier, (kind, parameters) in enumerate(((run, runs), (succession, successions), (weekend, weekends)))
    ]
    table = product([Priced(kind.automaton(rule, line), rule.tier, 5) for kind, rule in rules], line)
    state, total = table.after(line.weekday(-len(history)), history), [0, 0, 0, 0]
    for code in row:
        total = [have + int(more) for have, more in zip(total, table.price[state, code], strict=True)]
        state = int(table.follow[state, code])
    assert total == [*(5 * by_automaton(kind, rule, line, row) for kind, rule in rules), 0]


def test_a_product_merges_states_that_no_future_tells_apart() -> None:
    line = Line(7, 0, MINUTES)
    rule = Rule(id="r", tier=Tier.LEGAL, sentence="", kind="run", parameters={"codes": (1, 2, 3), "most": 3})
    one = Priced(run.automaton(rule, line), 0, 1)
    assert len(product([one], line).follow) == len(product([one, one], line).follow) == 4
