"""Spells: weekdays that belong together in each week, as a weekend of two, three or four days does.

`weekdays` (Monday = 0) are those of a spell, one after the other; `codes` what counts as work in it. A spell is judged
on its last day, one that began before the first known day or ends after the period not at all. `mode` says how:
"whole": worked on all days or none. Where work ends after k of n days, n - k count; where it begins after k, k count.
"same": one code. Each code of `codes` that is in it counts the days on which it is not.
"in_row": spells with any work come at most `most` in a row (0: no limit), each one more counts one; and at least
`least`, which counts what is lacking on the first spell without work after them, unless they began with the first
known spell.
"window": a spell with work counts one where more than `most` of the last `window` (default 4) spells, itself included,
have work; spells before the first known one have none.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from services.scheduler.planning.kinds.face import Automaton, Fault, Line, Linear, Literals, State, number, numbers
from services.scheduler.planning.rule import Rule

Marks = tuple[int, ...]
Judge = Callable[[Marks, Marks], tuple[Marks, int]]


def _weekdays(rule: Rule) -> tuple[int, ...]:
    weekdays = numbers(rule, "weekdays")
    if not 2 <= len(weekdays) <= 7 or any((a + 1) % 7 != b for a, b in pairwise(weekdays)):
        raise ValueError(f"rule {rule.id!r}: weekdays must be two to seven, one after the other")
    return weekdays


def automaton(rule: Rule, line: Line) -> Automaton:
    """State: the spell so far, and what the mode remembers of the spells before it."""
    weekdays, work = _weekdays(rule), frozenset(numbers(rule, "codes"))
    # "same" asks which code it was, the others whether it was work.
    mark = {code: (code + 1 if rule.parameters["mode"] == "same" else 1) if code in work else 0 for code in line.codes}
    memory, judge = _modes(rule)

    def step(state: State, day: int, code: int) -> tuple[State, int]:
        begun, before = state
        if line.weekday(day) == weekdays[0]:
            return ((mark[code],), before), 0
        if not begun:
            return state, 0
        spell = (*begun, mark[code])
        if len(spell) < len(weekdays):
            return (spell, before), 0
        after, amount = judge(spell, before)
        return ((), after), amount

    return Automaton(((), memory), step)


def _modes(rule: Rule) -> tuple[Marks, Judge]:
    """What is remembered at first, and how a spell is judged: (its marks, memory) to (memory, amount)."""
    most, least, window = number(rule, "most", 0), number(rule, "least", 0), number(rule, "window", 4)

    def whole(spell: Marks, memory: Marks) -> tuple[Marks, int]:
        steps = enumerate(pairwise(spell), start=1)
        return memory, sum(len(spell) - k if before else k for k, (before, after) in steps if before != after)

    def same(spell: Marks, memory: Marks) -> tuple[Marks, int]:
        return memory, sum(len(spell) - spell.count(code) for code in set(spell) - {0})

    def in_row(spell: Marks, memory: Marks) -> tuple[Marks, int]:
        length, seen = memory
        if not any(spell):
            return (0, 1), (least - length if seen and 0 < length < least else 0)
        return (min(length + 1, max(most, least)), seen), int(0 < most <= length)

    def within(spell: Marks, memory: Marks) -> tuple[Marks, int]:
        last = (*memory, int(any(spell)))
        return last[1:], int(any(spell) and sum(last) > most)

    modes: dict[object, tuple[Marks, Judge]] = {
        "whole": ((), whole),
        "same": ((), same),
        "in_row": ((0, int(least == 0)), in_row),
        "window": ((0,) * (window - 1), within),
    }
    return modes[rule.parameters["mode"]]


def constrain(rule: Rule, row: Literals) -> Linear:
    """Steps within a spell, a literal for each of its codes, or one for each spell with work."""
    weekdays, codes, mode = _weekdays(rule), numbers(rule, "codes"), rule.parameters["mode"]
    first = -len(row.line.history)
    starts = [day for day in range(first, row.line.days - len(weekdays) + 1) if row.line.weekday(day) == weekdays[0]]
    spells = [range(day, day + len(weekdays)) for day in starts]
    judged = [spell for spell in spells if spell[-1] >= 0]
    if mode == "whole":
        return sum((_steps(row, spell, codes) for spell in judged), start=0)
    if mode == "same":
        return sum((_missing(row, spell, code) for spell in judged for code in codes), start=0)
    worked = [_some(row, spell, codes) for spell in spells]
    most, least, window = number(rule, "most", 0), number(rule, "least", 0), number(rule, "window", 4)
    broken: Linear = 0
    for b in range(len(spells) - len(judged), len(spells)):
        if mode == "window":
            before = sum(worked[max(0, b - window + 1) : b])
            broken += row.beyond(before - most + 1 - window * (1 - worked[b]), window, window)
            continue
        if 0 < most <= b:
            broken += row.beyond(sum(worked[b - most : b + 1]) - most, 1)
        for length in range(1, min(least, b)):
            inside = sum(worked[b - length : b])
            ends = 2 - worked[b - length - 1] - worked[b]
            broken += (least - length) * row.beyond(inside + ends - length - 1, 1)
    return broken


def _steps(row: Literals, spell: range, codes: Sequence[int]) -> Linear:
    """What it counts that a spell is not worked whole."""
    broken: Linear = 0
    for k, (before, after) in enumerate(pairwise(row.on(day, codes) for day in spell), start=1):
        broken += (len(spell) - k) * row.beyond(before - after, 1) + k * row.beyond(after - before, 1)
    return broken


def _missing(row: Literals, spell: range, code: int) -> Linear:
    """The days of the spell without this code, if it has it."""
    on = [row.on(day, (code,)) for day in spell]
    return len(on) * _any(row, on) - sum(on)


def _some(row: Literals, spell: range, codes: Sequence[int]) -> Linear:
    """Whether there is work in the spell."""
    return _any(row, [row.on(day, codes) for day in spell])


def _any(row: Literals, literals: Sequence[Linear]) -> Linear:
    found = row.model.new_bool_var("")
    for literal in literals:
        row.model.add(found >= literal)
    row.model.add(found <= sum(literals))
    return found


def check(rule: Rule, line: Line, row: Sequence[int]) -> list[Fault]:
    """Cuts the known days into spells and reads them."""
    weekdays, codes, mode = _weekdays(rule), numbers(rule, "codes"), rule.parameters["mode"]
    known = dict(enumerate([*line.history, *row], start=-len(line.history)))
    size = len(weekdays)
    starts = [d for d in known if (line.first_weekday + d) % 7 == weekdays[0] and d + size - 1 in known]
    spells = {
        d + size - 1: [known[day] + 1 if known[day] in codes else 0 for day in range(d, d + size)] for d in starts
    }
    if mode in ("whole", "same"):
        amounts = {last: (_torn(spell) if mode == "whole" else _mixed(spell)) for last, spell in spells.items()}
    else:
        worked = "".join("W" if any(spell) else "." for spell in spells.values())
        amounts = dict(zip(spells, _in_row(rule, worked) if mode == "in_row" else _crowded(rule, worked), strict=True))
    return [
        Fault(amount, tuple(range(last - size + 1, last + 1)))
        for last, amount in amounts.items()
        if amount and last >= 0
    ]


def _torn(spell: Sequence[int]) -> int:
    """Counted day by day: each end of work costs the days after it, each beginning those before it."""
    size, amount = len(spell), 0
    for day in range(1, size):
        if spell[day - 1] and not spell[day]:
            amount += size - day
        if spell[day] and not spell[day - 1]:
            amount += day
    return amount


def _mixed(spell: Sequence[int]) -> int:
    return sum(code != other for code in set(spell) if code for other in spell)


def _in_row(rule: Rule, worked: str) -> list[int]:
    """What each spell counts, "W" with work."""
    most, least = number(rule, "most", 0), number(rule, "least", 0)
    amounts = []
    for b, mark in enumerate(worked):
        before = len(worked[:b]) - len(worked[:b].rstrip("W"))
        if mark == "W":
            amounts.append(int(0 < most <= before))
        else:
            amounts.append(least - before if 0 < before < min(least, b) else 0)
    return amounts


def _crowded(rule: Rule, worked: str) -> list[int]:
    most, window = number(rule, "most", 0), number(rule, "window", 4)
    last = [worked[max(0, b - window + 1) : b + 1] for b in range(len(worked))]
    return [int(some.endswith("W") and some.count("W") > most) for some in last]
