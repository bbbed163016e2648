"""The programme as CP-SAT: a bool per visit and day; what is placed keeps the hard rules, what is not has a price."""

from ortools.sat.python import cp_model

from services.scheduler.planning.programme.problem import Programme, ProgrammeProblem, Visit
from services.scheduler.planning.programme.rules import LEFT_DAYS

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
        self.tiers = [sum(self.legal), sum(self.contract), sum(self.preference)]

    def programme(self, values: tuple[int, ...]) -> Programme:
        """The answer from the values of `asked`."""
        it = iter(values)
        day = {key: d for key, days in self.on.items() for d in days if next(it)}
        causes = {v.key: self.hint.left.get(v.key, "no_capacity") for v in self.problem.visits}
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
        self.on[visit.key] = days
        return days

    def _alone(self, visit: Visit) -> None:
        last = visit.latest if visit.latest >= 0 else self.problem.days - 1
        days = self._days(visit, visit.earliest, last)
        price = self.legal if visit.law else self.contract
        if visit.latest < self.problem.days:
            price.append(LEFT_DAYS * (1 - sum(days.values())))
        price += [(d - visit.latest) * one for d, one in days.items() if d > visit.latest]

    def _chain(self, last: int | None, links: list[Visit]) -> None:
        """`before` runs along the chain: the day of the last visit that was held, in the hint as in the model."""
        before: cp_model.LinearExprT | None = last
        hinted = last
        for visit in links:
            if before is None or visit.gap_max is None:
                self._alone(visit)
                days = self.on[visit.key]
            else:
                days = self._days(visit, 0, self.problem.days - 1)
                self._gap(visit, days, before, hinted if hinted is not None else 0)
            low = -10_000 if before is None else last if last is not None else -10_000
            day = self.model.new_int_var(low, self.problem.days, "")
            at = self.hint.day.get(visit.key)
            held = sum(days.values())
            on = self._bool(at is not None)
            self.model.add(held == on)
            self.model.add(day == sum(d * one for d, one in days.items())).only_enforce_if(on)
            self.model.add(day == (before if before is not None else -10_000)).only_enforce_if(on.negated())
            if before is not None:
                self.model.add(day >= before + (visit.gap_min or 1)).only_enforce_if(on)
            hinted = at if at is not None else (hinted if before is not None else -10_000)
            self.model.add_hint(day, hinted if hinted is not None else -10_000)
            before = day

    def _gap(self, visit: Visit, days: dict[int, cp_model.IntVar], before: cp_model.LinearExprT, hinted: int) -> None:
        limit = visit.gap_max or 0
        held = sum(days.values())
        at = self.hint.day.get(visit.key)
        waits = self._bool(at is None and hinted + limit >= self.problem.days)
        left = self._bool(at is None and hinted + limit < self.problem.days)
        self.model.add(held + waits + left == 1)
        self.model.add(before + limit >= self.problem.days).only_enforce_if(waits)
        self.legal.append(LEFT_DAYS * left)
        when = sum(d * one for d, one in days.items())
        for over, price in ((limit, self.legal), (limit * 14 // 15, self.preference)):
            late = self.model.new_int_var(0, 20_000, "")
            self.model.add(late >= when - before - over).only_enforce_if(waits.negated(), left.negated())
            self.model.add_hint(late, 0 if at is None else max(0, at - hinted - over))
            price.append(late)

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
