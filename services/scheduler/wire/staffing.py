"""Staffing <-> proto. Where a field of the wire is 0 or unset, its default counts; what goes out is spelled out."""

from muster.scheduler.v1 import staffing_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb
from services.runtime.errors import at
from services.runtime.names import ids
from services.runtime.rows import Stored
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.contractor import Contractor, Offer
from services.scheduler.domain.days import Days
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.wire.obligations import obligation_from_pb, obligation_to_pb


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
        )


def staffing_to_pb(stored: Stored[Staffing]) -> pb.Staffing:
    """A stored staffing as callers see it."""
    staffing = stored.value
    return pb.Staffing(
        name=f"sites/{staffing.id}/staffing",
        holidays=staffing.holidays,
        blackout=[days_to_pb(days) for days in staffing.blackout],
        shifts=[
            pb.ShiftType(id=one.id, start_minute=one.start, minutes=one.minutes, night=one.night)
            for one in staffing.shifts
        ],
        posts=[_post_to_pb(post) for post in staffing.posts],
        contracts=[contract_to_pb(contract) for contract in staffing.contracts],
        obligations=[obligation_to_pb(obligation) for obligation in staffing.obligations],
        contractors=[_contractor_to_pb(contractor) for contractor in staffing.contractors],
        fire_watch_minutes=staffing.fire_watch_minutes,
        fire_watch_trades=staffing.fire_watch_trades,
        fire_watch_needs=staffing.fire_watch_needs,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def contract_from_pb(message: pb.Contract, path: str) -> Contract:
    """Working-time rules, with the defaults of those that are not given. Raises Invalid."""
    given = {
        "week_minutes": message.week_minutes or None,
        "week_limit": message.week_limit_minutes or None,
        "day_limit": message.day_limit_minutes or None,
        "overtime_month": message.overtime_month_minutes if message.HasField("overtime_month_minutes") else None,
        "averaging_weeks": message.averaging_weeks or None,
        "rest_minutes": message.rest_minutes if message.HasField("rest_minutes") else None,
        "days_in_row": message.days_in_row or None,
        "nights_in_row": message.nights_in_row or None,
        "days_off_after_nights": message.days_off_after_nights if message.HasField("days_off_after_nights") else None,
        "weekends_in_row": message.weekends_in_row or None,
    }
    with at(path):
        said = {name: value for name, value in given.items() if value is not None}
        return Contract(id=message.id, shifts=tuple(message.shifts), **said)


def contract_to_pb(contract: Contract) -> pb.Contract:
    """Working-time rules as callers see them."""
    return pb.Contract(
        id=contract.id,
        week_minutes=contract.week_minutes,
        week_limit_minutes=contract.week_limit,
        day_limit_minutes=contract.day_limit,
        overtime_month_minutes=contract.overtime_month,
        averaging_weeks=contract.averaging_weeks,
        rest_minutes=contract.rest_minutes,
        days_in_row=contract.days_in_row,
        nights_in_row=contract.nights_in_row,
        days_off_after_nights=contract.days_off_after_nights,
        weekends_in_row=contract.weekends_in_row,
        shifts=contract.shifts,
    )


def days_from_pb(message: pb.DateRange, path: str) -> Days:
    """Days in a row. Raises Invalid."""
    with at(path):
        return Days(date_from_pb(message.first_date, "first_date"), date_from_pb(message.last_date, "last_date"))


def days_to_pb(days: Days) -> pb.DateRange:
    """Days in a row as callers see them."""
    return pb.DateRange(first_date=date_to_pb(days.first), last_date=date_to_pb(days.last))


def _shift_from_pb(message: pb.ShiftType, path: str) -> ShiftType:
    with at(path):
        return ShiftType(message.id, message.start_minute, message.minutes, message.night)


def _post_from_pb(message: pb.Post, path: str) -> Post:
    with at(path):
        coverage = tuple(_coverage_from_pb(one, f"coverage[{n}]") for n, one in enumerate(message.coverage))
        return Post(message.id, message.display_name, tuple(message.needs), coverage)


def _coverage_from_pb(message: pb.Coverage, path: str) -> Coverage:
    with at(path):
        return Coverage(message.shift, message.heads, tuple(message.weekdays))


def _post_to_pb(post: Post) -> pb.Post:
    return pb.Post(
        id=post.id,
        display_name=post.display_name,
        needs=post.needs,
        coverage=[pb.Coverage(shift=one.shift, heads=one.heads, weekdays=one.weekdays) for one in post.coverage],
    )


def _contractor_from_pb(message: pb.Contractor, path: str) -> Contractor:
    with at(path):
        return Contractor(
            id=message.id,
            display_name=message.display_name,
            offers=tuple(_offer_from_pb(one, f"offers[{n}]") for n, one in enumerate(message.offers)),
            closed=tuple(days_from_pb(one, f"closed[{n}]") for n, one in enumerate(message.closed)),
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
    )
