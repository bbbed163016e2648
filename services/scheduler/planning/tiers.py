"""CP-SAT one tier at a time, watched from the caller's thread; for models that are small or tight."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from services.scheduler.planning.search import Effort

POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Found:
    """The values of the asked variables (None: nothing was found), and what is known of them."""

    values: tuple[int, ...] | None
    proved: bool
    stopped: bool


def minimise(
    model: cp_model.CpModel,
    tiers: Sequence[cp_model.LinearExprT],
    asked: Sequence[cp_model.IntVar],
    reached: Sequence[int],
    effort: Effort,
    going: Callable[[], bool],
) -> Found:
    """Minimise each tier with those above bounded by what they reached; `going` is asked every tenth of a second.

    `reached` is what the hint costs, a number a tier; a tier that costs nothing already is only bounded, not searched.
    """
    ends = time.monotonic() + effort.seconds
    best: tuple[int, ...] | None = None
    proved = True
    for place, tier in enumerate(tiers):
        if reached[place] == 0 and best is None:
            model.add(tier <= 0)
            continue
        remaining = ends - time.monotonic()
        if not going():
            return Found(best, False, True)
        if remaining <= 0.01:
            return Found(best, False, False)
        model.minimize(tier)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = effort.workers
        solver.parameters.random_seed = effort.seed
        solver.parameters.max_time_in_seconds = remaining / (len(tiers) - place)
        if effort.steps:
            solver.parameters.max_deterministic_time = effort.steps / 1000 / len(tiers)
        status, stopped = _watched(solver, model, going)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Found(best, False, stopped)
        best = tuple(solver.value(one) for one in asked)
        if stopped:
            return Found(best, False, True)
        proved = proved and status == cp_model.OPTIMAL
        model.add(tier <= round(solver.objective_value))
        # A lost hint costs everything: every variable is hinted anew.
        every = [model.get_int_var_from_proto_index(i) for i in range(len(model.proto.variables))]
        model.clear_hints()  # type: ignore[no-untyped-call]
        for one in every:
            model.add_hint(one, solver.value(one))
    return Found(best, proved, False)


def _watched(solver: cp_model.CpSolver, model: cp_model.CpModel, going: Callable[[], bool]) -> tuple[int, bool]:
    status: list[int] = []
    thread = threading.Thread(target=lambda: status.append(int(solver.solve(model))), daemon=True)
    thread.start()
    stopped = False
    while thread.is_alive():
        thread.join(POLL_SECONDS)
        if thread.is_alive() and (stopped or not going()):
            stopped = True
            solver.stop_search()
    return (status[0] if status else int(cp_model.UNKNOWN)), stopped
