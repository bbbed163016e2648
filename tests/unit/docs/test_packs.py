"""docs/reference/packs.md names every pack and every field of a rule, and what is written of them works."""

import re
from dataclasses import fields
from pathlib import Path

from typer.testing import CliRunner

from services.cli.estate.file import read
from services.cli.main import app
from services.packs.reader import TOP, available
from services.packs.rule import KINDS, PlanRule

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs/reference/packs.md").read_text(encoding="utf-8")
HOW = (ROOT / "docs/how-to/depart-from-a-pack.md").read_text(encoding="utf-8")


def test_every_pack_is_listed_and_every_listed_one_is_shipped() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("Every figure")[0], re.MULTILINE) == list(available())


def test_every_part_of_a_pack_and_every_field_of_a_rule_is_named() -> None:
    written = {"since": "from", "match": "match"}
    known = {written.get(field.name, field.name) for field in fields(PlanRule)} - {"pack"}
    assert [name for name in (*sorted(known), *TOP, *KINDS) if f"`{name}`" not in PAGE] == []


def test_the_examples_of_departing_can_be_applied(tmp_path: Path) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", HOW, re.DOTALL)
    file = tmp_path / "estate.yaml"
    file.write_text("site: {id: s, zone: UTC}\nassets: {boiler-1: {}}\n" + "".join(blocks), encoding="utf-8")
    estate = read(file)
    assert [len(found) for found in (estate.overrides, estate.monitored, estate.certificates)] == [2, 1, 1]


def test_the_verb_is_there_with_the_options_that_are_told() -> None:
    told = set(re.findall(r"^muster expiring.*?(--\w+)", HOW, re.MULTILINE))
    shown = CliRunner().invoke(app, ["expiring", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"}).output
    assert told == {"--days"} and "--days" in shown
