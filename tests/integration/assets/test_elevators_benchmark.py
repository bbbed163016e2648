"""The benchmark of a city of elevators runs as its README says, on a few hundred devices of the same shape."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HEADINGS = ["DV_DEVICE_NUMBER", "DV_DEVICE_STATUS_DESCRIPTION", "BIN", "HOUSE_NUMBER", "STREET_NAME"]
HEADINGS += ["Device Type", "DV_APPROVAL_DATE"]
DEVICES = 300


def row(number: int) -> list[str]:
    status = "DISMANTLED" if number % 10 == 9 else "ACTIVE"
    kind = ("Passenger Elevator (P)", "Escalator (E)")[number % 2]
    return [f"1P{number}", status, f"{100 + number // 3}", f"{number // 3}", "LONG STREET", kind, "20010506"]


def test_it_prints_one_line_with_what_was_imported_and_listed(tmp_path: Path) -> None:
    file = tmp_path / "city.csv"
    dummy = ["X", "ACTIVE", "1", "1", "DUMMY RECORD", "Freight (F)", ""]
    file.write_text("\n".join(",".join(cells) for cells in (HEADINGS, *map(row, range(DEVICES)), dummy)))
    command = [sys.executable, "-m", "benchmarks", "elevators", str(file), "--again"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    in_service = DEVICES - DEVICES // 10
    assert (found["devices"], found["places"], found["skipped"]) == (DEVICES, DEVICES // 3, 1)
    assert found["in_service"] == in_service, "each of them is visited within the month"
    assert found["occurrences"] >= 2 * in_service
    assert found["again_changed"] == 0
    for figure in ("import_seconds", "occurrence_seconds"):
        assert found[figure] > 0
    assert found["bare_seconds"] >= 0, "so few rows may take less than a tenth of a second"
