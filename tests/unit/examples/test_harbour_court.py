"""The example estate has the numbers that its page promises; its register is wrong exactly where it says."""

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from muster.scheduler.v1.person_pb2 import Person
from muster.scheduler.v1.staffing_pb2 import Post, Staffing
from services.assets.cobie.register import Reading
from services.assets.cobie.register import read as read_register
from services.assets.cobie.report import Severity
from services.cli.estate.file import EstateFile, read
from services.packs.reader import load

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "harbour-court"
FIRST, LAST = date(2027, 1, 4), date(2027, 4, 4)


@cache
def estate() -> EstateFile:
    return read(FOLDER)


def staffing() -> Staffing:
    found = estate().staffing
    assert found
    return found


@cache
def script() -> ModuleType:
    spec = spec_from_file_location("make_register", FOLDER / "make_register.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def register(tmp_path_factory) -> Reading:
    file = tmp_path_factory.mktemp("register") / "register.xlsx"
    script().write(file)
    return read_register(file.read_bytes(), file.name)


def day(of) -> date:
    return date(of.year, of.month, of.day)


def holders(qualification: str, people=None) -> set[str]:
    return {p.name for p in people or estate().people if qualification in {held.id for held in p.qualifications}}


def guards() -> list[Person]:
    return [person for person in estate().people if person.contract in ("guard", "long-shift")]


def technicians() -> list[Person]:
    return [person for person in estate().people if person.contract == "technician"]


def hours_a_week(posts: Iterable[Post]) -> float:
    minutes = {shift.id: shift.minutes for shift in staffing().shifts}
    return (
        sum(minutes[one.shift] * one.heads * (len(one.weekdays) or 7) for post in posts for one in post.coverage) / 60
    )


def test_the_posts_of_guards_take_204_hours_a_day():
    posts = [post for post in staffing().posts if not post.id.startswith("duty-")]
    assert len(posts) == 7
    assert hours_a_week(posts) == 204 * 7


def test_technicians_on_duty_are_two_in_the_evening_one_at_night_and_three_at_weekends():
    heads: Counter[tuple[str, str]] = Counter()
    for post in staffing().posts:
        for one in post.coverage if post.id.startswith("duty-") else ():
            for weekday in one.weekdays or range(7):
                heads[one.shift, "weekend" if weekday > 4 else "week"] += one.heads
    assert heads == {
        **{("evening", "week"): 2 * 5, ("night", "week"): 1 * 5},
        **{("day", "weekend"): 3 * 2, ("evening", "weekend"): 1 * 2, ("night", "weekend"): 1 * 2},
    }


def test_forty_guards_hold_what_the_page_says():
    assert len(guards()) == 40
    leaders = holders("leader", guards())
    assert len(leaders) == 7
    assert len(holders("control-room", guards())) == 14
    assert len(holders("control-room", guards()) & leaders) == 4
    assert len(holders("gate", guards())) == 34
    assert len(holders("guard-permit", guards())) == 40
    assert sum(person.contract == "long-shift" for person in guards()) == 10


def test_one_control_room_certificate_and_one_permit_end_inside_the_quarter():
    ends = Counter(
        held.id
        for person in guards()
        for held in person.qualifications
        if held.HasField("expire_date") and FIRST <= day(held.expire_date) <= LAST
    )
    assert ends == {"control-room": 1, "guard-permit": 1}


def test_fifteen_technicians_cover_the_trades():
    assert len(technicians()) == 15
    trades = {trade: len(holders(trade, technicians())) for trade in ("elevator", "electrical", "plumbing", "general")}
    assert trades == {"elevator": 6, "electrical": 6, "plumbing": 5, "general": 2}
    assert len(holders("technician")) == 15
    pairs = {(p.name, p.partner) for p in technicians() if p.partner}
    assert len(pairs) == 6
    assert all((partner, name) in pairs for name, partner in pairs)


def test_the_brigade_has_15_guards_8_technicians_and_8_leaders_of_drills():
    brigade = [person for person in estate().people if person.brigade]
    assert len(brigade) == 23
    assert sum(person in guards() for person in brigade) == 15
    leaders = {person.name for person in brigade if person.brigade == Person.BRIGADE_LEADER}
    assert len(leaders) == 8
    assert holders("drill-leader") == leaders


def test_about_200_days_of_absence_lie_in_the_quarter():
    days = [
        (person.name, ordinal)
        for person in estate().people
        for absence in person.absences
        for ordinal in range(day(absence.first_date).toordinal(), day(absence.last_date).toordinal() + 1)
    ]
    assert len(days) == len(set(days)), "nobody is away twice on one day"
    assert all(FIRST.toordinal() <= ordinal <= LAST.toordinal() for _, ordinal in days)
    assert 180 <= len(days) <= 220


def test_nobody_wishes_for_a_day_of_absence():
    for person in estate().people:
        for wish in person.wishes:
            assert not any(day(away.first_date) <= day(wish.date) <= day(away.last_date) for away in person.absences), (
                person.name
            )


def test_every_trade_of_the_pack_is_held_or_bought(register):
    pack = load(estate().pack)
    types = {one.id: one for one in register.register.types}
    needed = {
        rule.trade
        for asset in register.register.assets
        if asset.type
        for rule in pack.plans_for(types[asset.type].display_name, "")
    } | {plan.trade for plan in estate().maintenance_plans}
    held = {held.id for person in estate().people for held in person.qualifications}
    bought = {offer.trade for contractor in staffing().contractors for offer in contractor.offers}
    assert needed - {""} <= held | bought


def test_the_register_has_about_400_assets_in_29_types(register):
    found = dict(register.report.found)
    assert 380 <= found["assets"] <= 420
    assert found["types"] == 29
    types = Counter(asset.type for asset in register.register.assets)
    assert types["passenger-elevator"] + types["firefighting-elevator"] == 24
    assert types["firefighting-elevator"] == 8
    assert types["booster-pump"] == 32
    kinds = ("roof-tank", "reservoir", "septic-tank", "switchroom", "generator", "fire-control-panel", "fire-pump")
    assert [types[kind] for kind in kinds] == [8, 2, 4, 9, 2, 1, 2]
    flats = [space for space in register.register.spaces if space.category_title == "Flat"]
    assert len(flats) == 960


def test_groups_plans_and_last_visits_speak_of_assets_of_the_register(register):
    there = {f"sites/harbour-court/assets/{asset.id}" for asset in register.register.assets}
    for group in estate().redundancy_groups:
        assert set(group.members) <= there, group.name
    for plan in estate().maintenance_plans:
        named = {plan.asset} - {""} | {f"sites/harbour-court/assets/{id}" for id in plan.covers}
        assert named <= there, plan.name
    lifts = {id for id in (name.rpartition("/")[2] for name in there) if "-elevator-" in id}
    visited = {visit.maintenance_plan.rpartition("/")[2] for visit in estate().last_visits}
    assert {plan for plan in visited if "elevator" in plan} == {f"elevator-15-day-{lift}" for lift in lifts}
    assert len(lifts) == 24


def test_every_last_visit_is_of_a_plan_that_the_pack_or_the_estate_makes(register):
    pack = load(estate().pack)
    types = {one.id: one.display_name for one in register.register.types}
    made = {
        f"{rule.id}-{asset.id}"
        for asset in register.register.assets
        for rule in pack.plans_for(types.get(asset.type, ""), "")
    } | {plan.name.rpartition("/")[2] for plan in estate().maintenance_plans}
    assert {visit.maintenance_plan.rpartition("/")[2] for visit in estate().last_visits} <= made


def test_sixteen_pairs_of_pumps_and_eight_threes_of_elevators_keep_enough_up():
    groups = {group.name.rpartition("/")[2]: group for group in estate().redundancy_groups}
    pairs = [group for id, group in groups.items() if "-pumps-" in id]
    assert [(len(pair.members), pair.keep_up) for pair in pairs] == [(2, 1)] * 16
    threes = [group for id, group in groups.items() if id.endswith("-elevators")]
    assert [(len(three.members), three.keep_up) for three in threes] == [(3, 2)] * 8
    assert groups["roof-tanks"].one_a_day


def test_no_more_than_three_elevators_had_their_last_visit_on_one_day():
    lifts = [visit for visit in estate().last_visits if "elevator-15-day" in visit.maintenance_plan]
    assert max(Counter(str(visit.date) for visit in lifts).values()) == 3


def test_exactly_the_seeded_rows_are_reported(register):
    remarks = {(finding.column, finding.value, finding.severity) for finding in register.report.findings if finding.row}
    assert remarks == {
        ("Space", script().NO_SPACE, Severity.ERROR),
        ("InstallationDate", script().NO_DATE, Severity.ERROR),
        ("TypeName", script().NO_TYPE, Severity.ERROR),
        ("Name", script().WRONG["a row that repeats another"], Severity.NOTICE),
        ("Name", "", Severity.SKIP),
    }
    assert len(remarks) == len(script().WRONG)


def test_the_register_is_the_same_bytes_each_time(tmp_path):
    for name in ("one.xlsx", "two.xlsx"):
        script().write(tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
