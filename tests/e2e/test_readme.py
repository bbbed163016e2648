"""What the README shows works as it is shown."""

import os
import re
import subprocess
import sys
from pathlib import Path

from services.cli.connection import FILE, addresses
from services.cli.dev import PORTS
from tests.e2e.conftest import ROOT, until

README = (ROOT / "README.md").read_text()


def blocks(kind: str) -> list[str]:
    found = re.findall(rf"^```{kind}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found, f"the README shows no {kind}"
    return found


def test_the_commands_and_programs_of_the_readme_run(tmp_path: Path) -> None:
    environment = {**os.environ, "MUSTER_DATA": str(tmp_path)}
    tools = str(Path(sys.executable).parent)
    (start,) = blocks("sh dev")
    dev = subprocess.Popen(
        start.strip().replace(".venv/bin", tools).split(), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        until(lambda: (tmp_path / FILE).exists(), "muster dev to start")
        where = addresses(tmp_path)
        ports = {str(usual): getattr(where, name).rsplit(":", 1)[1] for name, usual in PORTS.items()}

        def here(text: str) -> str:
            return re.sub(r"(?<=127\.0\.0\.1:)\d+", lambda match: ports[match[0]], text).replace(".venv/bin", tools)

        said = ""
        listing = f"{tools}/muster tasks list wu-jian"
        for block in blocks("sh run"):
            for command in block.strip().splitlines():
                said += run(here(command), environment)
                if "publish" in command:
                    until(lambda: "assigned" in run(listing, environment), "the technician to be told")
        for expected in (
            "sites/pump-house/assets/pump-1 created",
            "1 due, 1 planned",
            '"displayName": "Booster pump 1"',
            '"state": "STATE_ASSIGNED"',
        ):
            assert expected in said
        (program,) = blocks("python")
        heard = subprocess.run(
            [sys.executable, "-c", here(program)], capture_output=True, text=True, timeout=30, check=True
        )
        assert heard.stdout.strip() == "muster.task.assigned.v1 ['Monthly visit of booster pump 1']"
    finally:
        dev.terminate()
        assert dev.wait(timeout=30) == 0


def run(command: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout
