"""A small site for the horizon's tests: one gate, three kinds of shift, and whoever a test puts there."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from google.type.date_pb2 import Date

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import Person, Qualification, WorkingHours
from services.scheduler.domain.schedule import Schedule
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.horizon import Horizon
from services.scheduler.horizon.period import Period

ZONE = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2027, 1, 11)
SUNDAY = date(2027, 1, 24)
DAY = timedelta(days=1)
SHIFTS = (
    ShiftType("day", 420, 480),
    ShiftType("evening", 900, 480),
    ShiftType("night", 1380, 480, night=True),
)
GATE = Post("gate", needs=("gate",), coverage=(Coverage("day", 1), Coverage("night", 1)))
OFFICE = WorkingHours((0, 1, 2, 3, 4), 480, 480)


def period(first: date = MONDAY, last: date = SUNDAY, *holidays: date, zone: ZoneInfo = ZONE) -> Period:
    return Period(first, last, zone, frozenset(holidays))


def staffing(**given: Any) -> Staffing:
    plain: dict[str, Any] = {"id": "s", "shifts": SHIFTS, "posts": (GATE,), "contracts": (Contract("guard"),)}
    return Staffing(**(plain | given))


def guard(id: str = "ada", *holds: str, **given: Any) -> Person:
    """Somebody whom the site rosters."""
    held = tuple(Qualification(one) for one in (holds or ("gate",)))
    plain: dict[str, Any] = {"id": id, "display_name": id, "contract": "guard", "qualifications": held}
    return Person(**(plain | given))


def technician(id: str = "wu", *holds: str, **given: Any) -> Person:
    """Somebody on fixed hours."""
    held = tuple(Qualification(one) for one in (holds or ("plumbing",)))
    plain: dict[str, Any] = {"id": id, "display_name": id, "working_hours": OFFICE, "qualifications": held}
    return Person(**(plain | given))


def shift(person: str, day: date, kind: str = "day", post: str = "gate", *, zone: ZoneInfo = ZONE) -> Assignment:
    """A shift in force."""
    one = next(one for one in SHIFTS if one.id == kind)
    begin = datetime.combine(day, time(), zone) + timedelta(minutes=one.start)
    return Assignment(
        id=f"shift/{person}/{day}/{kind}/{post or '-'}",
        kind=AssignmentKind.SHIFT,
        display_name=kind,
        day=day,
        latest=day,
        start=begin.astimezone(UTC),
        end=(begin + timedelta(minutes=one.minutes)).astimezone(UTC),
        people=(person,),
        post=post,
        shift=kind,
    )


def held(key: str, day: date, hour: int = 10, *people: str, hours: int = 1) -> Assignment:
    """A drill in force: its key is "drill/{obligation}/{span}/{place}"."""
    _, obligation, _, place = key.split("/")
    begin = datetime.combine(day, time(hour), ZONE)
    return Assignment(
        id=key,
        kind=AssignmentKind.DRILL,
        display_name=obligation,
        day=day,
        latest=day,
        start=begin.astimezone(UTC),
        end=(begin + timedelta(hours=hours)).astimezone(UTC),
        people=people,
        obligation=obligation,
        place=place,
    )


def to_pb(day: date) -> Date:
    return Date(year=day.year, month=day.month, day=day.day)


def visit(plan: str = "p", due: date = MONDAY + 6 * DAY, **given: Any) -> pb.Occurrence:
    """An occurrence that may be held in the week before its due day."""
    plain: dict[str, Any] = {
        "name": f"sites/s/maintenancePlans/{plan}/occurrences/{due}",
        "asset": f"sites/s/assets/{plan}",
        "display_name": plan,
        "earliest_date": to_pb(due - 6 * DAY),
        "ideal_date": to_pb(due - 2 * DAY),
        "due_date": to_pb(due),
        "latest_date": to_pb(due),
        "minutes": 60,
        "crew": 1,
        "trade": "plumbing",
    }
    return pb.Occurrence(**(plain | given))


def horizon(*people: Person, **given: Any) -> Horizon:
    """Two weeks of all kinds, with nothing due, unless given. `kinds`, `first`, `last`, `days` go to the schedule."""
    schedule: dict[str, Any] = {"id": "q", "first": given.pop("first", MONDAY), "last": given.pop("last", SUNDAY)}
    schedule["dispatch_days"] = given.pop("days", 7)
    if "kinds" in given:
        schedule["kinds"] = given.pop("kinds")
    plain: dict[str, Any] = {
        "site": "sites/s",
        "zone": ZONE,
        "schedule": Schedule(**schedule),
        "due": (),
        "people": people,
        "today": MONDAY - DAY,
        "staffing": staffing(),
    }
    return Horizon(**(plain | given))
