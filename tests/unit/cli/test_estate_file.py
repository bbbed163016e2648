"""The estate as a supervisor writes it."""

from pathlib import Path

import pytest

from muster.assets.v1.register_pb2 import Scope
from services.cli.estate.file import read
from services.runtime.errors import Invalid

GOOD = """\
site: {id: s, name: S, zone: Asia/Shanghai}
assets:
  pump-1: {name: Pump}
maintenance_plans:
  p: {asset: pump-1, every: 30 days, last: 2026-11-20}
people:
  wu: {has: {plumbing: 2028-06-30}, hours: "mon-fri 08:00-17:00"}
"""


def given(folder: Path, text: str) -> Path:
    file = folder / "estate.yaml"
    file.write_text(text)
    return file


def test_a_file_is_read_into_what_the_services_take(tmp_path: Path) -> None:
    estate = read(given(tmp_path, GOOD))
    assert [item.name for item in estate.items()] == [  # type: ignore[attr-defined]
        "sites/s",
        "sites/s/assets/pump-1",
        "sites/s/maintenancePlans/p",
        "people/wu",
    ]
    (wu,) = estate.people
    assert (list(wu.working_hours.weekdays), wu.working_hours.start_minute, wu.working_hours.minutes) == (
        [0, 1, 2, 3, 4],
        480,
        540,
    )
    assert estate.maintenance_plans[0].interval.count == 30


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: Pump", "nmae: Pump", 'estate.yaml:3: pump-1 has no field "nmae"'),
        ("every: 30 days", "every: often", 'estate.yaml:5: p.every is "often"'),
        ("last: 2026-11-20", "last: soon", 'estate.yaml:5: p.last is "soon"'),
        ("asset: pump-1, ", "", 'estate.yaml:5: p has no "asset"'),
        ("mon-fri 08:00", "always", "estate.yaml:7: wu.hours"),
        ("2028-06-30", "never", "estate.yaml:7: wu.has.plumbing"),
        ("people:", "persons:", 'estate.yaml:6: the file has no field "persons"'),
        ("assets:\n", "assets: [\n", "estate.yaml:4: is no YAML"),
        ("{name: Pump}", "Pump", "estate.yaml:3: assets.pump-1 is no mapping"),
        ("people:", "assets:", 'estate.yaml:6: "assets" stands twice'),
    ],
)
def test_a_refusal_names_file_line_and_thing(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    with pytest.raises(Invalid) as refusal:
        read(given(tmp_path, GOOD.replace(old, new)))
    assert says in refusal.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"none\.yaml"):
        read(tmp_path / "none.yaml")


def test_an_unknown_field_is_compared_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        read(given(tmp_path, GOOD.replace("every:", "evry:")))
    assert refusal.value.hint == 'did you mean "every"?'


THINGS = """\
site: {id: s, name: S, zone: Asia/Shanghai}
register: {file: books/register.xlsx, default_scope: floor, scopes: {heads: space}}
assets:
  a: {}
  b: {}
redundancy_groups:
  pair: {members: [a, b], keep_up: 1, one_a_day: true}
maintenance_plans:
  p: {asset: a, every: 3rd tue of 2 months, last: 2026-11-17, fixed: true, absorbed_by: [q], window: "10:00-16:00"}
  q: {covers: [a, b], every: 1 month, last: 2026-11-20, season: apr-oct}
last_visits: {p: 2026-12-30}
"""


def test_things_are_read_in_full(tmp_path: Path) -> None:
    estate = read(given(tmp_path, THINGS))
    first, second = estate.maintenance_plans
    assert (first.interval.count, first.interval.nth, first.interval.weekday) == (2, 3, 1)
    assert (first.window_start_minute, first.window_end_minute, list(first.absorbed_by)) == (600, 960, ["q"])
    assert (second.asset, list(second.covers)) == ("", ["a", "b"])
    assert (second.season_first_month, second.season_last_month) == (4, 10)
    (group,) = estate.redundancy_groups
    assert list(group.members) == ["sites/s/assets/a", "sites/s/assets/b"]
    assert (group.keep_up, group.one_a_day) == (1, True)
    (visit,) = estate.last_visits
    assert (visit.maintenance_plan, visit.date.day) == ("sites/s/maintenancePlans/p", 30)


def test_the_register_lies_beside_the_file_that_names_it(tmp_path: Path) -> None:
    register = read(given(tmp_path, THINGS)).register
    assert register
    assert register.path == tmp_path / "books/register.xlsx"
    assert (register.default_scope, register.scopes) == (Scope.SCOPE_FLOOR, {"heads": Scope.SCOPE_SPACE})
    assert register.options() == " --scope heads=space --default-scope floor"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("3rd tue of 2 months", "3rd tue of 2 weeks", '9: p.every is "3rd tue of 2 weeks"'),
        ("3rd tue of 2 months", "5th tue of 2 months", '9: p.every is "5th tue of 2 months"'),
        ("1 month, last", "0 months, last", '10: q.every is "0 months"'),
        ("apr-oct", "april-oct", '10: q.season is "april-oct"'),
        ('"10:00-16:00"', '"22:00-02:00"', "9: p.window runs over midnight"),
        ("covers: [a, b], ", "", '10: q has no "asset"'),
        ("keep_up: 1, ", "", '7: pair has no "keep_up"'),
        ("keep_up: 1", "keep_up: most", '7: pair.keep_up is "most"'),
        ("one_a_day: true", "one_a_day: yes", '7: pair.one_a_day is "yes"'),
        ("p: 2026-12-30", "p: 2026-13-30", '11: last_visits.p is "2026-13-30"'),
        ("default_scope: floor", "default_scope: flor", '2: register.default_scope is "flor"'),
        ("{heads: space}", "[heads]", "2: register.scopes is no mapping"),
        ("  a: {}", "  a: {spaces: [{}]}", '4: a.spaces is "{}"'),
        ("{id: s,", "{id: S,", '1: "S" is no id'),
        ("asset: a", "asset: [a]", "9: p.asset is no text"),
        ("{members: [a, b]", "{? [x] : y, members: [a, b]", "7: a key is no word"),
    ],
)
def test_things_that_cannot_be_read_are_refused_by_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in THINGS
    with pytest.raises(Invalid) as refusal:
        read(given(tmp_path, THINGS.replace(old, new, 1)))
    assert f"estate.yaml:{says}" in refusal.value.message


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path) -> None:
    text = "site: {id: s, zone: UTC, holidays: NO}\nassets: {a: {name: off, serial_number: 007, tag_number: 1_000}}\n"
    estate = read(given(tmp_path, text))
    assert estate.staffing
    assert estate.staffing.holidays == "NO"
    (asset,) = estate.assets
    assert (asset.display_name, asset.serial_number, asset.tag_number) == ("off", "007", "1_000")


def test_a_directory_is_read_as_one_file_in_the_order_of_names(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("assets: {one: {}}\npeople: {wu: {}}\n")
    (tmp_path / "a.yaml").write_text("site: {id: s, zone: UTC}\nassets: {two: {}}\n")
    (tmp_path / "notes.txt").write_text("no yaml: [")
    estate = read(tmp_path)
    assert [asset.display_name for asset in estate.assets] == ["two", "one"]
    assert [person.display_name for person in estate.people] == ["wu"]


@pytest.mark.parametrize("text", ["assets: {one: {}}\n", "site: {id: s, zone: UTC}\n"])
def test_a_key_in_two_files_is_refused_with_both_places(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text("site: {id: s, zone: UTC}\nassets: {one: {}}\n")
    (tmp_path / "b.yaml").write_text(f"# the same again\n{text}")
    with pytest.raises(Invalid) as refusal:
        read(tmp_path)
    assert f"{tmp_path}/b.yaml:2: " in refusal.value.message
    assert f"stands at {tmp_path}/a.yaml:" in refusal.value.message


def test_a_directory_without_yaml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"holds no \*\.yaml"):
        read(tmp_path)


@pytest.mark.parametrize("bytes", [b"\xff\xfe", b"", b"- a\n", b"a: *b\n", b"a: &a [*a]\n", b"[" * 1500])
def test_what_is_no_estate_is_refused_whatever_it_is(tmp_path: Path, bytes: bytes) -> None:
    file = tmp_path / "estate.yaml"
    file.write_bytes(bytes)
    with pytest.raises(Invalid, match=r"estate\.yaml"):
        read(file)


def test_what_makes_a_plan_due_and_what_it_does_on_holidays_is_read(tmp_path: Path) -> None:
    more = "every: 14 days, last: 2026-11-20, holidays: before, weekends_too: true"
    text = GOOD.replace("every: 30 days, last: 2026-11-20", f'{more}, when: "sludge > 30.5"')
    text = text.replace("{name: Pump}", "{name: Pump, state: out of use}").replace(
        "Shanghai}", "Shanghai, holidays: CN}"
    )
    estate = read(given(tmp_path, text))
    (plan,) = estate.maintenance_plans
    assert (plan.trigger.quantity, plan.trigger.above, plan.trigger.WhichOneof("due")) == ("sludge", 30.5, "above")
    assert (plan.on_holiday, plan.weekends_too) == (plan.ON_HOLIDAY_BEFORE, True)
    assert estate.assets[0].state == estate.assets[0].STATE_OUT_OF_USE
    assert estate.site.holidays == "CN"
    meter = read(given(tmp_path, text.replace("sludge > 30.5", "500 running-hours"))).maintenance_plans[0].trigger
    assert (meter.quantity, meter.every, meter.WhichOneof("due")) == ("running-hours", 500, "every")


@pytest.mark.parametrize(
    ("field", "says"),
    [("holidays: never", '"never"'), ('when: "sludge < 3"', "a condition"), ("when: running-hours", "a meter")],
)
def test_a_word_of_a_plan_that_cannot_be_is_refused_by_line(tmp_path: Path, field: str, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(given(tmp_path, GOOD.replace("every: 30 days", f"every: 30 days, {field}")))
    assert "estate.yaml:5" in str(refusal.value)
    assert says in f"{refusal.value} {refusal.value.hint}"
