"""What is refused as a workbook, and how sheets, columns and rows are found in one."""

import io
import zipfile

import pytest
import xlsxwriter

from services.assets.cobie.frequency import INTERVAL
from services.assets.cobie.plan import JobKind
from services.assets.cobie.register import read
from services.assets.cobie.report import CobieRefused, Severity

FACILITY = [["Name"], ["Harbour Court"]]
TYPE = [["Name", "Category"], ["Pump", "23-27 17: Pumps"]]
COMPONENT = [["Name", "TypeName", "Space", "InstallationDate"], ["P-1", "Pump", "1", "2020-05-01"]]
SPACE = [["Name", "FloorName"], [1.0, "Ground"]]
FLOOR = [["Name", "Category"], ["Ground", "Floor"]]
JOB = ["Name", "TypeName", "Category", "Duration", "DurationUnit", "Frequency", "FrequencyUnit", "TaskNumber"]
WHOLE = {"Facility": FACILITY, "Floor": FLOOR, "Space": SPACE, "Type": TYPE, "Component": COMPONENT}


def book(**sheets) -> bytes:
    """A workbook of these sheets; None leaves one out."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, lines in {**WHOLE, **sheets}.items():
            if lines is None:
                continue
            sheet = made.add_worksheet(name)
            for at, line in enumerate(lines):
                sheet.write_row(at, 0, line)
    return out.getvalue()


def reading(**sheets):
    return read(book(**sheets), "book.xlsx")


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"Name,TypeName\n", "neither an .xlsx nor an .xls"),
        (b"PK\x03\x04 cut off", "neither an .xlsx nor an .xls"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "cannot be opened"),
        (zipped(word__document=b"<x/>"), "not an Excel workbook"),
        (zipped(xl__workbook=b"<!DOCTYPE x><x/>"), "DOCTYPE"),
        (zipped(xl__worksheets__sheet1=b'<row><c r="XFD1048576"><v>1</v></c></row>'), "outside the table"),
        (book(Component=None), "no sheet Component"),
        (book(Type=None), "no sheet Type"),
        (book(Facility=None), "no sheet Facility"),
        (book(Facility=[["Name"]]), "names no building"),
        (book(Facility=[["Name"], ["A"], ["B"]]), "names 2 buildings"),
        (book(Component=[["Name"], ["P-1"]]), "no column TypeName"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_with_a_remedy(data, reason):
    with pytest.raises(CobieRefused, match=reason) as refused:
        read(data, "book.xlsx")
    assert str(refused.value).startswith("book.xlsx: ")


def test_the_last_row_allowed_is_read_and_one_more_is_refused():
    data = book()  # five sheets of two filled rows
    assert read(data, "book.xlsx", max_rows=10).register.assets
    with pytest.raises(CobieRefused, match="9 rows"):
        read(data, "book.xlsx", max_rows=9)


def test_columns_are_found_by_name_below_a_title_and_strange_ones_are_reported():
    found = reading(
        Component=[["Register of pumps"], ["Stages", "Space", "TypeName", "Name"], ["x", "1", "Pump", "P-1"]]
    )
    (asset,) = found.register.assets
    assert (asset.display_name, asset.type, asset.spaces) == ("P-1", "pump", ("1",))
    assert any(f.value == "stages" for f in found.report.findings)


def test_a_missing_optional_sheet_is_a_notice():
    report = reading().report
    assert any(f.sheet == "System" and "not in the file" in f.reason for f in report.findings)
    assert report.count(Severity.ERROR) == 0


def test_a_name_with_a_comma_is_one_space_before_it_is_two():
    spaces = [["Name", "FloorName"], ["A", "Ground"], ["B", "Ground"], ["A, B", "Ground"]]
    rows = [COMPONENT[0], ["P-1", "Pump", "A, B", ""], ["P-2", "Pump", "B,A", ""], ["P-3", "Pump", "Ground", ""]]
    found = reading(Space=spaces, Component=rows)
    assert [asset.spaces for asset in found.register.assets] == [("a-b",), ("b", "a"), ("ground",)]
    (notice,) = (f for f in found.report.findings if "names a floor" in f.reason)
    assert (notice.row, notice.severity) == (4, Severity.NOTICE)


def test_ids_of_namesakes_do_not_depend_on_the_order_of_rows():
    rows = [["P-1", "Pump", "1", ""], ["P-1", "Pump", "Ground", ""]]
    there = reading(Component=[COMPONENT[0], *rows]).register.assets
    back = reading(Component=[COMPONENT[0], *rows[::-1]]).register.assets
    assert [asset.id for asset in there] == ["p-1-1", "p-1-ground"]
    assert set(there) == set(back)


def test_a_name_in_another_script_still_gives_an_id():
    (asset,) = reading(Component=[COMPONENT[0], ["冷水泵", "Pump", "1", ""]]).register.assets
    assert asset.display_name == "冷水泵"
    assert asset.id.startswith("asset-")


def test_an_address_in_a_cell_is_nowhere_in_the_result():
    found = reading(
        Type=[["Name", "Manufacturer", "Description"], ["Pump", "ada@example.org", "ask ada@example.org"]],
        Component=[COMPONENT[0], ["P-1", "ada@example.org", "1", ""]],
        Contact=[["Email", "Company"], ["ada@example.org", "Pump Works"]],
    )
    assert "@" not in repr(found)
    assert found.register.types[0].manufacturer == "Pump Works"


def test_a_header_and_its_steps_are_one_job_and_its_minutes_count_once():
    rows = [
        JOB,
        ["Quarterly check", "Pump", "PM", 30, "Minutes", 4, "Year", 0],
        ["Quarterly check", "Pump", "PM", 20, "minute", "n/a", "n/a", 2],
        ["Quarterly check", "Pump", "PM", 10, "minute", "n/a", "n/a", 1],
    ]
    (plan,) = reading(Job=rows).register.plans
    assert (plan.minutes, str(plan.interval), [s.number for s in plan.steps]) == (30, "3 months", [1, 2])


def test_a_reading_that_the_name_contradicts_is_an_error_and_one_without_words_a_notice():
    rows = [
        JOB,
        ["Semi-annual", "Pump", "PM", 1, "hour", 2, "year", 0],
        ["Check", "Pump", "PM", 1, "hour", 2, "year", 0],
    ]
    found = read(book(Job=rows), "book.xlsx", frequency=INTERVAL)
    assert [str(plan.interval) for plan in found.register.plans] == ["2 years", "2 years"]
    remarks = [(f.row, f.severity) for f in found.report.findings if f.column == "Frequency"]
    assert remarks == [(2, Severity.ERROR), (3, Severity.NOTICE)]


def test_a_value_outside_the_pick_list_is_refused_by_row():
    rows = [
        JOB,
        ["A", "Pump", "Blessing", 1, "hour", 1, "year", 0],
        ["B", "Pump", "PM", 1, "hour", 1, "moon", 0],
        ["C", "Pump", "Emergency", 1, "hour", "", "", 0],
        ["D", "Pump", "Inspection", 1, "hour", "", "as required", 0],
    ]
    found = reading(Job=rows, Resource=[["Name", "Category"], ["Ladder", "Tool"], ["Luck", "Magic"]])
    assert [(p.display_name, p.kind) for p in found.register.plans] == [
        ("C", JobKind.ON_DEMAND),
        ("D", JobKind.ON_DEMAND),
    ]
    skipped = [(f.sheet, f.row, f.column) for f in found.report.findings if f.severity is Severity.SKIP]
    assert skipped == [("Resource", 3, "Category"), ("Job", 2, "Category"), ("Job", 3, "Frequency")]


def test_a_round_of_several_times_a_day_is_reported_and_has_no_interval():
    found = reading(Job=[JOB, ["Rounds", "Pump", "PM", 1, "hour", 4, "day", 0]])
    (plan,) = found.register.plans
    assert (plan.kind, plan.interval) == (JobKind.RECURRING, None)
    (remark,) = (f for f in found.report.findings if (f.sheet, f.column) == ("Job", "Frequency"))
    assert (remark.row, remark.column, remark.value) == (2, "Frequency", "4")
    assert "more often than daily" in remark.reason


def test_rows_read_are_rows_imported_and_rows_skipped():
    found = reading(Component=[*COMPONENT, ["", "Pump", "1", ""], ["", "", "", ""]])
    (sheet,) = (s for s in found.report.sheets if s.sheet == "Component")
    assert (sheet.read, sheet.imported, sheet.skipped) == (2, 1, 1)
