"""The `muster` command against a running Muster.

`command` runs it in this process: Python and its libraries take longer to start than most commands to run. `begun` is
a process of its own, for what is killed, or is told to a server that dies under it.
"""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from services.cli.connection import Addresses
from services.cli.main import main
from tests.e2e.conftest import ROOT

MUSTER = str(Path(sys.executable).parent / "muster")


def environment(where: Addresses) -> dict[str, str]:
    """What tells a command where the services are."""
    return {
        f"MUSTER_{name.upper()}": getattr(where, name) for name in ("assets", "scheduler", "notifier", "nats", "clock")
    }


def command(where: Addresses, *arguments: str) -> tuple[int, str]:
    """The exit code, and all that was printed. What would be a traceback is raised."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        # As wide as where nobody looks, whatever terminal the tests run in.
        for name, value in (environment(where) | {"COLUMNS": "80", "LINES": "25"}).items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["muster", *arguments])
        patch.chdir(ROOT)
        with pytest.raises(SystemExit) as end:
            main()
    code = end.value.code
    assert code is None or isinstance(code, int), f"{arguments} ended with {code}"
    return code or 0, out.getvalue() + err.getvalue()


def begun(where: Addresses, *arguments: str) -> subprocess.Popen[str]:
    """A command that is still running, as a process of its own."""
    return subprocess.Popen(
        [MUSTER, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment(where)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
