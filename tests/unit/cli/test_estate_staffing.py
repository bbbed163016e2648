"""Shifts, posts, contracts, obligations and people as a supervisor writes them; what does not fit together."""

from pathlib import Path

import pytest

from muster.scheduler.v1.person_pb2 import Person
from muster.scheduler.v1.staffing_pb2 import Obligation, Staffing
from services.cli.estate.file import read
from services.runtime.errors import Invalid

WHOLE = """\
site: {id: s, zone: Asia/Shanghai, pack: cn, holidays: CN, blackout: [2027-02-01/2027-02-21, 2027-03-01]}
shifts: {day: "07:00-15:00", night: "23:00-07:00"}
posts:
  desk: {needs: [control-room], people: {day: 2, night: 2}}
  gate: {needs: [gate, permit], people: {day: {heads: 1, on: mon-fri}}}
contracts:
  guard: {hours_week: 40, hours_day: 8, limit_week: 52, rest: 11h, overtime_month: 36, shifts: [day, night]}
  late: {like: guard, hours_day: 12, averaging: 4w}
people:
  chen: {contract: guard, brigade: leader, has: {permit: 2029-03-01, gate: null}, wishes: {2027-01-09: off}}
  wu: {contract: late, has: [control-room, lead], away: [2027-01-04/2027-01-08, 2027-02-01], crew: chen}
contractors:
  lianhe: {name: Lianhe, does: {desludge: 1200}, closed: [2027-02-03/2027-02-14]}
obligations:
  drill: {kind: drill, each: [b1, b2], every: quarter, floor: {every: year, cite: law}, everyone: [guard, brigade],
    leader: lead, hours: "09:00-21:00", night: 1 a year, spacing: 3}
  seminar: {kind: training, every: month, length: 90m, everyone: [guard], sittings: 4}
fire_watch: {after: 10h, trades: [fire], needs: [permit]}
assets:
  tank: {}
maintenance_plans:
  sludge: {asset: tank, every: 1 year, last: 2026-02-01, trade: desludge}
"""


def given(folder: Path, text: str) -> Path:
    file = folder / "estate.yaml"
    file.write_text(text)
    return file


def staffing(folder: Path, text: str = WHOLE) -> Staffing:
    found = read(given(folder, text)).staffing
    assert found
    return found


def refused(folder: Path, old: str, new: str) -> Invalid:
    assert old in WHOLE
    with pytest.raises(Invalid) as refusal:
        read(given(folder, WHOLE.replace(old, new, 1)))
    return refusal.value


def test_posts_say_how_many_on_which_days(tmp_path):
    desk, gate = staffing(tmp_path).posts
    assert [(one.shift, one.heads, list(one.weekdays)) for one in desk.coverage] == [("day", 2, []), ("night", 2, [])]
    assert [(one.shift, one.heads, list(one.weekdays)) for one in gate.coverage] == [("day", 1, [0, 1, 2, 3, 4])]
    assert list(gate.needs) == ["gate", "permit"]


def test_a_post_may_differ_by_day_of_the_week(tmp_path):
    text = WHOLE.replace("{heads: 1, on: mon-fri}", "[{heads: 1, on: mon-fri}, {heads: 3, on: [sat, sun]}]")
    gate = staffing(tmp_path, text).posts[1]
    assert [(one.heads, list(one.weekdays)) for one in gate.coverage] == [(1, [0, 1, 2, 3, 4]), (3, [5, 6])]


@pytest.mark.parametrize(
    ("hours", "night"),
    [
        ('"23:00-07:00"', True),
        ('"15:00-23:00"', False),
        ('"16:00-24:00"', False),
        ('"16:00-00:01"', True),
        ('"04:59-13:00"', True),
        ('"05:00-13:00"', False),
        ('{hours: "23:00-07:00", night: false}', False),
        ('{hours: "15:00-23:00", night: true}', True),
    ],
)
def test_a_shift_between_midnight_and_five_is_a_night_unless_the_file_says_otherwise(tmp_path, hours, night):
    text = WHOLE.replace('night: "23:00-07:00"', f"night: {hours}")
    assert staffing(tmp_path, text).shifts[1].night is night


def test_a_contract_like_another_has_its_limits_but_those_it_says_itself(tmp_path):
    guard, late = staffing(tmp_path).contracts
    assert (guard.week_minutes, guard.day_limit_minutes, guard.week_limit_minutes) == (2400, 480, 3120)
    assert (guard.rest_minutes, guard.overtime_month_minutes, guard.averaging_weeks) == (660, 2160, 0)
    assert (late.week_minutes, late.day_limit_minutes, late.averaging_weeks) == (2400, 720, 4)
    assert list(late.shifts) == ["day", "night"]


def test_a_limit_of_nothing_is_sent_and_one_that_is_not_written_is_not(tmp_path):
    none = staffing(tmp_path, WHOLE.replace("rest: 11h, overtime_month: 36", "rest: 0h, off_after_nights: 0"))
    guard = none.contracts[0]
    assert (guard.HasField("rest_minutes"), guard.HasField("days_off_after_nights")) == (True, True)
    assert not guard.HasField("overtime_month_minutes")


def test_obligations_are_read_in_full(tmp_path):
    drill, seminar = staffing(tmp_path).obligations
    assert (drill.kind, drill.every, drill.floor_every) == (
        Obligation.KIND_DRILL,
        Obligation.EVERY_QUARTER,
        Obligation.EVERY_YEAR,
    )
    assert (list(drill.each), drill.leader, drill.night_least, drill.spacing_days) == (["b1", "b2"], "lead", 1, 3)
    assert (drill.earliest_minute, drill.latest_minute) == (540, 1260)
    assert (seminar.kind, seminar.minutes, seminar.sittings) == (Obligation.KIND_TRAINING, 90, 4)


def test_head_office_s_window_and_the_site_s_days_are_read(tmp_path):
    own = "spacing: 3, window: [2027-03-01/2027-03-15], days: [2027-03-04, 2027-03-12/2027-03-13]}"
    drill, _ = staffing(tmp_path, WHOLE.replace("spacing: 3}", own)).obligations
    assert [(one.first_date.day, one.last_date.day) for one in drill.windows] == [(1, 15)]
    assert [(one.month, one.day) for one in drill.chosen_dates] == [(3, 4), (3, 12), (3, 13)]


def test_a_hundred_days_may_be_chosen_in_a_row_and_no_more(tmp_path):
    drill, _ = staffing(tmp_path, WHOLE.replace("spacing: 3}", "days: 2027-01-01/2027-04-10}")).obligations
    assert len(drill.chosen_dates) == 100
    assert "101 in a row" in refused(tmp_path, "spacing: 3}", "days: 2027-01-01/2027-04-11}").text


def test_people_are_read_in_full(tmp_path):
    chen, wu = read(given(tmp_path, WHOLE)).people
    assert (chen.brigade, chen.contract) == (Person.BRIGADE_LEADER, "guard")
    assert [(held.id, held.HasField("expire_date")) for held in chen.qualifications] == [
        ("permit", True),
        ("gate", False),
    ]
    assert [(wish.date.day, wish.shift, wish.weight) for wish in chen.wishes] == [(9, "", 1)]
    assert [(away.first_date.day, away.last_date.day) for away in wu.absences] == [(4, 8), (1, 1)]
    assert wu.partner == "people/chen"


def test_the_rest_of_the_site_is_read(tmp_path):
    estate = read(given(tmp_path, WHOLE))
    found = staffing(tmp_path)
    assert (estate.pack, found.holidays, len(found.blackout)) == ("cn", "CN", 2)
    assert (found.fire_watch_minutes, list(found.fire_watch_trades), list(found.fire_watch_needs)) == (
        600,
        ["fire"],
        ["permit"],
    )
    assert [(offer.trade, offer.price) for offer in found.contractors[0].offers] == [("desludge", 1200)]


@pytest.mark.parametrize(
    ("old", "new", "says", "hint"),
    [
        (
            "needs: [control-room]",
            "needs: [controlroom]",
            '4: desk needs "controlroom", which nobody',
            '"control-room"',
        ),
        ("needs: [permit]", "needs: [permits]", '18: the fire watch needs "permits"', '"permit"'),
        ("leader: lead", "leader: leed", '16: drill needs "leed"', '"lead"'),
        ("trade: desludge", "trade: desluge", '22: sludge needs "desluge"', '"desludge"'),
        ("contract: late", "contract: lat", '11: wu has the contract "lat"', '"late"'),
        ("everyone: [guard], s", "everyone: [gard], s", '17: seminar concerns "gard"', '"guard"'),
        ("people: {day: 2", "people: {days: 2", '4: desk names the shift "days"', '"day"'),
        ("shifts: [day, night]", "shifts: [day, nigt]", '7: guard names the shift "nigt"', '"night"'),
        ("2027-01-09: off", "2027-01-09: of", '10: chen names the shift "of"', "known here: day, night"),
        ("crew: chen", "crew: chan", '11: wu works with "chan"', '"chen"'),
        ("like: guard", "like: gard", '8: late is like "gard"', '"guard"'),
    ],
)
def test_what_nobody_describes_or_holds_is_refused_with_the_nearest_spelling(tmp_path, old, new, says, hint):
    refusal = refused(tmp_path, old, new)
    assert f"estate.yaml:{says}" in refusal.message
    assert hint in refusal.hint


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("holidays: CN", "holiday: CN", '1: site has no field "holiday"'),
        ("2027-02-01/2027-02-21", "2027-02-21/2027-02-01", '1: site.blackout is "2027-02-21/2027-02-01"'),
        ('"07:00-15:00"', '"7-15"', '2: shifts.day is "7-15"'),
        ('"07:00-15:00"', '"07:60-15:00"', '2: shifts.day is "07:60-15:00"'),
        ("day: 2, night: 2", "day: two, night: 2", '4: desk.people.day is "two"'),
        ("on: mon-fri", "on: mon-fry", '5: gate.people.day.on is "mon-fry"'),
        ("rest: 11h", "rest: 11", '7: guard.rest is "11"'),
        ("averaging: 4w", "averaging: 4", '8: late.averaging is "4"'),
        ("hours_week: 40", "hours_week: lots", '7: guard.hours_week is "lots"'),
        ("brigade: leader", "brigade: chief", '10: chen.brigade is "chief"'),
        ("2029-03-01", "2029-02-30", '10: chen.has.permit is "2029-02-30"'),
        ("2027-01-09: off", "soon: off", '10: chen.wishes.soon is "soon"'),
        ("  chen: {contract", "  Chen: {contract", '10: "Chen" is no id'),
        ("kind: drill", "kind: dril", '15: drill.kind is "dril"'),
        ("every: quarter", "every: spring", '15: drill.every is "spring"'),
        ("night: 1 a year", "night: often", '16: drill.night is "often"'),
        ("length: 90m", "length: long", '17: seminar.length is "long"'),
        ("desludge: 1200", "desludge: dear", '13: lianhe.does.desludge is "dear"'),
        ("after: 10h", "after: -1h", '18: fire_watch.after is "-1h"'),
        ("like: guard", "like: late", "8: late is like late"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_by_line(tmp_path, old, new, says):
    assert f"estate.yaml:{says}" in refused(tmp_path, old, new).message


def test_hours_beside_a_contract_are_refused(tmp_path):
    refusal = refused(tmp_path, "crew: chen", 'hours: "mon-fri 08:00-17:00"')
    assert "11: wu has hours and a contract" in refusal.message


def test_a_file_without_people_may_man_posts_with_those_that_are_stored(tmp_path):
    text = "site: {id: s, zone: UTC}\nshifts: {day: '07:00-15:00'}\nposts: {gate: {needs: [x], people: {day: 1}}}\n"
    assert staffing(tmp_path, text).posts[0].needs == ["x"]


def test_a_file_without_staffing_brings_none(tmp_path):
    estate = read(given(tmp_path, "site: {id: s, zone: UTC}\npeople: {wu: {contract: guard, crew: chen}}\n"))
    assert estate.staffing is None
    assert estate.people[0].contract == "guard"
