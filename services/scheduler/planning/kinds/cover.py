"""Cover: places of one shift on one day that need people; a row of the day, not of a person.

First face: Hall's conditions. All places can be filled exactly when for each set of needs the people on duty who meet
any of them are at least as many as the places that have one of them; the worst gap is the number left unfilled. Some
places come first (of guards), others after them (of crews): the second are filled with what the first leave.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from services.scheduler.planning.kinds.face import Linear

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Needs = TypeVar("Needs", bound=tuple[str, ...])
MOST_NEEDS = 7
MOST_PAIRED = 10
MOST_BITS = 62  # of a person's mask


@dataclass(frozen=True, slots=True)
class Condition:
    """At least `places` people of `holders` (indices) must be on duty."""

    places: int
    holders: frozenset[int]


@dataclass(frozen=True, slots=True)
class Section:
    """Places that hang together. `first` are the conditions of those that come first, in parts that have no holder in
    common; `whole` those of all its places, empty where none comes after."""

    first: tuple[tuple[Condition, ...], ...]
    whole: tuple[Condition, ...] = ()


def conditions(
    places: Mapping[Needs, int], holders: Mapping[Needs, AbstractSet[int]], after: Mapping[Needs, int] | None = None
) -> tuple[Section, ...]:
    """Hall's conditions, without those that another implies, in sections that have no holder in common: what is short
    in one is not what is short in another. `after` are the places that are filled once `places` are: the most that can
    be filled of these do not keep one of all less from being filled, so what is short of `after` is what is short of
    all less what is short of `places`. Sections with such places come before the others.

    Beyond MOST_NEEDS needs in a part only those of one, two (up to MOST_PAIRED) and all needs are given: necessary, no
    longer sufficient. With the borders between parts at most MOST_BITS."""
    later = after or {}
    every = {needs: places.get(needs, 0) + later.get(needs, 0) for needs in (*places, *later)}
    found = []
    for together in _hanging_together(every, holders):
        first = tuple(_hall(part, places, holders) for part in _hanging_together(_of(places, together), holders))
        follows = any(later.get(needs, 0) > 0 for needs in together)
        found.append(Section(first, _hall(together, every, holders) if follows else ()))
    found.sort(key=lambda section: not section.whole)
    parts = sum(len(section.first) + bool(section.whole) for section in found)
    fair = max(1, MOST_BITS // max(1, parts) - 1)
    return tuple(Section(tuple(_tightest(p, fair) for p in one.first), _tightest(one.whole, fair)) for one in found)


def _of(places: Mapping[Needs, int], some: Sequence[Needs]) -> dict[Needs, int]:
    return {needs: places[needs] for needs in some if needs in places}


def _tightest(part: Sequence[Condition], most: int) -> tuple[Condition, ...]:
    """Those that ask for most first: where there are too many, the small ones are given up."""
    return tuple(sorted(part, key=lambda row: -row.places)[:most])


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


def shortage(sections: Sequence[Section], on_duty: AbstractSet[int]) -> tuple[int, int]:
    """First face: places left unfilled of those that come first and of those after them, from the conditions alone."""

    def gap(part: Sequence[Condition]) -> int:
        return max([0, *(row.places - len(row.holders & on_duty) for row in part)])

    first = [sum(map(gap, section.first)) for section in sections]
    after = sum(max(0, gap(section.whole) - short) for section, short in zip(sections, first, strict=True))
    return sum(first), after


def constrain(
    model: "cp_model.CpModel", sections: Sequence[Section], works: Mapping[int, Linear]
) -> tuple[Linear, Linear]:
    """Second face: adds the conditions with slacks and gives their sums, of the places that come first and of those
    after them; the second is what it should be where the first is minimal. `works[person]` is 0/1; absent: cannot
    work."""

    def short_of(part: Sequence[Condition], already: Linear) -> Linear:
        short = model.new_int_var(0, max(row.places for row in part), "")
        for row in part:
            model.add(short + already + sum(works[p] for p in row.holders if p in works) >= row.places)
        return short

    first: Linear = 0
    after: Linear = 0
    for section in sections:
        here = sum(short_of(part, 0) for part in section.first)
        first += here
        if section.whole:
            after += short_of(section.whole, here)
    return first, after


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
