"""`python -m benchmarks roster`: what it prints, what it writes, what it refuses."""

import json
import sys
from subprocess import run

import pytest

from benchmarks.formats import format_of, load
from benchmarks.malformed import Malformed

TINY = """SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
SECTION_STAFF
A,E=7,2400,960,5,2,2,1
B,E=7,2400,960,5,2,2,1
SECTION_SHIFT_ON_REQUESTS
A,0,E,2
SECTION_COVER
0,E,1,100,1
1,E,1,100,1
2,E,1,100,1
3,E,1,100,1
"""


def roster(*arguments):
    return run([sys.executable, "-m", "benchmarks", "roster", *map(str, arguments)], capture_output=True, text=True)


def test_the_last_line_is_the_result_and_the_roster_is_what_the_checker_judged(tmp_path):
    (tmp_path / "Tiny.txt").write_text(TINY)
    out = tmp_path / "roster.json"
    done = roster(tmp_path / "Tiny.txt", "--seconds", 5, "--workers", 1, "--steps", 2000, "--out", out)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert list(said) == [
        *("instance", "seconds", "workers", "seed", "violations", "cost", "bound", "first_seconds"),
    ]
    assert (said["instance"], said["workers"], said["seed"], said["violations"]) == ("Tiny", 1, 1, 0)
    assert 0 < said["first_seconds"] < 60
    judged = load(tmp_path / "Tiny.txt", "curtois-qu").judge(json.loads(out.read_text()))
    assert (judged.violations, judged.cost) == (0, said["cost"])
    assert "violations, cost" in done.stderr


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        (TINY.replace("B,E=7", "B,X=7"), (), 'Tiny.txt, line 7: "X=7" is no limit of a shift'),
        ("nothing of the kind\n", (), "looks like none of curtois-qu, inrc1, nsplib"),
        (TINY, ("--format", "nsplib"), "needs a second file, the counters: name a .gen file with --case"),
        (TINY, ("--out", "no/such/folder/roster.json"), "for the roster: make it first"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_planned(tmp_path, text, arguments, said):
    (tmp_path / "Tiny.txt").write_text(text)
    done = roster(tmp_path / "Tiny.txt", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_format_is_told_by_name_or_first_lines(tmp_path):
    for name, text, form in (
        ("1.nsp", "30 28 4", "nsplib"),
        ("a.txt", "# comment\nSECTION_HORIZON\n7\n", "curtois-qu"),
        ("b.txt", "/////\nSCHEDULING_PERIOD;\n", "inrc1"),
    ):
        (tmp_path / name).write_text(text)
        assert format_of(tmp_path / name) == form
    (tmp_path / "c.txt").write_text("roster\n")
    with pytest.raises(Malformed, match="say which it is with --format"):
        format_of(tmp_path / "c.txt")
