"""`muster demo` on the estate it was made for, and its published schedule counted again from what is exported."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.cli.connection import FILE, Addresses, addresses
from tests.e2e.command import MUSTER, command
from tests.e2e.conftest import ROOT, until
from tests.named import unnamed
from tests.recount import Files, recount
from tests.recount import places as places_of

PERIOD = ("--from", "2027-01-04", "--to", "2027-04-04")
YEAR = ("--from", "2027-01-05", "--to", "2028-01-04")
NOUNS = ("redundancy-groups", "maintenance-plans", "schedules", "work-orders", "tasks")
ELEVATORS, LONGEST = 24, timedelta(days=15)


@dataclass(frozen=True)
class Run:
    """What the demonstration said, and the folder of what was exported from it after a restart."""

    code: int
    text: str
    folder: Path

    def said(self, pattern: str) -> Sequence[str]:
        """The groups of the one place in the text that matches."""
        found = re.search(pattern, self.text)
        assert found, f"{pattern}\n{self.text}"
        return found.groups()

    def table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))

    def things(self, noun: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.folder / f"{noun}.json").read_text())
        return found

    def broken(self) -> set[str]:
        """The rules that the schedule says it does not keep."""
        (schedule,) = self.things("schedules")
        return {one["rule"] for one in schedule.get("shortfalls", ())}


def list_into(folder: Path, where: Addresses, noun: str) -> None:
    site = () if noun == "tasks" else ("--site", "harbour-court")
    code, text = command(where, "get", noun, *site, "-o", "json")
    assert code == 0, text
    (folder / f"{noun}.json").write_text(text)


def plan_a_year(folder: Path, where: Addresses) -> None:
    """The visits of a year, as a schedule of their own that nobody publishes."""
    name = "sites/harbour-court/schedules/year"
    asked = ("plan", "harbour-court", *YEAR, "--id", "year", "--kinds", "maintenance", "--seconds", "5")
    code, text = command(where, *asked)
    assert code == 0, text
    code, text = command(where, "get", "occurrences", name, "-o", "csv")
    assert code == 0, text
    (folder / "occurrences.csv").write_text(text)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """One run for all: the demonstration, then a Muster on the data it left, from which everything is exported."""
    data, folder = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("exported")
    demo = (MUSTER, "demo", "examples/harbour-court", "--seconds", "8", "--keep", str(data))
    done = subprocess.run(demo, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with (folder / "dev.log").open("w") as log:
        dev = subprocess.Popen([MUSTER, "dev", "--data", str(data)], cwd=ROOT, stdout=log, stderr=log)
    try:
        until(lambda: (data / FILE).exists(), "Muster to start again on what the demonstration kept", 60)
        where = addresses(data)
        files = ("--what", "all", "--format", "csv", "-o", str(folder))
        code, text = command(where, "export", "harbour-court", *files, *PERIOD)
        assert code == 0, text
        for noun in NOUNS:
            list_into(folder, where, noun)
        plan_a_year(folder, where)
        yield Run(done.returncode, done.stdout, folder)
    finally:
        dev.terminate()
        assert dev.wait(timeout=30) == 0


def test_the_demonstration_tells_its_six_parts_in_order(run: Run) -> None:
    parts = re.findall(r"^(\d [A-Z ]+?)(?:  |$)", run.text, re.MULTILINE)
    assert parts == ["1 REGISTER", "2 PEOPLE AND POSTS", "3 SOLVE", "4 SCHEDULE", "5 PUBLISH", "6 ONE TASK"]


def test_the_search_is_told_by_what_it_cost_in_the_end_and_by_no_bound_above_that(run: Run) -> None:
    """A bound is told of a tier as far as it is one; where the search has proved nothing there is none."""
    end = r"^ +[\d.]+ s  (?:effort spent|search ended) +legal [\d,]+  safety [\d,]+   cost: (.+)$"
    cost, _, bound = re.findall(end, run.text, re.MULTILINE)[0].partition("   bound: ")
    reached = dict(re.findall(r"(contract|preferences) ([\d,]+)", cost))
    assert reached.keys() == {"contract", "preferences"}
    for tier, least in re.findall(r"(contract|preferences) ([\d,]+)", bound):
        assert int(least.replace(",", "")) <= int(reached[tier].replace(",", ""))


def test_the_same_register_again_changes_nothing(run: Run) -> None:
    assert "the same file again: 0 changed" in run.text
    read, imported, skipped = map(int, run.said(r"Component +([\d,]+) +([\d,]+) +([\d,]+)"))
    assert (read, imported + skipped) == (394, 394)


def test_every_place_is_filled_or_named_short(run: Run) -> None:
    filled, places = (int(one.replace(",", "")) for one in run.said(r"posts: ([\d,]+) of ([\d,]+) places filled"))
    assert (filled < places) == ("posts_are_covered" in run.broken())
    counted = [(min(there, needed), needed) for _, _, there, needed in places_of(Files(run.folder))]
    there, needed = sum(one for one, _ in counted), sum(all for _, all in counted)
    # Nobody describes a fire watch: the schedule asks for it where its own visits put the alarms out.
    watched = sum(line["post"] == "fire-watch" for line in run.table("roster"))
    assert needed > 2500
    assert (filled, places) == (there + watched, needed + watched)


def test_every_drill_is_held_or_its_reason_is_given(run: Run) -> None:
    planned, asked = map(int, run.said(r"drills and trainings: (\d+) of (\d+) planned"))
    assert asked == 20, "a drill in each of 8 blocks, a seminar of 4 sittings in each of 3 months"
    assert (planned < asked) == ("gatherings_asked_for_are_held" in run.broken())
    held = Counter(line["obligation"] for line in run.table("drills") if line["people"])
    assert held.total() == planned
    assert held["block-fire-drill"] <= 8


def test_every_job_that_falls_due_is_exported(run: Run) -> None:
    due, planned, minuted = map(int, run.said(r"jobs: (\d+) due, (\d+) planned, (\d+) with minutes and crew"))
    (schedule,) = run.things("schedules")
    assert (schedule["state"], schedule["dueCount"]) == ("STATE_PUBLISHED", due)
    jobs = run.table("jobs")
    assert planned <= len(jobs) <= due
    assert sum(bool(line["start"] and line["people"]) for line in jobs) == minuted


def test_everybody_is_told_once_of_each_task(run: Run) -> None:
    stored, heard, waiting, twice = map(
        int, run.said(r"([\d]+) in the database = ([\d]+) on the bus · (\d+) waiting · (\d+) twice")
    )
    assert (stored, waiting, twice) == (heard, 0, 0)
    assert stored > 400, "two weeks of shifts alone are more"
    people = {task["person"] for task in run.things("tasks")}
    assert people == {line["person"] for line in run.table("roster") if line["person"]}


def test_one_task_closes_its_work_order_and_moves_the_due_date(run: Run) -> None:
    said = run.said(r"work order closed · latest moved \w+ (\d+ \w+) -> \w+ (\d+ \w+)")
    before, after = (datetime.strptime(f"{day} 2027", "%d %b %Y").replace(tzinfo=UTC).date() for day in said)
    (closed,) = [one for one in run.things("work-orders") if one["state"] == "STATE_COMPLETED"]
    plan = closed["occurrence"].partition("/occurrences/")[0]
    (kept,) = [one for one in run.things("maintenance-plans") if one["name"] == plan]
    anchor = kept["anchorDate"]
    done = date(anchor["year"], anchor["month"], anchor["day"])
    assert done.isoformat() == closed["performedTime"][:10]
    assert done <= before < after, "the visit was held in time, and the next is due after it"


def test_a_recount_finds_nothing_but_what_the_schedule_names(run: Run) -> None:
    breaks = recount(Files(run.folder))
    (schedule,) = run.things("schedules")
    assert unnamed(breaks, schedule) == []
    counted = subprocess.run(
        [sys.executable, str(ROOT / "tests/recount.py"), str(run.folder)], capture_output=True, text=True, check=False
    )
    assert counted.returncode == (1 if any(breaks.values()) else 0), counted.stdout + counted.stderr
    assert "91 days, 55 people" in counted.stdout


def test_no_elevator_waits_more_than_fifteen_days_unless_the_schedule_says_so(run: Run) -> None:
    visited: dict[str, list[date]] = {}
    for line in run.table("jobs"):
        plan = line["work"].partition("/occurrences/")[0]
        if "/elevator-15-day-" in plan:
            days = visited.setdefault(plan, [])
            days += [date.fromisoformat(one) for one in (line["last_visit"], line["date"]) if one]
    assert len(visited) == ELEVATORS
    end = date(2027, 4, 5)
    late = [
        f"{after} {plan}: {(after - before).days} days"
        for plan, days in visited.items()
        for before, after in zip(sorted(days), [*sorted(days)[1:], end], strict=True)
        if after - before > LONGEST
    ]
    (schedule,) = run.things("schedules")
    assert unnamed({"chains_keep_their_longest_gap": late}, schedule) == []


def test_no_redundancy_group_loses_more_than_it_may(run: Run) -> None:
    counted = subprocess.run(
        [sys.executable, str(ROOT / "tests/recount_groups.py"), str(run.folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert counted.stdout.startswith("29 groups")


def test_a_year_of_visits_stands_a_recount(run: Run) -> None:
    script, file = str(ROOT / "tests/recount_programme.py"), str(run.folder / "occurrences.csv")
    counted = subprocess.run([sys.executable, script, file, *YEAR], capture_output=True, text=True, check=False)
    assert counted.returncode == 0, counted.stdout + counted.stderr
    assert f"{ELEVATORS} chains of elevators, longest gap 15 days" in counted.stdout


def test_the_notice_of_a_tank_cleaning_names_exactly_the_flats_of_its_tower_and_when_they_are_told(run: Run) -> None:
    cleanings = [line for line in run.table("occurrences") if line["tell_by"]]
    assert {line["asset"].rpartition("/")[2] for line in cleanings} == {f"b{n}-roof-tank" for n in range(1, 9)}
    for line in cleanings:
        block = line["asset"].rpartition("/")[2].removesuffix("-roof-tank")
        flats = [f"{block}-{storey:02}{flat:02}" for storey in range(1, 21) for flat in range(1, 7)]
        assert line["serves"].split() == flats
        planned, told = (date.fromisoformat(line[day]) for day in ("planned", "tell_by"))
        assert (planned - told).days == int(line["notice_days"]) == 3
