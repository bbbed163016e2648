"""Drills as CP-SAT: a bool per slot and per person who may come to it; what is held keeps every hard rule."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from ortools.sat.python import cp_model

from services.scheduler.planning.drills import rules
from services.scheduler.planning.drills.board import Board, Meeting, leads, visit_of
from services.scheduler.planning.drills.choose import Choice
from services.scheduler.planning.drills.family import Family
from services.scheduler.planning.drills.problem import DrillsProblem
from services.scheduler.planning.drills.reach import NEVER, Visit, clash
from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.rule import Tier

POOL = 30
"""About how many slots of a family are looked at: the best in place of each that is chosen."""
A_DAY = 2
"""Of those, at most so many on one day."""

Coming = tuple[cp_model.IntVar, Visit, int, int]
"""A bool of somebody's, her attendance, minutes beyond her shift, day."""


class DrillsModel:
    """`tiers` are the four costs; `asked` the bools whose values `board` reads."""

    def __init__(
        self, problem: DrillsProblem, families: Sequence[Family], choice: Choice, hint: Sequence[Meeting]
    ) -> None:
        self.problem, self.families, self.model = problem, families, cp_model.CpModel()
        self.costs: dict[Tier, list[cp_model.LinearExprT]] = {tier: [] for tier in Tier}
        self.asked: list[cp_model.IntVar] = []
        self._meant: list[tuple[int, int, int | None]] = []
        self._coming: dict[int, list[Coming]] = defaultdict(list)
        self._fulfils: dict[int, list[tuple[cp_model.IntVar, bool]]] = defaultdict(list)
        self._held: dict[str, list[tuple[int, bool, cp_model.IntVar, bool]]] = defaultdict(list)
        for f in range(len(families)):
            self._family(f, pool(choice, f), [one for one in hint if one.f == f])
        self._duties()
        self._obligations()
        self._people()
        self.tiers = [cp_model.LinearExpr.sum(self.costs[tier]) for tier in Tier]

    def board(self, values: Sequence[int]) -> Board:
        """The board that the values of `asked` say."""
        board = Board(self.problem, self.families)
        found = board.meetings
        here = False
        for value, (f, c, row) in zip(values, self._meant, strict=True):
            if row is None:
                here = bool(value)
                if here:
                    found.append(Meeting(f, c))
            elif here and value:
                board.send(found[-1], [row])
        return board

    def _bool(self, hint: bool) -> cp_model.IntVar:
        one = self.model.new_bool_var("")
        self.model.add_hint(one, hint)
        return one

    def _family(self, f: int, slots: Sequence[int], hint: list[Meeting]) -> None:
        family, one = self.families[f], self.families[f].one
        numbers: dict[str, list[int]] = defaultdict(list)
        for number in family.duties:
            numbers[self.problem.duties[number].person].append(number)
        rest, night = list(hint), family.at_night
        on: list[cp_model.IntVar] = []
        for c in slots:
            meeting = next((m for m in rest if m.c == c), None)
            if meeting is not None:
                rest.remove(meeting)
            x = self._asked(f, c, None, meeting is not None)
            on.append(x)
            self._held[one.obligation].append((family.slots[c][0], bool(night[c]), x, meeting is not None))
            coming, brigade, lead = [], [], []
            for row, p in enumerate(family.who):
                if family.reach.price[row, c] >= NEVER:
                    continue
                comes = meeting is not None and row in meeting.rows
                y = self._asked(f, c, row, comes)
                self.model.add_implication(y, x)
                coming.append(y)
                person = self.problem.participants[p]
                if person.brigade:
                    brigade.append(y)
                if leads(self.problem, family, row):
                    lead.append(y)
                self._coming[p].append(
                    (y, visit_of(family, c, row), int(family.reach.extra[row, c]), family.slots[c][0])
                )
                for number in numbers[person.id]:
                    self._fulfils[number].append((y, comes))
                self.costs[Tier.PREFERENCE].append(int(family.reach.price[row, c]) * y)
            self.model.add(cp_model.LinearExpr.sum(coming) >= x)
            if one.brigade_least:
                self.model.add(cp_model.LinearExpr.sum(brigade) >= one.brigade_least * x)
            if one.leader:
                self.model.add(cp_model.LinearExpr.sum(lead) >= x)
        self.model.add(cp_model.LinearExpr.sum(on) <= len(family.keys))
        unheld = len(family.keys) - cp_model.LinearExpr.sum(on)
        self.costs[one.tier].append(price(rules.HELD) * unheld)
        if family.pinned:
            self.costs[Tier.CONTRACT].append(price(rules.PINNED) * unheld)

    def _asked(self, f: int, c: int, row: int | None, hint: bool) -> cp_model.IntVar:
        one = self._bool(hint)
        self.asked.append(one)
        self._meant.append((f, c, row))
        return one

    def _duties(self) -> None:
        for number in range(len(self.problem.duties)):
            ways = self._fulfils[number]
            missed = self._bool(not any(hint for _, hint in ways))
            self.model.add_bool_or([*(y for y, _ in ways), missed])
            self.costs[Tier.CONTRACT].append(price(rules.EVERYBODY) * missed)

    def _obligations(self) -> None:
        for obligation in sorted({family.one.obligation for family in self.families}):
            several = self._held[obligation]
            spacing = self.problem.spacing.get(obligation, 0)
            for (day, _, x, there), (other_day, _, other, also) in combinations(several, 2):
                missing = spacing - abs(day - other_day)
                if missing > 0:
                    both = self._bool(there and also)
                    self.model.add(both >= x + other - 1)
                    self.costs[Tier.CONTRACT].append(price(rules.SPACED) * missing * both)
            least = self.problem.night_least.get(obligation, 0)
            if least:
                short = self.model.new_int_var(0, least, "")
                nights = [(x, hint) for _, night, x, hint in several if night]
                self.model.add_hint(short, max(0, least - sum(hint for _, hint in nights)))
                self.model.add(short + cp_model.LinearExpr.sum([x for x, _ in nights]) >= least)
                self.costs[Tier.CONTRACT].append(price(rules.AT_NIGHT) * short)

    def _people(self) -> None:
        for p, coming in self._coming.items():
            person = self.problem.participants[p]
            for spare in person.spare:
                inside = [(y, extra) for y, _, extra, day in coming if spare.first <= day <= spare.last and extra]
                if sum(extra for _, extra in inside) > max(0, spare.minutes):
                    self.model.add(cp_model.LinearExpr.sum([e * y for y, e in inside]) <= max(0, spare.minutes))
            # Slots at one time, or within a rest of each other, exclude each other pair by pair.
            ordered = sorted(coming, key=lambda one: one[1].first)
            for place, (y, visit, _, _) in enumerate(ordered):
                for other_y, other, _, _ in ordered[place + 1 :]:
                    if other.first - visit.last >= max(person.rest_minutes, 1440):
                        break
                    if clash(visit, other, person.rest_minutes):
                        self.model.add_bool_or([y.negated(), other_y.negated()])


def pool(choice: Choice, f: int) -> list[int]:
    """The slots that are looked at for family `f`: those chosen and, for each, the best in its place; some of them
    twice where a family has fewer slots than gatherings."""
    chosen, able, family = choice.slots[f], choice.able(f), choice.families[f]
    found = dict.fromkeys(chosen)
    for j in range(len(chosen)):
        days: dict[int, int] = defaultdict(int)
        taken = 0
        for c in np.argsort(-choice.worth(f, j), kind="stable"):
            day = family.slots[int(c)][0]
            if taken >= max(3, POOL // len(chosen)):
                break
            if not able[c] or days[day] >= A_DAY:
                continue
            days[day] += 1
            taken += 1
            found[int(c)] = None
    one_each = list(found)
    copies = max([1, *(chosen.count(c) for c in one_each), -(-len(family.keys) // max(1, len(one_each)))])
    return [c for c in one_each for _ in range(copies)]
