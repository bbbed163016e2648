"""Scores a roster from the format's rules, by other means than the planner's verifier.

The reading: cover is a least number for each shift, the free one too; counters hold for every nurse; a run's least
length is asked for at the borders of the period too, the stricter of the readings that are found. A limit is broken by
as much as it is passed. The cost is the sum of the preferences alone (the published values add 100 for each violation).
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from benchmarks.judgement import Days, Finding, Judgement, refuse_what_is_no_roster
from benchmarks.nsplib.read import Band, Instance


def check(instance: Instance, rows: Days) -> Judgement:
    """What is broken and what it costs; `rows` by nurse. Raises NotARoster for what is no roster of these."""
    refuse_what_is_no_roster(instance.days, instance.shift_ids, instance.ids, rows)
    shifts = (*instance.shift_ids, None)
    broken: list[Finding] = []
    for day, wanted in enumerate(instance.cover):
        there = Counter(row[day] for row in rows.values())
        for shift, people in zip(shifts, wanted, strict=True):
            if there[shift] < people:
                broken.append(Finding("cover", shift or "free", people - there[shift], day=day))
    priced = []
    for name, costs in zip(instance.ids, instance.cost, strict=True):
        row = rows[name]
        broken.extend(Finding(rule, name, amount) for rule, amount in _counters(instance, row) if amount)
        priced += [Finding("preference", name, costs[d][shifts.index(row[d])], day=d) for d in range(instance.days)]
    return Judgement(tuple(broken), tuple(finding for finding in priced if finding.amount))


def _counters(instance: Instance, row: Sequence[str | None]) -> Iterator[tuple[str, int]]:
    case = instance.case
    worked = "".join("." if shift is None else "W" for shift in row)
    yield "assignments", _outside(case.assignments, worked.count("W"))
    yield "days in a row", _runs(case.in_row, worked)
    for shift, in_row, in_all in zip((*instance.shift_ids, None), case.shift_in_row, case.shift_in_all, strict=True):
        had = "".join("W" if one == shift else "." for one in row)
        yield "days of a shift", _outside(in_all, had.count("W"))
        yield "days of a shift in a row", _runs(in_row, had)


def _outside(band: Band, number: int) -> int:
    return max(0, band.least - number) + max(0, number - band.most)


def _runs(band: Band, days: str) -> int:
    return sum(_outside(band, len(run)) for run in days.replace(".", " ").split())
