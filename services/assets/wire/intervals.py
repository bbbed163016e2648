"""How often <- and -> proto."""

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.assets.domain.interval import Interval, Unit
from services.runtime.errors import Invalid

UNITS = {
    Unit.DAY: pb.Interval.UNIT_DAY,
    Unit.WEEK: pb.Interval.UNIT_WEEK,
    Unit.MONTH: pb.Interval.UNIT_MONTH,
    Unit.YEAR: pb.Interval.UNIT_YEAR,
}
_UNITS_BACK = {number: unit for unit, number in UNITS.items()}


def interval_from_pb(message: pb.Interval) -> Interval:
    """How often. Raises Invalid."""
    if message.unit not in _UNITS_BACK:
        raise Invalid("unit", "is not said", hint="day, week, month or year")
    nth = message.nth or None
    weekday = message.weekday if nth else None
    return Interval(message.count, _UNITS_BACK[message.unit], nth, weekday)


def interval_to_pb(interval: Interval) -> pb.Interval:
    """How often, as callers see it."""
    return pb.Interval(
        count=interval.count, unit=UNITS[interval.unit], nth=interval.nth or 0, weekday=interval.weekday or 0
    )
