"""Resource names."""

import pytest

from services.runtime.errors import Invalid
from services.runtime.names import ids, parent_and_id


def test_ids_stand_at_the_stars() -> None:
    assert ids("sites/*/assets/*", "sites/harbour/assets/pump-1", "name") == ("harbour", "pump-1")


@pytest.mark.parametrize(
    "name",
    ["", "sites/", "sites/a/assets", "sites/A/assets/b", "sites/a/assets/b.c", "sites/a/assets/-b", "x/a/assets/b"],
)
def test_what_is_no_name_is_refused_with_its_field(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ids("sites/*/assets/*", name, "asset.name")
    assert refusal.value.field == "asset.name"


@pytest.mark.parametrize(("length", "allowed"), [(63, True), (64, False)])
def test_an_id_has_63_characters_at_most(length: int, allowed: bool) -> None:
    if allowed:
        assert ids("people/*", "people/" + "a" * length, "name")
    else:
        with pytest.raises(Invalid):
            ids("people/*", "people/" + "a" * length, "name")


def test_what_belongs_to_nothing_has_an_empty_parent() -> None:
    assert parent_and_id("people/*", "people/wu-jian", "name") == ("", "wu-jian")
