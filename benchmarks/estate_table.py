"""Runs the estate's problem in each way, one after the other, and writes what came of it into the README."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.looking import MOMENTS
from benchmarks.tables import machine, table, write

NAME = "bench-estate"
MEASURED: Mapping[str, Sequence[str]] = {
    "the whole, as the product plans it": ("--seconds", "60"),
    "roster alone: local search and columns": ("--roster-only", "--seconds", "60"),
    "roster alone: local search": ("--method", "annealing", "--seconds", "60"),
    **{f"roster alone: CP-SAT, {n} s": ("--method", "cpsat", "--seconds", str(n)) for n in MOMENTS},
}
TIGHT: Mapping[str, Sequence[str]] = {
    "36 guards": ("--guards", "36", "--seconds", "60"),
    "34 guards": ("--guards", "34", "--seconds", "25"),
    "9 certified": ("--certified", "9", "--seconds", "25"),
}
"""What is over-constrained is asked with the effort of the demonstration: its answer has to be there within 30 s."""
MOST_NAMED = 4

Line = Mapping[str, Any]


def main(arguments: Sequence[str]) -> None:
    """Takes the options of every run, such as --workers 2 --seed 1; about ten minutes."""
    measured = {name: _run((*options, *arguments)) for name, options in MEASURED.items()}
    tight = {name: _run((*options, *arguments)) for name, options in TIGHT.items()}
    write(NAME, lines(measured, tight))


def lines(measured: Mapping[str, Line], tight: Mapping[str, Line]) -> list[str]:
    """Both tables, from the JSON lines of the runs by their names."""
    one = next(iter(measured.values()))
    heads = ["", "0 violations", "drills placed", *(f"cost {n} s" for n in MOMENTS), *(f"bound {n} s" for n in MOMENTS)]
    rows = [
        [
            *(name, _seconds(line["first_seconds"]), _seconds(line.get("drills_seconds"))),
            *(*_costs(line), *_bounds(line), f"{line['memory_mb']} MB"),
        ]
        for name, line in measured.items()
    ]
    return [
        f"{machine()}; --workers {one['workers']} --seed {one['seed']}.",
        "Cost is 20 x contract + preference, in brackets apart; that of the whole holds visits, drills and jobs too.",
        f"Of contract, {one['least_overtime']} is the least that any roster has: posts ask for so many hours more",
        "than the paid norm of those who may stand there.",
        "",
        *table([*heads, "memory"], rows),
        "",
        "At least so many places of safety stay empty in every roster that keeps the overtime of each month:",
        "",
        *table(
            ["estate", "answered", "legal", "safety", "at least", "roster's cost", "not kept"],
            [
                [
                    *(name, _seconds(line["answered_seconds"]), *line["cost"][:2], line["least_empty"]),
                    *(line["roster_rated"], _named(line)),
                ]
                for name, line in tight.items()
            ],
        ),
    ]


def _run(options: Sequence[str]) -> Line:
    command = [sys.executable, "-m", "benchmarks", "estate", *options]
    print("$", " ".join(command[1:]), file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: Line = json.loads(done.stdout.splitlines()[-1])
    return found


def _costs(line: Line) -> list[object]:
    """At each moment; what breaks law or safety is said beside, for no cost makes up for it."""
    seen = [line["at"].get(str(moment)) for moment in MOMENTS]
    return [one and f"{one['rated']:,} ({_tiers(one['cost'])})" for one in seen]


def _tiers(cost: Sequence[int]) -> str:
    """Contract and preference apart; where law or safety are not kept, that first."""
    grave = sum(cost[:2])
    said = f"{cost[2]:,} + {cost[3]:,}"
    return f"{grave} violations, {said}" if grave else said


def _bounds(line: Line) -> list[object]:
    return [line["at"].get(str(moment), {}).get("bound_rated") for moment in MOMENTS]


def _seconds(value: float | None) -> str | None:
    return None if value is None else f"{value:.1f} s"


def _named(line: Line) -> str:
    """The first rules that were not kept: how much, whom or what, since when, and what would help."""
    found = []
    for one in line["not_kept"][:MOST_NAMED]:
        concerned = ", ".join([*one["items"], *(who.removeprefix("people/") for who in one["people"])])
        days = f"{len(one['days'])} days from {one['days'][0]}" if one["days"] else "no day"
        helps = next((f"; helps: {_relaxation(each)}" for each in one["relaxations"]), "")
        found.append(f"`{one['rule']}` {one['amount']} ({concerned}; {days}{helps})")
    more = len(line["not_kept"]) - len(found)
    return "<br>".join([*found, *([f"and {more} more"] if more > 0 else [])]) or "everything is kept"


def _relaxation(one: Mapping[str, str]) -> str:
    return " ".join([one["kind"], *(f"{name}={value}" for name, value in sorted(one.items()) if name != "kind")])
