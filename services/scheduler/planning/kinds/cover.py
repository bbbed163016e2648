"""Cover: places of one shift on one day that need people; a row of the day, not of a person.

First face: Hall's conditions. All places can be filled exactly when for each set of needs the people on duty who meet
any of them are at least as many as the places that have one of them; the worst gap is the number left unfilled.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from ortools.sat.python import cp_model

from services.scheduler.planning.kinds.face import Linear

Needs = TypeVar("Needs", bound=tuple[str, ...])
MOST_NEEDS = 5
MOST_PAIRED = 10  # 10 + 45 + 1 conditions still fit the 63 bits of a person's mask


@dataclass(frozen=True, slots=True)
class Condition:
    """At least `places` people of `holders` (indices) must be on duty."""

    places: int
    holders: frozenset[int]


def conditions(places: Mapping[Needs, int], holders: Mapping[Needs, AbstractSet[int]]) -> tuple[Condition, ...]:
    """Hall's conditions, without those that another implies. Beyond MOST_NEEDS different needs only those of one,
    two (up to MOST_PAIRED) and all needs are given: necessary, no longer sufficient."""
    wanted = [needs for needs, count in places.items() if count > 0]
    sizes: Sequence[int] = range(1, len(wanted) + 1)
    if len(wanted) > MOST_NEEDS:
        sizes = (1, 2, len(wanted)) if len(wanted) <= MOST_PAIRED else (1, len(wanted))
    tightest: dict[frozenset[int], int] = {}
    for size in sizes:
        for group in combinations(wanted, size):
            who = frozenset().union(*(holders[needs] for needs in group))
            tightest[who] = max(tightest.get(who, 0), sum(places[needs] for needs in group))
    return tuple(
        Condition(count, who)
        for who, count in tightest.items()
        if not any(
            (other > who and more - len(other - who) >= count) or (other < who and more >= count)
            for other, more in tightest.items()
        )
    )


def shortage(rows: Sequence[Condition], on_duty: AbstractSet[int]) -> int:
    """First face: places left unfilled, from the conditions alone."""
    return max([0, *(row.places - len(row.holders & on_duty) for row in rows)])


def constrain(model: cp_model.CpModel, rows: Sequence[Condition], works: Mapping[int, Linear]) -> Linear:
    """Second face: adds the conditions with one slack and gives it. `works[person]` is 0/1; absent: cannot work."""
    if not rows:
        return 0
    short = model.new_int_var(0, max(row.places for row in rows), "")
    for row in rows:
        model.add(short + sum(works[p] for p in row.holders if p in works) >= row.places)
    return short


def check(places: Mapping[Needs, int], on_duty: Mapping[int, AbstractSet[Needs]]) -> dict[Needs, int]:
    """Third face: the places a best filling leaves empty, by needs, found by augmenting paths.

    `on_duty[person]` are the needs that the person meets.
    """
    seats = [(needs, k) for needs, count in places.items() for k in range(count)]
    taken: dict[int, tuple[Needs, int]] = {}
    sitting: dict[tuple[Needs, int], int] = {}

    def seat(place: tuple[Needs, int], tried: set[int]) -> bool:
        for person, meets in on_duty.items():
            if place[0] in meets and person not in tried:
                tried.add(person)
                if person not in taken or seat(taken[person], tried):
                    taken[person], sitting[place] = place, person
                    return True
        return False

    empty: dict[Needs, int] = {}
    for place in seats:
        if not seat(place, set()):
            empty[place[0]] = empty.get(place[0], 0) + 1
    return empty
