"""Staffing <-> proto. Where a field of the wire is 0 or unset, its default counts; what goes out is spelled out."""

from muster.scheduler.v1 import staffing_pb2 as pb
from services.runtime.dates import instant_to_pb
from services.runtime.errors import at
from services.runtime.names import ids
from services.runtime.rows import Stored
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.wire.contracts import contract_from_pb, contract_to_pb
from services.scheduler.wire.days import days_from_pb, days_to_pb
from services.scheduler.wire.dispatching import dispatching_from_pb, dispatching_to_pb
from services.scheduler.wire.obligations import obligation_from_pb, obligation_to_pb
from services.scheduler.wire.severities import severity_from_pb, severity_to_pb


def staffing_from_pb(message: pb.Staffing, path: str = "staffing") -> Staffing:
    """The staffing that stands at `path` of a request. Raises Invalid."""
    with at(path):
        (site,) = ids("sites/*/staffing", message.name, "name")
        return Staffing(
            id=site,
            holidays=message.holidays,
            blackout=tuple(days_from_pb(one, f"blackout[{n}]") for n, one in enumerate(message.blackout)),
            shifts=tuple(_shift_from_pb(one, f"shifts[{n}]") for n, one in enumerate(message.shifts)),
            posts=tuple(_post_from_pb(one, f"posts[{n}]") for n, one in enumerate(message.posts)),
            contracts=tuple(contract_from_pb(one, f"contracts[{n}]") for n, one in enumerate(message.contracts)),
            obligations=tuple(
                obligation_from_pb(one, f"obligations[{n}]") for n, one in enumerate(message.obligations)
            ),
            contractors=tuple(
                _contractor_from_pb(one, f"contractors[{n}]") for n, one in enumerate(message.contractors)
            ),
            fire_watch_minutes=message.fire_watch_minutes,
            fire_watch_trades=tuple(message.fire_watch_trades),
            fire_watch_needs=tuple(message.fire_watch_needs),
            severities=tuple(severity_from_pb(one, f"severities[{n}]") for n, one in enumerate(message.severities)),
            pack=message.pack,
            remote_control=message.remote_control,
            dispatching=dispatching_from_pb(message.dispatching, "dispatching"),
        )


def staffing_to_pb(stored: Stored[Staffing]) -> pb.Staffing:
    """A stored staffing as callers see it."""
    staffing = stored.value
    return pb.Staffing(
        name=f"sites/{staffing.id}/staffing",
        holidays=staffing.holidays,
        blackout=[days_to_pb(days) for days in staffing.blackout],
        shifts=[_shift_to_pb(one) for one in staffing.shifts],
        posts=[_post_to_pb(post) for post in staffing.posts],
        contracts=[contract_to_pb(contract) for contract in staffing.contracts],
        obligations=[obligation_to_pb(obligation) for obligation in staffing.obligations],
        contractors=[_contractor_to_pb(contractor) for contractor in staffing.contractors],
        fire_watch_minutes=staffing.fire_watch_minutes,
        fire_watch_trades=staffing.fire_watch_trades,
        fire_watch_needs=staffing.fire_watch_needs,
        severities=[severity_to_pb(one) for one in staffing.severities],
        pack=staffing.pack,
        remote_control=staffing.remote_control,
        dispatching=dispatching_to_pb(staffing.dispatching),
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def _shift_from_pb(message: pb.ShiftType, path: str) -> ShiftType:
    with at(path):
        counted = message.counted_minutes if message.HasField("counted_minutes") else None
        return ShiftType(message.id, message.start_minute, message.minutes, message.night, message.on_call, counted)


def _shift_to_pb(shift: ShiftType) -> pb.ShiftType:
    return pb.ShiftType(
        id=shift.id,
        start_minute=shift.start,
        minutes=shift.minutes,
        night=shift.night,
        on_call=shift.on_call,
        counted_minutes=shift.counted,
    )


def _post_from_pb(message: pb.Post, path: str) -> Post:
    with at(path):
        coverage = tuple(_coverage_from_pb(one, f"coverage[{n}]") for n, one in enumerate(message.coverage))
        return Post(
            message.id, message.display_name, tuple(message.needs), coverage, message.control_room, message.sent_out
        )


def _coverage_from_pb(message: pb.Coverage, path: str) -> Coverage:
    with at(path):
        return Coverage(message.shift, message.heads, tuple(message.weekdays))


def _post_to_pb(post: Post) -> pb.Post:
    return pb.Post(
        id=post.id,
        display_name=post.display_name,
        needs=post.needs,
        coverage=[pb.Coverage(shift=one.shift, heads=one.heads, weekdays=one.weekdays) for one in post.coverage],
        control_room=post.control_room,
        sent_out=post.sent_out,
    )


def _contractor_from_pb(message: pb.Contractor, path: str) -> Contractor:
    with at(path):
        return Contractor(
            id=message.id,
            display_name=message.display_name,
            offers=tuple(_offer_from_pb(one, f"offers[{n}]") for n, one in enumerate(message.offers)),
            closed=tuple(days_from_pb(one, f"closed[{n}]") for n, one in enumerate(message.closed)),
            month_budget=message.month_budget,
            price_ceiling=message.price_ceiling if message.HasField("price_ceiling") else None,
        )


def _offer_from_pb(message: pb.Offer, path: str) -> Offer:
    with at(path):
        return Offer(message.trade, message.price)


def _contractor_to_pb(contractor: Contractor) -> pb.Contractor:
    return pb.Contractor(
        id=contractor.id,
        display_name=contractor.display_name,
        offers=[pb.Offer(trade=offer.trade, price=offer.price) for offer in contractor.offers],
        closed=[days_to_pb(days) for days in contractor.closed],
        month_budget=contractor.month_budget,
        price_ceiling=contractor.price_ceiling,
    )
