"""The page that says when plans are due: its example can be applied, its readings recorded."""

import re
from pathlib import Path

from services.cli.estate.file import read
from services.cli.estate.forms import interval
from services.cli.main import app
from services.cli.reading import read as record

PAGE = (Path(__file__).resolve().parents[3] / "docs/how-to/say-when-a-plan-is-due.md").read_text()


def test_its_example_can_be_applied_and_says_what_the_page_tells(tmp_path: Path) -> None:
    (yaml,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    file = tmp_path / "estate.yaml"
    file.write_text(yaml)
    estate = read(file)
    plans = {plan.name.rpartition("/")[2]: plan for plan in estate.maintenance_plans}
    assert {id for id, plan in plans.items() if plan.HasField("trigger")} == {"desludge", "overhaul"}
    assert {id for id, plan in plans.items() if plan.on_holiday} == {"lift-1-15-day", "rounds", "first-monday"}
    assert plans["first-monday"].interval == interval("1st mon of 1 month")


def test_its_readings_are_recorded_by_a_verb_that_is_there() -> None:
    said = re.findall(r"^muster read (\S+) (\S+) ([\d.]+)", PAGE, re.MULTILINE)
    assert [quantity for _, quantity, _ in said] == ["sludge", "running-hours"]
    assert record in [verb.callback for verb in app.registered_commands]
