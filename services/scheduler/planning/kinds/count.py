"""Counts: how many of `days` have a code of `codes`, wanted within [least, most]; each one outside counts one.

Days before the period count as far as they are known. Judged on the last of the days, if it is in the period.
"""

from collections.abc import Sequence

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, number, numbers
from services.scheduler.planning.kinds.meter import Meter
from services.scheduler.planning.rule import Rule


def meter(rule: Rule, line: Line) -> Meter:
    """The rule as a running total."""
    days = tuple(d for d in sorted(numbers(rule, "days")) if d >= -len(line.history))
    codes = numbers(rule, "codes")
    weights = tuple(int(c in codes) for c in line.codes)
    return Meter(days, weights, number(rule, "least", 0), number(rule, "most", len(days)), 1)


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: the count so far."""
    return meter(rule, line).automaton()


def constrain(rule: Rule, row: Literals) -> Linear:
    """Bounds on the sum, with slack."""
    return meter(rule, row.line).constrain(row)


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Counts."""
    days, codes = numbers(rule, "days"), numbers(rule, "codes")
    if not days or max(days) < 0:
        return []
    known = {i - len(line.history): code for i, code in enumerate([*line.history, *row])}
    found = tuple(sorted(day for day in days if day in known and known[day] in codes))
    if len(found) > (most := number(rule, "most", len(days))):
        return [Fault(len(found) - most, found)]
    if len(found) < (least := number(rule, "least", 0)):
        return [Fault(least - len(found), found)]
    return []
