"""Reads a folder with `instance`, `interv_list` and `tech_list`: a head line each, then a line a thing."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.malformed import Fields, Malformed, text_of
from benchmarks.roadef2007.instance import DAY, Instance, Intervention, Technician


def read(folder: Path) -> Instance:
    """The instance in the folder. Raises Malformed with file, line and remedy; OSError where a file is missing."""
    rows = _rows(folder / "instance")
    if len(rows) != 1:
        raise Malformed(folder / "instance", 1, "has no line of numbers under its head, or several: give one")
    head = rows[0]
    head.expect(6, "name domains levels technicians interventions budget")
    domains, levels = head.number(1, "the domains", 1, 1000), head.number(2, "the levels", 1, 100)
    technicians = [_technician(row, domains, levels) for row in _rows(folder / "tech_list")]
    listed = _rows(folder / "interv_list")
    interventions = [_intervention(row, domains, levels) for row in listed]
    for at, what, found in ((3, "technicians", technicians), (4, "interventions", interventions)):
        if head.number(at, f"the number of {what}") != len(found):
            head.refuse(f"says {head.fields[at]} {what}, the list has {len(found)}: is it a whole instance?")
    _once(folder / "tech_list", [one.number for one in technicians])
    _once(folder / "interv_list", [one.number for one in interventions])
    known = {one.number for one in interventions}
    for row, one in zip(listed, interventions, strict=True):
        if strangers := sorted(set(one.before) - known):
            row.refuse(f"intervention {one.number} follows {strangers[0]}, which is not listed")
    return Instance(
        name=folder.resolve().name,
        domains=domains,
        levels=levels,
        budget=head.number(5, "the budget"),
        interventions=tuple(interventions),
        technicians=tuple(technicians),
    )


def _rows(path: Path) -> list[Fields]:
    """The lines under the head, blank ones aside."""
    lines = list(enumerate(text_of(path).splitlines(), start=1))[1:]
    return [Fields(path, number, line.split()) for number, line in lines if line.strip()]


def _bracket(row: Fields, what: str) -> tuple[int, int, list[int]]:
    """Where "[" and "]" stand, and the numbers between them."""
    if row.fields.count("[") != 1 or row.fields.count("]") != 1:
        row.refuse(f"{what} is missing: write it as [ 1 2 ], or [ ] for none")
    opens, closes = row.fields.index("["), row.fields.index("]")
    return opens, closes, [row.number(at, what, 1) for at in range(opens + 1, closes)]


def _intervention(row: Fields, domains: int, levels: int) -> Intervention:
    opens, closes, before = _bracket(row, "the list of those before it")
    tail = len(row.fields) - closes - 1
    if opens != 2 or tail != 2 + domains * levels:
        row.refuse(
            f"has {opens} fields before and {tail} behind its brackets: write it as number minutes [ before ] "
            f"priority price and {domains * levels} numbers of technicians"
        )
    counts = [row.number(closes + 3 + at, "the technicians") for at in range(domains * levels)]
    return Intervention(
        number=row.number(0, "the number", 1),
        minutes=row.number(1, "the minutes", 1, DAY),
        before=tuple(before),
        priority=row.number(closes + 1, "the priority", 1, 4),
        price=row.number(closes + 2, "the price"),
        needs=tuple(tuple(counts[at * levels : (at + 1) * levels]) for at in range(domains)),
    )


def _technician(row: Fields, domains: int, levels: int) -> Technician:
    opens, _, off = _bracket(row, "the list of days off")
    if opens != 1 + domains:
        row.refuse(f"has {opens - 1} levels for {domains} domains: write it as number levels [ days off ]")
    return Technician(
        number=row.number(0, "the number", 1),
        levels=tuple(row.number(at, "the level", 0, levels) for at in range(1, opens)),
        off=frozenset(off),
    )


def _once(path: Path, numbers: Sequence[int]) -> None:
    for at, number in enumerate(numbers):
        if number in numbers[:at]:
            raise Malformed(path, at + 2, f"number {number} comes twice: give each its own")
