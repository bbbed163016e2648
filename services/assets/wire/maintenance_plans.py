"""Maintenance plan <-> proto, both directions adjacent."""

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.days import check_year
from services.assets.domain.holiday import OnHoliday
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.season import Season
from services.assets.domain.trigger import Trigger
from services.assets.wire.departures import (
    certificate_from_pb,
    certificate_to_pb,
    override_from_pb,
    override_to_pb,
)
from services.assets.wire.intervals import interval_from_pb, interval_to_pb
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb, optional_date
from services.runtime.errors import Invalid, at
from services.runtime.names import parent_and_id
from services.runtime.rows import Stored

ON_HOLIDAYS = {
    OnHoliday.WORKED: pb.MaintenancePlan.ON_HOLIDAY_UNSPECIFIED,
    OnHoliday.BEFORE: pb.MaintenancePlan.ON_HOLIDAY_BEFORE,
    OnHoliday.AFTER: pb.MaintenancePlan.ON_HOLIDAY_AFTER,
    OnHoliday.SKIP: pb.MaintenancePlan.ON_HOLIDAY_SKIP,
}
_RULES_BACK = {number: rule for rule, number in ON_HOLIDAYS.items()}


def plan_from_pb(message: pb.MaintenancePlan) -> tuple[str, MaintenancePlan]:
    """The parent ("sites/{site}") and the plan that a request describes. Raises Invalid."""
    parent, id = parent_and_id("sites/*/maintenancePlans/*", message.name, "maintenance_plan.name")
    asset = ""
    if message.asset:
        site, asset = parent_and_id("sites/*/assets/*", message.asset, "maintenance_plan.asset")
        if site != parent:
            raise Invalid("maintenance_plan.asset", "belongs to another site", hint=f"name an asset of {parent}")
    with at("maintenance_plan.interval"):
        interval = interval_from_pb(message.interval)
    anchor = date_from_pb(message.anchor_date, "maintenance_plan.anchor_date")
    check_year("maintenance_plan.anchor_date", anchor)
    with at("maintenance_plan"):
        plan = MaintenancePlan(
            id=id,
            asset=asset,
            display_name=message.display_name,
            interval=interval,
            anchor=anchor,
            done=(optional_date(message, "done_date", "maintenance_plan.done_date") or anchor)
            if message.fixed
            else None,
            floating=not message.fixed,
            early_days=message.early_days,
            late_days=message.late_days,
            law=message.law,
            citation=message.citation,
            minutes=message.minutes or 60,
            crew=message.crew or 1,
            trade=message.trade,
            outage_minutes=message.outage_minutes,
            season=_season(message),
            absorbed_by=tuple(message.absorbed_by),
            steps=tuple(message.steps),
            active=not message.paused,
            covers=tuple(message.covers),
            place=message.place,
            source=message.source,
            window=_both(message.window_start_minute, message.window_end_minute),
            override=override_from_pb(message, interval),
            certificate=certificate_from_pb(message),
            on_holiday=_RULES_BACK.get(message.on_holiday, OnHoliday.WORKED),
            weekends_too=message.weekends_too,
            trigger=_trigger_from_pb(message),
        )
        return parent, plan.counted(known=message.HasField("done_date"))


def plan_to_pb(parent: str, stored: Stored[MaintenancePlan]) -> pb.MaintenancePlan:
    """A stored plan as callers see it."""
    plan = stored.value
    start, end = plan.window or (0, 0)
    return pb.MaintenancePlan(
        name=f"{parent}/maintenancePlans/{plan.id}",
        asset=f"{parent}/assets/{plan.asset}" if plan.asset else "",
        display_name=plan.display_name,
        interval=interval_to_pb(plan.interval),
        anchor_date=date_to_pb(plan.anchor),
        anchor_assumed=plan.assumed,
        done_date=date_to_pb(plan.done),
        fixed=not plan.floating,
        early_days=plan.early_days,
        late_days=plan.late_days,
        law=plan.law,
        citation=plan.citation,
        minutes=plan.minutes,
        crew=plan.crew,
        trade=plan.trade,
        outage_minutes=plan.outage_minutes,
        steps=plan.steps,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
        absorbed_by=plan.absorbed_by,
        covers=plan.covers,
        place=plan.place,
        season_first_month=plan.season.first if plan.season else 0,
        season_last_month=plan.season.last if plan.season else 0,
        source=plan.source,
        window_start_minute=start,
        window_end_minute=end,
        paused=not plan.active,
        rule=plan.rule,
        override=override_to_pb(parent, plan),
        as_needed=plan.as_needed,
        certificate=certificate_to_pb(plan.certificate),
        on_holiday=ON_HOLIDAYS[plan.on_holiday],
        weekends_too=plan.weekends_too,
        trigger=_trigger_to_pb(plan.trigger),
    )


def _trigger_from_pb(message: pb.MaintenancePlan) -> Trigger | None:
    if not message.HasField("trigger"):
        return None
    said = message.trigger
    which = said.WhichOneof("due")
    return Trigger(
        quantity=said.quantity,
        above=said.above if which == "above" else None,
        every=said.every if which == "every" else None,
    )


def _trigger_to_pb(trigger: Trigger | None) -> pb.Trigger | None:
    return pb.Trigger(quantity=trigger.quantity, above=trigger.above, every=trigger.every) if trigger else None


def _season(message: pb.MaintenancePlan) -> Season | None:
    months = _both(message.season_first_month, message.season_last_month)
    return Season(*months) if months else None


def _both(first: int, last: int) -> tuple[int, int] | None:
    return (first, last) if first or last else None
