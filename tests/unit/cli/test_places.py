"""A service counts, people look for lines."""

from pathlib import Path

import pytest
from google.protobuf.message import Message

from muster.assets.v1.estate_pb2 import ApplyEstateRequest
from muster.scheduler.v1.staffing_pb2 import ApplyStaffingRequest
from services.cli.estate.file import EstateFile, read
from services.cli.estate.places import where_is

TEXT = """\
site: {id: s, zone: UTC, blackout: [2027-02-01]}
shifts: {day: "07:00-15:00"}
contracts:
  guard: {}
  late: {like: guard}
assets: {pump: {}}
maintenance_plans:
  p: {asset: pump, every: 1 week, last: 2026-11-20}
last_visits:
  p: 2026-12-01
people:
  chen: {}
  wu: {}
fire_watch: {after: 10h, trades: [fire]}
"""


@pytest.fixture
def estate(tmp_path: Path) -> EstateFile:
    file = tmp_path / "estate.yaml"
    file.write_text(TEXT)
    return read(file)


@pytest.mark.parametrize(
    ("path", "line", "thing"),
    [
        ("site.time_zone", 1, "site.time_zone"),
        ("assets[0].display_name", 6, "pump.display_name"),
        ("maintenance_plans[0]", 8, "p"),
        ("last_visits[0].maintenance_plan", 10, "p.maintenance_plan"),
        ("staffing.contracts[1].rest_minutes", 5, "late.rest_minutes"),
        ("staffing.shifts[0].minutes", 2, "day.minutes"),
        ("staffing.blackout[0].last_date", 1, "blackout[0].last_date"),
        ("staffing.fire_watch_trades[0]", 14, "fire_watch_trades[0]"),
        ("people[1].qualifications[0].id", 13, "wu.qualifications[0].id"),
    ],
)
def test_a_path_of_a_request_has_its_line(estate, path, line, thing):
    request: Message = ApplyEstateRequest(
        site=estate.site,
        assets=estate.assets,
        maintenance_plans=estate.maintenance_plans,
        last_visits=estate.last_visits,
    )
    if path.startswith(("staffing", "people")):
        request = ApplyStaffingRequest(staffing=estate.staffing, people=estate.people)
    where = where_is(path, request, estate.places)
    assert where
    assert (where[0].rpartition(":")[2], where[1]) == (str(line), thing)


@pytest.mark.parametrize("path", ["request_id", "assets[7].display_name", "staffing.holidays", ""])
def test_a_path_that_the_file_does_not_know_stays_as_it_is(estate, path):
    assert where_is(path, ApplyEstateRequest(assets=estate.assets), estate.places) is None
