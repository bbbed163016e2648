"""What a cell says, and what only looks as if it said something."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from services.assets.cobie import cells
from services.assets.cobie.frequency import INTERVAL, RATE, TooOften, interval, named_interval
from services.assets.cobie.references import names_of


@pytest.mark.parametrize(
    "cell", ["n/a", " N/A ", "unknown", "CIC 5", "Not Found", "SerialNumber", "Serial Number", "", None]
)
def test_placeholders_say_nothing(cell):
    assert cells.text(cell, "SerialNumber") == ""


@pytest.mark.parametrize(("cell", "said"), [(1.0, "1"), (1.5, "1.5"), (" a  b ", "a  b"), ("CIC 5 pump", "CIC 5 pump")])
def test_a_cell_is_the_text_a_person_sees(cell, said):
    assert cells.text(cell, "Name") == said


@pytest.mark.parametrize("cell", ["1900-12-31T23:59:59", "0001-01-01T00:00:00", datetime(1970, 1, 1), 1.0])  # noqa: DTZ001
def test_a_sentinel_date_is_no_date(cell):
    with pytest.raises(cells.Sentinel):
        cells.day(cell)


@pytest.mark.parametrize("cell", ["2012-11-06T17:02:60", "2012-11-06", date(2012, 11, 6), 41219.0])
def test_a_date_is_read_from_text_cell_or_serial_number(cell):
    assert cells.day(cell) == date(2012, 11, 6)


def test_a_date_that_is_two_days_is_not_read():
    with pytest.raises(cells.Unreadable):
        cells.day("03/04/2011")


@pytest.mark.parametrize(
    ("cell", "code", "title"),
    [
        ("23-75 70: Diffusers, Registers, and Grilles", "23-75 70", "Diffusers, Registers, and Grilles"),
        (", SL_45_10_23 : Domestic kitchens, required", "SL_45_10_23", "Domestic kitchens"),
        ("PR_20 : Clay bricks, G251 : External walls", "PR_20", "Clay bricks"),
        ("Education", "", "Education"),
    ],
)
def test_a_category_is_a_code_and_a_title(cell, code, title):
    assert cells.category(cell) == (code, title)


@pytest.mark.parametrize(
    ("frequency", "unit", "reading", "every"),
    [
        ("2", "year", RATE, "6 months"),
        ("2", "year", INTERVAL, "2 years"),
        ("1", "quarter", RATE, "3 months"),
        ("1", "quarter", INTERVAL, "3 months"),
        ("5", "year", RATE, "73 days"),
        ("0.5", "year", RATE, "2 years"),
        ("2", "week", INTERVAL, "2 weeks"),
        ("36", "hour", INTERVAL, "1 day"),
        ("1", "day", RATE, "1 day"),
    ],
)
def test_a_frequency_is_a_rate_or_an_interval(frequency, unit, reading, every):
    assert str(interval(Decimal(frequency), unit, reading)) == every


@pytest.mark.parametrize(("frequency", "unit"), [("0", "year"), ("-1", "year"), ("1", "moon"), ("1", "")])
def test_a_frequency_that_cannot_be_is_refused(frequency, unit):
    with pytest.raises(ValueError):
        interval(Decimal(frequency), unit, RATE)


@pytest.mark.parametrize(("frequency", "unit", "reading"), [("4", "day", RATE), ("23", "hour", INTERVAL)])
def test_what_comes_more_often_than_daily_is_no_maintenance(frequency, unit, reading):
    with pytest.raises(TooOften):
        interval(Decimal(frequency), unit, reading)


def test_a_semi_annual_name_is_not_an_annual_one():
    assert str(named_interval("Sprinkler Semi-Annual check")) == "6 months"
    assert str(named_interval("Annual check")) == "1 year"
    assert named_interval("Manual check") is None


def test_a_reference_is_whole_then_in_parts_then_without_case_and_stop():
    names = names_of([("Lock, chain", "lock"), ("Gloves", "gloves"), ("Wire brush", "brush")])
    found = names.resolve("Gloves., Lock, chain, wire brush, Luck")
    assert found.ids == ("gloves", "lock", "brush")
    assert (found.loose, found.missing) == (("Gloves.", "wire brush"), ("Luck",))


def test_a_name_longer_than_a_register_keeps_is_cut_alike_wherever_it_stands():
    long = "x" * 301
    assert cells.text(long, "Name") == cells.text(long, "TypeName") == "x" * 300
    assert cells.text(long, "Description") == cells.text(long, "SpaceNames") == long
    assert cells.category(f"{'1' * 101}: {long}") == ("1" * 100, "x" * 300)
