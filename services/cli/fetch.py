"""What the services hold about a site, read page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import grpc
from google.type.date_pb2 import Date

from muster.assets.v1 import (
    asset_pb2,
    asset_pb2_grpc,
    maintenance_plan_pb2,
    maintenance_plan_pb2_grpc,
    redundancy_group_pb2,
    redundancy_group_pb2_grpc,
    site_pb2,
    site_pb2_grpc,
    work_order_pb2,
    work_order_pb2_grpc,
)
from muster.notifier.v1 import task_pb2, task_pb2_grpc
from muster.scheduler.v1 import (
    person_pb2,
    person_pb2_grpc,
    schedule_pb2,
    schedule_pb2_grpc,
    staffing_pb2,
    staffing_pb2_grpc,
)
from services.cli.connection import Addresses, channel
from services.cli.days import day_of
from services.cli.departures import by_plan
from services.runtime import clock
from services.runtime.dates import date_to_pb
from services.runtime.errors import Invalid
from services.runtime.names import ID, ids

PAGE = 1000
LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose assignments are meant: those of a schedule, or those in force at a site."""

    name: str
    """ "sites/x/schedules/y" or "sites/x": the parent of the assignments."""
    site: str
    """ "sites/x"."""


def scope(text: str) -> Scope:
    """From "sites/x/schedules/y", "sites/x" or "x". Raises Invalid."""
    if ID.fullmatch(text):
        return Scope(f"sites/{text}", f"sites/{text}")
    parts = text.split("/")
    shape = "sites/*/schedules/*" if "schedules" in parts else "sites/*"
    try:
        site, *_ = ids(shape, text, "name")
    except Invalid:
        hint = 'name a site ("harbour-court") or a schedule ("sites/harbour-court/schedules/q1")'
        raise Invalid("name", f'"{text[:100]}" is neither a site nor a schedule', hint=hint) from None
    return Scope(text, f"sites/{site}")


def assignments(
    where: Addresses,
    parent: str,
    first: date | None = None,
    last: date | None = None,
    kind: schedule_pb2.Assignment.Kind | None = None,
) -> Iterator[schedule_pb2.Assignment]:
    """Those of a schedule or in force at a site, in the order of their days; `kind` None: all kinds."""
    request = schedule_pb2.ListAssignmentsRequest(
        parent=parent,
        first_date=date_to_pb(first),
        last_date=date_to_pb(last),
        page_size=PAGE,
        kind=kind or schedule_pb2.Assignment.KIND_UNSPECIFIED,
    )
    with channel(where.scheduler) as connection:
        call = schedule_pb2_grpc.ScheduleServiceStub(connection).ListAssignments
        yield from pages(call, request, "assignments")


def everybody(where: Addresses) -> list[person_pb2.Person]:
    """All people of the company."""
    with channel(where.scheduler) as connection:
        call = person_pb2_grpc.PersonServiceStub(connection).ListPeople
        return list(pages(call, person_pb2.ListPeopleRequest(page_size=PAGE), "people"))


def people(where: Addresses, site: str) -> list[person_pb2.Person]:
    """Those who serve the site."""
    return [person for person in everybody(where) if not person.sites or site in person.sites]


def sites(where: Addresses) -> list[str]:
    """The names of all sites."""
    with channel(where.assets) as connection:
        call = site_pb2_grpc.SiteServiceStub(connection).ListSites
        return [one.name for one in pages(call, site_pb2.ListSitesRequest(page_size=PAGE), "sites")]


def staffing(where: Addresses, site: str) -> staffing_pb2.Staffing:
    """What the site mans; an empty one where nothing was described."""
    with channel(where.scheduler) as connection:
        try:
            return staffing_pb2_grpc.StaffingServiceStub(connection).GetStaffing(
                staffing_pb2.GetStaffingRequest(name=f"{site}/staffing")
            )
        except grpc.RpcError as trouble:
            if trouble.code() is grpc.StatusCode.NOT_FOUND:
                return staffing_pb2.Staffing(name=f"{site}/staffing")
            raise


def plans(where: Addresses, site: str) -> dict[str, maintenance_plan_pb2.MaintenancePlan]:
    """The maintenance plans of a site, by name."""
    with channel(where.assets) as connection:
        call = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(connection).ListMaintenancePlans
        request = maintenance_plan_pb2.ListMaintenancePlansRequest(parent=site, page_size=PAGE)
        return {plan.name: plan for plan in pages(call, request, "maintenance_plans")}


def certificates(where: Addresses, site: str) -> list[maintenance_plan_pb2.MaintenancePlan]:
    """The plans of a site whose visits renew a certificate or a permit."""
    with channel(where.assets) as connection:
        call = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(connection).ListMaintenancePlans
        request = maintenance_plan_pb2.ListMaintenancePlansRequest(parent=site, certificates_only=True, page_size=PAGE)
        return list(pages(call, request, "maintenance_plans"))


def departing(where: Addresses, site: str) -> dict[str, str]:
    """Who approved of another interval than the pack's, and why, by the name of the plan; most plans have none."""
    with channel(where.assets) as connection:
        call = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(connection).ListMaintenancePlans
        request = maintenance_plan_pb2.ListMaintenancePlansRequest(parent=site, overridden_only=True, page_size=PAGE)
        return by_plan(pages(call, request, "maintenance_plans"))


def occurrences(where: Addresses, site: str, first: date, last: date) -> list[maintenance_plan_pb2.Occurrence]:
    """The visits that fall due from `first` to `last`, both inclusive, overdue ones included, by due day, then name."""
    with channel(where.assets) as connection:
        call = maintenance_plan_pb2_grpc.MaintenancePlanServiceStub(connection).ListOccurrences
        request = maintenance_plan_pb2.ListOccurrencesRequest(
            parent=site, first_date=date_to_pb(first), last_date=date_to_pb(last), page_size=PAGE
        )
        return sorted(pages(call, request, "occurrences"), key=lambda one: (day_of(one.due_date), one.name))


def states(where: Addresses, site: str) -> dict[str, str]:
    """By name, the assets of a site that are not in service: "out of service", "out of use", "retired"."""
    with channel(where.assets) as connection:
        call = asset_pb2_grpc.AssetServiceStub(connection).ListAssets
        found = pages(call, asset_pb2.ListAssetsRequest(parent=site, page_size=PAGE), "assets")
        return {
            one.name: asset_pb2.Asset.State.Name(one.state).removeprefix("STATE_").replace("_", " ").lower()
            for one in found
            if one.state != asset_pb2.Asset.STATE_IN_SERVICE
        }


def groups(connection: grpc.Channel, site: str) -> list[redundancy_group_pb2.RedundancyGroup]:
    """The redundancy groups of a site, over a channel to the assets service."""
    call = redundancy_group_pb2_grpc.RedundancyGroupServiceStub(connection).ListRedundancyGroups
    request = redundancy_group_pb2.ListRedundancyGroupsRequest(parent=site, page_size=PAGE)
    return list(pages(call, request, "redundancy_groups"))


def due(where: Addresses, of: schedule_pb2.Schedule) -> list[maintenance_plan_pb2.Occurrence]:
    """The visits that fall due in the period of a schedule; none where it is not for maintenance."""
    if of.kinds and schedule_pb2.KIND_MAINTENANCE not in of.kinds:
        return []
    site, _, _ = of.name.partition("/schedules/")
    return occurrences(where, site, day_of(of.first_date), day_of(of.last_date))


def schedule(where: Addresses, name: str) -> schedule_pb2.Schedule:
    """One schedule."""
    with channel(where.scheduler) as connection:
        stub = schedule_pb2_grpc.ScheduleServiceStub(connection)
        return stub.GetSchedule(schedule_pb2.GetScheduleRequest(name=name))


def in_force_until(where: Addresses, site: str, day: date) -> Date | None:
    """The last day of the schedules of a site that are in force on `day`; None where none is."""
    request = schedule_pb2.ListSchedulesRequest(parent=site, page_size=PAGE)
    with channel(where.scheduler) as connection:
        call = schedule_pb2_grpc.ScheduleServiceStub(connection).ListSchedules
        lasts = [
            one.last_date
            for one in pages(call, request, "schedules")
            if one.state == schedule_pb2.Schedule.STATE_PUBLISHED
            and day_of(one.first_date) <= day <= day_of(one.last_date)
        ]
    return max(lasts, key=day_of, default=None)


def undone_orders(where: Addresses, site: str) -> list[work_order_pb2.WorkOrder]:
    """The work orders of a site that nobody has completed."""
    request = work_order_pb2.ListWorkOrdersRequest(parent=site, undone=True, page_size=PAGE)
    with channel(where.assets) as connection:
        call = work_order_pb2_grpc.WorkOrderServiceStub(connection).ListWorkOrders
        return list(pages(call, request, "work_orders"))


def solved(where: Addresses, scope: Scope) -> Scope:
    """`scope` again, if what it names can be looked at. Raises Invalid for a schedule that holds nothing yet."""
    if scope.name != scope.site:
        state = schedule_pb2.Schedule.State.Name(schedule(where, scope.name).state).removeprefix("STATE_").lower()
        if state in ("queued", "solving", "failed", "cancelled"):
            hint = f"muster describe {scope.name} says how far it is"
            raise Invalid("schedule", f"{scope.name} is {state}: it holds nothing", hint=hint)
    return scope


def period(where: Addresses, scope: Scope, first: date | None, last: date | None) -> tuple[date, date]:
    """The days that are asked for; what is left open is the schedule's, or this month at a site. Raises Invalid."""
    if first is None or last is None:
        if scope.name != scope.site:
            found = schedule(where, scope.name)
            begin, end = day_of(found.first_date), day_of(found.last_date)
        else:
            begin = first or present(where).astimezone(zone(where, scope.site)).date().replace(day=1)
            end = (begin.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        first, last = first or begin, last or end
    if last < first:
        raise Invalid("--to", f"{last} lies before {first}", hint="both days are part of the period")
    if (last - first).days > LONGEST_DAYS:
        raise Invalid("--to", f"lies more than {LONGEST_DAYS} days after {first}", hint="ask for a shorter period")
    return first, last


def unanswered(where: Addresses, site: str) -> Iterator[task_pb2.Task]:
    """The tasks of a site that somebody has been told of and not answered; the years of done ones are not read."""
    yield from _tasks(where, site, task_pb2.Task.STATE_ASSIGNED)


def declined(where: Addresses, site: str) -> Iterator[task_pb2.Task]:
    """The tasks of a site that somebody has declined and that nobody has planned otherwise since."""
    yield from _tasks(where, site, task_pb2.Task.STATE_DECLINED)


def _tasks(where: Addresses, site: str, state: task_pb2.Task.State) -> Iterator[task_pb2.Task]:
    request = task_pb2.ListTasksRequest(site=site, state=state, page_size=PAGE)
    with channel(where.notifier) as connection:
        yield from pages(task_pb2_grpc.TaskServiceStub(connection).ListTasks, request, "tasks")


def present(where: Addresses) -> datetime:
    """What time it is for Muster: the held instant where its clock can be held, else the machine's."""
    return clock.of(Path(where.clock) if where.clock else None)()


def zone(where: Addresses, site: str) -> ZoneInfo:
    """The zone of a site."""
    with channel(where.assets) as connection:
        found = site_pb2_grpc.SiteServiceStub(connection).GetSite(site_pb2.GetSiteRequest(name=site))
    return ZoneInfo(found.time_zone)


def pages(call: Any, request: Any, field: str) -> Iterator[Any]:
    """Every thing that a list call answers with in `field`."""
    while True:
        page = call(request)
        yield from getattr(page, field)
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token
