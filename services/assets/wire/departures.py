"""Where a plan or an asset departs from what its pack says, and what it has that ends <-> proto."""

from datetime import date

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2
from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.certificate import Certificate
from services.assets.domain.interval import Interval
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.monitoring import Monitoring
from services.assets.domain.override import Override
from services.assets.wire.intervals import interval_from_pb, interval_to_pb
from services.runtime.dates import date_to_pb, optional_date
from services.runtime.errors import at

UNSAID = date(2000, 1, 1)


def override_from_pb(message: maintenance_plan_pb2.MaintenancePlan, interval: Interval) -> Override | None:
    """Who approves and why; what the pack says and the day are the store's to fill in. Raises Invalid."""
    if not message.HasField("override"):
        return None
    said = message.override
    # An override beside it would be the pack's own interval again: it is compared with what is stored.
    return Override(approver=said.approver, reason=said.reason, approved=UNSAID, interval=interval, law=False)


def override_to_pb(parent: str, plan: MaintenancePlan) -> pb.Override | None:
    """What is overridden of a plan, as callers see it; None: nothing."""
    if plan.override is None:
        return None
    return pb.Override(
        maintenance_plan=f"{parent}/maintenancePlans/{plan.id}",
        approver=plan.override.approver,
        reason=plan.override.reason,
        approve_date=date_to_pb(plan.override.approved),
        pack_interval=interval_to_pb(plan.override.interval),
        law=plan.override.law,
        beyond_law=plan.beyond_law,
        rule=plan.rule,
    )


def certificate_from_pb(message: maintenance_plan_pb2.MaintenancePlan) -> Certificate | None:
    """What the visit of a plan renews, without its end. Raises Invalid."""
    if not message.HasField("certificate"):
        return None
    lead = None
    if message.certificate.HasField("lead"):
        with at("certificate.lead"):
            lead = interval_from_pb(message.certificate.lead)
    expires = optional_date(message.certificate, "expire_date", "certificate.expire_date")
    return Certificate(name=message.certificate.display_name, lead=lead, expires=expires)


def certificate_to_pb(certificate: Certificate | None) -> pb.Certificate | None:
    """What ends, as callers see it."""
    if certificate is None:
        return None
    return pb.Certificate(
        display_name=certificate.name,
        lead=interval_to_pb(certificate.lead) if certificate.lead else None,
        expire_date=date_to_pb(certificate.expires),
    )


def monitoring_from_pb(message: asset_pb2.Monitoring) -> Monitoring:
    """How an asset is maintained on demand. Raises Invalid."""
    with at("monitoring.floor_interval"):
        floor = interval_from_pb(message.floor_interval)
    lost = optional_date(message, "lost_date", "monitoring.lost_date")
    return Monitoring(permit=message.permit, floor=floor, lost=lost)


def monitoring_to_pb(monitoring: Monitoring | None) -> asset_pb2.Monitoring | None:
    """How an asset is maintained on demand, as callers see it."""
    if monitoring is None:
        return None
    return asset_pb2.Monitoring(
        permit=monitoring.permit,
        floor_interval=interval_to_pb(monitoring.floor),
        lost_date=date_to_pb(monitoring.lost),
    )
