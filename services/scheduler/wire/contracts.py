"""Contract <-> proto. Where a field of the wire is 0 or unset, its default counts; what goes out is spelled out."""

from muster.scheduler.v1 import staffing_pb2 as pb
from services.runtime.errors import at
from services.scheduler.domain.contract import Contract, ShiftCount, Succession


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
        "least_days_in_row": message.least_days_in_row or None,
    }
    with at(path):
        said = {name: value for name, value in given.items() if value is not None}
        return Contract(
            id=message.id,
            shifts=tuple(message.shifts),
            weekends=message.weekends,
            days_off_in_row=message.days_off_in_row,
            free_weekdays=tuple(message.free_weekdays),
            shift_counts=tuple(_count_from_pb(one, f"shift_counts[{n}]") for n, one in enumerate(message.shift_counts)),
            forbidden=tuple(_succession_from_pb(one, f"forbidden[{n}]") for n, one in enumerate(message.forbidden)),
            reliever_price=message.reliever_price,
            **said,
        )


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
        weekends=contract.weekends,
        least_days_in_row=contract.least_days_in_row,
        days_off_in_row=contract.days_off_in_row,
        free_weekdays=contract.free_weekdays,
        shift_counts=[
            pb.ShiftCount(shift=one.shift, least=one.least, most=one.most, monthly=one.monthly)
            for one in contract.shift_counts
        ],
        forbidden=[pb.Succession(first=one.first, then=one.then) for one in contract.forbidden],
        reliever_price=contract.reliever_price,
    )


def _count_from_pb(message: pb.ShiftCount, path: str) -> ShiftCount:
    with at(path):
        most = message.most if message.HasField("most") else None
        return ShiftCount(message.shift, message.least, most, message.monthly)


def _succession_from_pb(message: pb.Succession, path: str) -> Succession:
    with at(path):
        return Succession(message.first, message.then)
