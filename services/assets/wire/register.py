"""The report of an import -> proto."""

from collections.abc import Sequence

from muster.assets.v1 import register_pb2 as pb
from services.assets.cobie.report import Finding, Report, Severity
from services.assets.register import KindChange

MOST_FINDINGS = 2000
MOST_NAMES = 1000
SEVERITIES = {
    Severity.NOTICE: pb.RegisterFinding.SEVERITY_NOTICE,
    Severity.SKIP: pb.RegisterFinding.SEVERITY_SKIP,
    Severity.ERROR: pb.RegisterFinding.SEVERITY_ERROR,
}


def finding_to_pb(finding: Finding) -> pb.RegisterFinding:
    """One remark as callers see it."""
    return pb.RegisterFinding(
        severity=SEVERITIES[finding.severity],
        sheet=finding.sheet,
        row=finding.row,
        column=finding.column,
        reason=finding.reason,
        value=finding.value,
    )


def report_to_pb(site: str, report: Report, changes: Sequence[KindChange]) -> pb.ImportRegisterResponse:
    """What became of the workbook, as callers see it."""
    gone = next(change.disappeared for change in changes if change.kind == "assets")
    return pb.ImportRegisterResponse(
        facility=report.facility,
        sheets=[
            pb.ImportRegisterResponse.Sheet(
                sheet=sheet.sheet,
                read_count=sheet.read,
                imported_count=sheet.imported,
                skipped_count=sheet.skipped,
            )
            for sheet in report.sheets
        ],
        kinds=[
            pb.ImportRegisterResponse.Kind(
                kind=change.kind,
                found_count=change.found,
                created_count=change.created,
                updated_count=change.updated,
                disappeared_count=len(change.disappeared),
            )
            for change in changes
        ],
        disappeared=[f"{site}/assets/{id}" for id in gone[:MOST_NAMES]],
        findings=[finding_to_pb(finding) for finding in report.findings[:MOST_FINDINGS]],
        unresolved=[finding_to_pb(finding) for finding in report.unresolved[:MOST_NAMES]],
        text=report.text(),
    )
