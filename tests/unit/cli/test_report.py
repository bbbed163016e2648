"""`muster report drill`: what is written is read, and what came of it is told."""

import pytest
import typer

from muster.scheduler.v1 import drill_pb2 as pb
from services.cli.report import finding_of, told
from services.runtime.errors import Invalid
from tests.unit.cli.small import day

HOSE = pb.Finding(text="Hose reel leaks", owner="people/ben", due_date=day("2027-01-15"))


@pytest.mark.parametrize("text", ["Hose reel leaks;ben;2027-01-15", " Hose reel leaks ; people/ben ; 2027-01-15 "])
def test_a_finding_is_what_who_and_until_when(text: str) -> None:
    assert finding_of(text) == HOSE


@pytest.mark.parametrize("text", ["Hose reel leaks;ben", "Hose reel leaks;;2027-01-15", "a;b;2027-01-15;c", ""])
def test_a_finding_without_one_of_the_three_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        finding_of(text)
    assert (refusal.value.field, "ben;2027-01-15" in refusal.value.hint) == ("--finding", True)


def test_a_finding_whose_day_is_none_is_refused() -> None:
    with pytest.raises(typer.BadParameter):
        finding_of("Hose reel leaks;ben;soon")


def test_a_report_says_what_fell_short_and_what_was_opened() -> None:
    report = pb.DrillReport(key="drill/fire/2027-q1/b1", attended=["people/ada"], counts=True, resident_count=3)
    assert told(report) == ["drill/fire/2027-q1/b1: 1 of the staff and 3 residents"]
    order = pb.Finding(text="Hose reel leaks", owner="people/ben", work_order="sites/s/workOrders/drill-1")
    short = pb.DrillReport(key="k", missing=["people/ben"], brigade_short=2, findings=[order])
    assert told(short)[1:] == [
        "  missing: ben",
        "  2 of the brigade lacked",
        "  it does not count for its place: the next plan makes up for it (muster plan)",
        "  sites/s/workOrders/drill-1: Hose reel leaks (ben)",
    ]
