"""A quarter of one estate as it is put in force: shifts, drills and jobs, drawn with a fixed seed."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from services.notifier.domain import Task, task_id
from services.scheduler.domain.schedule import Assignment, AssignmentKind

FIRST = date(2027, 1, 1)
DAYS = 90
LAST = FIRST + timedelta(days=DAYS - 1)
SITE = "sites/harbour"


def assignments(count: int, people: int) -> list[Assignment]:
    """`count` assignments of `people` people: of 100, 75 are shifts, 2 drills of 10 to 40 people, 23 jobs of 1 or 2."""
    draw = random.Random(1)
    staff = [f"p{number}" for number in range(people)]
    return [_assignment(number, count, staff, draw) for number in range(count)]


def replanned(quarter: Sequence[Assignment]) -> list[Assignment]:
    """The same with every tenth an hour later, as a quarter is that is planned again."""
    hour = timedelta(hours=1)
    return [
        replace(one, start=one.start + hour, end=one.end + hour) if number % 10 == 0 and one.start and one.end else one
        for number, one in enumerate(quarter)
    ]


def tasks(of: Sequence[Assignment]) -> list[Task]:
    """The tasks of everybody in `of`."""
    return [
        Task(
            id=task_id(SITE, one.id, f"people/{person}"),
            person=f"people/{person}",
            site=SITE,
            assignment=one.id,
            display_name=one.display_name,
            work=one.work,
            asset=one.asset,
            day=one.day,
            start=one.start,
            end=one.end,
            kind=one.kind,
            place=one.post or one.place,
        )
        for one in of
        if one.start and one.end
        for person in one.people
    ]


def _assignment(number: int, count: int, staff: Sequence[str], draw: random.Random) -> Assignment:
    day = FIRST + timedelta(days=number % DAYS)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=15 * draw.randrange(60))
    share = number / count
    if share < 0.75:
        return _shift(number, day, start, staff[number // DAYS % len(staff)])
    if share < 0.77:
        return _drill(number, day, start, draw.sample(staff, min(len(staff), draw.randint(10, 40))))
    return _job(number, day, start, draw.sample(staff, min(len(staff), draw.randint(1, 2))))


def _shift(number: int, day: date, start: datetime, person: str) -> Assignment:
    return Assignment(
        id=f"shift/{person}/{day}/day/gate-{number}",
        display_name="Day shift, gate",
        kind=AssignmentKind.SHIFT,
        day=day,
        latest=day,
        start=start,
        end=start + timedelta(hours=8),
        people=(person,),
        post=f"gate-{number}",
        shift="day",
    )


def _drill(number: int, day: date, start: datetime, people: Sequence[str]) -> Assignment:
    return Assignment(
        id=f"drill/evacuation/2027-q1/{number}",
        display_name="Evacuation drill",
        kind=AssignmentKind.DRILL,
        day=day,
        latest=LAST,
        start=start,
        end=start + timedelta(hours=1),
        people=tuple(sorted(people)),
        obligation="evacuation",
        place=f"tower {number}",
    )


def _job(number: int, day: date, start: datetime, people: Sequence[str]) -> Assignment:
    return Assignment(
        id=f"job/plan-{number}/{day}",
        display_name="Monthly check of a pump",
        day=day,
        latest=LAST,
        work=f"{SITE}/maintenancePlans/plan-{number}/occurrences/{day}",
        asset=f"{SITE}/assets/pump-{number}",
        trade="plumber",
        start=start,
        end=start + timedelta(minutes=45),
        people=tuple(sorted(people)),
    )
