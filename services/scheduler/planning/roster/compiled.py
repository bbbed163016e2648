"""A problem as arrays: what every search reads. Tiers are 0 legal, 1 safety, 2 contract, 3 preference."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.kinds import count, minutes, weekend
from services.scheduler.planning.kinds.face import Line, Tally, price
from services.scheduler.planning.kinds.meter import Meter
from services.scheduler.planning.kinds.table import TIERS, Priced, Table, product
from services.scheduler.planning.roster.demand import Demand, demand_of
from services.scheduler.planning.roster.problem import Person, RosterProblem
from services.scheduler.planning.roster.rules import KINDS, line_of, rules_by_person, rules_of
from services.scheduler.planning.rule import Rule

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Metered = list[tuple[Rule, Meter]]
Tallied = list[tuple[Rule, Tally]]


class Limits(NamedTuple):
    """Running totals of each person, M the most that anybody has: a total costs `fee[I,M]` in tier `tier[I,M]` for each
    begun `unit[I,M]` outside `bounds[I,M,2]`, and starts at `begin[I,M]`."""

    begin: Longs
    bounds: Longs
    unit: Longs
    fee: Longs
    tier: Ints


class Compiled(NamedTuple):
    """Sizes: I people, T days, C codes, S states, M meters, E tallies.

    `allowed[I,T,C]`; `cell[I,T,C,4]` prices of single cells; `follow[S,C]`, `price[S,C,4]` the table, `start[I]` each
    person's state on day 0; meter m of person i adds `weight[I,M,C]` on the days `on[I,M,T]`, the first and the last of
    which are `span[I,M,2]` (end exclusive); tally e adds `tick[S,C,E]`. `first_weekday` is that of day 0.
    """

    allowed: NDArray[np.bool_]
    cell: Ints
    follow: Ints
    price: Ints
    tick: Ints
    start: Ints
    table: Ints
    """`[I]`: which of the tables a person's states are in; people with the same rules share one."""
    weight: Ints
    on: NDArray[np.bool_]
    span: Ints
    meters: Limits
    tallies: Limits
    demand: Demand
    first_weekday: int


def compiled(problem: RosterProblem) -> Compiled:
    """The problem's rules through their first face."""
    rules = rules_of(problem)
    size = (len(problem.people), problem.days, len(problem.shifts) + 1)
    allowed, cell = np.zeros(size, np.bool_), np.zeros((*size, TIERS), np.int32)
    for i, row in enumerate(problem.choices()):
        for day, codes in enumerate(row):
            allowed[i, day, list(codes)] = True
    tables: dict[object, tuple[int, Table]] = {}
    offsets: list[int] = []
    start, which = np.zeros(size[0], np.int32), np.zeros(size[0], np.int32)
    meters: list[Metered] = []
    tallies: list[Tallied] = []
    for i, (person, theirs) in enumerate(zip(problem.people, rules_by_person(problem, rules), strict=True)):
        line = line_of(problem, person)
        weekly, metered, tallied = _sorted_by_form(theirs, line, cell[i])
        meters.append(metered)
        tallies.append(tallied)
        same = _behaviour(weekly, line)
        if same not in tables:
            offsets.append(sum(len(table.follow) for _, table in tables.values()))
            tables[same] = len(tables), product(_priced(weekly, line), line)
        which[i], table = tables[same]
        state = table.after(problem.weekday(-len(person.history)), person.history)
        start[i] = offsets[which[i]] + state
    widest = max(table.price.shape[2] for _, table in tables.values())
    prices = [np.pad(table.price, ((0, 0), (0, 0), (0, widest - table.price.shape[2]))) for _, table in tables.values()]
    price_and_tick = np.concatenate(prices)
    shifted = [table.follow + base for base, (_, table) in zip(offsets, tables.values(), strict=True)]
    return Compiled(
        allowed,
        cell,
        np.concatenate(shifted),
        np.ascontiguousarray(price_and_tick[:, :, :TIERS]),
        np.ascontiguousarray(price_and_tick[:, :, TIERS:]),
        start,
        which,
        *_meters(problem.people, meters, size),
        _tallies(tallies, widest - TIERS),
        demand_of(problem, rules),
        problem.first_weekday,
    )


def _sorted_by_form(rules: Sequence[Rule], line: Line, cell: Ints) -> tuple[list[Rule], Metered, Tallied]:
    """Rules for the table, those for running totals, and (added to `cell[T,C,4]`) those about single cells."""
    weekly: list[Rule] = []
    metered: Metered = []
    tallied: Tallied = []
    for rule in rules:
        if rule.kind in ("count", "minutes"):
            meter = (count if rule.kind == "count" else minutes).meter(rule, line)
            if max(meter.days, default=-1) >= 0:
                metered.append((rule, meter))
        elif rule.kind == "weekend" and (tally := weekend.tally(rule, line)):
            weekly.append(rule)
            tallied.append((rule, tally))
        elif (automaton := KINDS[rule.kind].automaton(rule, line)).weekly:
            weekly.append(rule)
        else:
            for day in range(line.days):
                for code in line.codes:
                    cell[day, code, rule.tier] += price(rule) * automaton.step(automaton.start, day, code)[1]
    return weekly, metered, tallied


def _behaviour(weekly: Sequence[Rule], line: Line) -> object:
    """What two people must share to share a table."""
    return line.minutes, tuple((rule.kind, rule.tier, tuple(sorted(rule.parameters.items()))) for rule in weekly)


def _priced(weekly: Sequence[Rule], line: Line) -> list[Priced]:
    parts, tallies = [], 0
    for rule in weekly:
        tally = weekend.tally(rule, line) if rule.kind == "weekend" else None
        if tally:
            parts.append(Priced(tally.ticks, TIERS + tallies, 1))
            tallies += 1
        else:
            parts.append(Priced(KINDS[rule.kind].automaton(rule, line), rule.tier, price(rule)))
    return parts


def _limits(rows: int, most: int) -> Limits:
    grid = rows, most
    none, fee = np.zeros(grid, np.int64), np.zeros(grid, np.int64)
    return Limits(none, np.zeros((*grid, 2), np.int64), np.ones(grid, np.int64), fee, np.zeros(grid, np.int32))


def _meters(
    people: Sequence[Person], meters: list[Metered], size: tuple[int, int, int]
) -> tuple[Ints, NDArray[np.bool_], Ints, Limits]:
    most = max(len(row) for row in meters)
    weight, on = np.zeros((size[0], most, size[2]), np.int32), np.zeros((size[0], most, size[1]), np.bool_)
    span, limits = np.zeros((size[0], most, 2), np.int32), _limits(size[0], most)
    for i, row in enumerate(meters):
        for m, (rule, meter) in enumerate(row):
            inside = [d for d in meter.days if d >= 0]
            weight[i, m] = meter.weights
            on[i, m, inside] = True
            span[i, m] = inside[0], inside[-1] + 1
            limits.begin[i, m] = sum(meter.weights[people[i].history[d]] for d in meter.days if d < 0)
            limits.bounds[i, m] = meter.least, meter.most
            limits.unit[i, m], limits.fee[i, m], limits.tier[i, m] = meter.unit, price(rule), rule.tier
    return weight, on, span, limits


def _tallies(tallies: list[Tallied], most: int) -> Limits:
    limits = _limits(len(tallies), most)
    for i, row in enumerate(tallies):
        for e, (rule, tally) in enumerate(row):
            limits.bounds[i, e] = tally.least, tally.most
            limits.unit[i, e], limits.fee[i, e], limits.tier[i, e] = tally.unit, price(rule), rule.tier
    return limits
