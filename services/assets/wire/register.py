"""What an import asks for <- proto, and its report -> proto."""

from collections.abc import Sequence

from muster.assets.v1 import register_pb2 as pb
from services.assets.cobie.report import Finding, Report, Severity
from services.assets.domain.scope import Scope
from services.assets.register.attach import Choice
from services.assets.register.provenance import PlanReport
from services.assets.register.store import KindChange
from services.packs.reader import Pack, available, load
from services.runtime.dates import optional_date
from services.runtime.errors import Invalid

MOST_FINDINGS = 2000
MOST_NAMES = 1000
MOST_TYPES = 100
SCOPES = {
    pb.SCOPE_COMPONENT: Scope.COMPONENT,
    pb.SCOPE_SPACE: Scope.SPACE,
    pb.SCOPE_FLOOR: Scope.FLOOR,
    pb.SCOPE_SYSTEM: Scope.SYSTEM,
    pb.SCOPE_TYPE: Scope.TYPE,
}
SEVERITIES = {
    Severity.NOTICE: pb.RegisterFinding.SEVERITY_NOTICE,
    Severity.SKIP: pb.RegisterFinding.SEVERITY_SKIP,
    Severity.ERROR: pb.RegisterFinding.SEVERITY_ERROR,
}


def choice_from_pb(header: pb.ImportRegisterRequest.Header) -> Choice:
    """What the header says about plans. Raises Invalid, naming the field."""
    scopes = {}
    for job, number in header.scopes.items():
        if number not in SCOPES:
            raise Invalid(
                "header.scopes", f'of "{job[:63]}" is not said', hint="component, space, floor, system or type"
            )
        scopes[job] = SCOPES[number]
    return Choice(
        pack=pack_from_pb(header.pack),
        scopes=scopes,
        default_scope=SCOPES.get(header.default_scope),
        anchor=optional_date(header, "anchor_date", "header.anchor_date"),
    )


def pack_from_pb(id: str) -> Pack | None:
    """The pack that a header names, None for "". Raises Invalid."""
    if id and id not in available():
        hint = f"known are {', '.join(available())}; or leave it empty"
        raise Invalid("header.pack", f'there is no pack "{id[:63]}"', hint=hint)
    return load(id) if id else None


def plan_report_to_pb(report: PlanReport) -> pb.PlanReport:
    """Where the plans come from, as callers see it."""
    return pb.PlanReport(
        file_count=report.file,
        pack_counts=report.by_kind,
        stopped_count=report.stopped,
        assumed_count=report.assumed,
        without_count=report.without,
        without=[
            pb.TypeWithout(type=one.type, display_name=one.display_name, asset_count=one.assets)
            for one in report.types[:MOST_TYPES]
        ],
        waiting=[
            pb.JobWithoutScope(
                job=one.job,
                display_name=one.display_name,
                asset_count=one.assets,
                floor_count=one.floors,
                space_count=one.spaces,
            )
            for one in report.waiting
        ],
    )


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


def report_to_pb(
    site: str, report: Report, changes: Sequence[KindChange], plans: PlanReport
) -> pb.ImportRegisterResponse:
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
        text=f"{report.text()}\n{plans.text()}",
        plans=plan_report_to_pb(plans),
    )
