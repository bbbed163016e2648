"""The benchmark of publishing runs as its README says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_it_prints_one_line_with_seconds_and_ratios(database: str) -> None:
    small = ("--assignments", "200", "--people", "12", "--digests", "5", "--database", database)
    done = run("publish", *small)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert (found["assignments_written"], found["database"]) == (200, database)
    assert found["tasks_written"] > 200
    for step in ("publish", "diff", "publish_again", "follow", "follow_again"):
        assert found[f"{step}_seconds"] > 0
        assert found[f"{step}_ratio"] > 0
    assert found["relay_seconds"] > 0


def test_a_benchmark_that_is_not_there_is_named() -> None:
    done = run("nothing")
    assert done.returncode != 0
    assert 'there is no benchmark "nothing"; there is' in done.stderr
    assert "publish" in done.stderr
