"""Runs: at most `most` days in a row with a code of `codes`, and runs of at least `least` days (0: no limit).

Each day beyond `most` counts one. A run shorter than `least` counts what it lacks, on the day after it; a run that
began before the first known day, or goes on after the last, is not judged for that.
"""

from collections.abc import Sequence
from itertools import groupby

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, number, numbers
from services.scheduler.planning.rule import Rule


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: days in the run so far, and whether its beginning was seen."""
    codes, most, least = set(numbers(rule, "codes")), number(rule, "most", 0), number(rule, "least", 0)
    longest = max(most, least)

    def step(state: State, _: int, code: int) -> tuple[State, int]:
        length, seen = state
        if code not in codes:
            return (0, True), (least - length if seen and 0 < length < least else 0)
        return (min(length + 1, longest), seen), int(0 < most <= length)

    return Automaton((0, least == 0), step)


def constrain(rule: Rule, row: Literals) -> Linear:
    """A slack for each day beyond the limit, one for each short run that could be."""
    codes, most, least = numbers(rule, "codes"), number(rule, "most", 0), number(rule, "least", 0)
    others = [c for c in row.line.codes if c not in codes]
    first = -len(row.line.history)
    broken: Linear = 0
    for day in range(row.line.days):
        if most and day - most >= first:
            broken += row.beyond(sum(row.on(d, codes) for d in range(day - most, day + 1)) - most, 1)
        for length in range(1, least):
            before = day - length - 1
            if before >= first:
                inside = sum(row.on(d, codes) for d in range(before + 1, day))
                ends = row.on(before, others) + row.on(day, others)
                broken += (least - length) * row.beyond(inside + ends - length - 1, 1)
    return broken


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Measures every run of the known days."""
    codes, most, least = numbers(rule, "codes"), number(rule, "most", 0), number(rule, "least", 0)
    known = [*line.history, *row]
    faults = []
    begin = -len(line.history)
    for inside, group in groupby(code in codes for code in known):
        end = begin + len(list(group))
        if inside:
            extra = tuple(day for day in range(begin + most, end) if day >= 0) if most else ()
            if extra:
                faults.append(Fault(len(extra), extra))
            if begin > -len(line.history) and 0 <= end < len(row) and end - begin < least:
                faults.append(Fault(least - (end - begin), tuple(range(begin, end))))
        begin = end
    return faults
