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
MOST_NEEDS = 7
MOST_PAIRED = 10
MOST_BITS = 62  # of a person's mask


@dataclass(frozen=True, slots=True)
class Condition:
    """At least `places` people of `holders` (indices) must be on duty."""

    places: int
    holders: frozenset[int]


def conditions(
    places: Mapping[Needs, int], holders: Mapping[Needs, AbstractSet[int]]
) -> tuple[tuple[Condition, ...], ...]:
    """Hall's conditions, without those that another implies, in parts that have no holder in common: what is short in
    one is not what is short in another. Beyond MOST_NEEDS needs in a part only those of one, two (up to MOST_PAIRED)
    and all needs are given: necessary, no longer sufficient. With the borders between parts at most MOST_BITS."""
    parts = [_hall(together, places, holders) for together in _hanging_together(places, holders)]
    fair = max(1, MOST_BITS // max(1, len(parts)) - 1)
    # Those that ask for most first: where there are too many, the small ones are given up.
    return tuple(tuple(sorted(part, key=lambda row: -row.places)[:fair]) for part in parts)


def _hanging_together(places: Mapping[Needs, int], holders: Mapping[Needs, AbstractSet[int]]) -> list[list[Needs]]:
    """The needs in groups, no two of which have a holder in common."""
    groups: list[tuple[list[Needs], set[int]]] = []
    for needs in (needs for needs, count in places.items() if count > 0):
        joined, who = [needs], set(holders[needs])
        apart = []
        for other, theirs in groups:
            if theirs & who:
                joined, who = other + joined, who | theirs
            else:
                apart.append((other, theirs))
        groups = [*apart, (joined, who)]
    return [group for group, _ in groups]


def _hall(
    wanted: Sequence[Needs], places: Mapping[Needs, int], holders: Mapping[Needs, AbstractSet[int]]
) -> tuple[Condition, ...]:
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


def shortage(parts: Sequence[Sequence[Condition]], on_duty: AbstractSet[int]) -> int:
    """First face: places left unfilled, from the conditions alone: the worst gap of each part."""
    return sum(max([0, *(row.places - len(row.holders & on_duty) for row in part)]) for part in parts)


def constrain(model: cp_model.CpModel, parts: Sequence[Sequence[Condition]], works: Mapping[int, Linear]) -> Linear:
    """Second face: adds the conditions with a slack for each part and gives their sum. `works[person]` is 0/1; absent:
    cannot work."""
    slacks: list[Linear] = []
    for part in parts:
        short = model.new_int_var(0, max(row.places for row in part), "")
        for row in part:
            model.add(short + sum(works[p] for p in row.holders if p in works) >= row.places)
        slacks.append(short)
    return sum(slacks)


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
