"""Reads a `.nsp` file and the `.gen` file that goes with it: whole numbers, in the order of the format."""

from dataclasses import dataclass
from pathlib import Path

from benchmarks.malformed import Fields, Malformed, text_of

MOST_NURSES, MOST_DAYS, MOST_SHIFTS = 500, 366, 12


@dataclass(frozen=True, slots=True)
class Band:
    """At least `least` and at most `most`."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Case:
    """What holds for every nurse: `assignments` over the period, `in_row` days of work one after the other; and by
    shift, the free one last, days of it in a row and in all."""

    name: str
    assignments: Band
    in_row: Band
    shift_in_row: tuple[Band, ...]
    shift_in_all: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """`cover[day][shift]` nurses are wanted at least; `cost[nurse][day][shift]` says how little that nurse likes it.
    The last of `shifts` is the free one."""

    name: str
    nurses: int
    days: int
    shifts: int
    cover: tuple[tuple[int, ...], ...]
    cost: tuple[tuple[tuple[int, ...], ...], ...]
    case: Case

    @property
    def ids(self) -> tuple[str, ...]:
        """Names for the nurses, who have none in the format: N1, N2 and so on."""
        return tuple(f"N{k + 1}" for k in range(self.nurses))

    @property
    def shift_ids(self) -> tuple[str, ...]:
        """Names for the shifts that are worked: S1 (early), S2 (day), S3 (night) and so on."""
        return tuple(f"S{k + 1}" for k in range(self.shifts - 1))


class _Numbers:
    """The whole numbers of a file, one after the other."""

    def __init__(self, path: Path) -> None:
        lines = enumerate(text_of(path).splitlines(), start=1)
        self._path = path
        self._left = [(number, word) for number, line in lines for word in line.split()]
        self._left.reverse()
        self._line = 1

    def take(self, what: str, least: int = 0, most: int = 1_000_000) -> int:
        """The next number, within [least, most]."""
        if not self._left:
            raise Malformed(self._path, self._line, f"the file ends where {what} belongs: is it cut off?")
        self._line, word = self._left.pop()
        return Fields(self._path, self._line, [word]).number(0, what, least, most)

    def band(self, what: str) -> Band:
        """The next two numbers, the first not above the second."""
        band = Band(self.take(f"least {what}"), self.take(f"most {what}"))
        if band.least > band.most:
            raise Malformed(
                self._path, self._line, f"least {what} is {band.least}, over the most, {band.most}: mend it"
            )
        return band

    def end(self) -> None:
        """Refuses what is left over."""
        if self._left:
            line, word = self._left.pop()
            raise Malformed(self._path, line, f'"{word}" is left over: do the sizes in the first line fit the rest?')


def read(path: Path, case: Path) -> Instance:
    """The instance of the two files. Raises Malformed with file, line and remedy; OSError where a file is missing."""
    numbers = _Numbers(path)
    nurses = numbers.take("the number of nurses", 1, MOST_NURSES)
    days = numbers.take("the number of days", 1, MOST_DAYS)
    shifts = numbers.take("the number of shifts, the free one too", 2, MOST_SHIFTS)
    cover = tuple(tuple(numbers.take("the cover", 0, 10_000) for _ in range(shifts)) for _ in range(days))
    cost = tuple(
        tuple(tuple(numbers.take("a preference") for _ in range(shifts)) for _ in range(days)) for _ in range(nurses)
    )
    numbers.end()
    return Instance(
        name=f"{path.parent.name}/{path.stem} case {case.stem}",
        nurses=nurses,
        days=days,
        shifts=shifts,
        cover=cover,
        cost=cost,
        case=_case(case, days, shifts),
    )


def _case(path: Path, days: int, shifts: int) -> Case:
    numbers = _Numbers(path)
    found = numbers.take("the number of days"), numbers.take("the number of shifts")
    if found != (days, shifts):
        raise Malformed(path, 1, f"is for {found[0]} days and {found[1]} shifts, not {days} and {shifts}: give another")
    assignments, in_row = numbers.band("assignments"), numbers.band("days in a row")
    both = [(numbers.band("days of a shift in a row"), numbers.band("days of a shift")) for _ in range(shifts)]
    numbers.end()
    return Case(path.stem, assignments, in_row, tuple(one for one, _ in both), tuple(two for _, two in both))
