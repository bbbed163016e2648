"""A plan that follows a pack may have another interval, never in silence: somebody approves of it and says why."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from services.assets.domain.asset import Asset
from services.assets.domain.interval import Interval
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.override import NOBODY, Override, exceeds
from services.runtime.errors import Invalid

REMEDY = "add an override with approver and reason, or keep what the rule says"


def followed(written: MaintenancePlan, held: MaintenancePlan | None, today: date) -> MaintenancePlan:
    """The plan as people write it, with the rule that `held` follows. Raises Invalid.

    An interval that is not the pack's needs an approver and a reason; what was approved before stays approved. Back at
    the pack's interval nothing is overridden.
    """
    if held is None or not held.rule:
        if written.override:
            hint = "leave the override out: people wrote the interval"
            raise Invalid(
                "override", f"has nothing to override: plan {written.id} follows no rule of a pack", hint=hint
            )
        return replace(written, rule="", as_needed="")
    said, law = _said(held)
    kept = replace(written, rule=held.rule, as_needed=held.as_needed)
    if law:
        _check_law(written, held)
    stops = law and held.active and not written.active
    if written.interval == said and not stops and (written.active or not law):
        return replace(kept, override=None)
    same = written.interval == held.interval and written.active == held.active
    approved = written.override or (held.override if same else None)
    if approved is None and stops:
        text = f"is missing: {written.id} would be paused; rule {held.rule} says every {said} (law)"
        raise Invalid("override", text, reason="OVERRIDE_MISSING", hint=REMEDY)
    if approved is None and written.interval != said:
        raise unapproved(written.id, held, written.interval)
    if approved is None:
        return kept
    return overridden(kept, held, written.interval, approved.approver, approved.reason, today)


def _check_law(written: MaintenancePlan, held: MaintenancePlan) -> None:
    """Refuse what would stretch a gap that is law by another name than the interval."""
    for field, changed in (
        ("law", not written.law),
        ("fixed", written.floating != held.floating),
        ("season_first_month", written.season != held.season),
        # A meter only brings visits forward; a condition lets them wait for a reading.
        ("trigger", written.trigger not in (None, held.trigger) and not written.trigger.is_meter),
        ("certificate", (written.certificate is None) != (held.certificate is None)),
        ("asset", written.asset != held.asset),
    ):
        if changed:
            text = f"is not as rule {held.rule} has it, which is law: {held.citation}"
            raise Invalid(field, text, hint="leave it; another interval needs an override with approver and reason")


def overridden(
    plan: MaintenancePlan, held: MaintenancePlan, interval: Interval, approver: str, reason: str, today: date
) -> MaintenancePlan:
    """`plan` at another interval than the rule of `held` says; the same words again keep the day of the approval."""
    said, law = _said(held)
    if interval == said and (plan.active or not law):
        return replace(plan, interval=interval, override=None)
    override = Override(approver=approver, reason=reason, approved=today, interval=said, law=law)
    before = held.override
    if before and held.interval == interval and replace(before, approved=today) == override:
        override = before
    # A visit may not be held before the one before it, also where the interval is now a short one.
    early = min(plan.early_days, interval.shortest - 1)
    return replace(plan, interval=interval, early_days=early, override=override)


def departing_unapproved(written: MaintenancePlan, brought: MaintenancePlan, today: date) -> MaintenancePlan:
    """What people wrote before the pack's rule came: it stands, and says that nobody has approved of it yet."""
    override = Override(
        approver=NOBODY,
        reason="written by hand before the pack came",
        approved=today,
        interval=brought.interval,
        law=brought.law,
    )
    return replace(written, rule=brought.rule, as_needed=brought.as_needed, override=override)


def unapproved(id: str, held: MaintenancePlan, interval: Interval) -> Invalid:
    """The refusal of an interval that nobody has approved: it names the rule, the plan and the remedy."""
    said, law = _said(held)
    more = ", more than the law allows" if law and exceeds(interval, said) else ""
    behind = "law" if law else "no law"
    text = f"is missing: {id} would be every {interval}{more}; rule {held.rule} says every {said} ({behind})"
    return Invalid("override", text, reason="OVERRIDE_MISSING", hint=REMEDY)


def check_monitoring(asset: Asset, plans: Iterable[MaintenancePlan]) -> None:
    """Refuse maintenance on demand that no rule of the asset's plans allows. Raises Invalid."""
    if asset.monitoring is None:
        return
    own = {plan.id: plan for plan in plans if plan.asset == asset.id}
    allowed = [plan for plan in own.values() if plan.as_needed]
    if not allowed:
        text = f"of {asset.id} is not allowed: no rule that it follows lets it be maintained on demand"
        hint = "import it with the pack of a place whose rules do, as cn-ningbo, or leave monitoring out"
        raise Invalid("monitoring", text, reason="MONITORING_NOT_ALLOWED", hint=hint)
    floor = asset.monitoring.floor
    for plan in allowed:
        for larger in (own[id] for id in plan.absorbed_by if id in own):
            if floor.shortest >= larger.interval.shortest:
                text = f"every {floor} is not more often than {larger.id}, which is every {larger.interval}"
                raise Invalid("monitoring.floor_interval", text, hint="choose a shorter one")


def on_demand(plan: MaintenancePlan, asset: Asset | None) -> MaintenancePlan:
    """The plan as its asset is maintained now: on demand, at least every `floor`, or once that is lost as it says."""
    if asset is None or asset.monitoring is None or not asset.monitoring.works or not plan.as_needed:
        return plan
    floor = asset.monitoring.floor
    early = min(plan.early_days, floor.shortest - 1)
    return replace(plan, interval=floor, early_days=early, citation=plan.as_needed)


def _said(held: MaintenancePlan) -> tuple[Interval, bool]:
    """The interval of the pack's rule, and whether it is law."""
    return (held.override.interval, held.override.law) if held.override else (held.interval, held.law)
