"""What is in a file of Curtois and Qu is read; what cannot be is refused with file, line and remedy."""

import gzip
from pathlib import Path

import pytest

from benchmarks.curtois_qu.instance import Cover, Employee, Request, Shift
from benchmarks.curtois_qu.read import read
from benchmarks.malformed import Malformed

TINY = """# A comment
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
N,600,E|N

SECTION_STAFF
A,E=7|N=2,2400,960,5,2,2,1
B,E=0|N=7,2400,0,3,1,2,0

SECTION_DAYS_OFF
B,2,3

SECTION_SHIFT_ON_REQUESTS
A,0,E,2

SECTION_SHIFT_OFF_REQUESTS
B,4,N,3

SECTION_COVER
0,E,1,100,1
1,N,2,50,1
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "Tiny.txt"
    path.write_text(text)
    return path


def test_every_section_is_read(tmp_path):
    tiny = read(written(tmp_path, TINY))
    assert (tiny.name, tiny.days) == ("Tiny", 7)
    assert tiny.shifts == (Shift("E", 480), Shift("N", 600, frozenset({"E", "N"})))
    assert tiny.staff[0] == Employee(
        id="A",
        most_of=(7, 2),
        most_minutes=2400,
        least_minutes=960,
        longest_run=5,
        shortest_run=2,
        shortest_rest=2,
        most_weekends=1,
    )
    assert tiny.staff[1].days_off == {2, 3}
    assert tiny.requests == (Request("A", 0, "E", 2, True), Request("B", 4, "N", 3, False))
    assert tiny.cover == (Cover(0, "E", 1, 100, 1), Cover(1, "N", 2, 50, 1))


def test_a_packed_file_is_the_same_instance(tmp_path):
    plain = written(tmp_path, TINY)
    packed = tmp_path / "Tiny.txt.gz"
    packed.write_bytes(gzip.compress(TINY.encode()))
    assert read(packed) == read(plain)


def test_a_cut_off_packed_file_is_refused(tmp_path):
    packed = tmp_path / "Tiny.txt.gz"
    packed.write_bytes(gzip.compress(TINY.encode())[:-20])
    with pytest.raises(Malformed, match=r"Tiny\.txt\.gz, line 1: is no whole gzip file.*fetch it again"):
        read(packed)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("\n7\n", "\n8\n", "line 3: the horizon is 8 days: give whole weeks"),
        ("E,480,", "E,long,", 'line 6: the minutes is "long": give a whole number'),
        ("N,600,E|N", "N,600,E|X", 'line 7: "X", which may not follow, is no shift'),
        ("E=7|N=2", "E=7|X=2", 'line 10: "X=2" is no limit of a shift'),
        ("5,2,2,1", "5,2,2", "line 10: has 7 fields where at least 8 belong"),
        ("5,2,2,1", "0,2,2,1", "line 10: most days in a row is 0: give 1 to"),
        ("2400,960", "960,2400", "line 10: least minutes are 2400, over the most, 960"),
        ("B,E=0", "A,E=0", 'line 11: employee "A" comes twice'),
        ("B,2,3", "B,2,7", "line 14: the day off is 7: give 0 to 6"),
        ("A,0,E,2", "C,0,E,2", 'line 17: the employee "C" is not known here: use one of A, B'),
        ("1,N,2,50,1", "0,E,2,50,1", 'line 24: cover of shift "E" on day 0 comes twice'),
        ("1,N,2,50,1", "1,N,-2,50,1", "line 24: required is -2: give 0 to"),
        ("SECTION_COVER", "SECTION_COVERS", 'line 22: there is no section "SECTION_COVERS"'),
        ("# A comment", "7", "line 1: there is a line before the first section"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_remedy(tmp_path, right, wrong, said):
    assert right in TINY
    with pytest.raises(Malformed) as refused:
        read(written(tmp_path, TINY.replace(right, wrong, 1)))
    assert f"Tiny.txt, {said}" in str(refused.value)


def test_an_instance_without_staff_is_refused(tmp_path):
    with pytest.raises(Malformed, match="SECTION_STAFF is missing or empty"):
        read(written(tmp_path, TINY[: TINY.index("SECTION_STAFF")]))


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "Tiny.txt"
    path.write_bytes(b"SECTION_HORIZON\n\xff\xfe\n")
    with pytest.raises(Malformed, match="line 2: is not UTF-8 text"):
        read(path)
