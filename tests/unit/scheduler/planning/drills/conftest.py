"""A quarter for the drills: forty guards on rotating shifts of eight hours, fifteen technicians by day."""

import random
from collections.abc import Callable

import pytest

from services.scheduler.planning.drills.problem import DrillsProblem, Duty, Gathering, Participant, Spare

DAYS = 91
DAY, EVENING, NIGHT = (420, 900), (900, 1380), (1380, 1860)
CYCLE = (DAY, DAY, EVENING, EVENING, NIGHT, NIGHT, None, None, None, None)


def guards(count: int, seed: int) -> list[Participant]:
    """Two days, two evenings, two nights, four days off, each guard a day further; one shift in nine has no post.
    Fifteen are of the brigade, five of them lead; each has a week of vacation and may work 52 hours in any week."""
    draw = random.Random(seed)
    found = []
    for number in range(count):
        week = draw.randrange(DAYS // 7)
        away = frozenset(range(week * 7, week * 7 + 7))
        shifts = [None if day in away else CYCLE[(day + number) % len(CYCLE)] for day in range(DAYS)]
        duty = tuple((*shift, draw.random() > 1 / 9) if shift else None for shift in shifts)
        found.append(
            Participant(
                id=f"guard-{number:02}",
                brigade=number % 8 < 3,
                holds=frozenset({"drill-leader"} if number % 8 == 0 else ()),
                rest_minutes=660,
                duty=duty,
                away=away,
                spare=tuple(Spare(w * 7, w * 7 + 6, 3120 - worked(duty[w * 7 : w * 7 + 7])) for w in range(13)),
            )
        )
    return found


def worked(duty: tuple[tuple[int, int, bool] | None, ...]) -> int:
    return sum(shift[1] - shift[0] for shift in duty if shift)


def technicians(count: int) -> list[Participant]:
    """On weekdays from eight to half past four, at no post; every second of the brigade, three of them lead."""
    return [
        Participant(
            id=f"technician-{number:02}",
            brigade=number % 2 == 0,
            holds=frozenset({"drill-leader"} if number in (0, 4, 8) else ()),
            rest_minutes=660,
            duty=tuple((480, 990, False) if day % 7 < 5 else None for day in range(DAYS)),
        )
        for number in range(count)
    ]


def quarter(guard_count: int = 40, technician_count: int = 15, seed: int = 3) -> DrillsProblem:
    """Eight drills, one a block, of which everybody attends one; a seminar each month in four sittings."""
    people = [*guards(guard_count, seed), *technicians(technician_count)]
    everyone = frozenset(person.id for person in people)
    drills = [
        Gathering(
            key=f"drill/block/q1/b{block}",
            obligation="block",
            place=f"b{block}",
            days=tuple(range(DAYS)),
            earliest=540,
            latest=1290,
            minutes=90,
            brigade_least=5,
            leader="drill-leader",
            everyone=everyone,
            night_counts=True,
        )
        for block in range(1, 9)
    ]
    months = ((0, 31), (31, 59), (59, 90))
    sittings = [
        [
            Gathering(
                key=f"drill/seminar/m{month}/{number}",
                obligation="seminar",
                place=str(number),
                days=tuple(range(first, last)),
                earliest=540,
                latest=1260,
                minutes=60,
                everyone=everyone,
            )
            for number in range(1, 5)
        ]
        for month, (first, last) in enumerate(months, 1)
    ]
    asked = [tuple(one.key for one in group) for group in (drills, *sittings)]
    return DrillsProblem(
        days=DAYS,
        first_weekday=0,
        participants=tuple(people),
        gatherings=(*drills, *(one for group in sittings for one in group)),
        duties=tuple(Duty(person.id, keys) for keys in asked for person in people),
        spacing={"block": 5},
        night_least={"block": 2},
    )


@pytest.fixture(scope="session")
def a_quarter() -> Callable[..., DrillsProblem]:
    return quarter
