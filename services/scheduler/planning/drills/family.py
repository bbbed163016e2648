"""Gatherings that differ in nothing but their name are one family: so many slots, no matter which is whose.

The searches choose slots for a family; names are given afterwards, in order of time. That keeps eight equal drills from
being eight factorial answers.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from services.scheduler.planning.drills.problem import NIGHT, DrillsProblem, Gathering
from services.scheduler.planning.drills.reach import Reach, reach

GRID = 30
"""Minutes between the starts that are tried, beside those at the change of a shift."""
Slot = tuple[int, int]
"""Day and start."""


@dataclass(frozen=True, slots=True)
class Family:
    """`keys` are to be held in as many of `slots`; `reach` has a row for each person (index) of `who`.

    `duties` are the indices of the duties that a gathering of the family fulfils; `pinned`: its one slot is announced.
    """

    one: Gathering
    keys: tuple[str, ...]
    slots: tuple[Slot, ...]
    who: tuple[int, ...]
    reach: Reach
    duties: tuple[int, ...]
    pinned: bool

    @property
    def at_night(self) -> np.ndarray:
        """bool[slots]: a gathering held there counts for the night minimum."""
        return np.array(
            [self.one.night_counts and NIGHT[0] <= start <= NIGHT[1] for _, start in self.slots], dtype=bool
        )


def families(problem: DrillsProblem) -> list[Family]:
    """All families, those first that have the least choice."""
    fulfils: dict[str, list[int]] = defaultdict(list)
    for number, duty in enumerate(problem.duties):
        for key in duty.gatherings:
            fulfils[key].append(number)
    alike: dict[tuple[object, ...], list[Gathering]] = defaultdict(list)
    for one in problem.gatherings:
        asks = (one.obligation, one.days, one.earliest, one.latest, one.minutes, one.brigade_least, one.leader)
        counts = (one.everyone, one.night_counts, one.tier, tuple(fulfils[one.key]))
        alike[*asks, *counts, one.key if one.key in problem.pinned else ""].append(one)
    found = [_family(problem, several, tuple(fulfils[several[0].key])) for several in alike.values()]
    return sorted(found, key=lambda family: (not family.pinned, not family.one.brigade_least, len(family.slots)))


def _family(problem: DrillsProblem, several: list[Gathering], duties: tuple[int, ...]) -> Family:
    one = several[0]
    pin = problem.pinned.get(one.key)
    slots = (pin,) if pin is not None else tuple(_slots(problem, one))
    bound = {problem.duties[number].person for number in duties} | one.everyone
    who = tuple(
        p
        for p, person in enumerate(problem.participants)
        if person.id in bound or (person.brigade and one.brigade_least) or (one.leader and one.leader in person.holds)
    )
    people = [problem.participants[p] for p in who]
    return Family(
        one=one,
        keys=tuple(gathering.key for gathering in several),
        slots=slots,
        who=who,
        reach=reach(people, slots, one.minutes),
        duties=duties,
        pinned=pin is not None,
    )


def _slots(problem: DrillsProblem, one: Gathering) -> list[Slot]:
    """Every day with a grid of starts and those that touch a shift: as it ends, or so that it ends as one begins."""
    last = one.latest - one.minutes
    shifts = {shift[:2] for person in problem.participants for shift in person.duty if shift}
    touching = {end % 1440 for _, end in shifts} | {(start - one.minutes) % 1440 for start, _ in shifts}
    starts = {*range(one.earliest, last + 1, GRID), *(t for t in touching if one.earliest <= t <= last)}
    if last >= one.earliest:
        starts.add(last)
    return [(day, start) for day in sorted(set(one.days)) for start in sorted(starts)]
