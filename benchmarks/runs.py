"""What the benchmarks on published instances share: their options, their line of results, and runs of whole folders."""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from services.scheduler.planning.rule import Tier
from services.scheduler.planning.search import Cost

Line = Mapping[str, Any]


def add_effort(parser: argparse.ArgumentParser, steps: str, out: str) -> None:
    """The options of one run; `steps` says what is counted, `out` what is written there."""
    parser.add_argument("--seconds", type=float, default=60.0, help="wall time from the process's start (default 60)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--steps", type=int, default=0, help=f"with one worker: as many {steps}, whatever time they take"
    )
    parser.add_argument("--out", type=Path, help=out)


def checked(parser: argparse.ArgumentParser, arguments: Sequence[str], answer: str) -> argparse.Namespace:
    """The options, `answer` being what --out is for; leaves with 2 and the usage where one cannot be."""
    asked = parser.parse_args(arguments)
    if asked.seconds <= 0 or asked.workers < 1 or asked.steps < 0:
        parser.error("give seconds above 0, at least one worker, and steps of 0 or more")
    if asked.out and not asked.out.absolute().parent.is_dir():
        parser.error(f"there is no folder {asked.out.absolute().parent} for {answer}: make it first")
    return asked


def result(
    instance: str,
    asked: argparse.Namespace,
    *,
    violations: int,
    cost: int,
    bound: Cost | None,
    first_seconds: float | None,
) -> dict[str, object]:
    """The object that the last line of stdout holds; `violations` and `cost` are the checker's."""
    return {
        "instance": instance,
        "seconds": asked.seconds,
        "workers": asked.workers,
        "seed": asked.seed,
        "violations": violations,
        "cost": cost,
        "bound": bound[Tier.PREFERENCE] if bound else None,
        "first_seconds": first_seconds,
    }


def of_folder(
    kind: str, about: str | None, arguments: Sequence[str], instance: Callable[[Path, str], Path | None]
) -> tuple[argparse.Namespace, dict[str, list[Line]], dict[str, int]]:
    """Runs `python -m benchmarks KIND` on each instance of a folder that has a best known cost, with each of the seeds.

    `instance(folder, name)` is where it lies, None where it is not there. Answers with what was asked, the lines
    by name and the best known costs.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {kind}_table", description=about)
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
        place = instance(asked.folder, name) if not asked.only or name in asked.only else None
        if place is not None and isinstance(cost, int):
            best[name] = cost
            runs[name] = [_run(kind, place, asked, seed) for seed in asked.seeds]
            print(name, [one["cost"] for one in runs[name]], file=sys.stderr, flush=True)
    return asked, runs, best


def row(name: str, found: Sequence[Line], best: int) -> tuple[object, ...]:
    """Instance, best known, cost, over it in percent, bound, violations, seconds to the first and in all: medians, the
    best bound, the worst violations."""
    cost = int(median(line["cost"] for line in found))
    return (
        name,
        best,
        cost,
        f"{100 * (cost / best - 1):.1f} %",
        max((line["bound"] for line in found if line["bound"] is not None), default=None),
        max(line["violations"] for line in found),
        f"{median(line['first_seconds'] or line['seconds'] for line in found):.1f} s",
        f"{found[0]['seconds']:.0f}",
    )


def _run(kind: str, place: Path, asked: argparse.Namespace, seed: int) -> Line:
    command = [sys.executable, "-m", "benchmarks", kind, str(place)]
    options = ["--seconds", str(asked.seconds), "--workers", str(asked.workers), "--seed", str(seed)]
    done = subprocess.run(
        [*command, *options], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    line: Line = json.loads(done.stdout.splitlines()[-1])
    return line
