"""The clock that can be held."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services.runtime.clock import HeldClock

NOON = datetime(2026, 12, 14, 12, tzinfo=UTC)


def test_a_held_clock_stands_still_until_it_is_moved(tmp_path: Path) -> None:
    clock = HeldClock(tmp_path / "clock.json")
    clock.hold(NOON)
    assert (clock.now(), clock.now()) == (NOON, NOON)
    assert clock.forward(timedelta(days=3)) == NOON + timedelta(days=3) == clock.now()


def test_two_readers_of_one_file_live_in_one_instant(tmp_path: Path) -> None:
    HeldClock(tmp_path / "clock.json").hold(NOON)
    assert HeldClock(tmp_path / "clock.json").now() == NOON


def test_a_released_clock_runs_with_the_machine(tmp_path: Path) -> None:
    clock = HeldClock(tmp_path / "clock.json")
    clock.hold(NOON)
    clock.release()
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        HeldClock(tmp_path / "clock.json").hold(datetime(2026, 12, 14))  # noqa: DTZ001
