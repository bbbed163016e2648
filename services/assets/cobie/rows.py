"""Which rows of a sheet are things of their own, which are one thing together, and what key each thing has."""

from collections import Counter
from collections.abc import Sequence

from services.assets.cobie.references import plain
from services.assets.cobie.report import Severity, Tally
from services.assets.cobie.workbook import Row, Sheet


def named(sheet: Sheet, tally: Tally) -> list[Row]:
    """The rows that bear a name; the others are skipped, since nothing can refer to them."""
    found = []
    for row in sheet.rows:
        if row.text("Name"):
            found.append(row)
        else:
            tally.note(Severity.SKIP, row, "Name", "is empty; give the row a name")
    return found


def named_once(sheet: Sheet, tally: Tally, *, within: str = "") -> list[Row]:
    """The rows of different names; with `within`, they may repeat where that column differs: a lobby on each floor."""
    first: dict[tuple[str, str], Row] = {}
    for row in named(sheet, tally):
        key = (row.text("Name"), row.text(within) if within else "")
        if key in first:
            tally.note(Severity.SKIP, row, "Name", "has the name of an earlier row; rename or remove one", key[0])
        else:
            first[key] = row
    tally.imported[sheet.name] += len(first)
    return list(first.values())


def grouped(sheet: Sheet, tally: Tally, by: str) -> list[list[Row]]:
    """Rows of one name and one `by` are one thing; each row brings members to it."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in named(sheet, tally):
        groups.setdefault((plain(row.text("Name")), plain(row.text(by))), []).append(row)
    return list(groups.values())


def keys(rows: Sequence[Row], *columns: str) -> list[str]:
    """What identifies each row in the file: ExtIdentifier if given and nobody else's, else name and `columns`."""
    given = Counter(row.text("ExtIdentifier") for row in rows)
    return [
        outer
        if (outer := row.text("ExtIdentifier")) and given[outer] == 1
        else " | ".join(part for column in ("Name", *columns) if (part := row.prose(column)))
        for row in rows
    ]
