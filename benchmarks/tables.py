"""Tables in the benchmarks' README: each is rewritten by the run that it is of, with the machine named."""

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).parent / "README.md"
NAMED = ("ortools", "numba")
"""Packages whose versions decide how fast a search is."""


class NoPlace(ValueError):
    """The page has no such pair of markers: the text names them."""


def machine() -> str:
    """Cores that this process may use, model of the processor, versions: what figures have to be read beside."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    packages = ", ".join(f"{name} {version(name)}" for name in NAMED)
    return f"{cores} cores of {_processor()}, Python {platform.python_version()}, {packages}"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a Markdown table; None is shown as a dash, whole numbers with their thousands apart."""
    lines = [_line(heads), _line(["---"] * len(heads))]
    return [*lines, *(_line([_cell(one) for one in row]) for row in rows)]


def beside_others(name: str, lines: Sequence[str], page: Path = README) -> list[str]:
    """`lines` (a head and a table) with those rows of the page's table `name` that they lack, in the page's order;
    rows that are only in `lines` come last."""
    body = page.read_text(encoding="utf-8").partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    fresh = {_first(line): line for line in lines if line.startswith("|")}
    stood = {_first(line): line for line in body.splitlines() if line.startswith("|")}
    head = [line for line in lines if not line.startswith("|")]
    return [*head, *({**fresh, **stood, **fresh}[cell] for cell in {**stood, **fresh})]


def _first(line: str) -> str:
    return line.split("|")[1].strip()


def write(name: str, lines: Iterable[str], page: Path = README) -> None:
    """Put `lines` between <!-- name --> and <!-- /name --> of the page, in place of what stood there.

    Raises NoPlace where the page lacks one of the two, or has them the wrong way round.
    """
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opened, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not opened or not closed:
        raise NoPlace(f"{page.name} has no {begin} followed by {end}: add both, each on a line of its own")
    body = "\n".join(lines)
    page.write_text(f"{before}{begin}\n{body}\n{end}{after}", encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "/")


def _processor() -> str:
    try:
        told = [line.partition(":") for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()]
    except OSError:
        told = []
    names = (value.strip() for name, _, value in told if name.strip() == "model name")
    return next(names, platform.processor() or platform.machine())
