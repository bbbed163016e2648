"""Small rosters proved: CP-SAT minimises one tier at a time, those above bounded by what was reached."""

from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from services.scheduler.planning.kinds import company, cover
from services.scheduler.planning.kinds.face import Linear, Literals, price
from services.scheduler.planning.roster.demand import conditions_of, fees_of
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.rules import (
    KINDS,
    cover_rules,
    line_of,
    rules_by_person,
    rules_of,
    rules_of_the_day,
)
from services.scheduler.planning.search import Cost, Effort
from services.scheduler.planning.tiers import minimise


def proved_cells(
    problem: RosterProblem,
    hint: Sequence[Sequence[int]],
    reached: Cost,
    effort: Effort,
    go_on: Callable[[], bool],
) -> tuple[list[list[int]], bool, bool]:
    """Codes `[person][day]` no worse than `hint`, which costs `reached`; whether all four tiers were proved optimal;
    and whether the effort was spent (False: `go_on` said stop)."""
    model = cp_model.CpModel()
    cells, tiers = model_of(problem, model)
    for row, codes in zip(cells, hint, strict=True):
        for day, code in enumerate(codes):
            for c, literal in enumerate(row[day]):
                model.add_hint(literal, c == code)
    # A tier without rules is a plain 0.
    asked = [(tier, cost) for tier, cost in zip(tiers, reached, strict=True) if not isinstance(tier, int)]
    literals = [literal for row in cells for day in row for literal in day]
    costs = [cost for _, cost in asked]
    found = minimise(model, [tier for tier, _ in asked], literals, costs, effort, go_on)
    if found.values is None:
        return [list(row) for row in hint], found.proved, not found.stopped
    values = iter(found.values)
    best = [[[next(values) for _ in day].index(1) for day in row] for row in cells]
    return best, found.proved, not found.stopped


def model_of(
    problem: RosterProblem, model: cp_model.CpModel
) -> tuple[list[list[list[cp_model.IntVar]]], tuple[Linear, Linear, Linear, Linear]]:
    """Literals `[person][day][code]` and the four tiers' costs: the rules through their second face."""
    rules = rules_of(problem)
    tiers: list[Linear] = [0, 0, 0, 0]
    cells: list[list[list[cp_model.IntVar]]] = []
    rows: list[Literals] = []
    people = zip(problem.people, problem.choices(), rules_by_person(problem, rules), strict=True)
    for person, choices, theirs in people:
        row = [[model.new_bool_var("") for _ in range(len(problem.shifts) + 1)] for _ in range(problem.days)]
        cells.append(row)
        for day, codes in enumerate(choices):
            model.add_exactly_one(row[day][c] for c in codes)
            for c in set(range(len(problem.shifts) + 1)) - set(codes):
                model.add(row[day][c] == 0)
        literals = Literals(model, line_of(problem, person), row)
        rows.append(literals)
        for rule in theirs:
            tiers[rule.tier] += price(rule) * KINDS[rule.kind].constrain(rule, literals)
    ids = [person.id for person in problem.people]
    for rule in rules_of_the_day(rules):
        tiers[rule.tier] += price(rule) * company.constrain(rule, ids, rows)
    paid = cover_rules(problem)
    for day in range(problem.days):
        for s in range(len(problem.shifts)):
            works = {i: row[day][s + 1] for i, row in enumerate(cells)}
            short = cover.constrain(model, conditions_of(problem, day, s), works)
            for rule, places in zip(fees_of(problem, paid, day, s), short, strict=True):
                tiers[rule.tier] += price(rule) * places
    return cells, (tiers[0], tiers[1], tiers[2], tiers[3])
