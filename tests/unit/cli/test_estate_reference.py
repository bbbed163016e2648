"""docs/reference/estate-file.md names every section and every field that the file may have, and no other section."""

import re
from pathlib import Path

from services.cli.estate.assets import ASSET, GROUP, PLAN, REGISTER
from services.cli.estate.contracts import CONTRACT
from services.cli.estate.departures import MONITORED, OVERRIDE
from services.cli.estate.dispatching import DISPATCH
from services.cli.estate.file import FILE, SITE, read
from services.cli.estate.obligations import OBLIGATION
from services.cli.estate.people import PERSON
from services.cli.estate.rules import PRICED
from services.cli.estate.staffing import CONTRACTOR, FIRE_WATCH, POST, SHIFT

ROOT = Path(__file__).resolve().parents[3]
FIELDS = {
    "site": SITE,
    "shifts": SHIFT,
    "posts": POST,
    "contracts": CONTRACT,
    "people": PERSON,
    "contractors": CONTRACTOR,
    "obligations": OBLIGATION,
    "fire_watch": FIRE_WATCH,
    "dispatch": DISPATCH,
    "rules": PRICED,
    "assets": ASSET,
    "maintenance_plans": PLAN,
    "redundancy_groups": GROUP,
    "last_visits": (),
    "register": REGISTER,
    "overrides": OVERRIDE,
    "certificates": (),
    "monitored": MONITORED,
    "serves": (),
}


def rows() -> dict[str, str]:
    text = (ROOT / "docs/reference/estate-file.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))


def test_the_page_has_every_section_and_no_other():
    assert sorted(rows()) == sorted(FILE) == sorted(FIELDS)


def test_the_page_names_every_field():
    for section, fields in FIELDS.items():
        missing = [field for field in fields if not re.search(rf"\b{field}\b", rows()[section])]
        assert missing == [], section


def test_every_example_can_be_read():
    estates = [read(folder) for folder in sorted((ROOT / "examples").iterdir()) if list(folder.glob("*.yaml"))]
    assert [estate.site.name for estate in estates] == [
        *("sites/any-building", "sites/harbour-court", "sites/pump-house", "sites/two-towers"),
    ]
