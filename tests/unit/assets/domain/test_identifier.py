"""Ids, names and texts: each refusal names its field, and nothing longer than its column is let through."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from sqlalchemy import String

from services.assets.domain.asset import Asset
from services.assets.domain.asset_type import AssetType, Spare
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.redundancy_group import RedundancyGroup
from services.assets.domain.resource import Resource, ResourceKind
from services.assets.domain.site import Site
from services.assets.domain.space import Space, Zone
from services.assets.domain.system import System
from services.assets.storage import (
    asset_types,
    assets,
    plans,
    redundancy_groups,
    resources,
    sites,
    spaces,
    spares,
    systems,
    zones,
)
from services.runtime.errors import Invalid
from services.runtime.rows import Rows

Make = Callable[..., Any]
NAMED: dict[str, Any] = {"id": "a", "display_name": "A"}
MAKERS: list[tuple[Rows[Any], type, dict[str, Any]]] = [
    (sites, Site, {"time_zone": "Asia/Shanghai"}),
    (assets, Asset, {}),
    (redundancy_groups, RedundancyGroup, {"members": ("a", "b"), "keep_up": 1}),
    (spaces, Space, {}),
    (zones, Zone, {}),
    (asset_types, AssetType, {}),
    (systems, System, {}),
    (resources, Resource, {"kind": ResourceKind.TOOL}),
    (spares, Spare, {}),
    (plans, MaintenancePlan, {"asset": "a", "interval": Interval(1, Unit.MONTH), "anchor": date(2026, 1, 1)}),
]
# Of one of a few words, or ids, whose form is checked already.
CHOSEN = {"id", "time_zone", "source", "type", "within", "asset", "place"}


def texts() -> list[Any]:
    found = []
    for rows, kind, more in MAKERS:
        for field in fields(kind):
            column = rows.table.c[field.name].type
            if type(column) is String and field.name not in CHOSEN:
                found.append(pytest.param(kind, more, field.name, column.length, id=f"{kind.__name__}.{field.name}"))
    return found


@pytest.mark.parametrize(("kind", "more", "field", "longest"), texts())
def test_a_text_fills_its_column_and_a_longer_one_is_refused(
    kind: Make, more: dict[str, Any], field: str, longest: int
) -> None:
    kind(**{**NAMED, **more, field: "x" * longest})
    with pytest.raises(Invalid) as refusal:
        kind(**{**NAMED, **more, field: "x" * (longest + 1)})
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("spoiled", "field"),
    [
        ({"display_name": " "}, "display_name"),
        ({"id": "A"}, "id"),
        ({"id": "a" * 64}, "id"),
        ({"type": "a/b"}, "type"),
        ({"spaces": ("roof", "")}, "spaces"),
        ({"serves": ("Flat 1",)}, "serves"),
    ],
)
def test_what_cannot_be_names_its_field_and_a_remedy(spoiled: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Asset(**{**NAMED, **spoiled})
    assert refusal.value.field == field
    assert refusal.value.hint


def test_the_longest_id_and_no_reference_are_allowed() -> None:
    assert Asset(id="a" * 63, display_name="A", type="").type == ""
