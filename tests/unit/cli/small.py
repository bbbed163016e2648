"""A small site for the command line's tests: one gate, three kinds of shift, three guards, one technician."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date

from muster.scheduler.v1 import person_pb2, schedule_pb2, staffing_pb2

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2027, 1, 4)
SHIFTS = {"day": (7, 8), "evening": (15, 8), "night": (23, 8)}
"""Hour at which each begins, and how many it has."""


def day(text: str | date) -> Date:
    one = date.fromisoformat(text) if isinstance(text, str) else text
    return Date(year=one.year, month=one.month, day=one.day)


def stamp(instant: datetime) -> Timestamp:
    found = Timestamp()
    found.FromDatetime(instant.astimezone(UTC))
    return found


def at(on: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), ZONE)


def shift(person: str, on: date, kind: str = "day", post: str = "gate") -> schedule_pb2.Assignment:
    hour, hours = SHIFTS[kind]
    return schedule_pb2.Assignment(
        key=f"shift/{person}/{on}/{kind}/{post}",
        kind=schedule_pb2.Assignment.KIND_SHIFT,
        date=day(on),
        latest_date=day(on),
        start_time=stamp(at(on, hour)),
        end_time=stamp(at(on, hour) + timedelta(hours=hours)),
        people=[f"people/{person}"],
        post=post,
        shift=kind,
    )


def job(plan: str, on: date, *people: str, **more: Any) -> schedule_pb2.Assignment:
    given: dict[str, Any] = {
        "key": f"job/{plan}/{on}",
        "kind": schedule_pb2.Assignment.KIND_JOB,
        "display_name": f"{plan} visit",
        "work": f"sites/s/maintenancePlans/{plan}/occurrences/{on}",
        "asset": "sites/s/assets/lift-1",
        "date": day(on),
        "latest_date": day(on + timedelta(days=3)),
        "people": [f"people/{person}" for person in people],
        "trade": "elevator",
    }
    if people:
        given |= {"start_time": stamp(at(on, 10)), "end_time": stamp(at(on, 11, 10))}
    return schedule_pb2.Assignment(**(given | more))


def drill(on: date, *people: str, place: str = "b1", hour: int = 10) -> schedule_pb2.Assignment:
    return schedule_pb2.Assignment(
        key=f"drill/fire/2027-q1/{place}",
        kind=schedule_pb2.Assignment.KIND_DRILL,
        display_name="Fire drill",
        date=day(on),
        start_time=stamp(at(on, hour)),
        end_time=stamp(at(on, hour) + timedelta(minutes=90)),
        people=[f"people/{person}" for person in people],
        obligation="fire",
        place=place,
        scenario="kitchen",
        leader=f"people/{people[0]}",
    )


def staffing(**more: Any) -> staffing_pb2.Staffing:
    given: dict[str, Any] = {
        "name": "sites/s/staffing",
        "shifts": [
            staffing_pb2.ShiftType(id=id, start_minute=hour * 60, minutes=hours * 60, night=id == "night")
            for id, (hour, hours) in SHIFTS.items()
        ],
        "posts": [
            staffing_pb2.Post(
                id="gate",
                needs=["permit"],
                coverage=[
                    staffing_pb2.Coverage(shift="day", heads=2, weekdays=[0, 1, 2, 3, 4]),
                    staffing_pb2.Coverage(shift="day", heads=1, weekdays=[5, 6]),
                    staffing_pb2.Coverage(shift="night", heads=1),
                ],
            )
        ],
        # As the service answers: every limit is spelt out.
        "contracts": [
            staffing_pb2.Contract(
                id="guard",
                week_limit_minutes=3120,
                averaging_weeks=1,
                rest_minutes=660,
                days_in_row=6,
                nights_in_row=4,
            )
        ],
    }
    return staffing_pb2.Staffing(**(given | more))


def guard(id: str, expires: str = "2028-01-01", **more: Any) -> person_pb2.Person:
    held = person_pb2.Qualification(id="permit", expire_date=day(expires))
    return person_pb2.Person(
        name=f"people/{id}", display_name=id.title(), contract="guard", qualifications=[held], **more
    )


def technician(id: str) -> person_pb2.Person:
    return person_pb2.Person(
        name=f"people/{id}",
        display_name=id.title(),
        qualifications=[person_pb2.Qualification(id="elevator", expire_date=day("2028-01-01"))],
        working_hours=person_pb2.WorkingHours(weekdays=[0, 1, 2, 3, 4], start_minute=480, minutes=540),
    )
