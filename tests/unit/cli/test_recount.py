"""The recount passes what is right and finds each single thing that is wrong."""

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.cli.chains import Chains
from services.cli.export import as_csv
from services.cli.tables import TABLES, Source
from tests.recount import CHECKS, Files, drills_leave_days_off, recount, visits_were_overdue_before
from tests.unit.cli.small import MONDAY, ZONE, drill, guard, job, shift, staffing, technician

SCRIPT = Path(__file__).parents[2] / "recount.py"
DAY = timedelta(days=1)
LIFT = "sites/s/maintenancePlans/lift-1"
Lines = list[dict[str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One week in which everything is right: four guards at a gate, two technicians, a lift, a drill."""
    week = [MONDAY + n * DAY for n in range(7)]
    days = [*(shift("an", on) for on in week[:6]), *(shift("bo", on) for on in (*week[:5], week[6]))]
    nights = [shift("chi" if n < 4 else "do", on, "night") for n, on in enumerate(week)]
    assignments = [
        *(*days, *nights, shift("do", week[1], "evening", "")),
        job("lift-1", week[0], "wu", "gao", includes=["sites/s/maintenancePlans/lift-1-year/occurrences/2027-01-20"]),
        drill(week[2], "do", "wu", hour=12),
    ]
    found = Source(
        assignments=lambda kind: [one for one in assignments if one.kind == kind],
        staffing=staffing(),
        people=[*(guard(id) for id in ("an", "bo", "chi", "do")), technician("wu"), technician("gao")],
        first=MONDAY,
        last=week[6],
        zone=ZONE,
        chains=Chains(crew={LIFT: 2}, gap={LIFT: 15}, visited={f"{LIFT}/occurrences/{MONDAY}": date(2026, 12, 21)}),
    )
    for what in TABLES:
        with (tmp_path / f"{what}.csv").open("w", newline="", encoding="utf-8") as out:
            as_csv(out, what, found)
    return tmp_path


def lines(file: Path) -> Lines:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def change(folder: Path, table: str, spoil: Callable[[Lines], object]) -> None:
    file = folder / f"{table}.csv"
    every = lines(file)
    columns = list(every[0])
    spoil(every)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(every)


def put(line: int, **values: str) -> Callable[[Lines], object]:
    return lambda every: every[line].update(values)


def also(of: int, **values: str) -> Callable[[Lines], object]:
    return lambda every: every.append(every[of] | values)


def held(**values: str) -> Callable[[Lines], object]:
    return put(0, end="2027-01-06T13:30:00+08:00", **values)


def works(person: str, on: str, start: str, end: str, ends: str = "", shift: str = "day") -> Callable[[Lines], object]:
    span = {"start": f"{on}T{start}:00+08:00", "end": f"{ends or on}T{end}:00+08:00"}
    return also(0, person=f"people/{person}", date=on, shift=shift, post="", needs="", **span)


def broken(folder: Path) -> set[str]:
    return {check for check, found in recount(Files(folder)).items() if found}


def test_a_right_week_passes(folder: Path) -> None:
    assert broken(folder) == set()
    assert all(lines(folder / f"{table}.csv") for table in TABLES), "no table of the right week is empty"


WRONG = [
    ("posts_have_their_people", "roster", lambda every: every.pop(0)),
    ("posts_have_their_people", "roster", put(0, post="lobby", needs="")),
    ("people_at_posts_are_certified", "people", put(0, expires="2027-01-07")),
    ("people_at_posts_are_certified", "people", put(0, qualification="gate")),
    ("people_rest_between_shifts", "roster", works("do", "2027-01-08", "08:00", "12:01")),
    ("people_rest_between_shifts", "roster", works("bo", "2027-01-04", "15:00", "16:00", shift="evening")),
    ("people_rest_between_shifts", "drills", held(start="2027-01-06T09:59:00+08:00")),
    ("drills_make_no_day_too_long", "drills", put(0, people="people/an", end="2027-01-06T19:01:00+08:00")),
    ("people_have_days_off", "roster", works("an", "2027-01-10", "07:00", "08:00")),
    ("people_work_few_nights_in_a_row", "roster", put(16, person="people/chi")),
    ("people_work_within_the_week_limit", "contracts", put(0, week_limit_minutes="2879")),
    ("nobody_works_while_absent", "people", put(0, absent="2027-01-04/2027-01-04")),
    ("nobody_works_while_absent", "people", put(4, absent="2027-01-06/2027-01-06")),
    ("nobody_is_in_two_places", "roster", works("bo", "2027-01-04", "14:59", "18:00", shift="evening")),
    ("nobody_is_in_two_places", "drills", put(0, start="2027-01-04T11:09:00+08:00", end="2027-01-04T12:00:00+08:00")),
    ("jobs_have_their_crew", "jobs", put(0, people="people/wu")),
    ("jobs_have_their_crew", "jobs", put(0, people="people/wu people/wu")),
    ("crews_are_certified", "people", put(4, expires="2027-01-03")),
    ("jobs_are_within_their_peoples_shifts", "jobs", put(0, end="2027-01-04T17:01:00+08:00")),
    ("jobs_are_within_their_peoples_shifts", "jobs", put(0, people="people/an", start="2027-01-04T06:59:00+08:00")),
    ("jobs_are_held_by_their_latest_day", "jobs", put(0, date="2027-01-05", latest="2027-01-04", gap_max_days="")),
    ("chains_keep_their_longest_gap", "jobs", put(0, date="2027-01-06")),
    ("chains_keep_their_longest_gap", "jobs", put(0, last_visit="2027-01-04", gap_max_days="6")),
    ("posts_stay_manned_during_drills", "drills", put(0, people="people/do people/wu people/an")),
    ("drills_have_their_leader", "drills", put(0, people="people/wu")),
]  # fmt: skip


@pytest.mark.parametrize(("check", "table", "spoil"), WRONG)
def test_each_single_break_is_found(folder: Path, check: str, table: str, spoil: Callable[[Lines], object]) -> None:
    change(folder, table, spoil)
    assert check in broken(folder)


def test_every_check_is_seen_to_fail() -> None:
    assert {check.__name__ for check in CHECKS} == {check for check, _, _ in WRONG}


@pytest.mark.parametrize(
    ("table", "right"),
    [
        ("people", put(0, expires="2027-01-10")),
        ("roster", works("do", "2027-01-08", "08:00", "12:00")),
        ("contracts", put(0, week_limit_minutes="2880")),
        ("drills", held(start="2027-01-06T10:00:00+08:00")),
        ("jobs", put(0, end="2027-01-04T17:00:00+08:00")),
        ("jobs", put(0, latest="2027-01-04", gap_max_days="")),
        ("jobs", put(0, gap_max_days="14")),
        ("jobs", put(0, contractor="lianhe", people="", crew="2")),
    ],
)
def test_the_nearest_that_is_right_passes(folder: Path, table: str, right: Callable[[Lines], object]) -> None:
    change(folder, table, right)
    assert broken(folder) == set()


def test_averaging_contracts_may_work_more_in_one_of_their_weeks(folder: Path) -> None:
    change(folder, "contracts", put(0, week_limit_minutes="2400", averaging_weeks="4"))
    assert broken(folder) == set()


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("17:00", "19:00", set()),
        ("17:00", "19:01", {"drills_make_no_day_too_long"}),
        ("17:01", "18:00", {"people_rest_between_shifts"}),
        ("15:00", "20:01", {"drills_make_no_day_too_long", "people_rest_between_shifts"}),
    ],
)
def test_a_drill_within_two_hours_of_a_shift_is_one_attendance_with_it(
    folder: Path, start: str, end: str, found: set[str]
) -> None:
    span = {"start": f"2027-01-06T{start}:00+08:00", "end": f"2027-01-06T{end}:00+08:00"}
    change(folder, "drills", put(0, people="people/an", leader="", **span))
    change(folder, "contracts", put(0, week_limit_minutes="4000"))
    assert broken(folder) == found


@pytest.mark.parametrize(("limit", "found"), [("2940", set()), ("2939", {"people_work_within_the_week_limit"})])
def test_the_wait_before_a_joined_drill_is_no_work(folder: Path, limit: str, found: set[str]) -> None:
    span = {"start": "2027-01-06T17:00:00+08:00", "end": "2027-01-06T18:00:00+08:00"}
    change(folder, "drills", put(0, people="people/an", leader="", **span))
    change(folder, "contracts", put(0, week_limit_minutes=limit))
    assert broken(folder) == found


def test_a_drill_inside_a_shift_does_not_join_the_next_shift_to_it(folder: Path) -> None:
    span = {"start": "2027-01-06T10:00:00+08:00", "end": "2027-01-06T11:30:00+08:00"}
    change(folder, "drills", put(0, people="people/an", leader="", **span))
    change(folder, "roster", works("an", "2027-01-06", "16:00", "17:00", shift="evening"))
    assert "people_rest_between_shifts" in broken(folder)


def test_a_drill_on_a_day_off_is_a_note_and_no_break(folder: Path) -> None:
    span = {"date": "2027-01-10", "start": "2027-01-10T12:00:00+08:00", "end": "2027-01-10T13:30:00+08:00"}
    change(folder, "drills", put(0, people="people/an", leader="", **span))
    assert broken(folder) == set()
    assert "note  drills leave days off 1" in run(folder).stdout
    assert list(drills_leave_days_off(Files(folder))) != []


@pytest.mark.parametrize(
    ("spoil", "breaks"),
    [
        (put(0, last_visit="2026-12-20", gap_max_days="14"), False),
        (put(0, date="2027-01-05", last_visit="2026-12-21", gap_max_days="14"), True),
        (put(0, latest="2027-01-03", gap_max_days=""), False),
        (put(0, date="2027-01-05", latest="2027-01-04", gap_max_days=""), True),
    ],
)
def test_what_was_late_before_the_first_day_is_a_note(
    folder: Path, spoil: Callable[[Lines], object], breaks: bool
) -> None:
    change(folder, "jobs", spoil)
    files = Files(folder)
    assert bool(broken(folder)) is breaks
    assert bool(list(visits_were_overdue_before(files))) is not breaks


def test_a_gap_can_be_given_for_plans_that_name_none(folder: Path) -> None:
    change(folder, "jobs", put(0, gap_max_days=""))
    assert recount(Files(folder))["chains_keep_their_longest_gap"] == []
    assert recount(Files(folder, [("lift-*", 5)]))["chains_keep_their_longest_gap"] != []


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, folder], capture_output=True, text=True, timeout=60, check=False)


def test_the_script_stands_alone_and_its_exit_code_says_what_it_found(folder: Path) -> None:
    right = run(folder)
    assert (right.returncode, right.stderr) == (0, "")
    assert "gate" in right.stdout and "152" in right.stdout
    change(folder, "roster", lambda every: every.pop(0))
    wrong = run(folder)
    assert wrong.returncode == 1
    assert "2027-01-04 gate day: 1 of 2" in wrong.stdout
    (folder / "people.csv").unlink()
    lost = run(folder)
    assert lost.returncode == 2
    assert "people.csv" in lost.stderr and "Traceback" not in lost.stderr
