"""The programme as CP-SAT: a bool per visit and day; what is placed keeps the hard rules, what is not has a price."""

from ortools.sat.python import cp_model

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit

FAR = 10_000
"""Days: further than any chain reaches back."""

Days = dict[str, dict[int, cp_model.IntVar]]


class ProgrammeModel:
    """`on[key][day]`: the visit is held that day. `tiers`: legal, contract, preference."""

    def __init__(self, problem: ProgrammeProblem, hint: Programme) -> None:
        self.problem, self.hint, self.model = problem, hint, cp_model.CpModel()
        self.on: Days = {}
        self.legal: list[cp_model.LinearExprT] = []
        self.contract: list[cp_model.LinearExprT] = []
        self.preference: list[cp_model.LinearExprT] = []
        chained = {v.key for links in problem.chains().values() for v in links}
        for visit in problem.visits:
            if visit.key not in chained:
                self._alone(visit)
        for chain, links in problem.chains().items():
            self._chain(problem.last_done.get(chain), links)
        self._groups_and_people()
        self.tiers = [cp_model.LinearExpr.sum(one) for one in (self.legal, self.contract, self.preference)]

    def programme(self, values: tuple[int, ...]) -> Programme:
        """The answer from the values of `asked`."""
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
        days = {
            d: self._bool(self.hint.day.get(visit.key) == d)
            for d in self.problem.open_days(visit)
            if first <= d <= last and visit.work <= self.problem.offered(visit.trade, d)
        }
        self.model.add_at_most_one(days.values())
        self.preference += [abs(d - visit.ideal) * one for d, one in days.items() if d != visit.ideal]
        if visit.ideal < self.problem.days:
            self.preference.append(
                (self.problem.days - visit.ideal) * (1 - cp_model.LinearExpr.sum(list(days.values())))
            )
        self.on[visit.key] = days
        return days

    def _alone(self, visit: Visit) -> None:
        last = visit.latest if visit.latest >= 0 else self.problem.days - 1
        days = self._days(visit, visit.earliest, last)
        price = self.legal if visit.law else self.contract
        if visit.latest < self.problem.days:
            price.append((self.problem.days - visit.latest) * (1 - cp_model.LinearExpr.sum(list(days.values()))))
        price += [(d - visit.latest) * one for d, one in days.items() if d > visit.latest]

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
            low = -FAR if before is None else last if last is not None else -FAR
            day = self.model.new_int_var(low, self.problem.days, "")
            at = self.hint.day.get(visit.key)
            held = sum(days.values())
            on = self._bool(at is not None)
            self.model.add(held == on)
            self.model.add(day == sum(d * one for d, one in days.items())).only_enforce_if(on)
            self.model.add(day == (before if before is not None else -FAR)).only_enforce_if(on.negated())
            if before is not None:
                self.model.add(day >= before + (visit.gap_min or 1)).only_enforce_if(on)
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
        late = self._over(
            0 if at is None and hinted + limit >= after else (after if at is None else at) - hinted - limit
        )
        self.model.add(late >= when - (before + limit))
        self.legal.append(late)
        close = limit * 14 // 15
        tight = self._over(0 if at is None else at - hinted - close)
        # Unheld, the left side is at most 0 whatever came before.
        self.model.add(tight >= when - (before + close) - FAR * (1 - held))
        self.preference.append(tight)

    def _over(self, hint: int) -> cp_model.IntVar:
        over = self.model.new_int_var(0, 2 * FAR, "")
        self.model.add_hint(over, max(0, hint))
        return over

    def _groups_and_people(self) -> None:
        problem = self.problem
        groups = {group.id: group for group in problem.groups}
        work: dict[tuple[str, int], list[cp_model.LinearExprT]] = {}
        down: dict[tuple[str, int], list[cp_model.IntVar]] = {}
        for visit in problem.visits:
            for d, one in self.on[visit.key].items():
                work.setdefault((visit.trade, d), []).append(visit.work * one)
                if visit.group:
                    down.setdefault((visit.group, d), []).append(one)
        for (trade, d), minutes in work.items():
            self.model.add(sum(minutes) <= problem.offered(trade, d))
        for (group, d), ones in down.items():
            self.model.add(sum(ones) <= max(0, groups[group].spare(d)))

    def _bool(self, hint: bool) -> cp_model.IntVar:
        one = self.model.new_bool_var("")
        self.model.add_hint(one, hint)
        return one
