"""Tables for machines and workbooks for people, made of the same assignments."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from muster.scheduler.v1 import person_pb2, schedule_pb2
from services.cli.chains import Chains
from services.cli.export import Format, as_csv, as_json, beside, export
from services.cli.tables import TABLES, Source, harmless
from services.cli.workbook import write
from services.runtime.errors import Invalid
from tests.unit.cli.small import MONDAY, ZONE, day, drill, guard, job, shift, staffing, technician

DAY = timedelta(days=1)
LIFT = "sites/s/maintenancePlans/lift-1-fortnight"


def source(*assignments: schedule_pb2.Assignment, people: Iterable[person_pb2.Person] = ()) -> Source:
    return Source(
        assignments=lambda kind: [one for one in assignments if one.kind == kind],
        staffing=staffing(),
        people=list(people) or [guard("li"), technician("wu")],
        first=MONDAY,
        last=MONDAY + 6 * DAY,
        zone=ZONE,
        chains=Chains(crew={LIFT: 2}, gap={LIFT: 15}, visited={f"{LIFT}/occurrences/{MONDAY}": date(2026, 12, 21)}),
    )


def lines(what: str, found: Source) -> list[dict[str, str]]:
    out = io.StringIO()
    as_csv(out, what, found)
    out.seek(0)
    return list(csv.DictReader(out))


def test_a_shift_is_a_line_with_its_offset_minutes_and_needs() -> None:
    (line,) = lines("roster", source(shift("li", MONDAY, "night")))
    assert line == {
        "date": "2027-01-04",
        "person": "people/li",
        "shift": "night",
        "start": "2027-01-04T23:00:00+08:00",
        "end": "2027-01-05T07:00:00+08:00",
        "minutes": "480",
        "post": "gate",
        "needs": "permit",
    }


def test_of_a_shift_on_call_the_minutes_are_those_that_count() -> None:
    found = source(shift("li", MONDAY, "night"))
    for kind in found.staffing.shifts:
        kind.counted_minutes = 180
    (line,) = lines("roster", found)
    assert (line["start"][11:16], line["end"][11:16], line["minutes"]) == ("23:00", "07:00", "180")


def test_a_job_is_a_line_with_crew_slack_and_chain() -> None:
    (line,) = lines("jobs", source(job("lift-1-fortnight", MONDAY, "wu", "gao")))
    assert (line["people"], line["crew"], line["slack_days"]) == ("people/wu people/gao", "2", "3")
    assert (line["gap_max_days"], line["last_visit"]) == ("15", "2026-12-21")
    assert (line["start"], line["latest"]) == ("2027-01-04T10:00:00+08:00", "2027-01-07")


def test_a_job_without_minutes_is_a_line_without_times() -> None:
    (line,) = lines("jobs", source(job("septic", MONDAY)))
    assert (line["start"], line["end"], line["people"], line["crew"], line["gap_max_days"]) == ("", "", "", "", "")


def test_a_visit_takes_the_crew_of_the_largest_plan_inside() -> None:
    found = source(job("small", MONDAY, "wu", includes=[f"{LIFT}/occurrences/2027-01-05"]))
    assert lines("jobs", found)[0]["crew"] == "2"


def test_a_drill_is_a_line_with_leader_and_people() -> None:
    (line,) = lines("drills", source(drill(MONDAY, "li", "an")))
    assert (line["obligation"], line["place"], line["leader"]) == ("fire", "b1", "people/li")
    assert line["people"] == "people/li people/an"


def test_people_are_a_line_for_each_certificate_with_hours_and_absences() -> None:
    absence = person_pb2.Absence(first_date=day(MONDAY), last_date=day(MONDAY + DAY))
    two = guard("an", absences=[absence])
    two.qualifications.add(id="gate")
    found = source(people=[two, technician("wu")])
    first, second, third = lines("people", found)
    assert (first["qualification"], first["expires"]) == ("permit", "2028-01-01")
    assert (second["qualification"], second["expires"]) == ("gate", "")
    assert (third["weekdays"], third["start"], third["minutes"], third["absent"]) == ("0 1 2 3 4", "08:00", "540", "")
    assert first["absent"] == "2027-01-04/2027-01-05"


def test_staffing_is_a_line_for_each_weekday_and_contracts_show_their_defaults() -> None:
    found = lines("staffing", source())
    day_heads = [line["heads"] for line in found if line["shift"] == "day"]
    assert day_heads == ["2", "2", "2", "2", "2", "1", "1"]
    assert {line["night"] for line in found if line["shift"] == "night"} == {"1"}
    (contract,) = lines("contracts", source())
    assert list(contract.values()) == ["guard", "3120", "1", "660", "6", "4"]


def test_days_are_lived_as_they_are() -> None:
    assert [line["lived_as_weekday"] for line in lines("days", source())] == list("0123456")


@pytest.mark.parametrize("what", TABLES)
def test_every_table_is_written_as_json_with_the_same_lines(what: str) -> None:
    found = source(shift("li", MONDAY), job("lift-1-fortnight", MONDAY, "wu"), drill(MONDAY, "li"))
    out = io.StringIO()
    as_json(out, what, found)
    assert [{key: str(value) for key, value in one.items()} for one in json.loads(out.getvalue())] == lines(what, found)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-cmd", "@sum", "\tx"])
def test_a_text_that_looks_like_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    (line,) = lines("jobs", source(job("septic", MONDAY, display_name=text)))
    assert line["display_name"] == f"'{text}"


@pytest.mark.parametrize("cell", ["1=1", "", "x-ray", -3])
def test_other_cells_stay_as_they_are(cell: str | int) -> None:
    assert harmless(cell) == cell


def test_a_workbook_has_the_grid_the_jobs_and_the_drills(tmp_path: Path) -> None:
    file = tmp_path / "roster.xlsx"
    evil = job("lift-1-fortnight", MONDAY, "wu", display_name="=1+1")
    write(file, source(shift("li", MONDAY), evil, drill(MONDAY, "li")))
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["Roster", "Jobs", "Drills"]
    grid = book.get_sheet_by_name("Roster").to_python()
    assert grid[0][3] == "2027-01-04"
    assert grid[1][:5] == ["person", "name", "contract", "M 4", "T 5"]
    assert grid[2][:5] == ["people/li", "Li", "guard", "D+", ""]
    assert grid[2][10:12] == [8, 0]
    assert ["day filled/needed", "", "", "1/2", "0/2"] in [line[:5] for line in grid]
    jobs = book.get_sheet_by_name("Jobs").to_python()
    assert dict(zip(jobs[0], jobs[1], strict=True))["display_name"] == "=1+1"
    assert len(book.get_sheet_by_name("Drills").to_python()) == 2


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    with pytest.raises(RuntimeError), beside(file) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with beside(file) as temporary:
        temporary.write_text("whole")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("roster.csv", "whole")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be written"), beside(tmp_path / "no" / "roster.csv"):
        pass


def ask(output: str, what: str = "roster", format: Format = Format.CSV) -> None:
    export("s", what=what, format=format, output=output, first="", last="", force=False)


def test_a_file_that_is_there_is_not_written_over_without_force(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    file.write_text("mine")
    with pytest.raises(Invalid, match="is there already"):
        ask(str(file))
    assert file.read_text() == "mine"


def test_what_cannot_be_exported_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be exported"):
        ask("-", what="gossip")
    with pytest.raises(Invalid, match="only one table"):
        ask("-", format=Format.XLSX)
