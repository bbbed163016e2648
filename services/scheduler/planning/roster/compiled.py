"""A problem as arrays: what greedy and annealing read. Tiers are 0 legal, 1 safety, 2 contract, 3 preference."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.kinds import count, cover, minutes
from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.kinds.meter import Meter
from services.scheduler.planning.kinds.table import Priced, Table, product
from services.scheduler.planning.roster.problem import Person, RosterProblem
from services.scheduler.planning.roster.rules import COVER, CREWS, KINDS, line_of, rules_for, rules_of
from services.scheduler.planning.rule import Rule

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
BORDER, CREWS_BORDER = -1, -2
"""Stand in `need` after a part of conditions, whose worst gap counts. After CREWS_BORDER it is that of guards and crews
together: less the gaps of the guards before it, it is what crews lack."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """Sizes: I people, T days, C codes, S states, M meters (the most anybody has), R conditions (the most of a shift).

    `allowed[I,T,C]`; `cell[I,T,C,4]` prices of single cells; `follow[S,C]`, `price[S,C,4]` the table, `start[I]` each
    person's state on day 0; a meter m of person i adds `weight[I,M,T,C]` to `begin[I,M]` between `span[I,M,2]` (days,
    end exclusive) and costs `fee[I,M]` in tier `tier[I,M]` for each begun `unit` outside `bounds[I,M,2]`; condition r
    of a shift wants `need[T,C,R]` people whose bit r of `holds[I,T,C]` is set; a need below 0 ends a part. An empty
    place costs `empty[0]` in tier 1 where a guard is missing, `empty[1]` in tier 2 where one of a crew is.
    """

    allowed: NDArray[np.bool_]
    cell: Ints
    follow: Ints
    price: Ints
    start: Ints
    weight: Ints
    begin: Longs
    span: Ints
    bounds: Longs
    unit: Longs
    fee: Longs
    tier: Ints
    need: Ints
    holds: Longs
    empty: Longs


def compiled(problem: RosterProblem) -> Compiled:
    """The problem's rules through their first face."""
    rules = rules_of(problem)
    size = (len(problem.people), problem.days, len(problem.shifts) + 1)
    allowed, cell = np.zeros(size, np.bool_), np.zeros((*size, 4), np.int32)
    for i, row in enumerate(problem.choices()):
        for day, codes in enumerate(row):
            allowed[i, day, list(codes)] = True
    tables: dict[str, tuple[Table, int]] = {}
    offset = 0
    start = np.zeros(size[0], np.int32)
    meters: list[list[tuple[Rule, Meter]]] = []
    for i, person in enumerate(problem.people):
        line = line_of(problem, person)
        weekly: list[Priced] = []
        meters.append([])
        for rule in rules_for(problem, person, rules):
            if rule.kind in ("count", "minutes"):
                meter = (count if rule.kind == "count" else minutes).meter(rule, line)
                if max(meter.days, default=-1) >= 0:
                    meters[i].append((rule, meter))
                continue
            automaton = KINDS[rule.kind].automaton(rule, line)
            if automaton.weekly:
                weekly.append(Priced(automaton, rule.tier, price(rule)))
                continue
            for day in range(problem.days):
                for code in line.codes:
                    cell[i, day, code, rule.tier] += price(rule) * automaton.step(automaton.start, day, code)[1]
        if person.contract not in tables:
            tables[person.contract] = (product(weekly, line), offset)
            offset += len(tables[person.contract][0].follow)
        table, base = tables[person.contract]
        start[i] = base + table.after(problem.weekday(-len(person.history)), person.history)
    need, holds = _cover(problem, allowed)
    return Compiled(
        allowed,
        cell,
        np.concatenate([table.follow + base for table, base in tables.values()]),
        np.concatenate([table.price for table, _ in tables.values()]),
        start,
        *_meters(problem.people, meters, size),
        need,
        holds,
        np.array([price(COVER), price(CREWS)], np.int64),
    )


def _meters(
    people: Sequence[Person], meters: list[list[tuple[Rule, Meter]]], size: tuple[int, int, int]
) -> tuple[Ints, Longs, Ints, Longs, Longs, Longs, Ints]:
    most = max(len(row) for row in meters)
    grid = (size[0], most)
    weight = np.zeros((*grid, *size[1:]), np.int32)
    begin, unit, fee = np.zeros(grid, np.int64), np.ones(grid, np.int64), np.zeros(grid, np.int64)
    span, tier, bounds = np.zeros((*grid, 2), np.int32), np.zeros(grid, np.int32), np.zeros((*grid, 2), np.int64)
    for i, row in enumerate(meters):
        for m, (rule, meter) in enumerate(row):
            inside = [d for d in meter.days if d >= 0]
            weight[i, m, inside] = meter.weights
            begin[i, m] = sum(meter.weights[people[i].history[d]] for d in meter.days if d < 0)
            span[i, m] = inside[0], inside[-1] + 1
            bounds[i, m] = meter.least, meter.most
            unit[i, m], fee[i, m], tier[i, m] = meter.unit, price(rule), rule.tier
    return weight, begin, span, bounds, unit, fee, tier


def _cover(problem: RosterProblem, allowed: NDArray[np.bool_]) -> tuple[Ints, Longs]:
    rows = {
        (day, s): _bordered(conditions_of(problem, day, s))
        for day in range(problem.days)
        for s in range(len(problem.shifts))
    }
    most = max(1, *(len(row) for row in rows.values()))
    need = np.zeros((problem.days, len(problem.shifts) + 1, most), np.int32)
    holds = np.zeros(allowed.shape, np.int64)
    for (day, s), conditions in rows.items():
        for r, condition in enumerate(conditions):
            need[day, s + 1, r] = condition.places
            for i in condition.holders:
                holds[i, day, s + 1] |= 1 << r
    return need, holds


def _bordered(sections: Sequence[cover.Section]) -> list[cover.Condition]:
    """The conditions in one row, with a border after each part; `conditions` gives those with crews first."""
    row: list[cover.Condition] = []
    for section in sections:
        for part in section.first:
            row += [*part, cover.Condition(BORDER, frozenset())]
        if section.whole:
            row += [*section.whole, cover.Condition(CREWS_BORDER, frozenset())]
    return row


def conditions_of(problem: RosterProblem, day: int, shift: int) -> tuple[cover.Section, ...]:
    """Hall's conditions of one shift on one day: guards first, crews with whom these leave."""
    guards: dict[tuple[str, ...], int] = {}
    crews: dict[tuple[str, ...], int] = {}
    for post in problem.posts:
        if post.heads[day][shift]:
            needs, places = tuple(sorted(set(post.needs))), crews if post.crew else guards
            places[needs] = places.get(needs, 0) + post.heads[day][shift]
    holders = {
        needs: frozenset(i for i, person in enumerate(problem.people) if person.holds(needs, day))
        for needs in (*guards, *crews)
    }
    return cover.conditions(guards, holders, crews)
