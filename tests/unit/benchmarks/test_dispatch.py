"""`python -m benchmarks dispatch`: what it prints, what it writes, what it refuses; the table of its runs."""

import json
import sys
from pathlib import Path
from subprocess import CompletedProcess, run
from typing import Any

from benchmarks.dispatch_table import lines
from benchmarks.roadef2007.check import check
from benchmarks.roadef2007.read import read
from tests.unit.benchmarks.roadef2007.small import FILES, written


def dispatch(*arguments: object) -> CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", "dispatch", *map(str, arguments)]
    return run(command, capture_output=True, text=True)


def test_the_last_line_is_the_result_and_the_plan_is_what_the_checker_judged(tmp_path: Path) -> None:
    folder, out = written(tmp_path / "tiny"), tmp_path / "plan.json"
    done = dispatch(folder, "--seconds", 20, "--workers", 1, "--steps", 500, "--out", out)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert list(said) == [
        *("instance", "seconds", "workers", "seed", "violations", "cost", "bound", "first_seconds"),
    ]
    # The second is given away; the first is done beside the third, and the fourth after that one: proved.
    best = 28 * 60 + 4 * 90 + 120
    assert (said["instance"], said["violations"], said["cost"], said["bound"]) == ("tiny", 0, best, best)
    judged = check(read(folder), json.loads(out.read_text()))
    assert (judged.violations, judged.cost) == (0, said["cost"])
    assert "violations, cost" in done.stderr


def test_what_cannot_be_is_refused_before_anything_is_planned(tmp_path: Path) -> None:
    circle = written(
        tmp_path / "circle", {**FILES, "interv_list": FILES["interv_list"].replace("1 60 [ ]", "1 60 [ 2 ]")}
    )
    for folder, said in ((circle, "jobs wait for each other"), (tmp_path / "none", "No such file")):
        done = dispatch(folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def line(**given: Any) -> dict[str, Any]:
    return {"cost": 110, "bound": None, "violations": 0, "first_seconds": 0.4, "seconds": 60.0} | given


def test_the_table_has_medians_and_the_mean_of_each_set() -> None:
    runs = {"A1": [line(cost=100, bound=100)], "B1": [line(cost=120), line(), line(cost=90)], "B2": [line(cost=130)]}
    said = lines(runs, {"A1": 100, "B1": 100, "B2": 100}, 2, [1, 2, 3])
    assert "set A: mean 0.0 %, worst 0.0 %; set B: mean 20.0 %, worst 30.0 %" in said[1]
    assert said[-2] == "| B1 | 100 | 110 | 10.0 % | - | 0 | 0.4 s | 60 |"
