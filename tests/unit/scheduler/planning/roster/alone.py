"""A rule alone: what given rows cost by it, each time counted by all faces of the rules, which must agree.

D, E, N, L are day 07-15, evening 15-23, night 23-07 and long 07-19; - is off. What stands before | is history.
"""

from collections.abc import Sequence
from functools import lru_cache

from ortools.sat.python import cp_model

from services.scheduler.planning.roster.compiled import Compiled, compiled
from services.scheduler.planning.roster.exact import model_of
from services.scheduler.planning.roster.posts import to_posts
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.search import annealed, solve
from services.scheduler.planning.roster.verify import verify
from services.scheduler.planning.rule import cost_of
from services.scheduler.planning.search import Effort, Progress, unwatched

CODES = {"-": 0, "D": 1, "E": 2, "N": 3, "L": 4}
LETTERS = {code: letter for letter, code in CODES.items()}


def codes(row: str) -> tuple[int, ...]:
    """The codes of a row as it is written."""
    return tuple(CODES[letter] for letter in row)


def broken(problem: RosterProblem, *rows: str) -> dict[str, int]:
    """By how much each rule is broken by these rows, one a person; model and search must cost what the verifier
    says."""
    cells = tuple(codes(row) for row in rows)
    found = verify(problem, to_posts(problem, cells))
    assert _model_cost(problem, cells) == _search_cost(problem, cells) == cost_of(found)
    amounts: dict[str, int] = {}
    for one in found:
        amounts[one.rule] = amounts.get(one.rule, 0) + one.amount
    return amounts


def solved(problem: RosterProblem) -> tuple[str, ...]:
    """The rows of the best roster, of a problem that is small enough to be proved."""
    outcome = solve(problem, Effort(seconds=20, steps=20_000), unwatched)
    assert outcome.bound == outcome.cost
    return tuple("".join(LETTERS[code] for code in row) for row in outcome.answer.cells)


def _model_cost(problem: RosterProblem, cells: Sequence[Sequence[int]]) -> tuple[int, ...]:
    model = cp_model.CpModel()
    literals, tiers = model_of(problem, model)
    for row, given in zip(literals, cells, strict=True):
        for day, code in enumerate(given):
            model.add(row[day][code] == 1)
    costs = []
    for tier in tiers:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        if not isinstance(tier, int):
            model.minimize(tier)
            assert solver.solve(model) == cp_model.OPTIMAL
            model.add(tier <= round(solver.objective_value))
        costs.append(tier if isinstance(tier, int) else round(solver.objective_value))
    return tuple(costs)


@lru_cache(maxsize=2)
def _arrays(problem: RosterProblem) -> Compiled:
    return compiled(problem)


def _search_cost(problem: RosterProblem, cells: Sequence[Sequence[int]]) -> tuple[int, ...]:
    told: list[Progress] = []

    def note(progress: Progress) -> bool:
        told.append(progress)
        return True

    annealed(problem, _arrays(problem), [list(row) for row in cells], Effort(steps=1), note, 0.0)
    return told[0].cost
