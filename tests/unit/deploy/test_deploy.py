"""What deploy/ sets is what the services read, and the ports of peers are those on which they listen."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
SERVICES = ("assets", "scheduler", "notifier")


def variables(service: str) -> dict[str, str]:
    lines = (DEPLOY / "systemd" / f"{service}.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


@pytest.mark.parametrize("service", SERVICES)
def test_every_variable_is_a_setting_of_its_service(service: str) -> None:
    settings = importlib.import_module(f"services.{service}.app").Settings
    prefix = settings.model_config["env_prefix"]
    known = {f"{prefix}{name}".upper() for name in settings.model_fields}
    assert set(variables(service)) <= known
    assert {f"{prefix}DATABASE_URL", f"{prefix}NATS_URL", f"{prefix}LISTEN"} <= set(variables(service))


def test_peers_are_asked_where_they_listen() -> None:
    listens = {service: variables(service)[f"{service.upper()}_LISTEN"] for service in SERVICES}
    assert variables("scheduler")["SCHEDULER_ASSETS"] == listens["assets"]
    assert variables("notifier")["NOTIFIER_SCHEDULER"] == listens["scheduler"]
    assert len(set(listens.values())) == len(SERVICES)


def test_the_unit_starts_a_module_that_is_there() -> None:
    unit = (DEPLOY / "systemd" / "muster@.service").read_text()
    (module,) = re.findall(r"python -m (services\.%i)$", unit, re.MULTILINE)
    for service in SERVICES:
        assert importlib.util.find_spec(f"{module.replace('%i', service)}.__main__")


def test_the_nats_server_takes_its_configuration(tmp_path: Path) -> None:
    settings = (DEPLOY / "nats" / "nats.conf").read_text()
    here = tmp_path / "nats.conf"
    here.write_text(settings.replace("/var/lib/muster/nats", str(tmp_path / "store")))
    server = Path(sys.executable).parent / "nats-server"
    done = subprocess.run([server, "-c", here, "-t"], capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    assert f"listen: {variables('assets')['ASSETS_NATS_URL'].removeprefix('nats://')!r}".replace("'", '"') in settings
