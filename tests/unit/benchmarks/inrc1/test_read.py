"""What is in a file of INRC-I is read; what cannot be is refused with file, line and remedy."""

from datetime import date

import pytest

from benchmarks.inrc1.instance import ANY, Limit, Pattern, Request, Shift
from benchmarks.inrc1.read import read
from benchmarks.malformed import Malformed

BAR = "/////"
TINY = f"""{BAR}
SCHEDULING_PERIOD;
{BAR}
tiny, 2010-01-01, 2010-01-14;

SKILLS = 2;
Nurse;
HeadNurse;

SHIFT_TYPES = 2;
E, Early, 06:30:00, 14:30:00, 1, Nurse;
N, Night, 22:30:00, 06:30:00, 1, HeadNurse;

CONTRACTS = 1;
0, full, (1|1), (1|2|16), (0|2|6), (1|1|7), (1|1|2), (1|1|5), (1|1|2), (1|0|3), (1|3|2), (0|0|0), \
FridaySaturdaySunday, (1|4), (0|1), (1|1), (0|0), (1|6), 2, 0 1;

PATTERNS = 2;
0, 1, 2 (N|Any) (E|Any);
1, 3, 3 (None|Friday) (Any|Saturday) (Any|Sunday);

EMPLOYEES 1;
0, 7, 0, 2, HeadNurse Nurse;

DAY_OF_WEEK_COVER = 2;
Monday, E, 2;
Friday, N, 1;

DATE_SPECIFIC_COVER = 1;
2010-01-08, N, 3;

DAY_OFF_REQUESTS = 1;
0, 2010-01-02, 1;

DAY_ON_REQUESTS = 1;
0, 2010-01-03, 2;

SHIFT_OFF_REQUESTS = 1;
0, 2010-01-04, N, 3;

SHIFT_ON_REQUESTS = 1;
0, 2010-01-05, E, 4;
"""


def written(folder, text):
    path = folder / "tiny.txt"
    path.write_text(text)
    return path


def test_every_section_is_read(tmp_path):
    tiny = read(written(tmp_path, TINY))
    assert (tiny.name, tiny.first, tiny.days) == ("tiny", date(2010, 1, 1), 14)
    assert tiny.shifts[1] == Shift("N", "Night", 1350, 480, frozenset({"HeadNurse"}))
    assert [shift.night for shift in tiny.shifts] == [False, True]
    contract = tiny.employees[0].contract
    assert contract.most_shifts == Limit(2, 16)
    assert contract.least_shifts is None
    assert contract.most_weekends_in_row is None  # its weight is 0
    assert contract.least_weekends_in_row == Limit(3, 2)
    assert (contract.whole_weekends, contract.one_shift_type_in_weekend) == (Limit(4), None)
    assert (contract.two_days_off_after_night, contract.alternative_skill) == (None, Limit(6))
    assert contract.weekend == (4, 5, 6)
    assert tiny.employees[0].skills == {"Nurse", "HeadNurse"}
    assert tiny.patterns == (Pattern("0", 1, ("N", "E"), None), Pattern("1", 3, ("None", ANY, ANY), 4))
    # A Friday has one night, but the date that is named has three.
    assert [tiny.cover[day] for day in (0, 3, 7, 10)] == [(0, 1), (2, 0), (0, 3), (2, 0)]
    assert tiny.requests == (
        Request("0", 1, ANY, 1, False),
        Request("0", 2, ANY, 2, True),
        Request("0", 3, "N", 3, False),
        Request("0", 4, "E", 4, True),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("2010-01-14", "2010-14-01", 'line 4: "2010-14-01" is no date: write it as'),
        ("2010-01-14", "2009-01-14", "line 4: the period from 2010-01-01"),
        ("HeadNurse;\n\nSHIFT", "HeadNurse\n\nSHIFT", 'line 8: the line does not end with ";"'),
        ("SKILLS = 2", "SKILLS = 3", "line 6: section SKILLS says 3 lines and has 2"),
        ("22:30:00", "25:30:00", "line 12: the hour is 25: give 0 to 23"),
        ("(1|2|16)", "(1,2,16)", 'line 15: "(1" is no rule of a contract'),
        ("FridaySaturdaySunday", "FridaySunday", 'line 15: the days of "FridaySunday" do not follow each other'),
        ("(N|Any) (E", "(X|Any) (E", 'line 18: "(X|Any)" names no shift or no weekday'),
        ("(Any|Saturday)", "(Any|Monday)", "line 19: its weekdays do not follow each other"),
        ("(1|1|7)", "(1|1|0)", "line 15: longest run is 0 days"),
        ("1, 3, 3 (", "0, 3, 3 (", 'line 19: pattern "0" comes twice: keep one'),
        ("0, 7, 0, 2", "0, 7, 4, 2", 'line 22: the contract "4" is not known here'),
        ("0, 7, 0, 2", "0, 7, 0, 1", "line 22: 1 skills are said and 2 named"),
        ("2010-01-08", "2010-02-08", "line 29: 2010-02-08 lies outside the period"),
        ("SHIFT_ON_REQUESTS", "SHIFT_IN_REQUESTS", 'line 40: section "SHIFT_IN_REQUESTS" is unknown'),
    ],
)
def test_a_wrong_line_is_refused_with_its_place_and_remedy(tmp_path, right, wrong, said):
    assert right in TINY
    with pytest.raises(Malformed) as refused:
        read(written(tmp_path, TINY.replace(right, wrong, 1)))
    assert f"tiny.txt, {said}" in str(refused.value)


def test_a_file_that_ends_early_is_refused(tmp_path):
    with pytest.raises(Malformed, match="section SHIFT_ON_REQUESTS is missing"):
        read(written(tmp_path, TINY[: TINY.index("SHIFT_ON")]))
