"""Scores a roster from the format's own rules, by other means than the planner's verifier.

The reading: before and after the horizon everybody is off, which ends a run at its border for its maximum; a run of
work or of days off that touches a border is exempt from its minimum. A weekend counts when Saturday or Sunday is
worked. Hard amounts are how far a limit is passed: shifts, days, weekends, and begun shifts of the shortest kind for
minutes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from benchmarks.curtois_qu.instance import Employee, Instance
from benchmarks.judgement import Days, Finding, Judgement, refuse_what_is_no_roster

Row = Sequence[str | None]


def check(instance: Instance, rows: Days) -> Judgement:
    """What is broken and what it costs; `rows` by employee id. Raises NotARoster for what is no roster of these."""
    staff = [one.id for one in instance.staff]
    refuse_what_is_no_roster(instance.days, [shift.id for shift in instance.shifts], staff, rows)
    broken = [finding for one in instance.staff for finding in _of_staff(instance, one, rows[one.id])]
    return Judgement(tuple(broken), (*_of_requests(instance, rows), *_of_cover(instance, rows)))


def _of_staff(instance: Instance, one: Employee, row: Row) -> Iterator[Finding]:
    for day in sorted(one.days_off):
        if row[day] is not None:
            yield Finding("day off", one.id, 1, day=day)
    had = Counter(shift for shift in row if shift is not None)
    for shift, most in zip(instance.shifts, one.most_of, strict=True):
        if had[shift.id] > most:
            yield Finding(f"most of shift {shift.id}", one.id, had[shift.id] - most)
    minutes = sum(shift.minutes * had[shift.id] for shift in instance.shifts)
    shortest = min(shift.minutes for shift in instance.shifts)
    if minutes > one.most_minutes:
        yield Finding("most minutes", one.id, ceil((minutes - one.most_minutes) / shortest))
    if minutes < one.least_minutes:
        yield Finding("least minutes", one.id, ceil((one.least_minutes - minutes) / shortest))
    yield from _of_runs(one, row)
    forbidden = {shift.id: shift.not_before for shift in instance.shifts}
    for day in range(1, len(row)):
        yesterday, today = row[day - 1], row[day]
        if yesterday is not None and today in forbidden[yesterday]:
            yield Finding("succession", one.id, 1, day=day)
    weekends = sum(1 for sunday in range(6, len(row), 7) if row[sunday - 1] is not None or row[sunday] is not None)
    if weekends > one.most_weekends:
        yield Finding("weekends", one.id, weekends - one.most_weekends)


def _of_runs(one: Employee, row: Row) -> Iterator[Finding]:
    """The row as letters, W work and F free, in which a run is what a pattern finds."""
    letters = "".join("F" if shift is None else "W" for shift in row)
    for run in re.finditer("W+|F+", letters):
        length = run.end() - run.start()
        bordering = run.start() == 0 or run.end() == len(letters)
        works = letters[run.start()] == "W"
        if works and length > one.longest_run:
            yield Finding("longest run", one.id, length - one.longest_run, day=run.start())
        shortest = one.shortest_run if works else one.shortest_rest
        if length < shortest and not bordering:
            yield Finding("shortest run" if works else "shortest rest", one.id, shortest - length, day=run.start())


def _of_requests(instance: Instance, rows: Days) -> Iterator[Finding]:
    for request in instance.requests:
        has = rows[request.employee][request.day] == request.shift
        if has != request.on:
            rule = "shift on request" if request.on else "shift off request"
            yield Finding(rule, request.employee, 1, request.weight, request.day)


def _of_cover(instance: Instance, rows: Days) -> Iterator[Finding]:
    there = Counter((day, shift) for row in rows.values() for day, shift in enumerate(row))
    for line in instance.cover:
        missing = line.required - there[line.day, line.shift]
        if missing > 0:
            yield Finding("cover, under", line.shift, missing, line.under, line.day)
        elif missing < 0:
            yield Finding("cover, over", line.shift, -missing, line.over, line.day)
