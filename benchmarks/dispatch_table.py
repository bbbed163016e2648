"""Runs published instances of technicians and interventions one after the other and writes what came of them into the
README.

The instances are not part of the repository: FOLDER holds a folder for each and `best_known.json`, {name: cost}.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median

from benchmarks.runs import Line, of_folder, row
from benchmarks.tables import beside_others, machine, table, write

NAME = "bench-dispatch"
HEADS = ("instance", "best known", "cost", "over", "bound", "violations", "first whole", "seconds")


def main(arguments: Sequence[str]) -> None:
    """Plans every instance of the folder that has a best known cost, with each of the seeds."""
    asked, runs, best = of_folder("dispatch", __doc__, arguments, _place)
    found = lines(runs, best, asked.workers, asked.seeds)
    write(NAME, beside_others(NAME, found) if asked.only else found)


def lines(runs: Mapping[str, Sequence[Line]], best: Mapping[str, int], workers: int, seeds: Sequence[int]) -> list[str]:
    """The table, from the JSON lines of the runs by instance: medians over the seeds, and the mean of each set, which
    is the first letter of its instances' names."""
    over = dict[str, list[float]]()
    for name, found in runs.items():
        cost = int(median(line["cost"] for line in found))
        over.setdefault(name[0], []).append(100 * (cost / best[name] - 1))
    about = f"{machine()}; --workers {workers}, median of seeds {', '.join(map(str, seeds))}."
    means = [f"set {name}: mean {mean(some):.1f} %, worst {max(some):.1f} %" for name, some in sorted(over.items())]
    rows = [row(name, found, best[name]) for name, found in runs.items()]
    return [about, f"Over the best known: {'; '.join(means)}.", "", *table(HEADS, rows)]


def _place(folder: Path, name: str) -> Path | None:
    return folder / name if (folder / name / "instance").is_file() else None
