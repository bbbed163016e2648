"""A device list as an authority keeps it: what is read, what is left out, and that each row left out is named."""

import gzip
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.assets.cobie.report import Severity
from services.assets.devices import rows
from services.assets.devices.columns import Columns
from services.assets.devices.listed import Listed, read
from services.runtime.errors import Invalid

TODAY = date(2026, 12, 14)
HEADINGS = "Number,Kind,Block,No,Street,State,Seen,Fitted"
PUBLISHED = Path(__file__).resolve().parents[4] / "../shared/data/elevators-nyc/elevators.csv.gz"
MAP = {
    "id": "number",
    "type": "Kind",
    "building": "Block",
    "address": "No+Street",
    "status": "State",
    "last_visit": "Seen",
    "installed": "Fitted",
}


def listed(*lines: str, headings: str = HEADINGS, **more: Any) -> Listed:
    columns = Columns(**({"of": MAP, "in_service": ["ACTIVE"], "kind": "elevator", "list": "lifts"} | more))
    return read("\n".join([headings, *lines]).encode(), "lifts.csv", columns, TODAY)


def remarks(found: Listed) -> list[tuple[str, int, str, str]]:
    return [(one.severity.value, one.row, one.column, one.reason) for one in found.report.findings]


def test_a_row_becomes_an_asset_of_its_building_and_type():
    found = listed("1P7,Passenger (P),B9,12,MAIN  STREET,ACTIVE,20261130,2001-05-06")
    (device,), (building,), (type,) = found.devices, found.buildings, found.types
    asset = device.asset
    assert (asset.id, asset.display_name, asset.external_key) == ("1p7", "Passenger (P) 1P7", "lifts | 1P7")
    assert (asset.spaces, building.id, building.display_name) == (("b9",), "b9", "12 MAIN STREET")
    assert (asset.type, type.id, type.category_title) == ("passenger-p", "passenger-p", "elevator")
    assert (device.in_service, device.last_visit, asset.installed) == (True, date(2026, 11, 30), date(2001, 5, 6))
    assert remarks(found) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",P,B9,1,A,ACTIVE,,", "names no device"),
        ("2,P,,1,A,ACTIVE,,", "names no building"),
        ("1,P,B9,1,A,ACTIVE,,", "stands in an earlier row already"),
        ("2,P,B9,1,DUMMY,ACTIVE,,", "left out as was asked for"),
    ],
)
def test_a_row_that_cannot_be_taken_is_left_out_and_named(line: str, reason: str):
    found = listed("1,P,B9,1,A,ACTIVE,,", line, skip={"street": "DUMMY"})
    assert [device.asset.id for device in found.devices] == ["1"]
    ((severity, row, _, said),) = remarks(found)
    assert (severity, row, said) == ("skip", 3, reason)
    (sheet,) = found.report.sheets
    assert (sheet.read, sheet.imported, sheet.skipped) == (2, 1, 1)


def test_a_short_row_says_nothing_of_what_it_lacks_and_a_blank_one_is_none():
    found = listed("1,P,B9", "", " ,,,", "2,P,B9,1,A,ACTIVE")
    assert [device.in_service for device in found.devices] == [False, True]
    (sheet,) = found.report.sheets
    assert (sheet.read, found.devices[1].row) == (2, 5)


@pytest.mark.parametrize("text", ["********", "50109", "20260230", "99991231", "18991231"])
def test_what_is_no_day_is_left_out_and_remarked(text: str):
    found = listed(f"1,P,B9,1,A,ACTIVE,{text},")
    assert found.devices[0].last_visit is None
    ((severity, row, column, _),) = remarks(found)
    assert (severity, row, column) == ("error", 2, "last_visit")


@pytest.mark.parametrize("text", ["20261214", "2026-12-14", "2026-12-14T00:00:00", "20261214 00:00"])
def test_days_are_read_as_lists_write_them(text: str):
    assert listed(f"1,P,B9,1,A,ACTIVE,{text},").devices[0].last_visit == TODAY


def test_devices_that_are_not_in_service_are_counted_by_their_status():
    found = listed("1,P,B9,1,A,ACTIVE,,", "2,P,B9,1,A,GONE,,", "3,P,B9,1,A,GONE,,")
    assert [device.in_service for device in found.devices] == [True, False, False]
    (remark,) = found.report.findings
    assert (remark.severity, remark.value) == (Severity.NOTICE, "GONE")
    assert remark.reason == "2 devices are not in service: they are kept without plans"


def test_which_status_means_in_service_must_be_said_where_there_is_one():
    with pytest.raises(Invalid, match=r'the status of devices is "GONE" 2, "ACTIVE" 1') as refusal:
        listed("1,P,B9,1,A,ACTIVE,,", "2,P,B9,1,A,GONE,,", "3,P,B9,1,A,GONE,,", in_service=())
    assert refusal.value.field == "header.in_service"
    with pytest.raises(Invalid, match='no device has the status "ACTIV"'):
        listed("1,P,B9,1,A,ACTIVE,,", in_service=("ACTIV",))
    without = {field: column for field, column in MAP.items() if field != "status"}
    assert listed("1,P,B9,1,A,GONE,,", of=without, in_service=()).devices[0].in_service


def test_a_field_without_a_column_is_read_from_the_one_of_its_name():
    found = listed("9,Lift,North", headings="ID, Type ,Building", of={}, in_service=())
    assert (found.devices[0].asset.display_name, found.buildings[0].display_name) == ("Lift 9", "North")


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"of": {"id": "Nummer"}}, 'the file has no column "Nummer"'),
        ({"of": {"number": "Number"}}, '"number" is nothing that is read'),
        ({"of": {}}, "do not say which one is the id"),
        ({"skip": {"Strasse": "x"}}, 'the file has no column "Strasse"'),
        ({"list": "My lifts"}, "is not an id"),
    ],
)
def test_columns_that_cannot_be_are_refused_by_name(more: dict[str, Any], text: str):
    with pytest.raises(Invalid, match=text):
        listed("1,P,B9,1,A,ACTIVE,,", **more)


def test_ids_do_not_depend_on_the_order_of_rows():
    lines = ["1P 7,P,B9,1,A,ACTIVE,,", "1p-7,P,B9,2,A,ACTIVE,,", "8,Q,B8,1,A,ACTIVE,,"]
    forth, back = listed(*lines), listed(*reversed(lines))
    assert [one.asset for one in forth.devices] == [one.asset for one in back.devices]
    assert {one.id: one for one in forth.buildings} == {one.id: one for one in back.buildings}
    assert len({one.asset.id for one in forth.devices}) == 3


def test_a_list_may_be_packed_and_begin_with_a_byte_order_mark():
    text = f"\ufeff{HEADINGS}\n1,P,B9,1,A,ACTIVE,,\n".encode()
    columns = Columns(of=MAP, in_service=["ACTIVE"])
    assert read(gzip.compress(text), "x", columns, TODAY) == read(text, "x", columns, TODAY)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "x.csv is empty"),
        (b"\n\n", "x.csv is empty"),
        (b"id\n\xff\xfe", "is not UTF-8"),
        (b'id\n"1', "unexpected end of data"),
        (b"PK\x03\x04\0\0", "is no text"),
        (gzip.compress(b"id\n1\n", mtime=0)[:-9], "is damaged"),
        (b"\x1f\x8bnothing", "is damaged"),
    ],
)
def test_what_is_no_list_is_refused_with_its_name(data: bytes, text: str):
    with pytest.raises(Invalid, match=text) as refusal:
        read(data, "x.csv", Columns(), TODAY)
    assert refusal.value.reason == "LIST_REFUSED"


def test_a_list_that_is_larger_than_can_be_held_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows, "MAX_ROWS", 2)
    assert len(read(b"id\n1\n2\n", "x.csv", Columns(), TODAY).devices) == 2
    with pytest.raises(Invalid, match="has more than 2 rows"):
        read(b"id\n1\n2\n3\n", "x.csv", Columns(), TODAY)
    monkeypatch.setattr(rows, "MAX_INFLATED", 1000)
    with pytest.raises(Invalid, match="when it is unpacked"):
        read(gzip.compress(b"id\n" + b"1" * 2000), "x.csv", Columns(), TODAY)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the shared list of elevators is not beside the repository")
def test_the_published_list_is_read_but_for_dummies_and_rows_without_a_building():
    columns = Columns(
        of={
            "id": "DV_DEVICE_NUMBER",
            "type": "Device Type",
            "building": "BIN",
            "status": "DV_DEVICE_STATUS_DESCRIPTION",
            "installed": "DV_APPROVAL_DATE",
        },
        in_service=("ACTIVE",),
        skip={"STREET_NAME": "DUMMY RECORD"},
    )
    found = read(PUBLISHED.read_bytes(), PUBLISHED.name, columns, TODAY)
    (sheet,) = found.report.sheets
    assert (sheet.read, sheet.imported) == (76_088, 76_061)
    assert sum(device.in_service for device in found.devices) == 66_873
    assert (len(found.buildings), len(found.types)) == (34_912, 9)
    assert len({device.asset.id for device in found.devices}) == 76_061
