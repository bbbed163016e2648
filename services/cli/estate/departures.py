"""What people say of what a register brought: other intervals than the pack's, ends of certificates, monitoring."""

from muster.assets.v1.asset_pb2 import Monitoring
from muster.assets.v1.estate_pb2 import CertificateEnd, IntervalOverride, MonitoredAsset
from muster.assets.v1.maintenance_plan_pb2 import Certificate, MaintenancePlan, Override
from services.cli.estate import forms
from services.cli.estate.document import Marked
from services.cli.estate.fields import Fields

OVERRIDE = ("every", "approver", "reason")
APPROVAL = ("approver", "reason")
MONITORED = ("permit", "floor", "lost")


def override(id: str, given: Marked) -> IntervalOverride:
    """One of `overrides`, by the id of a plan or of a rule of the pack."""
    fields = Fields(given, id, OVERRIDE)
    for name in OVERRIDE:
        fields.need(name)
    every = fields.form("every", forms.interval, forms.INTERVAL)
    return IntervalOverride(id=id, interval=every, approver=fields.text("approver"), reason=fields.text("reason"))


def monitored(site: str, id: str, given: Marked) -> MonitoredAsset:
    """One of `monitored`, by the id of the asset; `site` is "sites/{site}"."""
    fields = Fields(given, id, MONITORED)
    fields.need("permit")
    found = Monitoring(
        permit=fields.text("permit"), floor_interval=fields.form("floor", forms.interval, forms.INTERVAL)
    )
    if "lost" in fields:
        found.lost_date.CopyFrom(forms.to_pb(fields.form("lost", forms.day, forms.DAY)))
    return MonitoredAsset(name=f"{site}/assets/{id}", monitoring=found)


def certificates(site: str, document: Marked) -> list[CertificateEnd]:
    """All of `certificates`: plan: last valid day."""
    given = Fields(document, "the file", tuple(document)).mapping("certificates")
    fields = Fields(given, "certificates", tuple(given))
    return [
        CertificateEnd(
            maintenance_plan=f"{site}/maintenancePlans/{plan}",
            expire_date=forms.to_pb(fields.form(plan, forms.day, forms.DAY)),
        )
        for plan in given
    ]


def of_plan(fields: Fields, plan: MaintenancePlan) -> None:
    """Fills in what a plan of `maintenance_plans` says of its certificate, and of who approved of its interval."""
    if "certificate" in fields:
        plan.fixed = True
        plan.certificate.CopyFrom(Certificate(display_name=fields.text("certificate")))
        if "lead" in fields:
            plan.certificate.lead.CopyFrom(fields.form("lead", forms.interval, forms.INTERVAL))
        if "ends" in fields:
            plan.certificate.expire_date.CopyFrom(forms.to_pb(fields.form("ends", forms.day, forms.DAY)))
    elif "lead" in fields or "ends" in fields:
        key = "lead" if "lead" in fields else "ends"
        text = f"{fields.what}.{key} is given without a certificate"
        raise fields.refusal(key, text, "say which, e.g. certificate: permit to operate")
    if "override" in fields:
        approval = Fields(fields.mapping("override"), f"{fields.what}.override", APPROVAL)
        for name in APPROVAL:
            approval.need(name)
        said = Override(approver=approval.text("approver"), reason=approval.text("reason"))
        plan.override.CopyFrom(said)
