"""Plans in a table: what makes them due, and what they do on holidays, in words."""

import pytest

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.cli.get import ALIASES, NOUNS, Form, cell, show


@pytest.mark.parametrize(
    ("plan", "column", "says"),
    [
        (pb.MaintenancePlan(), "on_holiday", ""),
        (pb.MaintenancePlan(on_holiday=pb.MaintenancePlan.ON_HOLIDAY_BEFORE), "on_holiday", "before"),
        (pb.MaintenancePlan(), "trigger", ""),
        (pb.MaintenancePlan(trigger=pb.Trigger(quantity="sludge", above=30)), "trigger", "sludge > 30"),
        (pb.MaintenancePlan(trigger=pb.Trigger(quantity="running-hours", every=500)), "trigger", "500 running-hours"),
    ],
)
def test_a_plan_says_what_makes_it_due_and_what_it_does_on_holidays(
    plan: pb.MaintenancePlan, column: str, says: str
) -> None:
    assert column in NOUNS[ALIASES["plans"]].columns
    assert cell(plan, column) == says


def test_a_list_of_plans_says_how_their_assets_are(capsys: pytest.CaptureFixture[str]) -> None:
    plans = [pb.MaintenancePlan(name=f"sites/s/maintenancePlans/{id}", asset=f"sites/s/assets/{id}") for id in "ab"]
    rounds = pb.MaintenancePlan(name="sites/s/maintenancePlans/c", covers=["a", "b"])
    show([*plans, rounds], NOUNS["maintenance-plans"], Form.CSV, {"sites/s/assets/b": "out of use"})
    lines = [line.split(",") for line in capsys.readouterr().out.splitlines()]
    assert lines[0][-1] == "asset_state"
    assert [line[-1] for line in lines[1:]] == ["in service", "out of use", ""]
