"""The published formats of rosters that are read here, and how one is told from another. Each is imported when used."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.judgement import Days, Judgement
from benchmarks.malformed import Malformed, text_of
from services.scheduler.planning.roster.problem import Roster, RosterProblem

FORMATS = ("curtois-qu", "inrc1", "nsplib")


@dataclass(frozen=True, slots=True)
class Published:
    """An instance as the planner takes it, and its format's own judge of rosters."""

    name: str
    problem: RosterProblem
    judge: Callable[[Days], Judgement]
    days: int
    """Those of the instance; the problem may have more, which stand for what lies beyond its end."""

    def rows(self, roster: Roster) -> dict[str, list[str | None]]:
        """By employee, the shift of each day; None: free."""
        ids = (None, *(shift.id for shift in self.problem.shifts))
        people = zip(self.problem.people, roster.cells, strict=True)
        return {person.id: [ids[code] for code in codes[: self.days]] for person, codes in people}


def format_of(path: Path) -> str:
    """The format of the file, by its name or its first lines. Raises Malformed where it is none of FORMATS."""
    if path.suffix == ".nsp":
        return "nsplib"
    for line in islice(text_of(path).splitlines(), 50):
        if line.startswith("SECTION_"):
            return "curtois-qu"
        if line.startswith("SCHEDULING_PERIOD"):
            return "inrc1"
    raise Malformed(path, 1, f"looks like none of {', '.join(FORMATS)}: say which it is with --format")


def load(path: Path, form: str, case: Path | None = None) -> Published:
    """The instance in `path`; `case` is the second file of nsplib. Raises Malformed, ImpossibleRoster or OSError."""
    if form == "curtois-qu":
        return _curtois_qu(path)
    if form == "inrc1":
        return _inrc1(path)
    if form == "nsplib" and case:
        return _nsplib(path, case)
    if form == "nsplib":
        raise Malformed(path, 1, "needs a second file, the counters: name a .gen file with --case")
    raise Malformed(path, 1, f'there is no format "{form}": use one of {", ".join(FORMATS)}')


def _curtois_qu(path: Path) -> Published:
    from benchmarks.curtois_qu.check import check
    from benchmarks.curtois_qu.problem import problem_of
    from benchmarks.curtois_qu.read import read

    instance = read(path)
    return Published(instance.name, problem_of(instance), lambda rows: check(instance, rows), instance.days)


def _inrc1(path: Path) -> Published:
    from benchmarks.inrc1.check import check
    from benchmarks.inrc1.problem import problem_of
    from benchmarks.inrc1.read import read

    instance = read(path)
    return Published(instance.name, problem_of(instance), lambda rows: check(instance, rows), instance.days)


def _nsplib(path: Path, case: Path) -> Published:
    from benchmarks.nsplib.check import check
    from benchmarks.nsplib.problem import problem_of
    from benchmarks.nsplib.read import read

    instance = read(path, case)
    return Published(instance.name, problem_of(instance), lambda rows: check(instance, rows), instance.days)
