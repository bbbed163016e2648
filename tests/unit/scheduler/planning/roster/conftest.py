"""Roster problems for the tests: a small one to bend, and an estate of 40 guards and 7 posts written by us."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift
from services.scheduler.planning.roster.warm import warm
from tests.unit.scheduler.planning.contract import contract

SHIFTS = (
    Shift(id="day", start=420, minutes=480),
    Shift(id="evening", start=900, minutes=480),
    Shift(id="night", start=1380, minutes=480, night=True),
    Shift(id="long", start=420, minutes=720),
)
# post: what it needs, heads on day, evening, night, long
POSTS: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "leader": (("leader",), (1, 1, 1, 0)),
    "control room": (("control",), (2, 2, 2, 0)),
    "main gate": (("gate",), (2, 2, 1, 0)),
    "south gate": (("gate",), (1, 1, 1, 0)),
    "patrol": ((), (1, 2, 2, 0)),
    "lobby": ((), (1, 1, 0, 0)),
    "car park": (("long",), (0, 0, 0, 1)),
}


def person(days: int, shifts: tuple[Shift, ...] = SHIFTS, **given: Any) -> Person:
    """Somebody who may work anything on every day."""
    holds = frozenset(given.pop("holds", ()))
    plain: dict[str, Any] = {
        "id": "ada",
        "contract": "guard",
        "allowed": ((True,) * len(shifts),) * days,
        "qualifications": (holds,) * days,
    }
    return Person(**(plain | given))


def problem(days: int = 14, people: tuple[Person, ...] = (), **given: Any) -> RosterProblem:
    """One guard and no posts, unless given."""
    plain: dict[str, Any] = {
        "days": days,
        "first_weekday": 0,
        "shifts": SHIFTS,
        "contracts": (contract(id="guard"),),
        "people": people or (person(days),),
        "posts": (),
    }
    return RosterProblem(**(plain | given))


def estate(guards: int = 40, days: int = 28, seed: int = 7) -> RosterProblem:
    """Forty guards in the numbers of the example estate: 7 leaders, 14 certified (4 of them leaders), 34 for the
    gates, 10 on long shifts; absences drawn from `seed`."""
    draw = random.Random(seed)
    people = []
    for i in range(guards):
        holds = {"leader"} if i < 7 else set()
        holds |= {"control"} if 3 <= i < 17 else set()
        holds |= {"gate"} if i < guards - 6 else set()
        holds |= {"long"} if 20 <= i < 30 else set()
        begin, length = draw.randrange(days), draw.choice((0, 0, 1, 2, 4))
        away = frozenset(range(begin, min(days, begin + length)))
        allowed = tuple((d not in away,) * 3 + (d not in away and "long" in holds,) for d in range(days))
        people.append(person(days, id=f"guard-{i:02}", holds=holds, allowed=allowed, away=away))
    posts = tuple(Post(id=name, needs=needs, heads=(heads,) * days) for name, (needs, heads) in POSTS.items())
    return problem(days, tuple(people), posts=posts)


@pytest.fixture(scope="session")
def a_person() -> Callable[..., Person]:
    return person


@pytest.fixture(scope="session")
def a_problem() -> Callable[..., RosterProblem]:
    return problem


@pytest.fixture(scope="session")
def an_estate() -> Callable[..., RosterProblem]:
    return estate


@pytest.fixture(scope="session")
def kernels() -> None:
    """The one compilation that all tests share."""
    warm()


@pytest.fixture(scope="session")
def changed() -> Callable[..., Any]:
    return replace
