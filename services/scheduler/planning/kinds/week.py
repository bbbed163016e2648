"""Weeks: minutes worked from Monday to Sunday are at most `most`; each begun `unit` (default 60) beyond counts one.

Counted as it is worked, so that the part of a week that lies before the period costs nothing any more, and a week that
goes on after it is judged by its known days. Days before the first known one were not worked.
"""

from collections.abc import Sequence

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, number
from services.scheduler.planning.rule import Rule


def _beyond(rule: Rule, total: int) -> int:
    unit = number(rule, "unit", 60)
    return (max(0, total - number(rule, "most", 0)) + unit - 1) // unit


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: the minutes of the week so far."""

    def step(state: State, day: int, code: int) -> tuple[State, int]:
        before = 0 if line.weekday(day) == 0 else int(state)
        total = before + line.minutes[code]
        amount = _beyond(rule, total) - _beyond(rule, before)
        return (0 if line.weekday(day) == 6 else total), amount

    return Automaton(0, step)


def constrain(rule: Rule, row: Literals) -> Linear:
    """A slack for each week that touches the period."""
    broken: Linear = 0
    line, unit = row.line, number(rule, "unit", 60)
    for monday in range(-line.weekday(0), line.days, 7):
        days = range(max(monday, -len(line.history)), min(monday + 7, line.days))
        total = sum(m * row.on(day, (code,)) for day in days for code, m in enumerate(line.minutes) if m)
        highest = max(line.minutes) * len(days)
        done = sum(line.minutes[line.history[day]] for day in days if day < 0)
        before = _beyond(rule, done)
        broken += row.beyond(total - number(rule, "most", 0), highest, unit) - before
    return broken


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Adds up week by week."""
    most, unit, faults = number(rule, "most", 0), number(rule, "unit", 60), []
    known = [*line.history, *row]
    weeks: dict[int, list[int]] = {}
    for place, code in enumerate(known):
        if code:
            day = place - len(line.history)
            weeks.setdefault((day + line.first_weekday) // 7, []).append(day)
    for days in weeks.values():
        if days[-1] >= 0:
            sums = [sum(line.minutes[known[d + len(line.history)]] for d in days if d < end) for end in (line.days, 0)]
            here, before = (max(0, -((most - total) // unit)) for total in sums)
            if here > before:
                faults.append(Fault(here - before, tuple(days)))
    return faults
