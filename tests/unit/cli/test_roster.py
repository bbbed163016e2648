"""The grid: a row a person, a column a day, hours and nights beside it, coverage below."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from muster.scheduler.v1 import person_pb2
from services.cli.roster import Grid, codes_of, grid, only, plain, printed
from services.runtime.errors import Invalid
from tests.unit.cli.small import MONDAY, ZONE, day, drill, guard, shift, staffing, technician

DAY = timedelta(days=1)
WEEK = MONDAY + 6 * DAY


def week(*assignments: object, **more: object) -> Grid:
    absence = person_pb2.Absence(first_date=day(MONDAY + DAY), last_date=day(MONDAY + 2 * DAY))
    people = [guard("li", absences=[absence]), technician("wu"), guard("an")]
    return grid(assignments, staffing(**more), people, MONDAY, WEEK, ZONE)  # type: ignore[arg-type]


def test_people_with_a_contract_have_rows_and_others_only_with_shifts() -> None:
    assert [row.person for row in week().rows] == ["people/an", "people/li"]
    found = week(shift("wu", MONDAY))
    assert [(row.person, row.contract) for row in found.rows][-1] == ("people/wu", "")


def test_cells_say_shift_drill_and_absence() -> None:
    found = week(shift("li", MONDAY), drill(MONDAY, "li", "an"), shift("an", WEEK, "night"))
    an, li = found.rows
    assert li.cells == ("D+", "a", "a", "", "", "", "")
    assert an.cells == ("+", "", "", "", "", "", "N")
    # The drill counts in the hours of who came for it; within a shift it is paid as part of it.
    assert ((an.minutes, an.nights), (li.minutes, li.nights)) == ((480 + 90, 1), (480, 0))


def test_a_shift_on_a_day_of_absence_is_shown_not_hidden() -> None:
    assert week(shift("li", MONDAY + DAY)).rows[1].cells[1] == "D"


def test_a_drill_in_the_small_hours_counts_on_its_local_day() -> None:
    late = drill(MONDAY, "an", hour=23)
    assert week(late).rows[0].cells[:2] == ("+", "")


def test_coverage_follows_the_weekday_and_counts_post_by_post() -> None:
    found = week(shift("li", MONDAY), shift("an", MONDAY), shift("wu", MONDAY), shift("an", WEEK, "day", "lobby"))
    by_shift = {one.shift: one.cells for one in found.cover}
    assert by_shift["day"][0] == (2, 2), "one too many at the gate is not counted"
    assert by_shift["day"][1] == (0, 2)
    assert by_shift["day"][6] == (0, 1), "another post does not man the gate"
    assert by_shift["evening"] == ((0, 0),) * 7


def test_a_public_holiday_needs_what_a_sunday_needs() -> None:
    friday = date(2027, 1, 1)
    found = grid([], staffing(holidays="CN"), [], friday, friday + DAY, ZONE)
    assert {one.shift: one.cells[0] for one in found.cover}["day"] == (0, 1)
    assert friday in found.free
    plain_friday = grid([], staffing(), [], friday, friday, ZONE)
    assert {one.shift: one.cells[0] for one in plain_friday.cover}["day"] == (0, 2)


@pytest.mark.parametrize(
    ("shifts", "codes"),
    [
        (["day", "evening", "night", "long"], ["D", "E", "N", "L"]),
        (["day", "dusk"], ["DA", "DU"]),
        (["day", "day-long"], ["DAY", "DAYL"]),
        (["a-b", "ab"], ["A-B", "AB"]),
    ],
)
def test_codes_are_short_and_differ(shifts: list[str], codes: list[str]) -> None:
    assert [codes_of(shifts)[one] for one in shifts] == codes


def test_a_week_is_printed_with_its_shortages() -> None:
    found = week(shift("li", MONDAY), shift("an", MONDAY), shift("an", WEEK, "night"))
    lines = [line.plain for line in printed(found, 80)]
    assert lines[1].split() == ["M", "T", "W", "T", "F", "Sa", "Su"]
    assert lines[2].split()[:7] == ["4", "5", "6", "7", "8", "9", "10"]
    assert lines[4].split() == ["An", "D", "N", "16", "1"]
    (days,) = (line for line in lines if line.startswith("day "))
    assert days.split()[1:4] == ["2/2", "0/2", "0/2"]
    assert days.endswith("! 10")
    assert max(map(len, lines[:-1])) <= 80


@pytest.mark.parametrize(("width", "pages"), [(200, 1), (80, 2), (50, 4)])
def test_a_long_period_is_stacked_in_pages(width: int, pages: int) -> None:
    found = grid([shift("li", MONDAY)], staffing(), [guard("li")], MONDAY, MONDAY + 27 * DAY, ZONE)
    heads = [line.plain for line in printed(found, width) if line.plain.strip().startswith("M ")]
    assert len(heads) == pages
    assert sum(len(head.split()) for head in heads) == 28


def test_one_person_is_shown_alone_or_refused() -> None:
    found = only(week(), "people/an")
    assert [row.person for row in found.rows] == ["people/an"]
    assert plain(found)["coverage"] == []
    with pytest.raises(Invalid, match="people/nobody is not on this roster"):
        only(week(), "people/nobody")


def test_a_wide_name_takes_the_columns_it_needs() -> None:
    found = week()
    wide = replace(found, rows=tuple(replace(row, name="陈伟陈伟陈伟陈伟陈伟") for row in found.rows))
    narrow = [line for line in printed(found, 80)]
    assert [line.cell_len for line in printed(wide, 80)][4] == narrow[4].cell_len
