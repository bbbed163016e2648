"""Runs published instances one after the other and writes what came of them into the README.

The instances are not part of the repository: FOLDER holds the files of one format and `best_known.json`, {name: cost}.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.runs import Line, of_folder, row
from benchmarks.tables import beside_others, machine, table, write

NAME = "bench-roster"
HEADS = ("instance", "best known", "cost", "over", "bound", "violations", "first without", "seconds")


def main(arguments: Sequence[str]) -> None:
    """Plans every instance of the folder that has a best known cost, with each of the seeds."""
    asked, runs, best = of_folder("roster", __doc__, arguments, _file)
    found = lines(runs, best, asked.workers, asked.seeds)
    write(NAME, beside_others(NAME, found) if asked.only else found)


def lines(runs: Mapping[str, Sequence[Line]], best: Mapping[str, int], workers: int, seeds: Sequence[int]) -> list[str]:
    """The table, from the JSON lines of the runs by instance: medians over the seeds."""
    about = f"{machine()}; --workers {workers}, median of seeds {', '.join(map(str, seeds))}."
    return [about, "", *table(HEADS, [row(name, found, best[name]) for name, found in runs.items()])]


def _file(folder: Path, name: str) -> Path | None:
    files = (folder / f"{name}{ending}" for ending in (".txt", ".txt.gz"))
    return next((file for file in files if file.is_file()), None)
