"""Wherever a day of an overridden plan is shown, so is who approved of it and why."""

from pathlib import Path

import pytest

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2
from muster.scheduler.v1 import schedule_pb2
from services.cli import portrait
from services.cli.chains import Chains
from services.cli.departures import by_plan, monitored, of_visit, of_work
from services.cli.due import DueVisit, Standing, tightest, visits
from services.cli.estate.file import read
from services.cli.explain import explained
from services.cli.get import NOUNS, cell
from services.cli.now import picture, told
from services.cli.plan import differences, lines_of
from services.cli.summary import summary
from services.cli.tables import TABLES, Source
from services.runtime.errors import Invalid
from tests.unit.cli.small import MONDAY, ZONE, at, day, job, staffing

Interval = maintenance_plan_pb2.Interval
PLAN = "sites/s/maintenancePlans/lift-1"
LEAVE = maintenance_plan_pb2.Override(
    maintenance_plan=PLAN,
    approver="chief engineer",
    reason="new controller",
    approve_date=day("2026-12-20"),
    pack_interval=Interval(count=15, unit=Interval.UNIT_DAY),
    law=True,
    beyond_law=True,
    rule="cn/elevator-15-day",
)
SAID = (
    "BEYOND LAW: cn/elevator-15-day says every 15 days (law); approved by chief engineer on 2026-12-20: new controller"
)
OVERRIDDEN = maintenance_plan_pb2.MaintenancePlan(
    name=PLAN,
    asset="sites/s/assets/lift-1",
    display_name="visit",
    interval=Interval(count=20, unit=Interval.UNIT_DAY),
    law=True,
    override=LEAVE,
)
VISIT = maintenance_plan_pb2.Occurrence(
    name=f"{PLAN}/occurrences/{MONDAY}",
    asset="sites/s/assets/lift-1",
    earliest_date=day(MONDAY),
    ideal_date=day(MONDAY),
    due_date=day(MONDAY),
    latest_date=day(MONDAY),
    law=True,
    trade="elevator",
    overrides=[LEAVE],
)
JOB = job("lift-1", MONDAY, "wu")


def test_a_visit_says_all_that_departs_and_nothing_where_nothing_does():
    assert of_visit(VISIT) == SAID
    both = maintenance_plan_pb2.Occurrence(on_demand_permit="filing 7", overrides=[LEAVE])
    assert of_visit(both) == f"{SAID} · on demand by filing 7"
    assert of_visit(maintenance_plan_pb2.Occurrence()) == ""


def test_a_job_has_the_approvals_of_all_that_it_fulfils_each_once():
    approvals = by_plan([OVERRIDDEN, maintenance_plan_pb2.MaintenancePlan(name="sites/s/maintenancePlans/q")])
    work = ["sites/s/maintenancePlans/q/occurrences/2027-01-04", VISIT.name, VISIT.name]
    assert of_work(work, approvals) == SAID
    assert of_work(work[:1], approvals) == ""


def test_get_maintenance_plans_shows_the_approval():
    assert "override" in NOUNS["maintenance-plans"].columns
    assert cell(OVERRIDDEN, "override") == SAID
    assert cell(maintenance_plan_pb2.MaintenancePlan(name=PLAN), "override") == ""


def test_get_occurrences_and_slack_show_the_approval_and_red_first():
    kept = maintenance_plan_pb2.Occurrence()
    kept.CopyFrom(VISIT)
    kept.name, kept.asset = "sites/s/maintenancePlans/a/occurrences/2027-01-04", "sites/s/assets/a"
    kept.ClearField("overrides")
    found: list[DueVisit] = list(visits([kept, VISIT], {}, [], {}, MONDAY))
    assert [(one.override, one.beyond_law, one.red, one.standing) for one in tightest(found)] == [
        (SAID, True, True, Standing.OPEN),
        ("", False, False, Standing.OPEN),
    ]


def test_describe_shows_it_of_the_plan_and_of_its_asset():
    lift = asset_pb2.Asset(name="sites/s/assets/lift-1", display_name="Lift 1")
    assert f"[{SAID}]" in "\n".join(portrait.asset(lift, [OVERRIDDEN], [VISIT], [], [], MONDAY))
    assert f"[{SAID}]" in "\n".join(portrait.asset(lift, [OVERRIDDEN], [], [], [], MONDAY))
    plan = "\n".join(portrait.plan(OVERRIDDEN, [VISIT], MONDAY))
    assert "approved latest 2027-01-04" in plan and "legal latest" not in plan
    assert f"overridden: {SAID}" in plan and f"[{SAID}]" in plan


def test_a_schedule_and_an_explanation_show_it_beside_the_day_of_the_job():
    found = schedule_pb2.Schedule(name="sites/s/schedules/x", due_count=1, planned_count=1)
    assert f"[{SAID}]" in "\n".join(summary(found, [JOB], zone=ZONE, due=[VISIT]))
    lines = explained("lift-1", found, [JOB], {PLAN: OVERRIDDEN}, {VISIT.name: VISIT}, ZONE)
    assert any(SAID in line for line in lines)


@pytest.mark.parametrize("hour", [9, 10])
def test_now_shows_it_of_what_comes_and_of_what_is_under_way(hour):
    seen = picture(at(MONDAY, hour), [JOB], staffing(), [], [], [], by_plan([OVERRIDDEN]))
    assert SAID in "\n".join(told(seen, {}))
    untimed = picture(at(MONDAY, 9), [job("lift-1", MONDAY)], staffing(), [], [], [], by_plan([OVERRIDDEN]))
    assert SAID in "\n".join(told(untimed, {}))


def test_a_plan_and_a_difference_show_it_beside_the_day():
    approvals = by_plan([OVERRIDDEN])
    (line,) = lines_of([JOB], ZONE, approvals)
    assert SAID in line
    (plain,) = lines_of([job("pump", MONDAY)], ZONE, approvals)
    assert "[" not in plain
    change = schedule_pb2.Change(kind=schedule_pb2.Change.KIND_ADDED, after=JOB)
    first, _ = differences(schedule_pb2.DiffScheduleResponse(changes=[change]), None, approvals)
    assert SAID in first


def test_an_export_of_jobs_has_it_in_a_column_of_its_own():
    chains = Chains.of([VISIT], {PLAN: OVERRIDDEN})
    source = Source(
        assignments=lambda _: [JOB, job("pump", MONDAY)],
        staffing=staffing(),
        people=[],
        first=MONDAY,
        last=MONDAY,
        zone=ZONE,
        chains=chains,
    )
    place = TABLES["jobs"].columns.index("override")
    assert [row[place] for row in TABLES["jobs"].rows(source)] == [SAID, ""]


def test_an_asset_says_by_which_permit_it_is_on_demand_or_that_monitoring_is_lost():
    floor = Interval(count=30, unit=Interval.UNIT_DAY)
    asset = asset_pb2.Asset(monitoring=asset_pb2.Monitoring(permit="filing 7", floor_interval=floor))
    assert monitored(asset) == "maintained on demand by filing 7, at least every 30 days"
    asset.monitoring.lost_date.CopyFrom(day("2027-01-04"))
    assert monitored(asset).startswith("monitoring lost on 2027-01-04: maintained as the pack says")
    assert monitored(asset_pb2.Asset()) == ""


HEAD = "site: {id: s, zone: UTC}\nassets: {lift: {}}\n"


def test_the_file_says_what_departs(tmp_path: Path):
    file = tmp_path / "estate.yaml"
    file.write_text(
        HEAD
        + "overrides: {elevator-15-day: {every: 20 days, approver: chief, reason: new brakes}}\n"
        + "certificates: {elevator-certificate-lift: 2027-03-31}\n"
        + "monitored: {lift: {permit: filing 7, floor: 30 days, lost: 2027-01-04}}\n"
        + "maintenance_plans:\n"
        + "  gas: {asset: lift, every: 1 year, certificate: gas permit, ends: 2027-06-30, lead: 2 weeks}\n"
        + "  v: {asset: lift, every: 20 days, last: 2027-01-04, override: {approver: chief, reason: x}}\n"
    )
    estate = read(file)
    (override,), (end,), (watched,) = estate.overrides, estate.certificates, estate.monitored
    assert (override.id, override.interval.count, override.approver, override.reason) == (
        *("elevator-15-day", 20, "chief", "new brakes"),
    )
    assert (end.maintenance_plan.rpartition("/")[2], end.expire_date.month) == ("elevator-certificate-lift", 3)
    assert (watched.monitoring.permit, watched.monitoring.floor_interval.count) == ("filing 7", 30)
    assert watched.monitoring.HasField("lost_date")
    gas, own = estate.maintenance_plans
    assert (gas.fixed, gas.certificate.display_name, gas.certificate.lead.count) == (True, "gas permit", 2)
    assert (gas.certificate.expire_date.month, own.override.approver) == (6, "chief")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("overrides: {a: {every: 20 days, approver: chief}}", 'a has no "reason"'),
        ("overrides: {a: {every: 20 days, reason: x}}", 'a has no "approver"'),
        ("monitored: {lift: {floor: 30 days}}", 'lift has no "permit"'),
        ("monitored: {lift: {permit: x}}", 'lift has no "floor"'),
        ("certificates: {a: soon}", 'certificates.a is "soon"'),
        (
            "maintenance_plans: {a: {asset: lift, every: 1 year, last: 2027-01-04, lead: 1 month}}",
            "without a certificate",
        ),
        (
            "maintenance_plans: {a: {asset: lift, every: 1 day, last: 2027-01-04, override: {approver: x}}}",
            'a.override has no "reason"',
        ),
    ],
)
def test_what_is_said_by_half_is_refused_with_its_line(line: str, says: str, tmp_path: Path):
    file = tmp_path / "estate.yaml"
    file.write_text(HEAD + line)
    with pytest.raises(Invalid, match=says) as refusal:
        read(file)
    assert "estate.yaml:3" in str(refusal.value)
