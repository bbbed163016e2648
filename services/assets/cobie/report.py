"""What became of each row of a workbook: counts per sheet, findings by row, and both as a page for a supervisor."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class CobieRefused(ValueError):
    """A workbook that cannot be read at all; the text names the file, the sheet and the remedy."""


class Severity(StrEnum):
    """NOTICE: read, with an assumption. SKIP: the row is not in the register. ERROR: read, but something is lost."""

    NOTICE = "notice"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One remark on one cell or row. `reason` is the same text for the same remark, so that findings can be counted."""

    severity: Severity
    sheet: str
    row: int = 0  # as the spreadsheet numbers it, the header usually being 1; 0: the whole sheet
    column: str = ""
    reason: str
    value: str = ""  # the offending text, shortened, without e-mail addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCount:
    """Rows of one sheet; a blank row is no row. read == imported + skipped."""

    sheet: str
    read: int
    imported: int

    @property
    def skipped(self) -> int:
        return self.read - self.imported


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything a supervisor has to know about one reading of one file. Holds no personal data."""

    filename: str
    facility: str
    found: tuple[tuple[str, int], ...]  # things in the register by plural noun, "assets": 5071
    sheets: tuple[SheetCount, ...]
    ignored: tuple[tuple[str, int], ...]  # sheets that are counted but not imported, with their rows
    findings: tuple[Finding, ...]
    unresolved: tuple[Finding, ...]  # those of the findings that are references to nothing

    def count(self, severity: Severity, sheet: str = "") -> int:
        """How many findings have this severity, in one sheet or in all."""
        return sum(f.severity is severity and sheet in ("", f.sheet) for f in self.findings)

    def text(self) -> str:
        """The report as plain lines; like findings are one line with their rows."""
        return "\n".join(_lines(self)) + "\n"


EMAIL = re.compile(r"[^\s@]+@[^\s@]+")


def quoted(value: object, limit: int = 70) -> str:
    """A cell as a report may show it: on one line, shortened, with e-mail addresses taken out."""
    text = EMAIL.sub("(e-mail)", " ".join(str(value).split()))
    return text if len(text) <= limit else text[: limit - 1] + "…"


class Place(Protocol):
    """Where in the workbook a remark belongs: a row."""

    @property
    def sheet(self) -> str: ...
    @property
    def number(self) -> int: ...


@dataclass(slots=True)
class Tally:
    """Collects counts and findings while a workbook is read. Values are quoted here, so that nobody can forget it."""

    imported: Counter[str] = field(default_factory=Counter)  # rows by sheet
    findings: list[Finding] = field(default_factory=list)
    unresolved: list[Finding] = field(default_factory=list)

    def note(self, severity: Severity, at: Place, column: str, reason: str, value: object = "") -> None:
        """Add a finding about one cell."""
        self._add(severity, at.sheet, at.number, column, reason, value)

    def note_sheet(self, severity: Severity, sheet: str, reason: str, *, column: str = "", value: object = "") -> None:
        """Add a finding about a sheet or one of its columns."""
        self._add(severity, sheet, 0, column, reason, value)

    def dangling(self, at: Place, column: str, reason: str, value: object) -> None:
        """Add a reference to nothing: an error, and listed again among the unresolved."""
        self.unresolved.append(self._add(Severity.ERROR, at.sheet, at.number, column, reason, value))

    def _add(self, severity: Severity, sheet: str, row: int, column: str, reason: str, value: object) -> Finding:
        finding = Finding(
            severity=severity, sheet=sheet, row=row, column=column, reason=reason, value=quoted(value) if value else ""
        )
        self.findings.append(finding)
        return finding


def rows_text(rows: list[int], most: int = 6) -> str:
    """Row numbers as a person writes them: "2-5, 9", cut after a few runs."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    shown = [f"{a}" if a == b else f"{a}-{b}" for a, b in runs[:most]]
    return ", ".join(shown) + (", …" if len(runs) > most else "")


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.filename}: {report.facility}"
    yield "  " + ", ".join(f"{n:,} {noun.removesuffix('s') if n == 1 else noun}" for noun, n in report.found)
    yield (
        f"  {report.count(Severity.ERROR):,} errors, {report.count(Severity.SKIP):,} skipped, "
        f"{report.count(Severity.NOTICE):,} notices; {len(report.unresolved):,} references to nothing"
    )
    yield ""
    yield f"  {'sheet':<12}{'read':>8}{'imported':>10}{'skipped':>9}"
    for sheet in report.sheets:
        yield f"  {sheet.sheet:<12}{sheet.read:>8,}{sheet.imported:>10,}{sheet.skipped:>9,}"
    filled = [f"{sheet} {number:,}" for sheet, number in report.ignored if number]
    if filled:
        yield "  counted, not imported: " + ", ".join(filled)
    for severity, title in (
        (Severity.ERROR, "errors: read, but something is lost"),
        (Severity.SKIP, "skipped: not in the register"),
        (Severity.NOTICE, "notices: read with an assumption"),
    ):
        if number := report.count(severity):
            yield ""
            yield f"  {title} ({number:,})"
            yield from _grouped([f for f in report.findings if f.severity is severity])


def _grouped(findings: list[Finding]) -> Iterator[str]:
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.sheet, finding.column, finding.reason), []).append(finding)
    for (sheet, column, reason), alike in groups.items():
        place = f"{sheet}.{column}" if column else sheet
        rows = sorted({f.row for f in alike if f.row})
        where = ""
        if rows:
            where = f", {'row' if len(rows) == 1 else f'{len(rows):,} rows'} {rows_text(rows)}"
        values = list(dict.fromkeys(f.value for f in alike if f.value))
        shown = ", ".join(f"'{value}'" for value in values[:3]) + (", …" if len(values) > 3 else "")
        yield f"    {place}{where}: {reason}" + (f" [{shown}]" if shown else "")
