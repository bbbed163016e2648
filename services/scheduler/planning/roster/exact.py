"""Small rosters proved: CP-SAT minimises one tier at a time, those above bounded by what was reached."""

import threading
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from services.scheduler.planning.kinds import cover
from services.scheduler.planning.kinds.face import Linear, Literals, price
from services.scheduler.planning.roster.compiled import conditions_of
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.rules import COVER, KINDS, line_of, rules_for, rules_of
from services.scheduler.planning.search import Effort

SMALL = 8 * 14
ASK_SECONDS = 0.1


def is_small(problem: RosterProblem) -> bool:
    """Whether the whole is worth a proof: people times days, measured."""
    return len(problem.people) * problem.days <= SMALL


def proved_cells(
    problem: RosterProblem, hint: Sequence[Sequence[int]], effort: Effort, go_on: Callable[[], bool]
) -> tuple[list[list[int]], bool]:
    """Codes `[person][day]` no worse than `hint`, and whether all four tiers were proved optimal."""
    model = cp_model.CpModel()
    cells, tiers = _model(problem, model)
    best, proved = [list(row) for row in hint], True
    for tier in tiers:
        model.clear_hints()  # type: ignore[no-untyped-call]
        for row, codes in zip(cells, best, strict=True):
            for day, code in enumerate(codes):
                for c, literal in enumerate(row[day]):
                    model.add_hint(literal, c == code)
        if isinstance(tier, int):
            continue
        model.minimize(tier)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = effort.workers
        solver.parameters.random_seed = effort.seed
        if effort.steps:
            solver.parameters.max_deterministic_time = effort.steps / 1000 / len(tiers)
        else:
            solver.parameters.max_time_in_seconds = effort.seconds / len(tiers)
        status, stopped = _solved(solver, model, go_on)
        proved &= status == cp_model.OPTIMAL
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            best = [[next(c for c, x in enumerate(day) if solver.value(x)) for day in row] for row in cells]
            model.add(tier <= round(solver.objective_value))
        if stopped or status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return best, False
    return best, proved


def _solved(
    solver: cp_model.CpSolver, model: cp_model.CpModel, go_on: Callable[[], bool]
) -> tuple[cp_model.CpSolverStatus, bool]:
    """Solves in a thread, so that the watch is asked however long CP-SAT stays silent."""
    found: list[cp_model.CpSolverStatus] = []
    worker = threading.Thread(target=lambda: found.append(solver.solve(model)))
    worker.start()
    stopped = False
    while worker.is_alive():
        worker.join(ASK_SECONDS)
        if not stopped and not go_on():
            stopped = True
        if stopped:
            solver.stop_search()
    return found[0], stopped


def _model(
    problem: RosterProblem, model: cp_model.CpModel
) -> tuple[list[list[list[cp_model.IntVar]]], tuple[Linear, Linear, Linear, Linear]]:
    """Literals `[person][day][code]` and the four tiers' costs: the rules through their second face."""
    rules = rules_of(problem)
    tiers: list[Linear] = [0, 0, 0, 0]
    cells: list[list[list[cp_model.IntVar]]] = []
    for person, choices in zip(problem.people, problem.choices(), strict=True):
        row = [[model.new_bool_var("") for _ in range(len(problem.shifts) + 1)] for _ in range(problem.days)]
        cells.append(row)
        for day, codes in enumerate(choices):
            model.add_exactly_one(row[day][c] for c in codes)
            for c in set(range(len(problem.shifts) + 1)) - set(codes):
                model.add(row[day][c] == 0)
        literals = Literals(model, line_of(problem, person), row)
        for rule in rules_for(problem, person, rules):
            tiers[rule.tier] += price(rule) * KINDS[rule.kind].constrain(rule, literals)
    for day in range(problem.days):
        for s in range(len(problem.shifts)):
            works = {i: row[day][s + 1] for i, row in enumerate(cells)}
            tiers[COVER.tier] += price(COVER) * cover.constrain(model, conditions_of(problem, day, s), works)
    return cells, (tiers[0], tiers[1], tiers[2], tiers[3])
