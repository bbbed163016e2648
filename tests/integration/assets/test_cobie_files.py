"""Published COBie workbooks, counted: the facts of the reference page on real data."""

from dataclasses import astuple
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from services.assets.cobie.plan import JobKind
from services.assets.cobie.register import Reading, read
from services.assets.cobie.report import CobieRefused, Severity
from services.assets.domain.scope import Scope
from services.assets.register.attach import Choice, attach
from services.packs.reader import available, load

BOOKS = Path(__file__).resolve().parents[3] / "../shared/data/cobie"
CLINIC = "2013-03-28-Clinic-Handover-v13.xlsx"
pytestmark = pytest.mark.skipif(not BOOKS.is_dir(), reason="the shared COBie workbooks are not beside the repository")


@cache
def reading(name: str) -> Reading:
    return read((BOOKS / name).read_bytes(), name)


def test_the_clinic_brings_every_thing_its_sheets_hold():
    found = dict(reading(CLINIC).report.found)
    assert found == {
        **{"facility": 1, "floors": 5, "spaces": 269, "zones": 18, "types": 366, "assets": 5071, "systems": 8},
        **{"plans": 5, "steps": 31, "resources": 19, "spares": 13},
    }


def test_one_resource_of_the_clinic_is_named_nowhere():
    (lost,) = reading(CLINIC).report.unresolved
    assert (lost.sheet, lost.column) == ("Job", "ResourceNames")
    assert lost.value.startswith("Boiler chemicals as directed")


def test_the_clinic_read_twice_is_the_same_register():
    data = (BOOKS / CLINIC).read_bytes()
    assert read(data, CLINIC).register == reading(CLINIC).register


def test_ids_and_keys_of_the_clinic_are_unique():
    register = reading(CLINIC).register
    places = [register.facility, *register.floors, *register.spaces]
    for things in (places, register.types, register.assets, register.zones, register.systems, register.plans):
        assert len({thing.id for thing in things}) == len(things)
    assert len({asset.external_key for asset in register.assets}) == 5071


def test_semi_annual_sprinkler_work_comes_every_six_months_and_is_not_counted_twice():
    plans = {plan.display_name: plan for plan in reading(CLINIC).register.plans}
    sprinklers = plans["Sprinkler Head Semi-Annual Maintenance"]
    assert (str(sprinklers.interval), sprinklers.minutes, len(sprinklers.steps)) == ("6 months", 35, 8)
    assert plans["AHU Annual Maintenance"].minutes == 180
    assert plans["Air Handler Lockout"].kind is JobKind.PROCEDURE


def test_no_address_of_a_contact_gets_into_register_or_report():
    for name in (CLINIC, "VP-Submitted.xlsx", "Lakeside_Restaurant.xlsx"):
        found = reading(name)
        assert "@" not in found.report.text()
        assert "@" not in str(astuple(found.register))


def test_the_edited_clinic_has_one_more_asset_and_its_seeded_errors_are_named():
    found = reading("2013-03-28-Clinic-Handover-v13-testfile.xlsx")
    assert len(found.register.assets) == 5072
    remarks = {(f.sheet, f.row, f.column) for f in found.report.findings}
    assert remarks >= {("Component", 4, "Name"), ("Attribute", 2, "SheetName"), ("Attribute", 3, "Name")}
    assert remarks >= {("Attribute", 4, "RowName"), ("Attribute", 6, "Name")}


def test_placeholder_jobs_are_all_read_none_scheduled_each_reported():
    found = reading("OBN1-COBie-UK-2014.xlsx")
    (jobs,) = (sheet for sheet in found.report.sheets if sheet.sheet == "Job")
    assert (jobs.read, jobs.imported, jobs.skipped) == (10, 0, 10)
    assert found.register.plans == ()
    assert found.report.count(Severity.SKIP, "Job") == 10
    assert sum(f.sheet == "Job" for f in found.report.findings) == 10


def test_most_assets_of_lakeside_lie_on_a_floor_and_two_nowhere():
    register = reading("Lakeside_Restaurant.xlsx").register
    floors = {floor.id for floor in register.floors}
    assert len(register.assets) == 638
    assert sum(bool(floors & set(asset.spaces)) for asset in register.assets) == 394
    assert sum(not asset.spaces for asset in register.assets) == 2
    assert register.plans == ()


@pytest.mark.parametrize("name", ["2012-03-23-Duplex-Design.xlsx", "Lakeside_Restaurant.xlsx", "VP-Submitted.xlsx"])
def test_a_sentinel_or_a_column_name_is_no_installation_date(name):
    assets = reading(name).register.assets
    assert assets
    assert all(asset.installed is None for asset in assets)


def test_places_that_are_in_no_sheet_are_named():
    report = reading("VP-Submitted.xlsx").report
    assert {f.value for f in report.unresolved} == {"Default space 1001"}


def test_a_space_named_by_a_number_cell_is_text():
    (space,) = reading("BlankColumns.xlsx").register.spaces
    assert (space.id, space.display_name) == ("1", "1")


@pytest.mark.parametrize("pack", available())
@pytest.mark.parametrize(
    "name",
    [CLINIC, "2012-03-23-Duplex-Design.xlsx", "Lakeside_Restaurant.xlsx", "VP-Submitted.xlsx", "BlankColumns.xlsx"],
)
def test_every_pack_gives_each_asset_of_a_book_a_plan_or_says_nothing_twice(name, pack):
    register = reading(name).register
    choice = Choice(pack=load(pack), default_scope=Scope.FLOOR)
    found = attach(register, choice, date(2026, 12, 14))
    assert found == attach(register, choice, date(2026, 12, 14))
    assets, places = {a.id for a in register.assets}, {p.id for p in (*register.floors, *register.spaces)}
    visits = [(plan.citation, plan.interval, id) for plan in found.plans.values() for id in plan.covers or [plan.asset]]
    assert {id for _, _, id in visits} <= assets
    assert len(set(visits)) == len(visits), "no asset is visited twice for the same reason"
    assert {plan.place for plan in found.plans.values()} <= {*places, register.facility.id, ""}


@pytest.mark.parametrize("name", ["COBie-US-2_4-template.xlsx", "COBie-UK-2012-template.xls"])
def test_a_blank_template_is_refused_because_it_names_no_building(name):
    with pytest.raises(CobieRefused, match=r"sheet Facility names no building"):
        read((BOOKS / name).read_bytes(), name)
