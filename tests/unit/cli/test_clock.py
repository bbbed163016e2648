"""The clock at the command line: what is no instant is refused in a line, and so is a clock that cannot be held."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.cli import dev
from services.cli.connection import Addresses
from services.cli.days import instant_of
from services.cli.main import app
from services.runtime.errors import Invalid, Refused, Unfit

WHEN = "2026-12-14T09:00+08:00"


@pytest.mark.parametrize("text", ["2026-12-14", "2026-12-14T09:00", "noon", "2026-12-14T25:00+08:00"])
def test_a_day_or_an_hour_without_an_offset_is_no_instant(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        instant_of(text, "--clock")
    assert refusal.value.field == "--clock"
    assert text in refusal.value.text and WHEN in refusal.value.hint


@pytest.mark.parametrize("text", [WHEN, "2026-12-14 01:00Z"])
def test_an_instant_has_an_offset(text: str) -> None:
    assert instant_of(text, "--clock") == instant_of(WHEN, "--clock")


def test_muster_dev_refuses_a_day_as_its_clock_before_anything_is_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with pytest.raises(Invalid, match="--clock"):
        dev.dev(data=data, clock="2026-12-14", log_level="warning")
    assert not data.exists()


@pytest.fixture
def by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASSETS", "SCHEDULER", "NOTIFIER", "NATS"):
        monkeypatch.setenv(f"MUSTER_{name}", "127.0.0.1:1")


@pytest.mark.usefixtures("by_environment")
@pytest.mark.parametrize("arguments", [("show",), ("hold", WHEN), ("forward", "3d"), ("release",)])
def test_services_reached_by_their_addresses_have_no_clock_to_hold(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["clock", *arguments])
    assert isinstance(done.exception, Unfit)
    assert "MUSTER_ASSETS" in done.exception.message and done.exception.hint


def test_the_clock_of_a_muster_dev_is_held_and_a_bad_instant_is_the_one_that_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = Addresses("a", "s", "n", "nats", str(tmp_path / "clock.json"))
    monkeypatch.setattr("services.cli.clock.addresses", lambda: where)
    assert CliRunner().invoke(app, ["clock", "hold", WHEN]).output == "2026-12-14T09:00:00+08:00\n"
    assert CliRunner().invoke(app, ["clock", "show"]).output == "2026-12-14T01:00:00+00:00\n"
    wrong = CliRunner().invoke(app, ["clock", "hold", "2026-12-15"])
    assert isinstance(wrong.exception, Refused) and "2026-12-15" in wrong.exception.message
    assert CliRunner().invoke(app, ["clock", "show"]).output == "2026-12-14T01:00:00+00:00\n"
