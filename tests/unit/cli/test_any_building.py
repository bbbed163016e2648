"""Staff for any building: enough for its work, by rule."""

from collections import Counter
from pathlib import Path

import pytest

from muster.scheduler.v1.person_pb2 import Person
from services.cli.demo.any_building import estate_for, heads, text_for
from services.cli.estate.file import EstateFile, read
from services.runtime.errors import Invalid

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "any-building"
TRADES = {"elevator": 260.0, "electrical": 900.0, "plumbing": 540.0, "fire": 310.0, "general": 40.0}


def made(**trades: float) -> EstateFile:
    return estate_for("s", "Asia/Shanghai", trades)


def holding(estate: EstateFile, qualification: str) -> list[Person]:
    return [p for p in estate.people if qualification in {held.id for held in p.qualifications}]


@pytest.mark.parametrize(("hours", "people"), [(0, 2), (780, 2), (781, 3), (3900, 10)])
def test_a_technician_has_390_hours_a_quarter_and_never_works_alone(hours, people):
    assert heads("plumbing", hours) == people


def test_a_trade_that_needs_four_at_once_has_four():
    assert heads("hoist", 10, crew=4) == 4


def test_technicians_work_in_pairs_and_an_odd_one_with_anybody():
    partners = {p.name: p.partner for p in holding(made(fire=1000), "fire")}
    assert partners == {
        "people/s-fire-1": "people/s-fire-2",
        "people/s-fire-2": "people/s-fire-1",
        "people/s-fire-3": "",
    }


def test_fifteen_guards_man_three_places_round_the_clock():
    estate = made()
    assert estate.staffing
    guards = [p for p in estate.people if p.contract == "guard"]
    hours = 8 * sum(one.heads for post in estate.staffing.posts for one in post.coverage)
    assert (hours, len(guards), len(holding(estate, "control-room"))) == (72, 15, 10)
    brigade = Counter(p.brigade for p in guards)
    assert (brigade[Person.BRIGADE_LEADER], brigade[Person.BRIGADE_MEMBER]) == (3, 3)
    assert len(estate.people) == 15, "no trade, no technicians"


def test_work_that_anybody_may_do_hires_nobody():
    assert len(estate_for("s", "Asia/Shanghai", {"": 500.0}).people) == 15


def test_a_name_may_hold_what_yaml_would_misread():
    assert estate_for("s", "Asia/Shanghai", {}, name='No: 5 "East", [old]').site.display_name == 'No: 5 "East", [old]'


def test_two_buildings_share_nobody_and_long_ids_still_fit():
    site, trade = "the-old-harbour-master-house-on-the-quay", "refrigeration-plants"
    one, other = (estate_for(id, "UTC", {trade: 9000.0}).people for id in (site, "clinic"))
    assert not {p.name for p in one} & {p.name for p in other}
    assert max(len(p.name.removeprefix("people/")) for p in one) <= 40
    assert {tuple(p.sites) for p in one} == {(f"sites/{site}",)}


@pytest.mark.parametrize("trades", [{"fire": -1.0}, {"fire": float("nan")}, {"MVAC A": 10.0}])
def test_hours_and_trades_that_cannot_be_are_refused(trades):
    with pytest.raises(Invalid, match="trades"):
        estate_for("s", "Asia/Shanghai", trades)


def test_the_example_is_what_its_page_says():
    text = text_for("any-building", "Europe/London", TRADES, name="Any building", pack="generic", holidays="GB")
    assert (EXAMPLE / "estate.yaml").read_text(encoding="utf-8") == text
    assert len(read(EXAMPLE).people) == 15 + 2 + 3 + 2 + 2 + 2
