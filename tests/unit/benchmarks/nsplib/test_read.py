"""What is in the two files of NSPLib is read; what cannot be is refused with file, line and remedy."""

import pytest

from benchmarks.malformed import Malformed
from benchmarks.nsplib.read import Band, read

PROBLEM = "2 3 2\n\n1\t0\n0\t1\n2\t0\n\n1 2 3 4 1 2\n4 3 2 1 4 3\n"
CASE = "3 2\n1 2\n1 3\n\n1 2 0 3\n1 3 0 2\n"


def written(folder, problem=PROBLEM, case=CASE):
    (folder / "1.nsp").write_text(problem)
    (folder / "9.gen").write_text(case)
    return read(folder / "1.nsp", folder / "9.gen")


def test_both_files_are_read(tmp_path):
    tiny = written(tmp_path)
    assert (tiny.nurses, tiny.days, tiny.shifts) == (2, 3, 2)
    assert (tiny.ids, tiny.shift_ids) == (("N1", "N2"), ("S1",))
    assert tiny.cover == ((1, 0), (0, 1), (2, 0))
    assert tiny.cost == (((1, 2), (3, 4), (1, 2)), ((4, 3), (2, 1), (4, 3)))
    assert (tiny.case.assignments, tiny.case.in_row) == (Band(1, 2), Band(1, 3))
    assert tiny.case.shift_in_row == (Band(1, 2), Band(1, 3))
    assert tiny.case.shift_in_all == (Band(0, 3), Band(0, 2))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"problem": PROBLEM.replace("2 3 2", "2 3 x", 1)},
            '1.nsp, line 1: the number of shifts, the free one too is "x"',
        ),
        ({"problem": PROBLEM[:-8]}, "1.nsp, line 8: the file ends where a preference belongs"),
        ({"problem": PROBLEM + "5"}, '1.nsp, line 9: "5" is left over'),
        ({"case": CASE.replace("3 2", "4 2", 1)}, "9.gen, line 1: is for 4 days and 2 shifts, not 3 and 2"),
        ({"case": CASE.replace("1 2\n1", "2 1\n1", 1)}, "9.gen, line 2: least assignments is 2, over the most, 1"),
    ],
)
def test_a_wrong_number_is_refused_with_its_place_and_remedy(tmp_path, given, said):
    with pytest.raises(Malformed) as refused:
        written(tmp_path, **given)
    assert said in str(refused.value)
