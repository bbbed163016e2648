"""Runs published instances one after the other and writes what came of them into the README.

The instances are not part of the repository: FOLDER holds the files of one format and `best_known.json`, {name: cost}.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.tables import beside_others, machine, table, write

NAME = "bench-roster"
HEADS = ("instance", "best known", "cost", "over", "bound", "violations", "first without", "seconds")

Line = Mapping[str, Any]


def main(arguments: Sequence[str]) -> None:
    """Plans every instance of the folder that has a best known cost, with each of the seeds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks roster_table", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these; other rows stay as they are")
    asked = parser.parse_args(arguments)
    known = asked.folder / "best_known.json"
    if not known.is_file():
        parser.error(f"{known} is not there: name a folder of instances with their best known costs")
    runs: dict[str, list[Line]] = {}
    best: dict[str, int] = {}
    for name, cost in json.loads(known.read_text(encoding="utf-8")).items():
        files = [file for ending in (".txt", ".txt.gz") if (file := asked.folder / f"{name}{ending}").is_file()]
        if files and isinstance(cost, int) and (not asked.only or name in asked.only):
            best[name] = cost
            runs[name] = [_run(files[0], asked, seed) for seed in asked.seeds]
            print(name, [one["cost"] for one in runs[name]], file=sys.stderr, flush=True)
    found = lines(runs, best, asked.workers, asked.seeds)
    write(NAME, beside_others(NAME, found) if asked.only else found)


def lines(runs: Mapping[str, Sequence[Line]], best: Mapping[str, int], workers: int, seeds: Sequence[int]) -> list[str]:
    """The table, from the JSON lines of the runs by instance: medians over the seeds."""
    rows = [
        (
            name,
            best[name],
            _median(line["cost"] for line in found),
            f"{100 * (_median(line['cost'] for line in found) / best[name] - 1):.1f} %",
            max((line["bound"] for line in found if line["bound"] is not None), default=None),
            max(line["violations"] for line in found),
            f"{median(line['first_seconds'] or line['seconds'] for line in found):.1f} s",
            f"{found[0]['seconds']:.0f}",
        )
        for name, found in runs.items()
    ]
    about = f"{machine()}; --workers {workers}, median of seeds {', '.join(map(str, seeds))}."
    return [about, "", *table(HEADS, rows)]


def _median(values: Any) -> int:
    return int(median(values))


def _run(file: Path, asked: argparse.Namespace, seed: int) -> Line:
    command = [sys.executable, "-m", "benchmarks", "roster", str(file)]
    options = ["--seconds", str(asked.seconds), "--workers", str(asked.workers), "--seed", str(seed)]
    done = subprocess.run(
        [*command, *options], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    line: Line = json.loads(done.stdout.splitlines()[-1])
    return line
