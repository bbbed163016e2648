"""`muster apply`: all of a file or nothing of it, over both services; twice is the same as once."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.e2e.command import command
from tests.e2e.conftest import ROOT, Muster

HARBOUR = ROOT / "examples" / "harbour-court"
WHOLE = """\
site: {id: s, zone: Asia/Shanghai}
shifts: {day: "07:00-15:00"}
posts: {gate: {needs: [gate], people: {day: 1}}}
contracts: {guard: {hours_week: 40, limit_week: 52}}
assets: {pump: {}}
people: {wu: {contract: guard, has: [gate], sites: [s]}}
"""


def test_what_the_scheduler_refuses_leaves_nothing_at_the_assets_either(muster: Muster, tmp_path: Path) -> None:
    file = tmp_path / "estate.yaml"
    file.write_text(WHOLE.replace("limit_week: 52", "limit_week: 520"))
    code, text = command(muster.where, "apply", "-f", str(file))
    assert (code, f"{file}:4: guard.week_limit_minutes" in text) == (2, True), text
    assert command(muster.where, "get", "assets", "--site", "s")[0] == 3, "the site is not there"
    file.write_text(WHOLE)
    code, text = command(muster.where, "apply", "-f", str(file), "--dry-run")
    assert (code, "people/wu created" in text, "nothing is stored" in text) == (0, True, True), text
    assert command(muster.where, "get", "assets", "--site", "s")[0] == 3, "a dry run stores nothing"
    code, text = command(muster.where, "apply", "-f", str(file))
    assert (code, "4 created, 0 updated, 0 unchanged" in text) == (0, True), text
    code, text = command(muster.where, "apply", "-f", str(file), "-o", "json")
    outcomes = {one["name"]: one["outcome"] for one in json.loads(text)}
    assert outcomes == dict.fromkeys(("sites/s", "sites/s/assets/pump", "sites/s/staffing", "people/wu"), "unchanged")
    file.write_text(WHOLE.replace("day: 1", "day: 2"))
    code, text = command(muster.where, "apply", "-f", str(file))
    assert (code, "sites/s/staffing updated" in text, "people/wu" in text) == (0, True, False), text


def test_what_speaks_of_the_register_waits_for_it(muster: Muster, tmp_path: Path) -> None:
    folder = tmp_path / "harbour-court"
    shutil.copytree(HARBOUR, folder)
    register = folder / "register.xlsx"
    subprocess.run([sys.executable, str(folder / "make_register.py"), str(register)], check=True)
    code, text = command(muster.where, "apply", "-f", str(folder))
    assert code == 0, text
    assert "wait for the assets" in text
    order = next(line for line in text.splitlines() if line.startswith("next: muster import cobie"))
    arguments = order.split(" · ")[0].removeprefix("next: muster ").split()
    code, text = command(muster.where, *arguments)
    assert code == 0, text
    code, text = command(muster.where, "apply", "-f", str(folder))
    assert (code, "wait for the assets" in text) == (0, False), text
    code, text = command(muster.where, "apply", "-f", str(folder))
    assert (code, "0 created, 0 updated" in text) == (0, True), text
    code, text = command(muster.where, "get", "maintenance-plans", "--site", "harbour-court", "-o", "json")
    days = {one["name"].rpartition("/")[2]: one["anchorDate"] for one in json.loads(text)}
    assert days["elevator-15-day-b1-elevator-a"] == {"year": 2026, "month": 12, "day": 21}
    misspelt = folder / "estate.yaml"
    misspelt.write_text(misspelt.read_text().replace("[generator-1, generator-2]", "[generator-1, generatr-2]"))
    code, text = command(muster.where, "apply", "-f", str(folder))
    line = 1 + misspelt.read_text().split("generatr-2")[0].count("\n")
    assert (code, f"{misspelt}:{line}: generators.members" in text, "generatr-2" in text) == (2, True, True), text
