"""Runs the programme of each building, one after the other, and writes what came of it into the README."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.tables import machine, table, write

NAME = "bench-programme"
COUNTED = ("late", "over_gap", "redundancy")

Line = Mapping[str, Any]


def main(estates: Sequence[str], arguments: Sequence[str]) -> None:
    """Takes the buildings and the options of every run, such as --workers 2 --seed 1; about two minutes each."""
    write(NAME, lines([_run((estate, *arguments)) for estate in estates]))


def lines(measured: Sequence[Line]) -> list[str]:
    """The table, from the JSON lines of the runs."""
    one = measured[0]
    heads = ["building", "days", "visits", "first answer", "0 violations", "ended", *("late", "over gap", "redundancy")]
    heads += ["other violations", "legal, safety, contract, preference", "bound", "memory"]
    return [
        f"{machine()}; --workers {one['workers']} --seed {one['seed']}.",
        "",
        *table(heads, [_row(line) for line in measured]),
    ]


def _row(line: Line) -> list[object]:
    others = sum(line["violations"].values()) - line["late"] - line["redundancy"]
    return [
        *(line["estate"], line["days"], line["occurrences"]),
        *(_seconds(line[name]) for name in ("first_seconds", "clean_seconds", "seconds")),
        *(line[name] for name in COUNTED),
        *(others, _cost(line["cost"]), _cost(line["bound"]), f"{line['memory_mb']} MB"),
    ]


def _run(options: Sequence[str]) -> Line:
    command = [sys.executable, "-m", "benchmarks", "programme", *options]
    print("$", " ".join(command[1:]), file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: Line = json.loads(done.stdout.splitlines()[-1])
    return found


def _cost(cost: Sequence[int] | None) -> str | None:
    return None if cost is None else " + ".join(f"{one:,}" for one in cost)


def _seconds(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f} s"
