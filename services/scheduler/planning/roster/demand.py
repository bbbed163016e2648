"""What a shift of a day asks for as arrays: Hall's conditions for its posts, and who is too many beside whom."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.scheduler.planning.kinds import company, cover
from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.roster.problem import ImpossibleRoster, RosterProblem
from services.scheduler.planning.roster.rules import COVER, CREWS, cover_rules, rules_of_the_day
from services.scheduler.planning.rule import Rule

BORDER, CREWS_BORDER = -1, -2
"""Stand in `need` after a part of conditions, whose worst gap counts. After CREWS_BORDER it is that of guards and crews
together: less the gaps of the guards before it, it is what crews lack."""
NO_LIMIT = 1 << 20


class Demand(NamedTuple):
    """Sizes as in `Compiled`; R conditions and Q limits, the most of a shift.

    Condition r of a shift wants `need[T,C,R]` people whose bit r of `holds[I,T,C]` is set; a need below 0 ends a part.
    An empty place costs `empty[T,C,2]` (guards, crews) in the tiers `empty_tier[2]`. Limit q of a shift lets those with
    bit q of `more[I,T,C]`, less those with bit q of `less[I,T,C]`, be `most[T,C,Q]`; each one beyond costs
    `extra[T,C,Q]` in tier `extra_tier[T,C,Q]`.
    """

    need: NDArray[np.int32]
    holds: NDArray[np.int64]
    empty: NDArray[np.int64]
    empty_tier: NDArray[np.int64]
    most: NDArray[np.int32]
    more: NDArray[np.int64]
    less: NDArray[np.int64]
    extra: NDArray[np.int64]
    extra_tier: NDArray[np.int32]


def demand_of(problem: RosterProblem, rules: Sequence[Rule]) -> Demand:
    """The problem's rules about whole shifts through their first face."""
    need, holds, empty, empty_tier = _cover(problem)
    most, more, less, extra, extra_tier = _limits(problem, rules)
    return Demand(need, holds, empty, empty_tier, most, more, less, extra, extra_tier)


def _cover(
    problem: RosterProblem,
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    rows, fees, rules = {}, {}, cover_rules(problem)
    for day in range(problem.days):
        for s in range(len(problem.shifts)):
            rows[day, s] = _bordered(conditions_of(problem, day, s))
            fees[day, s] = fees_of(problem, rules, day, s)
    most = max(1, *(len(row) for row in rows.values()))
    size = problem.days, len(problem.shifts) + 1
    need = np.zeros((*size, most), np.int32)
    holds = np.zeros((len(problem.people), *size), np.int64)
    empty = np.zeros((*size, 2), np.int64)
    tiers = tuple({int(pair[place].tier) for pair in fees.values()} for place in (0, 1))
    if any(len(found) > 1 for found in tiers):
        raise ImpossibleRoster("empty places of the roster's posts cost in different tiers: give all posts one")
    for (day, s), conditions in rows.items():
        empty[day, s + 1] = [price(rule) for rule in fees[day, s]]
        for r, condition in enumerate(conditions):
            need[day, s + 1, r] = condition.places
            holds[list(condition.holders), day, s + 1] |= 1 << r
    return need, holds, empty, np.array([next(iter(found)) for found in tiers], np.int64)


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


def fees_of(problem: RosterProblem, rules: Sequence[Rule], day: int, shift: int) -> tuple[Rule, Rule]:
    """Of the posts' `rules` (see `cover_rules`) those by which an empty place of guards, and one of crews, costs.

    Raises ImpossibleRoster where two posts of one shift differ in it: which of them stays empty is decided only when
    people are sent to posts.
    """
    found: list[Rule] = []
    for crew, usual in ((False, COVER), (True, CREWS)):
        of = {
            (rule.tier, price(rule)): rule
            for post, rule in zip(problem.posts, rules, strict=True)
            if post.crew is crew and post.heads[day][shift]
        }
        if len(of) > 1:
            where = f"shift {problem.shifts[shift].id!r} on day {day}"
            raise ImpossibleRoster(f"posts of {where} have empty places at different prices: give them one")
        same_tier = next((rule for post, rule in zip(problem.posts, rules, strict=True) if post.crew is crew), usual)
        found.append(next(iter(of.values()), same_tier))
    return found[0], found[1]


def _limits(
    problem: RosterProblem, rules: Sequence[Rule]
) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    ids = [person.id for person in problem.people]
    found: dict[tuple[int, int], list[tuple[Rule, company.Gathered]]] = {}
    for rule in rules_of_the_day(rules):
        for one in company.gathered(rule, ids):
            found.setdefault((one.day, one.code), []).append((rule, one))
    widest = max([0, *(len(row) for row in found.values())])
    if widest > cover.MOST_BITS:
        raise ImpossibleRoster(f"{widest} rules of company are about one shift of one day: give {cover.MOST_BITS}")
    size = problem.days, len(problem.shifts) + 1
    most = np.full((*size, widest), NO_LIMIT, np.int32)
    more, less = (np.zeros((len(ids), *size), np.int64) for _ in range(2))
    extra, tier = np.zeros((*size, widest), np.int64), np.zeros((*size, widest), np.int32)
    for (day, code), row in found.items():
        for q, (rule, one) in enumerate(row):
            most[day, code, q] = one.most
            more[list(one.people), day, code] |= 1 << q
            less[list(one.less), day, code] |= 1 << q
            extra[day, code, q], tier[day, code, q] = price(rule), rule.tier
    return most, more, less, extra, tier
