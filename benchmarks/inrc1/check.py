"""Scores a roster from the competition's rules, by other means than the planner's verifier.

The reading, which gives the best known values as optima: outside the period nobody works and nobody rests. A run is
as long as what lies inside, and its least length is asked for at the borders too; each day or weekend beyond a limit
or short of it counts one. Of a weekend that a border cuts the days outside are free. How a weekend is torn counts as
the competition's table says (of three days: one missing at an end 1, one worked alone 2, the middle one missing 4).
For each shift type worked in a weekend the days of it without that type count one each, free ones too. A night goes
past midnight; the day before a weekend may not have one if the weekend is free; after the last of a run of nights two
days are free. A pattern counts each time it stands whole inside. A shift for which none of the skills is there counts
only where the contract says so. Cover is exact.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from benchmarks.inrc1.instance import ANY, NONE, Employee, Instance, Limit
from benchmarks.judgement import Days, Finding, Judgement, refuse_what_is_no_roster

Row = Sequence[str | None]


def check(instance: Instance, rows: Days) -> Judgement:
    """What is broken and what it costs; `rows` by employee id. Raises NotARoster for what is no roster of these."""
    staff = [one.id for one in instance.employees]
    refuse_what_is_no_roster(instance.days, [shift.id for shift in instance.shifts], staff, rows)
    broken = []
    for day, wanted in enumerate(instance.cover):
        there = Counter(rows[who][day] for who in staff)
        for shift, people in zip(instance.shifts, wanted, strict=True):
            if there[shift.id] != people:
                broken.append(Finding("cover", shift.id, abs(there[shift.id] - people), day=day))
    priced = (finding for one in instance.employees for finding in _of_employee(instance, one, rows[one.id]))
    return Judgement(tuple(broken), tuple(finding for finding in priced if finding.amount))


def _of_employee(instance: Instance, one: Employee, row: Row) -> Iterator[Finding]:
    for part in (_numbers, _weekends, _nights, _skills, _patterns):
        for rule, amount, weight in part(instance, one, row):
            yield Finding(rule, one.id, amount, weight)
    for request in instance.requests:
        if request.employee == one.id:
            had = row[request.day]
            has = had is not None if request.shift == ANY else had == request.shift
            yield Finding("request", one.id, int(has is not request.on), request.weight, request.day)


Scored = Iterator[tuple[str, int, int]]
"""Rule, amount, weight."""


def _numbers(instance: Instance, one: Employee, row: Row) -> Scored:
    contract = one.contract
    shifts = sum(shift is not None for shift in row)
    yield from _beyond("most shifts", contract.most_shifts, [shifts])
    yield from _short("least shifts", contract.least_shifts, [shifts])
    runs = [(works, len(list(days))) for works, days in groupby(shift is not None for shift in row)]
    work, rest = [n for works, n in runs if works], [n for works, n in runs if not works]
    yield from _beyond("longest run", contract.longest_run, work)
    yield from _short("shortest run", contract.shortest_run, work)
    yield from _beyond("longest rest", contract.longest_rest, rest)
    yield from _short("shortest rest", contract.shortest_rest, rest)


def _beyond(rule: str, limit: Limit | None, lengths: Sequence[int]) -> Scored:
    if limit:
        yield rule, sum(max(0, length - limit.value) for length in lengths), limit.weight


def _short(rule: str, limit: Limit | None, lengths: Sequence[int]) -> Scored:
    if limit:
        yield rule, sum(max(0, limit.value - length) for length in lengths), limit.weight


def _weekends(instance: Instance, one: Employee, row: Row) -> Scored:
    contract, size = one.contract, len(one.contract.weekend)
    before = (instance.first.weekday() - contract.weekend[0]) % 7
    padded = [*[None] * before, *row, *[None] * size]
    weekends = [padded[day : day + size] for day in range(0, before + len(row), 7)]
    worked = [any(weekend) for weekend in weekends]
    in_row = [len(list(group)) for works, group in groupby(worked) if works]
    yield from _beyond("most weekends in a row", contract.most_weekends_in_row, in_row)
    yield from _short("least weekends in a row", contract.least_weekends_in_row, in_row)
    if limit := contract.most_weekends_of_four:
        crowded = [k for k in range(len(worked)) if worked[k] and sum(worked[max(0, k - 3) : k + 1]) > limit.value]
        yield "most weekends of four", len(crowded), limit.weight
    if limit := contract.whole_weekends:
        yield "whole weekends", sum(map(_torn, weekends)), limit.weight
    if limit := contract.one_shift_type_in_weekend:
        missing = sum(size - types for weekend in weekends for types in Counter(filter(None, weekend)).values())
        yield "one shift type in a weekend", missing, limit.weight


def _torn(weekend: Row) -> int:
    """Each run of work in it costs the days after it, and those before it, up to the borders of the weekend."""
    cost, day = 0, 0
    for works, group in groupby(shift is not None for shift in weekend):
        length = len(list(group))
        if works:
            cost += day + (len(weekend) - day - length)
        day += length
    return cost


def _nights(instance: Instance, one: Employee, row: Row) -> Scored:
    contract, size = one.contract, len(one.contract.weekend)
    nights = {shift.id for shift in instance.shifts if shift.night}
    on_night = [shift in nights for shift in row]
    if limit := contract.no_night_before_free_weekend:
        begin = (contract.weekend[0] - instance.first.weekday()) % 7 or 7
        firsts = range(begin, len(row) - size + 1, 7)
        lonely = [day for day in firsts if on_night[day - 1] and not any(row[day : day + size])]
        yield "no night before a free weekend", len(lonely), limit.weight
    if limit := contract.two_days_off_after_night:
        tired = 0
        for day in (day for day in range(len(row)) if on_night[day]):
            next_two = [*row[day + 1 : day + 3], None, None]
            tired += next_two[0] is not None and next_two[0] not in nights
            tired += next_two[0] is None and next_two[1] is not None
        yield "two days off after a night", tired, limit.weight


def _skills(instance: Instance, one: Employee, row: Row) -> Scored:
    if limit := one.contract.alternative_skill:
        strange = {shift.id for shift in instance.shifts if shift.skills.isdisjoint(one.skills)}
        yield "skill", sum(shift in strange for shift in row), limit.weight


def _patterns(instance: Instance, one: Employee, row: Row) -> Scored:
    for pattern in instance.patterns:
        if pattern.id not in one.contract.patterns:
            continue
        found = 0
        for day in range(len(row) - len(pattern.shifts) + 1):
            if pattern.weekday in (None, (instance.first.weekday() + day) % 7):
                stands = zip(pattern.shifts, row[day:], strict=False)
                found += all((had or NONE) == shift or (shift == ANY and had is not None) for shift, had in stands)
        yield "pattern", found, pattern.weight
