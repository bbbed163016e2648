"""Bad input at the command line: one clear message, the documented exit code, nothing half-written."""

import json
import os
import subprocess
import sys
from pathlib import Path

from services.cli.get import NOUNS, Form
from tests.e2e.conftest import ROOT, Muster

MUSTER = str(Path(sys.executable).parent / "muster")
ESTATE = "examples/one-pump/estate.yaml"
PERIOD = ("--from", "2026-12-14", "--to", "2027-01-10")


def command(muster: Muster | None, *arguments: str, data: Path) -> tuple[int, str]:
    where = {}
    if muster:
        names = ("assets", "scheduler", "notifier", "nats")
        where = {f"MUSTER_{name.upper()}": getattr(muster.where, name) for name in names}
    done = subprocess.run(
        [MUSTER, *arguments],
        cwd=ROOT,
        env={**os.environ, "MUSTER_DATA": str(data), **where},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_each_mistake_has_its_message_and_exit_code(muster: Muster, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text((ROOT / ESTATE).read_text().replace("every: 30 days", "evry: 30 days"))
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    nobody = tmp_path / "nobody.yaml"
    nobody.write_text((ROOT / ESTATE).read_text().replace("{plumbing: 2028-06-30}", "{plumbing: 2026-12-01}"))
    for arguments, code, says in (
        (("apply", "-f", str(wrong)), 2, 'has no field "evry"'),
        (("plan", "pump-house", *PERIOD), 3, "there is no sites/pump-house"),
        (("apply", "-f", ESTATE), 0, "created"),
        (("plan", "pump-house", "--from", "2026-12-14", "--to", "2026-12-13"), 2, "lies before 2026-12-14"),
        (("plan", "pump-house", *PERIOD, "--seconds", "9999"), 2, "effort.seconds"),
        (("import", "cobie", str(broken), "--site", "pump-house"), 2, "broken.xlsx"),
        (("import", "cobie", str(tmp_path / "none.xlsx"), "--site", "pump-house"), 2, "cannot be read"),
        (("get", "assets"), 2, "--site"),
        (("get", "pumps"), 2, "nothing that can be listed"),
        (("get", "assets", "--site", "nowhere"), 3, "there is no sites/nowhere"),
        (("publish", "sites/pump-house/schedules/none"), 3, "there is no sites/pump-house/schedules/none"),
        (("tasks", "ack", "tasks/none"), 3, "there is no tasks/none"),
        (("apply", "-f", str(nobody)), 0, "people/wu-jian updated"),
        (("plan", "pump-house", *PERIOD, "--seconds", "2", "--fail-on-unplanned"), 5, "hire or certify"),
    ):
        exit_code, text = command(muster, *arguments, data=tmp_path)
        assert exit_code == code, f"{arguments}: {text}"
        assert says in text, f"{arguments}: {text}"


def test_everything_can_be_listed_in_every_form(muster: Muster, tmp_path: Path) -> None:
    assert command(muster, "apply", "-f", ESTATE, data=tmp_path)[0] == 0
    for form in Form:
        seen = {}
        for noun, kind in NOUNS.items():
            site = ("--site", "pump-house") if kind.of_site else ()
            code, seen[noun] = command(muster, "get", noun, *site, "-o", form, data=tmp_path)
            assert code == 0, seen[noun]
        assert "sites/pump-house/assets/pump-1" in seen["assets"]
        assert "people/wu-jian" in seen["people"]
        if form is Form.JSON:
            (plan,) = json.loads(seen["maintenance-plans"])
            assert plan["interval"] == {"count": 30, "unit": "UNIT_DAY"}
            assert json.loads(seen["tasks"]) == []


def test_a_missing_server_is_named_with_the_remedy(tmp_path: Path) -> None:
    code, text = command(None, "tasks", "list", data=tmp_path)
    assert code == 6
    assert "muster dev" in text


def test_a_dead_server_is_told_from_a_missing_one(muster: Muster, tmp_path: Path) -> None:
    muster.kill("notifier")
    code, text = command(muster, "tasks", "list", data=tmp_path)
    assert code == 6
    assert "does not answer" in text
