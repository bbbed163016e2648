"""The recount of a year's visits passes what is kept, and finds each thing that somebody has forged."""

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from services.cli.views import COLUMNS
from tests.recount_programme import Year, longest_gaps, recount

SCRIPT = Path(__file__).parents[2] / "recount_programme.py"
Line = dict[str, str]
FIRST, LAST = date(2027, 1, 4), date(2027, 1, 31)
YEARLY = "sites/s/maintenancePlans/tank-year/occurrences/2027-01-20"


def line(plan: str, due: str, planned: str, **more: str) -> Line:
    name = f"sites/s/maintenancePlans/{plan}"
    found = dict.fromkeys(COLUMNS, "")
    found |= {"occurrence": f"{name}/occurrences/{due}", "asset": "sites/s/assets/tank", "due": due, "planned": planned}
    return found | {"latest": "2027-01-31", "every": "P3M", "gap_max_days": "0", "sequence": "0"} | more


def lift(letter: str, sequence: int, planned: str, **more: str) -> Line:
    chained = {
        "asset": f"sites/s/assets/lift-{letter}",
        "trade": "elevator",
        "every": "P15D",
        "chain": f"sites/s/maintenancePlans/lift-{letter}",
        "sequence": str(sequence),
        "gap_max_days": "15",
        "last_visit": "2027-01-01",
        "groups": "lifts:2/3",
    }
    return line(f"lift-{letter}", f"2027-01-{sequence:02}", planned, **{**chained, **more})


def month() -> list[Line]:
    """Three elevators of a group, each on days of its own, and a yearly visit that is held inside a quarterly one."""
    days = {"a": ("2027-01-11", "2027-01-26"), "b": ("2027-01-12", "2027-01-25"), "f": ("2027-01-13", "2027-01-28")}
    found = [lift(letter, n, day) for letter, held in days.items() for n, day in enumerate((*held, ""), 1)]
    return [*found, line("tank", "2027-01-20", "2027-01-21", includes=YEARLY, includes_every="P1Y")]


def breaks(lines: list[Line]) -> list[str]:
    return [f"{check}: {each}" for check, found in recount(Year(lines, FIRST, LAST)).items() for each in found]


def forged(change: dict[tuple[str, str], str]) -> list[str]:
    """The breaks of the month with other values: by (visit, column)."""
    lines = month()
    for (visit, column), value in change.items():
        (found,) = [one for one in lines if "/".join(one["occurrence"].split("/")[3::2]) == visit]
        found[column] = value
    return breaks(lines)


def test_a_month_that_is_kept_has_no_break() -> None:
    assert breaks(month()) == []
    assert set(longest_gaps(Year(month(), FIRST, LAST)).values()) == {13, 15}


@pytest.mark.parametrize(("planned", "allowed"), [("2027-01-16", True), ("2027-01-17", False)])
def test_the_first_gap_counts_from_the_last_completed_visit(planned: str, allowed: bool) -> None:
    """The second is moved along, so that the gap after it is no longer than before."""
    found = forged({("lift-a/2027-01-01", "planned"): planned})
    assert (found == []) is allowed
    assert allowed or len(found) == 2, "both as a chain and as an elevator"


@pytest.mark.parametrize(("planned", "allowed"), [("2027-01-17", True), ("2027-01-16", False)])
def test_the_last_gap_runs_to_the_day_after_the_end(planned: str, allowed: bool) -> None:
    assert (forged({("lift-b/2027-01-02", "planned"): planned}) == []) is allowed


def test_a_longer_gap_in_the_file_does_not_excuse_an_elevator() -> None:
    lines = [
        one | ({"gap_max_days": "30"} if one["occurrence"].endswith("lift-a/occurrences/2027-01-02") else {})
        for one in month()
    ]
    (late,) = [one for one in lines if one["gap_max_days"] == "30"]
    late["planned"] = "2027-01-27"
    assert len(breaks(lines)) == 1


def test_a_yearly_visit_is_held_once_inside_of_another_or_by_itself() -> None:
    alone = line("tank-year", "2027-01-20", "2027-01-22", every="P1Y")
    assert len(breaks([*month(), alone])) == 2, "the visit, and the second of one year"
    assert breaks([*month()[:-1], alone]) == []
    (never,) = breaks([*month()[:-1], alone | {"planned": ""}])[1:]
    assert never.endswith("tank-year/occurrences/2027-01-20: never held")


@pytest.mark.parametrize(("latest", "allowed"), [("2027-01-21", True), ("2027-01-20", False)])
def test_what_keeps_to_the_calendar_is_held_by_its_latest_day(latest: str, allowed: bool) -> None:
    assert (forged({("tank/2027-01-20", "latest"): latest}) == []) is allowed


def test_one_member_more_than_the_group_can_lose_is_found() -> None:
    (told,) = forged({("lift-b/2027-01-02", "planned"): "2027-01-26"})
    assert told.startswith("groups_keep_enough_members_up: 2027-01-26 lifts: sites/s/assets/lift-a")
    assert forged({("lift-b/2027-01-02", "planned"): "2027-01-27"}) == []


@pytest.mark.parametrize(("planned", "code", "says"), [("2027-01-26", 0, "15 days"), ("2027-01-27", 1, "16 days")])
def test_it_runs_without_muster(tmp_path: Path, planned: str, code: int, says: str) -> None:
    file = tmp_path / "occurrences.csv"
    lines = month()
    lines[1]["planned"] = planned
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.DictWriter(out, COLUMNS)
        rows.writeheader()
        rows.writerows(lines)
    command = [sys.executable, "-I", str(SCRIPT), str(file), "--from", str(FIRST), "--to", str(LAST)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, says in done.stdout) == (code, True), done.stdout + done.stderr
    file.write_text("planned\n")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "cannot be recounted" in done.stderr) == (2, True)
