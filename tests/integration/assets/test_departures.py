"""What a site does otherwise than its pack says, and what runs out: approved, allowed, told, and never silent."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import grpc
import pytest
import xlsxwriter
from google.type.date_pb2 import Date

from muster.assets.v1 import asset_pb2, estate_pb2, estate_pb2_grpc, register_pb2, register_pb2_grpc, site_pb2
from muster.assets.v1 import maintenance_plan_pb2 as pb
from muster.assets.v1 import maintenance_plan_pb2_grpc as rpc
from services.runtime.dates import date_to_pb

DAY = pb.Interval.UNIT_DAY
VISIT, CERTIFICATE = "elevator-15-day-lift-a", "elevator-certificate-lift-a"
LAST = date(2026, 12, 1)
LEAVE = {"approver": "chief engineer", "reason": "new controller, letter 12"}


def book() -> bytes:
    """One building with an elevator."""
    sheets = {
        "Facility": [["Name"], ["Harbour"]],
        "Floor": [["Name", "Category"], ["G", "Floor"]],
        "Space": [["Name", "FloorName"], ["Hall", "G"]],
        "Type": [["Name"], ["Elevator"]],
        "Component": [["Name", "TypeName", "Space"], ["Lift A", "Elevator", "Hall"]],
    }
    memory = BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return memory.getvalue()


class Site:
    """A running assets service with the site "s" and its one elevator, last visited on LAST."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._registers = register_pb2_grpc.RegisterServiceStub(channel)
        self._plans = rpc.MaintenancePlanServiceStub(channel)
        self._estates = estate_pb2_grpc.EstateServiceStub(channel)

    async def bring(self, pack: str) -> str:
        async def parts() -> AsyncIterator[register_pb2.ImportRegisterRequest]:
            header = register_pb2.ImportRegisterRequest.Header(
                parent="sites/s", filename="b.xlsx", pack=pack, anchor_date=date_to_pb(LAST)
            )
            yield register_pb2.ImportRegisterRequest(header=header)
            yield register_pb2.ImportRegisterRequest(chunk=book())

        text: str = (await self._registers.ImportRegister(parts(), timeout=20)).text
        return text

    async def apply(self, **more: Any) -> None:
        site = site_pb2.Site(name="sites/s", display_name="S", time_zone="Asia/Shanghai")
        await self._estates.ApplyEstate(estate_pb2.ApplyEstateRequest(site=site, **more), timeout=10)

    async def plan(self, id: str) -> pb.MaintenancePlan:
        request = pb.GetMaintenancePlanRequest(name=f"sites/s/maintenancePlans/{id}")
        found: pb.MaintenancePlan = await self._plans.GetMaintenancePlan(request, timeout=10)
        return found

    async def write(self, plan: pb.MaintenancePlan) -> pb.MaintenancePlan:
        request = pb.UpdateMaintenancePlanRequest(maintenance_plan=plan, allow_missing=True)
        written: pb.MaintenancePlan = await self._plans.UpdateMaintenancePlan(request, timeout=10)
        return written

    async def listed(self, **more: Any) -> list[str]:
        request = pb.ListMaintenancePlansRequest(parent="sites/s", **more)
        answer = await self._plans.ListMaintenancePlans(request, timeout=10)
        return [plan.name.rpartition("/")[2] for plan in answer.maintenance_plans]

    async def due(self, plan: str, days: int = 60) -> list[pb.Occurrence]:
        request = pb.ListOccurrencesRequest(
            parent="sites/s", first_date=date_to_pb(LAST), last_date=date_to_pb(LAST + timedelta(days=days))
        )
        answer = await self._plans.ListOccurrences(request, timeout=10)
        return [one for one in answer.occurrences if one.name.split("/")[3] == plan]


@pytest.fixture
async def site(running: Any) -> Site:
    found = Site(running.channel)
    await found.apply()
    return found


def gone(day: Date) -> int:
    """Days since the last visit."""
    return (date(day.year, day.month, day.day) - LAST).days


async def refused(call: Any) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as trouble:
        await call
    assert trouble.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    return trouble.value.details() or ""


async def test_a_plan_of_the_pack_is_not_stretched_without_approver_and_reason(site: Site) -> None:
    await site.bring("cn")
    plan = await site.plan(VISIT)
    assert (plan.rule, plan.interval.count) == ("cn/elevator-15-day", 15)
    plan.interval.count = 20
    said = await refused(site.write(plan))
    for part in (VISIT, "every 20 days, more than the law allows", "rule cn/elevator-15-day says every 15 days (law)"):
        assert part in said
    plan.override.approver = "chief engineer"
    assert "override.reason" in await refused(site.write(plan))
    assert (await site.plan(VISIT)).interval.count == 15


async def test_an_override_is_shown_with_every_visit_and_outlives_the_next_import(site: Site) -> None:
    await site.bring("cn")
    longer = pb.Interval(count=20, unit=DAY)
    await site.apply(overrides=[estate_pb2.IntervalOverride(id="elevator-15-day", interval=longer, **LEAVE)])
    await site.bring("cn")
    visits = await site.due(VISIT)
    assert [gone(one.due_date) for one in visits[:1]] == [20] and len(visits) > 1
    for one in visits:
        (said,) = one.overrides
        assert (said.approver, said.reason, said.rule) == (*LEAVE.values(), "cn/elevator-15-day")
        assert (said.pack_interval.count, said.law, said.beyond_law) == (15, True, True)
    assert await site.listed(overridden_only=True) == [VISIT]
    shorter = pb.Interval(count=10, unit=DAY)
    await site.apply(overrides=[estate_pb2.IntervalOverride(id=VISIT, interval=shorter, **LEAVE)])
    assert [one.overrides[0].beyond_law for one in (await site.due(VISIT))[:1]] == [False]
    back = pb.Interval(count=15, unit=DAY)
    await site.apply(overrides=[estate_pb2.IntervalOverride(id=VISIT, interval=back, **LEAVE)])
    assert await site.listed(overridden_only=True) == []


async def test_what_was_written_before_the_pack_came_says_that_nobody_approved_of_it(site: Site) -> None:
    await site.bring("")
    plan = pb.MaintenancePlan(
        name=f"sites/s/maintenancePlans/{VISIT}",
        asset="sites/s/assets/lift-a",
        display_name="visit",
        interval=pb.Interval(count=20, unit=DAY),
        anchor_date=date_to_pb(LAST),
    )
    await site.write(plan)
    text = await site.bring("cn")
    assert f"{VISIT} was written by hand, every 20 days; rule cn/elevator-15-day is law" in text
    assert [one.approver for one in (await site.due(VISIT))[0].overrides] == ["nobody yet"]


def monitored(lost: date | None = None) -> list[estate_pb2.MonitoredAsset]:
    said = asset_pb2.Monitoring(
        permit="filing 7", floor_interval=pb.Interval(count=30, unit=DAY), lost_date=date_to_pb(lost)
    )
    return [estate_pb2.MonitoredAsset(name="sites/s/assets/lift-a", monitoring=said)]


async def test_a_monitored_elevator_is_on_demand_where_a_local_rule_allows_it_and_not_elsewhere(site: Site) -> None:
    await site.bring("cn")
    assert "no rule that it follows lets it be maintained on demand" in await refused(site.apply(monitored=monitored()))
    await site.bring("cn-ningbo")
    await site.apply(monitored=monitored())
    (first, *_) = await site.due(VISIT)
    assert (gone(first.due_date), first.on_demand_permit) == (30, "filing 7")
    await site.bring("cn-ningbo")
    assert gone((await site.due(VISIT))[0].due_date) == 30, "an import knows nothing of monitoring"


async def test_when_monitoring_is_lost_fifteen_days_from_the_last_visit_count_at_once(site: Site) -> None:
    await site.bring("cn-ningbo")
    await site.apply(monitored=monitored())
    await site.apply(monitored=monitored(lost=LAST + timedelta(days=20)))
    (first, *_) = await site.due(VISIT)
    assert (gone(first.due_date), first.gap_max_days, first.on_demand_permit) == (15, 15, "")


async def test_an_elevator_is_not_on_demand_any_more_where_the_rule_is_gone(site: Site) -> None:
    await site.bring("cn-ningbo")
    await site.apply(monitored=monitored())
    await site.bring("cn")
    assert gone((await site.due(VISIT))[0].due_date) == 15


async def test_the_renewal_of_a_certificate_is_a_job_a_month_before_its_end_once_that_is_told(site: Site) -> None:
    assert "1 certificate has no known end" in await site.bring("cn")
    assert await site.listed(certificates_only=True) == [CERTIFICATE]
    assert await site.due(CERTIFICATE) == []

    async def told(day: date) -> None:
        end = estate_pb2.CertificateEnd(
            maintenance_plan=f"sites/s/maintenancePlans/{CERTIFICATE}", expire_date=date_to_pb(day)
        )
        await site.apply(certificates=[end])

    await told(date(2027, 1, 31))
    (job,) = await site.due(CERTIFICATE)
    assert (job.due_date, job.latest_date, job.law) == (Date(year=2026, month=12, day=31), job.due_date, True)
    await site.bring("cn")
    assert len(await site.due(CERTIFICATE)) == 1, "an import does not know better"
    await told(date(2028, 1, 31))
    assert await site.due(CERTIFICATE) == []
