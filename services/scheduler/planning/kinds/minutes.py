"""Minutes: worked minutes over `days`, wanted within [least, most]; each begun `unit` (default 60) outside counts one.

A shift counts whole on the day on which it begins. Days before the period count as far as they are known.
"""

from collections.abc import Sequence

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, number, numbers
from services.scheduler.planning.kinds.meter import Meter
from services.scheduler.planning.rule import Rule

ANY = 10**9


def meter(rule: Rule, line: Line) -> Meter:
    """The rule as a running total."""
    days = tuple(d for d in sorted(numbers(rule, "days")) if d >= -len(line.history))
    return Meter(days, line.minutes, number(rule, "least", 0), number(rule, "most", ANY), number(rule, "unit", 60))


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: the minutes so far."""
    return meter(rule, line).automaton()


def constrain(rule: Rule, row: Literals) -> Linear:
    """Bounds on the sum, with slack."""
    return meter(rule, row.line).constrain(row)


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Adds up."""
    days, unit = numbers(rule, "days"), number(rule, "unit", 60)
    if not days or max(days) < 0:
        return []
    begin = -len(line.history)
    worked = [d for d in sorted(days) if begin <= d < len(row) and (line.history[d] if d < 0 else row[d])]
    total = sum(line.minutes[line.history[d] if d < 0 else row[d]] for d in worked)
    outside = max(total - number(rule, "most", ANY), number(rule, "least", 0) - total)
    return [Fault((outside + unit - 1) // unit, tuple(worked))] if outside > 0 else []
