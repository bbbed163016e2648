"""A folder of the challenge is read; what cannot be is refused with file, line and remedy."""

from pathlib import Path

import pytest

from benchmarks.malformed import Malformed
from benchmarks.roadef2007.instance import Instance, Intervention, Technician
from benchmarks.roadef2007.read import read
from tests.unit.benchmarks.roadef2007.small import FILES, written


def test_what_is_in_the_files_is_read(tmp_path: Path) -> None:
    found = read(written(tmp_path / "tiny"))
    assert found == Instance(
        name="tiny",
        domains=2,
        levels=2,
        budget=100,
        interventions=(
            Intervention(1, 60, (), 1, 200, ((1, 1), (0, 0))),
            Intervention(2, 60, (1,), 2, 80, ((1, 0), (0, 0))),
            Intervention(3, 90, (), 3, 500, ((0, 0), (2, 0))),
            Intervention(4, 30, (), 4, 30, ((0, 0), (1, 1))),
        ),
        technicians=(
            Technician(1, (2, 0), frozenset()),
            Technician(2, (1, 1), frozenset({2})),
            Technician(3, (0, 2), frozenset()),
        ),
    )


@pytest.mark.parametrize(
    ("file", "was", "now", "said"),
    [
        ("instance", "tiny 2 2 3 4 100", "tiny 2 2 3 5 100", "says 5 interventions, the list has 4"),
        ("instance", "tiny 2 2 3 4 100", "tiny 2 2 3 4", "has 5 fields where at least 6 belong"),
        ("interv_list", "2 60 [ 1 ]", "2 60 [ 9 ]", "intervention 2 follows 9, which is not listed"),
        ("interv_list", "3 90 [ ]", "3 121 [ ]", "the minutes is 121: give 1 to 120"),
        ("interv_list", "4 30 [ ] 4", "4 30 [ ] 5", "the priority is 5: give 1 to 4"),
        ("interv_list", "4 30 [ ] 4 30 0 0 1 1", "4 30 [ ] 4 30 0 0 1", "4 numbers of technicians"),
        ("interv_list", "4 30 [ ]", "3 30 [ ]", "number 3 comes twice"),
        ("interv_list", "4 30 [ ]", "4 30", "the list of those before it is missing"),
        ("tech_list", "3 0 2 [ ]", "3 0 3 [ ]", "the level is 3: give 0 to 2"),
        ("tech_list", "3 0 2 [ ]", "3 0 [ ]", "has 1 levels for 2 domains"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, file: str, was: str, now: str, said: str) -> None:
    folder = written(tmp_path / "tiny", {**FILES, file: FILES[file].replace(was, now)})
    with pytest.raises(Malformed, match=said.replace("(", r"\(")) as error:
        read(folder)
    assert str(folder / file) in str(error.value)
