"""Whatever stands in an estate file, it is read or refused by line; nothing else ever happens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.cli.estate.document import Listed, Marked, parsed
from services.cli.estate.file import described
from services.runtime.errors import Invalid
from tests.unit.cli.test_estate_file import THINGS
from tests.unit.cli.test_estate_staffing import WHOLE

FILE = Path("estate.yaml")
ODD: tuple[Any, ...] = (None, True, 5, -1, 1.5, "", "x", "2027-01-04", [], ["x"], [[]], {}, {"x": "y"}, [{}])


def changed(node: Any) -> Iterator[Any]:
    """Every document that differs from `node` in one place."""
    yield from ODD
    if isinstance(node, dict):
        for key, value in node.items():
            yield {k: v for k, v in node.items() if k != key}
            yield from ({**node, key: other} for other in changed(value))
    if isinstance(node, list):
        for n, value in enumerate(node):
            yield from ([*node[:n], other, *node[n + 1 :]] for other in changed(value))


def marked(node: Any) -> Any:
    """The same with places, as the loader makes it."""
    if isinstance(node, dict):
        found = Marked(FILE, "estate.yaml:1")
        for key, value in node.items():
            found[key], found.places[key] = marked(value), "estate.yaml:1"
        return found
    if isinstance(node, list):
        listed = Listed()
        listed.extend(marked(entry) for entry in node)
        listed.places.extend("estate.yaml:1" for _ in node)
        return listed
    return node


@pytest.mark.parametrize("text", [WHOLE, THINGS], ids=["staffing", "things"])
def test_one_odd_thing_in_any_place_is_read_or_refused_by_line(text):
    read = refused = 0
    for document in changed(parsed(FILE, text)):
        if not isinstance(document, dict):
            continue
        try:
            described(marked(document))
            read += 1
        except Invalid as refusal:
            assert refusal.field == "estate.yaml:1", refusal.message
            refused += 1
    assert read > 0
    assert refused > read
