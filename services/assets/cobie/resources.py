"""Resource: tools, materials, training and labour that jobs refer to by name."""

from services.assets.cobie import rows
from services.assets.cobie.identity import Named, ids
from services.assets.cobie.references import Names, names_of
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import Row, Workbook
from services.assets.domain.resource import Resource, ResourceKind

SHEET = "Resource"
KINDS = {
    "tool": ResourceKind.TOOL,
    "material": ResourceKind.MATERIAL,
    "training": ResourceKind.TRAINING,
    "labor": ResourceKind.LABOUR,
    "labour": ResourceKind.LABOUR,
}


def read(book: Workbook, tally: Tally) -> tuple[tuple[Resource, ...], Names]:
    """All resources of a known kind, and the names under which jobs refer to them."""
    usable = [row for row in rows.named_once(book.sheets[SHEET], tally) if _has_kind(row, tally)]
    keys = rows.keys(usable)
    named = [Named(row.text("Name"), "", key) for row, key in zip(usable, keys, strict=True)]
    found = tuple(
        Resource(
            id=id,
            display_name=row.text("Name"),
            kind=KINDS[row.word("Category")],
            description=row.prose("Description"),
            external_key=key,
        )
        for row, key, id in zip(usable, keys, ids("resource", named), strict=True)
    )
    return found, names_of((resource.display_name, resource.id) for resource in found)


def _has_kind(row: Row, tally: Tally) -> bool:
    word = row.word("Category")
    if word in KINDS:
        return True
    tally.note(Severity.SKIP, row, "Category", "is not one of Labor, Material, Tools, Training; choose one", word)
    tally.imported[SHEET] -= 1
    return False
