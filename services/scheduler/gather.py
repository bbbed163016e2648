"""What a schedule's planning rests on: its site, what is due there, its people, and what is in force around it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, or_

from muster.assets.v1 import maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from services.runtime.clock import Now
from services.runtime.database import Database
from services.scheduler.clients import Assets
from services.scheduler.domain.assignment import AssignmentKind
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.horizon.maintenance import BEYOND, in_sight
from services.scheduler.horizon.orders import as_visit, beside_what_is_down, orders_to_plan
from services.scheduler.horizon.period import Period
from services.scheduler.horizon.standing import to_plan
from services.scheduler.storage import by_day, drill_reports, in_force, people, staffings

LONGEST_LOOK = timedelta(days=300)
"""How far before a period what is published still moves what falls due in it."""


async def gathered(database: Database, assets: Assets, now: Now, parent: str, schedule: Schedule) -> Horizon:
    """The horizon of a schedule of the site `parent`, "sites/{site}". Raises Missing, Unreachable."""
    site = await assets.site(parent)
    due: list[maintenance_plan_pb2.Occurrence] = []
    groups: list[redundancy_group_pb2.RedundancyGroup] = []
    zone = ZoneInfo(site.time_zone)
    instant = now()
    today = instant.astimezone(zone).date()
    # From today, for what is published for the days until then moves what falls due in the period.
    since = max(min(today, schedule.first), schedule.first - LONGEST_LOOK)
    # A roster alone needs to know what the visits in force ask of it.
    orders: list[work_order_pb2.WorkOrder] = []
    if Kind.MAINTENANCE in schedule.kinds:
        orders = await assets.undone_orders(parent)
    if Kind.MAINTENANCE in schedule.kinds or Kind.ROSTER in schedule.kinds:
        due = await assets.occurrences(parent, since, schedule.last + BEYOND)
        groups = await assets.redundancy_groups(parent)
    columns = in_force.table.c
    drilled = and_(columns.kind == AssignmentKind.DRILL, columns.day.between(*Horizon.drilled(schedule)))
    async with database.read() as tx:
        staff = [one.value for one in await people.all(tx)]
        found = await staffings.find(tx, "", parent.removeprefix("sites/"))
        staffing = found.value if found else None
        around = columns.day.between(*Horizon.around(schedule, staffing))
        ahead = and_(columns.kind == AssignmentKind.JOB, columns.day.between(since, schedule.last + BEYOND))
        here = await by_day(tx, in_force, [columns.parent == parent, or_(around, drilled, ahead)])
        drills = (one.value.id for one in here if one.value.kind is AssignmentKind.DRILL)
        reports = await drill_reports.among(tx, parent, drills)
        around = columns.day.between(*Horizon.around(schedule))
        there = await by_day(tx, in_force, [columns.parent != parent, around])
    concerned = {one.id for one in staff if one.serves(parent.removeprefix("sites/"))}
    stands = [one.value for one in here]
    visits = in_sight(to_plan(due, stands, schedule.first, schedule.last, today), schedule.last)
    visits = beside_what_is_down(
        visits, orders, max(schedule.first, today) + timedelta(days=schedule.dispatch_days - 1)
    )
    faults = orders_to_plan(orders, stands, schedule.first, schedule.last, today)
    days = Period(schedule.first, schedule.last, zone)
    return Horizon(
        site=parent,
        zone=zone,
        schedule=schedule,
        due=[*visits, *(as_visit(order, days, today, staffing, groups) for order in faults)],
        groups=groups,
        people=tuple(staff),
        staffing=staffing,
        today=today,
        in_force=tuple(stands),
        orders=orders,
        now=instant,
        reports=tuple(one.value for one in reports),
        elsewhere=tuple(one.value for one in there if not concerned.isdisjoint(one.value.people)),
    )
