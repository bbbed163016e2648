"""Bad input at the command line: one clear message, the documented exit code, nothing half-written."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from muster.scheduler.v1 import schedule_pb2
from services.cli import fetch
from services.cli.get import NOUNS, Form
from tests.e2e.command import MUSTER, begun, command
from tests.e2e.conftest import ROOT, Muster, pump, until

HARBOUR = ROOT / "examples/harbour-court"
PERIOD = ("--from", "2026-12-14", "--to", "2027-01-10")
MONTH = ("--from", "2027-01-04", "--to", "2027-01-31")
CERTIFICATE = re.compile(r"control-room: [^,}]+(, )?")


def listed(muster: Muster, noun: str, site: str) -> list[str]:
    code, text = command(muster.where, "get", noun, "--site", site, "-o", "name")
    assert code == 0, text
    return text.split()


def test_each_mistake_has_its_message_and_exit_code(muster: Muster, tmp_path: Path) -> None:
    right = pump("lines")

    def file(name: str, was: str = "", becomes: str = "") -> str:
        assert was in right
        (tmp_path / name).write_text(right.replace(was, becomes) if was else right)
        return str(tmp_path / name)

    def line(name: str, word: str) -> str:
        return f"{tmp_path / name}:{(tmp_path / name).read_text().split(word)[0].count(chr(10)) + 1}: "

    good = file("good.yaml")
    field = file("field.yaml", "every: 30 days", "evry: 30 days")
    window = file("window.yaml", "minutes: 60", 'minutes: 60\n    window: "16:00-10:00"')
    narrow = file("narrow.yaml", "minutes: 60", 'minutes: 60\n    window: "10:00-10:00"')
    nobody = file("nobody.yaml", ": 2028-06-30", ": 2026-12-01")
    post = tmp_path / "post.yaml"
    post.write_text(
        right + '  an: {contract: guard, has: [gate]}\nshifts: {day: "07:00-15:00"}\n'
        "contracts: {guard: {hours_week: 40}}\nposts: {gate: {needs: [gat], people: {day: 1}}}\n"
    )
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")

    def refused(case: tuple[tuple[str, ...], int, Sequence[str]]) -> None:
        arguments, code, says = case
        exit_code, text = command(muster.where, *arguments)
        assert exit_code == code, f"{arguments}: {text}"
        for part in says:
            assert part in text, f"{arguments}: {text}"
        assert sum(each.startswith("error: ") for each in text.splitlines()) <= 1, text

    none, late = str(tmp_path / "none.xlsx"), ("--from", "2026-12-14", "--to", "2026-12-13")
    before: list[tuple[tuple[str, ...], int, Sequence[str]]] = [
        (("apply", "-f", field), 2, (line("field.yaml", "evry"), 'has no field "evry"', 'did you mean "every"?')),
        (("apply", "-f", window), 2, (line("window.yaml", "16:00"), "runs over midnight", "keep it within one day")),
        (("apply", "-f", narrow), 2, (line("narrow.yaml", "10:00-10:00"), "pump-1-monthly.window", "hint: ")),
        (("apply", "-f", str(post)), 2, (line("post.yaml", "gat]"), 'needs "gat"', 'did you mean "gate"?')),
        (("plan", "lines", *PERIOD), 3, ("there is no sites/lines",)),
        (("get", "assets"), 2, ("--site", "add --site ID")),
        (("get", "pumps"), 2, ("nothing that can be listed", "one of: sites, assets")),
        (("get", "assets", "--site", "lines"), 3, ("there is no sites/lines",)),
        (("tasks", "ack", "tasks/none"), 3, ("there is no tasks/none",)),
    ]
    after: list[tuple[tuple[str, ...], int, Sequence[str]]] = [
        (("plan", "lines", *late), 2, ("--to", "lies before 2026-12-14", "hint: ")),
        (("plan", "lines", *PERIOD, "--seconds", "9999"), 2, ("effort.seconds",)),
        (("plan", "lines", "--from", "14.12.2026", "--to", "2026-12-20"), 2, ("write it as 2026-12-14",)),
        (("export", "lines", *late, "-o", none), 2, ("--to", "lies before 2026-12-14", "hint: ")),
        (("import", "cobie", str(broken), "--site", "lines"), 2, ("broken.xlsx", "save it again as .xlsx")),
        (("import", "cobie", none, "--site", "lines"), 2, ("none.xlsx", "cannot be read", "hint: ")),
        (("publish", "sites/lines/schedules/none"), 3, ("there is no sites/lines/schedules/none",)),
    ]
    scarce: list[tuple[tuple[str, ...], int, Sequence[str]]] = [
        (("plan", "lines", *PERIOD, "--id", "only", "--seconds", "2"), 0, ("hire or certify",)),
        (
            ("plan", "lines", *PERIOD, "--id", "strict", "--seconds", "2", "--fail-on-unplanned"),
            5,
            ("hire or certify",),
        ),
    ]
    described = (("apply", "-f", good), 0, ("created",))
    without = (("apply", "-f", nobody), 0, ("people/wu-lines updated",))
    for case in (*before, described, *after, without, *scarce):
        refused(case)
    assert listed(muster, "assets", "lines") == ["sites/lines/assets/pump-1"]
    assert listed(muster, "maintenance-plans", "lines") == ["sites/lines/maintenancePlans/pump-1-monthly"]
    schedules = listed(muster, "schedules", "lines")
    assert schedules == ["sites/lines/schedules/only", "sites/lines/schedules/strict"]
    _, text = command(muster.where, "get", "people", "-o", "name")
    assert ("people/wu-lines" in text.split(), "people/an" in text.split()) == (True, False)


def test_too_few_certificates_give_a_schedule_and_what_would_help(muster: Muster, tmp_path: Path) -> None:
    folder = tmp_path / "short"
    shutil.copytree(HARBOUR, folder, ignore=shutil.ignore_patterns("*.py"))
    staff, estate = folder / "staff.yaml", folder / "estate.yaml"
    estate.write_text(estate.read_text().replace("id: harbour-court", "id: harbour-short"))
    staff.write_text(staff.read_text().replace("[harbour-court]", "[harbour-short]"))
    held = CERTIFICATE.findall(staff.read_text())
    kept = iter(range(len(held)))
    staff.write_text(CERTIFICATE.sub(lambda found: found[0] if next(kept) < 5 else "", staff.read_text()))
    assert (len(held), len(CERTIFICATE.findall(staff.read_text()))) == (14, 5)
    code, text = command(muster.where, "apply", "-f", str(folder))
    assert code == 0, text
    # 336 hours a week are 8.4 people at 40 hours, so five cannot man the control room.
    arguments = ("plan", "harbour-short", *MONTH, "--id", "short", "--kinds", "roster", "--seconds", "3")
    code, text = command(muster.where, *arguments, "--fail-on-unplanned")
    assert code == 5, text
    assert "DRAFT" in text, text
    (short,) = [each for each in text.splitlines() if "control room short of" in each]
    assert re.search(r"control room short of \d+ certified (person|people)( in all)?: \w+ \d+ Jan ", short), short
    assert re.search(r"what would help: .*certified for control-room \(hire or certify\)", short), short
    filled, places = (int(one.replace(",", "")) for one in re.findall(r"posts: ([\d,]+) of ([\d,]+) places", text)[0])
    assert 0 < filled < places


def test_everything_can_be_listed_in_every_form(muster: Muster, tmp_path: Path) -> None:
    file = tmp_path / "forms.yaml"
    file.write_text(pump("forms"))
    assert command(muster.where, "apply", "-f", str(file))[0] == 0

    def shown(noun: str, form: Form) -> str:
        site = ("--site", "forms") if NOUNS[noun].of_site else ()
        code, text = command(muster.where, "get", noun, *site, "-o", form)
        assert code == 0, text
        return text

    for form in Form:
        nouns = ("assets", "people") if form is not Form.JSON else tuple(NOUNS)
        seen = {noun: shown(noun, form) for noun in nouns}
        assert "sites/forms/assets/pump-1" in seen["assets"]
        assert "people/wu-forms" in seen["people"]
        if form is Form.JSON:
            (plan,) = json.loads(seen["maintenance-plans"])
            assert plan["interval"] == {"count": 30, "unit": "UNIT_DAY"}
            assert not [task for task in json.loads(seen["tasks"]) if task["person"] == "people/wu-forms"]


def test_a_missing_server_is_named_with_the_remedy(tmp_path: Path) -> None:
    done = subprocess.run(
        [MUSTER, "tasks", "list"],
        env={**os.environ, "MUSTER_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "muster dev" in done.stderr, "Traceback" in done.stderr) == (6, True, False)


def test_a_server_that_dies_in_the_middle_of_a_call_is_told_from_a_missing_one(muster: Muster, tmp_path: Path) -> None:
    file = tmp_path / "dies.yaml"
    file.write_text(pump("dies"))
    assert command(muster.where, "apply", "-f", str(file))[0] == 0
    name = "sites/dies/schedules/first"
    muster.kill("nats")  # so that the schedule stays queued and the command goes on watching it
    watching = begun(muster.where, "plan", "dies", *PERIOD, "--id", "first")
    until(lambda: name in listed(muster, "schedules", "dies"), "the schedule to be asked for")
    assert watching.poll() is None
    muster.kill("scheduler")
    text, _ = watching.communicate(timeout=30)
    assert watching.returncode == 6, text
    assert "the server does not answer" in text
    assert "hint: " in text
    code, text = command(muster.where, "get", "schedules", "--site", "dies")
    assert (code, "the server does not answer" in text) == (6, True), text
    muster.start("nats")
    muster.start("scheduler")
    until(lambda: fetch.schedule(muster.where, name).state == schedule_pb2.Schedule.STATE_DRAFT, "it to be solved", 60)
    assert listed(muster, "schedules", "dies") == [name], "asked for once, solved once"


def test_a_server_that_dies_while_it_imports_has_stored_all_or_nothing(muster: Muster, tmp_path: Path) -> None:
    register, estate = tmp_path / "register.xlsx", tmp_path / "estate.yaml"
    subprocess.run([sys.executable, str(HARBOUR / "make_register.py"), str(register)], check=True)
    estate.write_text("site: {id: imports, zone: Asia/Shanghai}\n")
    assert command(muster.where, "apply", "-f", str(estate))[0] == 0
    before = muster.cpu_seconds("assets")
    importing = begun(muster.where, "import", "cobie", str(register), "--site", "imports", "--pack", "cn")
    until(lambda: muster.cpu_seconds("assets") > before + 0.1, "the import to be under way")
    assert importing.poll() is None
    muster.kill("assets")
    text, _ = importing.communicate(timeout=30)
    assert (importing.returncode, "the server does not answer" in text) == (6, True), text
    muster.start("assets")
    found = len(listed(muster, "assets", "imports"))
    code, text = command(muster.where, "import", "cobie", str(register), "--site", "imports", "--pack", "cn")
    assert code == 0, text
    every = len(listed(muster, "assets", "imports"))
    assert every > 390
    assert found in (0, every)
