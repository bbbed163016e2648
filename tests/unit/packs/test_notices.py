"""How long ahead residents are told, by the pack of their site."""

import pytest

from services.packs.notices import OUTAGES, outage_notice
from services.packs.reader import available, load


@pytest.mark.parametrize(
    ("pack", "trade", "days"),
    [("cn", "plumbing", 3), ("cn", "electrical", 7), ("generic", "electrical", 3), ("", "plumbing", 0)],
)
def test_days_are_those_of_the_pack_or_of_the_trade_in_it(pack: str, trade: str, days: int) -> None:
    assert outage_notice(pack, trade) == days


@pytest.mark.parametrize("pack", available())
def test_every_pack_has_a_notice_with_a_citation(pack: str) -> None:
    said = load(pack).staffing[OUTAGES]
    assert said["citation"]
    assert all(days >= 1 for days in (said["days"], *said.get("trades", {}).values()))
