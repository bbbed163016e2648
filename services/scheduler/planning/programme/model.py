"""The programme as CP-SAT: a bool per visit and day; what is placed keeps the hard rules, what is not has a price."""

from ortools.sat.python import cp_model

from services.scheduler.planning.kinds.face import number, price
from services.scheduler.planning.programme import loads, rules
from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.programme.variables import Variables

FAR = 10_000
"""Days: further than any chain reaches back."""


class ProgrammeModel(Variables):
    """Rules and prices over the variables. `tiers`: legal, contract, preference."""

    def __init__(self, problem: ProgrammeProblem, hint: Programme) -> None:
        super().__init__(problem, hint)
        self.legal: list[cp_model.LinearExprT] = []
        self.contract: list[cp_model.LinearExprT] = []
        self.preference: list[cp_model.LinearExprT] = []
        for visit in problem.visits:
            if not visit.chain:
                self._alone(visit)
        for chain, links in problem.chains().items():
            self._chain(problem.last_done.get(chain), links)
        self.preference += loads.groups_and_loads(self)
        self.tiers = [cp_model.LinearExpr.sum(one) for one in (self.legal, self.contract, self.preference)]

    def programme(self, values: tuple[int, ...]) -> Programme:
        """The answer from the values of `asked`; what the hint had placed and this has not lacks capacity."""
        it = iter(values)
        day = {key: d for key, days in self.on.items() for d in days if next(it)}
        late = {v.key: "after_period" for v in self.problem.visits if v.latest >= self.problem.days}
        causes = {v.key: self.hint.left.get(v.key, late.get(v.key, "no_capacity")) for v in self.problem.visits}
        return Programme(day=day, left={key: cause for key, cause in causes.items() if key not in day})

    @property
    def asked(self) -> list[cp_model.IntVar]:
        """Every bool of `on`, in order."""
        return [one for days in self.on.values() for one in days.values()]

    def _days(self, visit: Visit, first: int, last: int) -> dict[int, cp_model.IntVar]:
        problem = self.problem
        fixed = problem.fixed.get(visit.key)
        if fixed is None:
            held = [d for d in problem.open_days(visit) if first <= d <= last] if visit.fits_its_window else []
            days = {d: self.bool_var(self.hint.day.get(visit.key) == d) for d in held}
            self.model.add_at_most_one(days.values())
        else:
            days = {fixed: self.bool_var(True)}
            self.model.add(days[fixed] == 1)
        unheld = 1 - cp_model.LinearExpr.sum(list(days.values()))
        self.preference += [abs(d - visit.ideal) * one for d, one in days.items() if d != visit.ideal]
        self.preference += [price(rules.FREE_DAYS) * one for d, one in days.items() if d in problem.free]
        self.preference += [price(rules.ROUGH) * one for d, one in days.items() if visit.outdoor and d in problem.rough]
        if visit.ideal < problem.days:
            self.preference.append((problem.days - visit.ideal) * unheld)
        if visit.key in problem.was:
            was, each = problem.was[visit.key], price(rules.MOVED)
            self.preference += [each * abs(d - was) * one for d, one in days.items() if d != was]
            self.preference.append(each * abs(problem.days - was) * unheld)
        self.on[visit.key] = days
        return days

    def _alone(self, visit: Visit) -> None:
        last = visit.latest if visit.latest >= 0 else self.problem.days - 1
        days = self._days(visit, visit.earliest, last)
        tier = self.legal if visit.law else self.contract
        if visit.latest < self.problem.days:
            tier.append((self.problem.days - visit.latest) * (1 - cp_model.LinearExpr.sum(list(days.values()))))
        tier += [(d - visit.latest) * one for d, one in days.items() if d > visit.latest]

    def _chain(self, last: int | None, links: list[Visit]) -> None:
        """`before` runs along the chain: the day of the last visit that was held, in the hint as in the model."""
        before: cp_model.IntVar | int | None = last
        hinted = last
        for visit in links:
            if before is None or visit.gap_max is None:
                self._alone(visit)
                days = self.on[visit.key]
            else:
                days = self._days(visit, 0, self.problem.days - 1)
                self._gap(visit, days, before, hinted if hinted is not None else 0)
            low = last if last is not None else -FAR
            day = self.model.new_int_var(low, self.problem.days, "")
            at = self.hint.day.get(visit.key)
            on = self.bool_var(at is not None)
            self.model.add(sum(days.values()) == on)
            self.model.add(day == sum(d * one for d, one in days.items())).only_enforce_if(on)
            self.model.add(day == (before if before is not None else -FAR)).only_enforce_if(on.negated())
            if before is not None:
                soonest = before + (visit.gap_min or 1)
                if visit.key in self.problem.fixed:
                    # What is frozen too early for its chain stays, and costs what the verifier counts.
                    hint = 0 if at is None or hinted is None else hinted + (visit.gap_min or 1) - at
                    early = self.int_var(2 * FAR, hint)
                    self.model.add(early >= soonest - day)
                    self.contract.append(early)
                else:
                    self.model.add(day >= soonest).only_enforce_if(on)
            hinted = at if at is not None else (hinted if before is not None else -FAR)
            self.model.add_hint(day, hinted if hinted is not None else -FAR)
            before = day

    def _gap(self, visit: Visit, days: dict[int, cp_model.IntVar], before: cp_model.IntVar | int, hinted: int) -> None:
        """What has no day counts as held on the day after the period; a day in hand is asked only of what has one."""
        limit = visit.gap_max or 0
        after = self.problem.days
        at = self.hint.day.get(visit.key)
        when = after + cp_model.LinearExpr.sum([(d - after) * one for d, one in days.items()])
        held = cp_model.LinearExpr.sum(list(days.values()))
        late = self.int_var(
            2 * FAR, 0 if at is None and hinted + limit >= after else (after if at is None else at) - hinted - limit
        )
        self.model.add(late >= when - (before + limit))
        (self.legal if visit.law else self.contract).append(late)
        close = limit * number(rules.TIGHT, "numerator", 1) // number(rules.TIGHT, "denominator", 1)
        tight = self.int_var(2 * FAR, 0 if at is None else at - hinted - close)
        # Unheld, the left side is at most 0 whatever came before.
        self.model.add(tight >= when - (before + close) - FAR * (1 - held))
        self.preference.append(price(rules.TIGHT) * tight)
