"""Weekends (Saturday and Sunday, judged on the Sunday).

`mode` "whole": both days worked or neither, else one. `mode` "in_row": at most `most` weekends in a row with any
work; each one beyond counts one. `mode` "total": at most `most` weekends of the period with any work, each one beyond
counts one. A Saturday before the first known day is not judged, and counts as off.
"""

from collections.abc import Mapping, Sequence

from services.scheduler.planning.kinds.face import ANY, Automaton, Fault, Line, Linear, Literals, State, Tally, number
from services.scheduler.planning.rule import Rule

SATURDAY, SUNDAY = 5, 6


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: whether Saturday was worked; for "in_row" also the weekends worked so far."""
    most = number(rule, "most", 0)

    def whole(state: State, day: int, code: int) -> tuple[State, int]:
        if line.weekday(day) == SATURDAY:
            return ("worked" if code else "free"), 0
        split = line.weekday(day) == SUNDAY and state != "" and (state == "worked") != (code > 0)
        return "", int(split)

    def in_row(state: State, day: int, code: int) -> tuple[State, int]:
        count, saturday = state
        if line.weekday(day) == SATURDAY:
            return (count, code > 0), 0
        if line.weekday(day) != SUNDAY:
            return (count, False), 0
        if not (saturday or code):
            return (0, False), 0
        return (min(count + 1, most), False), int(count == most)

    def total(state: State, day: int, code: int) -> tuple[State, int]:
        (worked, saturday), more = ticks.step(state[1], day, code)
        count = state[0] + more if day >= 0 else 0
        return (min(count, most), (worked, saturday)), int(count > most and more > 0 and day >= 0)

    if rule.parameters["mode"] == "total":
        ticks = _touched(line)
        return Automaton((0, ticks.start), total, weekly=False)
    return Automaton("", whole) if rule.parameters["mode"] == "whole" else Automaton((0, False), in_row)


def tally(rule: Rule, line: Line) -> Tally | None:
    """Mode "total" as a count of weekends that are touched, which would blow up a product; else None."""
    if rule.parameters["mode"] != "total":
        return None
    return Tally(_touched(line), -ANY, number(rule, "most", 0), 1)


def _touched(line: Line) -> Automaton:
    """One for each weekend, on the first of its days that is worked."""

    def step(state: State, day: int, code: int) -> tuple[State, int]:
        if line.weekday(day) == SATURDAY:
            return (0, code > 0), int(code > 0)
        return (0, False), int(line.weekday(day) == SUNDAY and code > 0 and not state[1])

    return Automaton((0, False), step)


def constrain(rule: Rule, row: Literals) -> Linear:
    """A slack for each Sunday; "in_row" has a literal for each weekend with work."""
    first, work = -len(row.line.history), row.line.codes[1:]
    sundays = [day for day in range(first, row.line.days) if row.line.weekday(day) == SUNDAY]
    broken: Linear = 0
    if rule.parameters["mode"] == "whole":
        for day in sundays:
            if day >= 0 and day - 1 >= first:
                split = row.beyond(row.on(day, work) - row.on(day - 1, work), 1)
                row.model.add(split >= row.on(day - 1, work) - row.on(day, work))
                broken += split
        return broken
    most = number(rule, "most", 0)
    if rule.parameters["mode"] == "total":
        return _constrain_total(row, most)
    touched: list[Linear] = []
    for day in sundays:
        some = row.model.new_bool_var("")
        row.model.add(some >= row.on(day, work))
        if day - 1 >= first:
            row.model.add(some >= row.on(day - 1, work))
        touched.append(some)
        if day >= 0 and len(touched) > most:
            broken += row.beyond(sum(touched[-most - 1 :]) - most, 1)
    return broken


def _constrain_total(row: Literals, most: int) -> Linear:
    """A literal for each weekend that is touched in the period and was not before it."""
    work = row.line.codes[1:]
    touched: list[Linear] = []
    for day in range(row.line.days):
        known = day - 1 >= -len(row.line.history)
        if row.line.weekday(day) == SATURDAY:
            some = row.model.new_bool_var("")
            row.model.add(some >= row.on(day, work))
            if day + 1 < row.line.days:
                row.model.add(some >= row.on(day + 1, work))
            touched.append(some)
        elif row.line.weekday(day) == SUNDAY and day == 0 and not (known and row.line.history[-1]):
            touched.append(row.on(day, work))
    return row.beyond(sum(touched) - most, len(touched)) if len(touched) > most else 0


def _on_sunday_alone(worked: Mapping[int, bool], saturday: int) -> bool:
    return saturday + 1 >= 0 and worked.get(saturday + 1, False) and not worked.get(saturday, False)


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Looks at each weekend by its Sunday."""
    worked = {i - len(line.history): code > 0 for i, code in enumerate([*line.history, *row])}
    if rule.parameters["mode"] == "total":
        weekends = sorted(
            {day if line.weekday(day) == SATURDAY else day - 1 for day in worked if line.weekday(day) >= SATURDAY}
        )
        counted = [d for d in weekends if (d >= 0 and worked.get(d, False)) or _on_sunday_alone(worked, d)]
        extra = counted[number(rule, "most", 0) :]
        return [Fault(len(extra), tuple(extra))] if extra else []
    faults, streak = [], 0
    for sunday in sorted(day for day in worked if line.weekday(day) == SUNDAY):
        saturday = sunday - 1
        if rule.parameters["mode"] == "whole":
            if sunday >= 0 and saturday in worked and worked[saturday] is not worked[sunday]:
                faults.append(Fault(1, (saturday, sunday)))
            continue
        streak = streak + 1 if worked[sunday] or worked.get(saturday, False) else 0
        if sunday >= 0 and streak > number(rule, "most", 0):
            faults.append(Fault(1, (saturday, sunday)))
    return faults
