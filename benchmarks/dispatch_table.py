"""Runs published instances of technicians and interventions one after the other and writes what came of them into the
README.

The instances are not part of the repository: FOLDER holds a folder for each and `best_known.json`, {name: cost}.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.tables import machine, table, write

NAME = "bench-dispatch"
HEADS = ("instance", "best known", "cost", "over", "bound", "violations", "first whole", "seconds")

Line = Mapping[str, Any]


def main(arguments: Sequence[str]) -> None:
    """Plans every instance of the folder that has a best known cost, with each of the seeds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks dispatch_table", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    asked = parser.parse_args(arguments)
    known = asked.folder / "best_known.json"
    if not known.is_file():
        parser.error(f"{known} is not there: name a folder of instances with their best known costs")
    runs: dict[str, list[Line]] = {}
    best: dict[str, int] = {}
    for name, cost in json.loads(known.read_text(encoding="utf-8")).items():
        if isinstance(cost, int) and (asked.folder / name / "instance").is_file():
            best[name] = cost
            runs[name] = [_run(asked.folder / name, asked, seed) for seed in asked.seeds]
            print(name, [one["cost"] for one in runs[name]], file=sys.stderr, flush=True)
    write(NAME, lines(runs, best, asked.workers, asked.seeds))


def lines(runs: Mapping[str, Sequence[Line]], best: Mapping[str, int], workers: int, seeds: Sequence[int]) -> list[str]:
    """The table, from the JSON lines of the runs by instance: medians over the seeds, and the mean of each set, which
    is the first letter of its instances' names."""
    rows, over = [], dict[str, list[float]]()
    for name, found in runs.items():
        cost = int(median(line["cost"] for line in found))
        over.setdefault(name[0], []).append(100 * (cost / best[name] - 1))
        rows.append(
            (
                name,
                best[name],
                cost,
                f"{over[name[0]][-1]:.1f} %",
                max((line["bound"] for line in found if line["bound"] is not None), default=None),
                max(line["violations"] for line in found),
                f"{median(line['first_seconds'] or line['seconds'] for line in found):.1f} s",
                f"{found[0]['seconds']:.0f}",
            )
        )
    about = f"{machine()}; --workers {workers}, median of seeds {', '.join(map(str, seeds))}."
    means = [f"set {name}: mean {mean(some):.1f} %, worst {max(some):.1f} %" for name, some in sorted(over.items())]
    return [about, f"Over the best known: {'; '.join(means)}.", "", *table(HEADS, rows)]


def _run(folder: Path, asked: argparse.Namespace, seed: int) -> Line:
    command = [sys.executable, "-m", "benchmarks", "dispatch", str(folder)]
    options = ["--seconds", str(asked.seconds), "--workers", str(asked.workers), "--seed", str(seed)]
    done = subprocess.run(
        [*command, *options], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    line: Line = json.loads(done.stdout.splitlines()[-1])
    return line
