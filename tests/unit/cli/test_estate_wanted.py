"""What contracts and people want beyond limits, and what a supervisor makes of rules, as she writes it."""

from pathlib import Path
from typing import Any

import pytest

from muster.scheduler.v1.staffing_pb2 import Severity, Staffing
from services.cli.estate.file import EstateFile, read
from services.cli.estate.places import where_is
from services.runtime.errors import Invalid

WHOLE = """\
site: {id: s, zone: Asia/Shanghai, pack: cn, remote_control: CN-GD}
shifts:
  day: "07:00-15:00"
  night: "23:00-07:00"
  home: {hours: "19:00-07:00", on_call: true, counts: 3h}
posts:
  desk: {needs: [desk], control_room: true, people: {night: 1}}
contracts:
  guard: {weekends: 4, least_days_in_row: 2, days_off_in_row: 5, weekdays_off: [sat-sun],
    counts: {night: {least: 1, most: 6, every: month}, day: {most: 9}}, forbidden: {night: [day, home]}}
  relief: {like: guard, reliever: 15}
people:
  wu: {contract: guard, has: [desk], rota: {from: 2027-01-04, cycle: [2 day, 2 on, off, night], weight: 4},
    wishes: {2027-01-09: off, 2027-01-10: {not: night, weight: 3}, 2027-01-11: {not: off}}, likes: [li]}
  li: {contract: relief, avoids: {wu: 5}, new: {on: 2027-01-04/2027-01-29, shown_by: [wu]}}
rules:
  guards_have_weekends_whole: ignored
  guards_have_weekends_off: {tier: preference, price: 5}
  guards_get_their_wishes: followed
"""


def given(folder: Path, text: str = WHOLE) -> EstateFile:
    file = folder / "estate.yaml"
    file.write_text(text, encoding="utf-8")
    return read(file)


def staffing(folder: Path) -> Staffing:
    found = given(folder).staffing
    assert found
    return found


def test_a_contract_says_how_often_and_in_which_order(tmp_path: Path) -> None:
    guard, relief = staffing(tmp_path).contracts
    assert (guard.weekends, guard.least_days_in_row, guard.days_off_in_row) == (4, 2, 5)
    assert list(guard.free_weekdays) == [5, 6]
    night, day = guard.shift_counts
    assert (night.shift, night.least, night.most, night.monthly) == ("night", 1, 6, True)
    assert (day.shift, day.least, day.most, day.monthly, day.HasField("most")) == ("day", 0, 9, False, True)
    assert [(one.first, one.then) for one in guard.forbidden] == [("night", "day"), ("night", "home")]
    assert (guard.reliever_price, relief.reliever_price, relief.weekends) == (0, 15, 4)


def test_a_shift_on_call_is_no_night_by_itself_and_counts_what_it_says(tmp_path: Path) -> None:
    day, night, home = staffing(tmp_path).shifts
    assert (home.on_call, home.night, home.minutes, home.counted_minutes) == (True, False, 720, 180)
    assert (night.night, night.on_call, day.HasField("counted_minutes")) == (True, False, False)


def test_people_say_for_and_against(tmp_path: Path) -> None:
    wu, li = given(tmp_path).people
    assert [(one.shift, one.weight, one.against) for one in wu.wishes] == [
        ("", 1, False),
        ("night", 3, True),
        ("", 1, True),
    ]
    assert list(wu.rota.cycle) == ["day", "day", "*", "*", "", "night"]
    assert (wu.rota.anchor_date.month, wu.rota.weight) == (1, 4)
    assert [(one.person, one.apart, one.weight) for one in (*wu.pairings, *li.pairings)] == [
        ("people/li", False, 0),
        ("people/wu", True, 5),
    ]
    assert (list(li.shadowing.mentors), li.shadowing.last_date.day) == (["people/wu"], 29)


def test_rules_are_ignored_priced_or_followed(tmp_path: Path) -> None:
    found = [(one.rule, one.degree, one.tier, one.price) for one in staffing(tmp_path).severities]
    assert found == [
        ("guards_have_weekends_whole", Severity.DEGREE_IGNORED, "", 0),
        ("guards_have_weekends_off", Severity.DEGREE_PRICED, "preference", 5),
        ("guards_get_their_wishes", Severity.DEGREE_FOLLOWED, "", 0),
    ]


def test_a_control_room_and_its_pack_go_along(tmp_path: Path) -> None:
    found = staffing(tmp_path)
    assert (found.pack, found.remote_control, found.posts[0].control_room) == ("cn", "CN-GD", True)


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("guards_have_weekends_whole: ignored", "guards_have_weekends_whole: ignord", 17, "ignored"),
        ("price: 5}", "}", 18, "price"),
        ("every: month", "every: week", 10, "week"),
        ("[2 day, 2 on", "[2 days off, 2 on", 13, "cycle"),
        ("[day, home]", "[day, hom]", 10, "home"),
        ("counts: {night", "counts: {nite", 10, "night"),
        ("{not: night, weight: 3}", "{not: nite}", 14, "night"),
        ("{not: off}", "{not: off, shift: day}", 14, "one of the two"),
        ("2 on, off, night]", "2 on, off, nigt]", 13, "night"),
        ("likes: [li]", "likes: [lee]", 14, "li"),
        ("avoids: {wu: 5}", "avoids: {woo: 5}", 15, "wu"),
        ("shown_by: [wu]", "shown_by: [woo]", 15, "wu"),
        ("counts: 3h", "counts: three", 5, "90m"),
    ],
)
def test_what_is_misspelt_is_refused_by_line(tmp_path: Path, old: str, new: str, line: int, text: str) -> None:
    assert old in WHOLE
    with pytest.raises(Invalid) as refusal:
        given(tmp_path, WHOLE.replace(old, new, 1))
    assert refusal.value.field == f"{tmp_path}/estate.yaml:{line}"
    assert text in f"{refusal.value} {refusal.value.hint}"


@pytest.mark.parametrize(
    ("path", "line", "thing"),
    [
        ("staffing.severities[1].rule", 18, "guards_have_weekends_off.rule"),
        ("staffing.posts[0].coverage[0].heads", 7, "desk.coverage[0].heads"),
        ("staffing.pack", 1, "pack"),
        ("staffing.remote_control", 1, "remote_control"),
    ],
)
def test_what_the_service_refuses_is_found_in_the_file(tmp_path: Path, path: str, line: int, thing: str) -> None:
    estate = given(tmp_path)
    request: Any = type("Request", (), {"staffing": estate.staffing})()
    assert where_is(path, request, estate.places) == (f"{tmp_path}/estate.yaml:{line}", thing)
