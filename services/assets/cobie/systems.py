"""System: groups of assets; rows of one name and category are one system."""

from collections.abc import Sequence

from services.assets.cobie import cells, rows
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.references import Names
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import Row, Workbook
from services.assets.domain.system import System

SHEET = "System"


def read(book: Workbook, assets: Names, tally: Tally) -> tuple[System, ...]:
    """All systems with the members that are in the file. A row brings one member, or several with commas."""
    groups = rows.grouped(book.sheets[SHEET], tally, by="Category")
    tally.imported[SHEET] += sum(map(len, groups))
    keys = [f"{first.text('Name')} | {first.text('Category')}" for first, *_ in groups]
    named = [
        Named(first.text("Name"), cells.category(first.raw("Category"))[1], key)
        for (first, *_), key in zip(groups, keys, strict=True)
    ]
    return tuple(
        _system(id, key, group, assets, tally)
        for id, key, group in zip(ids("system", named), keys, groups, strict=True)
    )


def _system(id: str, key: str, group: Sequence[Row], assets: Names, tally: Tally) -> System:
    members: dict[str, None] = {}
    for row in group:
        said = row.text("ComponentNames")
        if not said:
            tally.note(Severity.NOTICE, row, "ComponentNames", "is empty: the row adds no member")
        found = assets.resolve(said)
        members.update(dict.fromkeys(found.ids))
        for name in found.shared:
            reason = "is the name of several assets: all of them are members"
            tally.note(Severity.NOTICE, row, "ComponentNames", reason, name)
        for name in found.missing:
            tally.dangling(row, "ComponentNames", "is no component", name)
    code, title = cells.category(group[0].raw("Category"))
    return System(
        id=id,
        display_name=group[0].text("Name"),
        description=group[0].prose("Description"),
        category_code=code,
        category_title=title,
        members=tuple(members),
        external_key=key,
    )
