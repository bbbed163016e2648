"""The estate as a supervisor writes it."""

from pathlib import Path

import pytest

from services.cli.estate_file import read
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
        ("people:", "assets:", 'estate.yaml:line 6: "assets" stands twice'),
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
