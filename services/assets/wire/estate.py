"""A described estate <- proto, and what became of it -> proto."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from muster.assets.v1 import estate_pb2 as pb
from services.assets.departures import Wanted
from services.assets.domain.identifier import check_id
from services.assets.domain.monitoring import Monitoring
from services.assets.estate import Estate, Written
from services.assets.serving import Serving
from services.assets.wire.assets import asset_from_pb
from services.assets.wire.departures import monitoring_from_pb
from services.assets.wire.intervals import interval_from_pb
from services.assets.wire.maintenance_plans import plan_from_pb
from services.assets.wire.redundancy_groups import group_from_pb
from services.assets.wire.sites import site_from_pb
from services.runtime.dates import date_from_pb
from services.runtime.errors import Invalid, at
from services.runtime.names import parent_and_id
from services.runtime.rows import Saved

MOST = {
    "assets": 5000,
    "maintenance_plans": 5000,
    "redundancy_groups": 1000,
    "last_visits": 20_000,
    "overrides": 5000,
    "certificates": 20_000,
    "monitored": 5000,
    "serving": 5000,
}


def estate_from_pb(request: pb.ApplyEstateRequest) -> Estate:
    """What the request describes, each refusal with the path of its item: "assets[3].display_name". Raises Invalid."""
    for field, most in MOST.items():
        if (count := len(getattr(request, field))) > most:
            raise Invalid(field, f"holds {count:,}, more than {most:,}", hint="send it in several requests")
    site = site_from_pb(request.site)
    parent = f"sites/{site.id}"
    visits = []
    for number, visit in enumerate(request.last_visits):
        path = f"last_visits[{number}]"
        where, id = parent_and_id("sites/*/maintenancePlans/*", visit.maintenance_plan, f"{path}.maintenance_plan")
        _check_site(where, parent, f"{path}.maintenance_plan")
        visits.append((id, date_from_pb(visit.date, f"{path}.date")))
    return Estate(
        site=Written(site, request.site.etag),
        assets=_each("assets", "asset", request.assets, asset_from_pb, parent),
        plans=_each("maintenance_plans", "maintenance_plan", request.maintenance_plans, plan_from_pb, parent),
        groups=_each("redundancy_groups", "redundancy_group", request.redundancy_groups, group_from_pb, parent),
        visits=visits,
        overrides=[_override(number, one) for number, one in enumerate(request.overrides)],
        ends=[_end(number, one, parent) for number, one in enumerate(request.certificates)],
        monitored=[_monitored(number, one, parent) for number, one in enumerate(request.monitored)],
        serving=[_serving(number, one) for number, one in enumerate(request.serving)],
        stateless=frozenset(one.name.rpartition("/")[2] for one in request.assets if not one.state),
    )


def _override(number: int, said: pb.IntervalOverride) -> Wanted:
    path = f"overrides[{number}]"
    with at(f"{path}.interval"):
        interval = interval_from_pb(said.interval)
    return Wanted(id=said.id, interval=interval, approver=said.approver, reason=said.reason)


def _end(number: int, said: pb.CertificateEnd, parent: str) -> tuple[str, date]:
    path = f"certificates[{number}]"
    where, id = parent_and_id("sites/*/maintenancePlans/*", said.maintenance_plan, f"{path}.maintenance_plan")
    _check_site(where, parent, f"{path}.maintenance_plan")
    return id, date_from_pb(said.expire_date, f"{path}.expire_date")


def _monitored(number: int, said: pb.MonitoredAsset, parent: str) -> tuple[str, Monitoring]:
    path = f"monitored[{number}]"
    where, id = parent_and_id("sites/*/assets/*", said.name, f"{path}.name")
    _check_site(where, parent, f"{path}.name")
    with at(path):
        return id, monitoring_from_pb(said.monitoring)


def _serving(number: int, said: pb.Serving) -> Serving:
    with at(f"serving[{number}]"):
        check_id("the serving", "id", said.id)
        for space in said.spaces:
            check_id("the serving", "spaces", space)
    return said.id, tuple(said.spaces)


def applied_to_pb(done: Sequence[tuple[str, Saved]]) -> pb.ApplyEstateResponse:
    """What was done, as callers see it."""
    return pb.ApplyEstateResponse(
        created=[name for name, what in done if what is Saved.CREATED],
        updated=[name for name, what in done if what is Saved.UPDATED],
        unchanged=[name for name, what in done if what is Saved.UNCHANGED],
    )


def _each(
    field: str, noun: str, messages: Sequence[Any], read: Callable[[Any], tuple[str, Any]], parent: str
) -> list[Written]:
    found: dict[str, Written] = {}
    for number, message in enumerate(messages):
        path = f"{field}[{number}]"
        with _standing_at(path, noun):
            where, value = read(message)
        _check_site(where, parent, f"{path}.name")
        if value.id in found:
            raise Invalid(f"{path}.name", f"{message.name} stands twice", hint="describe each thing once")
        found[value.id] = Written(value, message.etag)
    return list(found.values())


def _check_site(where: str, parent: str, path: str) -> None:
    if where != parent:
        raise Invalid(path, f"is of {where}, the estate is {parent}", hint="send a request for each site")


@contextmanager
def _standing_at(path: str, noun: str) -> Iterator[None]:
    """The reader of one thing says "asset.display_name"; here it stands in a list."""
    try:
        yield
    except Invalid as refusal:
        field = path + refusal.field.removeprefix(noun)
        raise Invalid(field, refusal.text, reason=refusal.reason, hint=refusal.hint) from None
