"""What departs from a pack and what ends, to the wire and back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from muster.assets.v1 import estate_pb2, site_pb2
from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.asset import Asset
from services.assets.domain.certificate import Certificate
from services.assets.domain.interval import Interval, Unit
from services.assets.domain.maintenance_plan import MaintenancePlan
from services.assets.domain.monitoring import Monitoring
from services.assets.domain.override import Override
from services.assets.wire.assets import asset_from_pb, asset_to_pb
from services.assets.wire.estate import estate_from_pb
from services.assets.wire.maintenance_plans import plan_from_pb, plan_to_pb
from services.runtime.errors import Invalid
from services.runtime.rows import Stored

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
DAY, MONTH = Interval(20, Unit.DAY), Interval(1, Unit.MONTH)
PERMIT = MaintenancePlan(
    id="p",
    asset="lift",
    display_name="Renewal",
    interval=Interval(1, Unit.YEAR),
    anchor=date(2026, 12, 1),
    floating=False,
    done=date(2026, 12, 1),
    certificate=Certificate(name="permit", lead=MONTH),
)
LEAVE = Override(approver="chief", reason="brakes", approved=NOW.date(), interval=Interval(15, Unit.DAY), law=True)
VISIT = replace(
    PERMIT, certificate=None, floating=True, done=None, interval=DAY, override=LEAVE, rule="cn/visit", law=True
)


def sent(plan: MaintenancePlan) -> pb.MaintenancePlan:
    return plan_to_pb("sites/s", Stored(plan, 1, NOW, NOW, "somebody"))


@pytest.mark.parametrize(
    "plan", [PERMIT, PERMIT.expiring(date(2027, 6, 15)), replace(PERMIT, certificate=Certificate(name="c"))]
)
def test_a_certificate_comes_back_as_it_went(plan):
    assert plan_from_pb(sent(plan)) == ("sites/s", plan)


def test_the_calendar_of_a_certificate_follows_from_its_end_whatever_anchor_is_sent():
    message = sent(PERMIT)
    message.certificate.expire_date.CopyFrom(sent(PERMIT.expiring(date(2027, 6, 15))).certificate.expire_date)
    assert plan_from_pb(message)[1] == PERMIT.expiring(date(2027, 6, 15))
    at_its_end = sent(replace(PERMIT, certificate=Certificate(name="c")).expiring(PERMIT.anchor))
    at_its_end.ClearField("done_date")
    assert plan_from_pb(at_its_end)[1].done == date(2026, 11, 30), "a plan written anew is still to be done"


def test_an_override_says_the_packs_interval_and_whether_it_is_beyond_law():
    said = sent(VISIT).override
    assert (said.approver, said.reason, said.pack_interval.count, said.law) == ("chief", "brakes", 15, True)
    assert (said.beyond_law, said.rule, said.approve_date.day) == (True, "cn/visit", 14)
    _, back = plan_from_pb(sent(VISIT))
    assert back.override and (back.override.approver, back.override.reason) == ("chief", "brakes")
    assert back.rule == "", "what it follows is the store's to say"


@pytest.mark.parametrize("lost", [None, date(2027, 1, 4)])
def test_monitoring_comes_back_as_it_went(lost):
    asset = Asset(id="lift", display_name="Lift", monitoring=Monitoring(permit="7", floor=MONTH, lost=lost))
    assert asset_from_pb(asset_to_pb("sites/s", Stored(asset, 1, NOW, NOW, "somebody"))) == ("sites/s", asset)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"overrides": [estate_pb2.IntervalOverride(id="visit")]}, "overrides[0].interval.unit"),
        ({"certificates": [estate_pb2.CertificateEnd(maintenance_plan="x")]}, "certificates[0].maintenance_plan"),
        (
            {"certificates": [estate_pb2.CertificateEnd(maintenance_plan="sites/s/maintenancePlans/p")]},
            "certificates[0].expire_date",
        ),
        ({"monitored": [estate_pb2.MonitoredAsset(name="sites/t/assets/lift")]}, "monitored[0].name"),
        (
            {"monitored": [estate_pb2.MonitoredAsset(name="sites/s/assets/lift")]},
            "monitored[0].monitoring.floor_interval.unit",
        ),
    ],
)
def test_what_an_estate_says_wrongly_of_them_is_refused_with_its_path(more, field):
    site = site_pb2.Site(name="sites/s", display_name="S", time_zone="UTC")
    estate_from_pb(estate_pb2.ApplyEstateRequest(site=site))
    with pytest.raises(Invalid) as refusal:
        estate_from_pb(estate_pb2.ApplyEstateRequest(site=site, **more))
    assert refusal.value.field == field
