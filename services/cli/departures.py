"""Words for what departs from a pack: by whose leave a plan has another interval, by which permit it is on demand."""

from collections.abc import Iterable, Mapping

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2
from services.cli.days import day_of
from services.cli.interval import interval


def approval(one: maintenance_plan_pb2.Override) -> str:
    """Approver, day and reason, and what the pack says: no date of the plan is shown without them."""
    behind = "law" if one.law else "no law"
    beyond = "BEYOND LAW: " if one.beyond_law else ""
    return (
        f"{beyond}{one.rule} says {interval(one.pack_interval)} ({behind}); "
        f"approved by {one.approver} on {day_of(one.approve_date)}: {one.reason}"
    )


def of_visit(one: maintenance_plan_pb2.Occurrence) -> str:
    """What departs in a visit, in one line; empty: nothing."""
    said = [approval(each) for each in one.overrides]
    if one.on_demand_permit:
        said.append(f"on demand by {one.on_demand_permit}")
    return " · ".join(said)


def latest(one: maintenance_plan_pb2.Occurrence) -> str:
    """What its latest day is called: it is the law's only where nobody has gone beyond that."""
    if any(each.beyond_law for each in one.overrides):
        return "approved latest"
    return "legal latest" if one.law else "latest"


def by_plan(plans: Iterable[maintenance_plan_pb2.MaintenancePlan]) -> dict[str, str]:
    """The approval of each plan that has one, by its name."""
    return {plan.name: approval(plan.override) for plan in plans if plan.HasField("override")}


def of_work(occurrences: Iterable[str], approvals: Mapping[str, str]) -> str:
    """What departs in a job that fulfils all these occurrences; `approvals` by the name of the plan."""
    plans = dict.fromkeys(name.partition("/occurrences/")[0] for name in occurrences)
    return " · ".join(approvals[plan] for plan in plans if plan in approvals)


def monitored(one: asset_pb2.Asset) -> str:
    """How an asset is maintained on demand; empty: it is not."""
    if not one.HasField("monitoring"):
        return ""
    said = one.monitoring
    if said.HasField("lost_date"):
        return f"monitoring lost on {day_of(said.lost_date)}: maintained as the pack says (permit {said.permit})"
    return f"maintained on demand by {said.permit}, at least {interval(said.floor_interval)}"
