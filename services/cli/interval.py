"""How often, in words."""

from muster.assets.v1 import maintenance_plan_pb2

UNITS = {1: "day", 2: "week", 3: "month", 4: "year"}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def interval(one: maintenance_plan_pb2.Interval) -> str:
    """How often, in words: "every 15 days", "on the 2nd Tue of every month"."""
    unit = UNITS.get(one.unit, "time")
    every = f"every {unit}" if one.count == 1 else f"every {one.count} {unit}s"
    if not one.nth:
        return every
    which = {-1: "last", 1: "1st", 2: "2nd", 3: "3rd", 4: "4th"}[one.nth]
    return f"on the {which} {WEEKDAYS[one.weekday]} of {every}"


def before(one: maintenance_plan_pb2.Certificate) -> str:
    """How long before its end a renewal is asked for: " (asked for 1 month before)"; empty: until the end itself."""
    if not one.HasField("lead"):
        return ""
    unit = UNITS.get(one.lead.unit, "time")
    return f" (asked for {one.lead.count} {unit}{'s' if one.lead.count > 1 else ''} before)"
