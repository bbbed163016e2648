"""The variables of a programme as CP-SAT: what is held when, and others that carry the hint's value."""

from ortools.sat.python import cp_model

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem

Days = dict[str, dict[int, cp_model.IntVar]]


class Variables:
    """`on[key][day]`: the visit is held that day. Each variable is hinted, for a partial hint is lost."""

    def __init__(self, problem: ProgrammeProblem, hint: Programme) -> None:
        self.problem, self.hint, self.model = problem, hint, cp_model.CpModel()
        self.on: Days = {}

    def bool_var(self, hint: bool) -> cp_model.IntVar:
        """A hinted bool."""
        one = self.model.new_bool_var("")
        self.model.add_hint(one, hint)
        return one

    def int_var(self, most: int, hint: int) -> cp_model.IntVar:
        """A hinted variable from 0 to `most`."""
        one = self.model.new_int_var(0, most, "")
        self.model.add_hint(one, max(0, hint))
        return one
