"""What hours alone prove of every roster: how much overtime it has at least, how many places it leaves empty.

Both look at groups of people who are all that some post may have: what posts ask of a group, less what it may work.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from services.scheduler.planning.kinds.face import number, numbers, price
from services.scheduler.planning.roster.problem import RosterProblem
from services.scheduler.planning.roster.rules import cover_rules, rules_of
from services.scheduler.planning.roster.rules.named import NO_OVERTIME, OVERTIME_MONTH
from services.scheduler.planning.rule import Rule, Tier
from services.scheduler.planning.search import NO_COST, Cost

Group = frozenset[str]
"""Ids of people."""


def least_overtime(problem: RosterProblem) -> int:
    """What `guards_work_no_overtime` costs at least in its tier, in any roster that leaves no place of safety empty."""
    rules = {rule.scope: rule for rule in rules_of(problem) if rule.id == NO_OVERTIME.id}
    asked = _asked(problem, range(problem.days))
    least = 0
    for group in asked:
        if theirs := _all_of(group, rules):
            beyond = _inside(asked, group) - sum(number(rule, "most", 0) for rule in theirs)
            least = max(least, -(-beyond // 60) * min(price(rule) for rule in theirs))
    return least


def least_empty(problem: RosterProblem) -> int:
    """How many places of safety stay empty at least, in any roster that keeps everybody's overtime in each month.

    What was worked in a month before the period is not read, so the bound is the weaker for it.
    """
    monthly = [rule for rule in rules_of(problem) if rule.id == OVERTIME_MONTH.id]
    longest = max(shift.worked for shift in problem.shifts)
    empty = 0
    for days, several in groupby(sorted(monthly, key=_days), key=_days):
        rules = {rule.scope: rule for rule in several}
        asked = _asked(problem, [day for day in days if day >= 0])
        most = 0
        for group in asked:
            if theirs := _all_of(group, rules):
                beyond = _inside(asked, group) - sum(number(rule, "most", 0) for rule in theirs)
                most = max(most, -(-beyond // longest) if longest else 0)
        empty += most
    return empty


def least_cost(problem: RosterProblem, cost: Cost) -> Cost:
    """What hours alone prove that a roster costs which keeps the law as one of this `cost` does."""
    legal, safety, contract, _ = cost
    if legal:
        return NO_COST
    if safety:
        return 0, min(safety, least_empty(problem)), 0, 0
    counted = {rule.tier for rule in rules_of(problem) if rule.id == NO_OVERTIME.id}
    return 0, 0, min(contract, least_overtime(problem)) if counted <= {Tier.CONTRACT} else 0, 0


def _days(rule: Rule) -> tuple[int, ...]:
    return numbers(rule, "days")


def _asked(problem: RosterProblem, days: Sequence[int]) -> dict[Group, int]:
    """By those who may fill them on one of `days`, the minutes of places there that safety asks for."""
    asked: dict[Group, int] = {}
    for post, rule in zip(problem.posts, cover_rules(problem), strict=True):
        places = [(day, s, heads) for day in days for s, heads in enumerate(post.heads[day]) if heads]
        if rule.tier <= Tier.SAFETY and price(rule) and places:
            able = frozenset(
                one.id
                for one in problem.people
                if any(one.allowed[day][s] and one.holds(post.needs, day) for day, s, _ in places)
            )
            asked[able] = asked.get(able, 0) + sum(heads * problem.shifts[s].worked for _, s, heads in places)
    return asked


def _inside(asked: Mapping[Group, int], group: Group) -> int:
    """Minutes that nobody but the group may work."""
    return sum(minutes for able, minutes in asked.items() if able <= group)


def _all_of(group: Group, rules: Mapping[str, Rule]) -> list[Rule]:
    """The rule of everybody in the group; none where somebody has none, whose hours nothing bounds, and for nobody."""
    found = [rules[scope] for one in sorted(group) if (scope := f"person {one}") in rules]
    return found if len(found) == len(group) else []
