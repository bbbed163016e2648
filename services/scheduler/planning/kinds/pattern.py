"""Patterns: what is not to be seen on days one after the other; each time it is counts one, on the last of its days.

`days` says what each of the days has, in order: "*" for anything, or codes with commas between ("0", "1,3"). `weekday`
(Monday = 0) is that of the first of them; absent: any. A pattern that began before the first known day is not seen.
"""

from collections.abc import Sequence

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, number
from services.scheduler.planning.rule import Rule

ANYTHING = "*"


def days_of(rule: Rule, line: Line) -> tuple[frozenset[int], ...]:
    """The codes of each day of the pattern."""
    written = rule.parameters.get("days", ())
    if not isinstance(written, tuple) or not written:
        raise ValueError(f"rule {rule.id!r}: days must be a tuple of codes, one text a day")
    days = [str(day) for day in written]
    return tuple(frozenset(line.codes if day == ANYTHING else map(int, day.split(","))) for day in days)


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: how many of its days each pattern that has begun and still holds has seen."""
    days, weekday = days_of(rule, line), number(rule, "weekday", -1)

    def step(state: State, day: int, code: int) -> tuple[State, int]:
        begun = (0, *state) if weekday in (-1, line.weekday(day)) else state
        seen = [place + 1 for place in begun if code in days[place]]
        return tuple(place for place in seen if place < len(days)), int(len(days) in seen)

    return Automaton((), step)


def constrain(rule: Rule, row: Literals) -> Linear:
    """A slack for each place where it could stand."""
    days, weekday = days_of(rule, row.line), number(rule, "weekday", -1)
    broken: Linear = 0
    for last in range(row.line.days):
        first = last - len(days) + 1
        if first >= -len(row.line.history) and weekday in (-1, row.line.weekday(first)):
            seen = sum(row.on(first + k, codes) for k, codes in enumerate(days))
            broken += row.beyond(seen - len(days) + 1, 1)
    return broken


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Looks at each stretch of as many days."""
    days, weekday = days_of(rule, line), number(rule, "weekday", -1)
    known, faults = [*line.history, *row], []
    for place in range(len(known) - len(days) + 1):
        first, last = place - len(line.history), place - len(line.history) + len(days) - 1
        anchored = last >= 0 and weekday in (-1, (line.first_weekday + first) % 7)
        if anchored and all(code in some for code, some in zip(known[place:], days, strict=False)):
            faults.append(Fault(1, tuple(range(first, last + 1))))
    return faults
