"""Better by taking a few related visits out and giving each its best day again, in another order."""

import random
from collections.abc import Callable

from services.scheduler.planning.programme.chains import NO_BEAM, window
from services.scheduler.planning.programme.greedy import WHOLE_UNIT, Draft
from services.scheduler.planning.programme.ledger import CONTRACT

STALE = 3000
"""Moves without a gain after which the search has nothing left to say, and STALE_EACH more for each visit."""
STALE_EACH = 10
STUCK = 0.7
"""How often a move begins with something that has no day, or a late one."""
PHASE = 1000
"""Moves for what is stuck, then as many for all the rest: what is stuck may be so for good."""
DETOUR = 100
"""How much preference may be given up, for a while, as long as something is stuck."""
RIVALS = 0.7
"""How often such a move takes out what stands in its way, rather than what is merely near."""

BEAM = 10
"""How much preference a day may cost beyond the best one of its visit, to be followed where nothing is stuck."""
MANY = 6
"""Visits of a chain from which on a part of it is taken out, rather than the whole."""
WHOLES = 0.05
"""How often it is the whole all the same."""
SPAN = 8, 20
"""Days of a part, at least and at most."""
BESIDE = 1, 6
"""So many others are taken out with it."""


def improve(draft: Draft, steps: int, seed: int, going: Callable[[], bool]) -> None:
    """Up to `steps` moves (below 0: no limit) while `going`; the draft is never worse afterwards."""
    chance = random.Random(seed)
    related = _Related(draft, chance)
    units = range(len(draft.units))
    now = best = draft.cost
    kept = draft.kept()
    moves = stale = 0
    patience = STALE + STALE_EACH * len(draft.problem.visits)
    while moves != steps and stale < patience and going():
        # What law or contract asks for and has no day, or a late one, is what most moves are for.
        stuck = [unit for unit in units if draft.standing[unit] >= CONTRACT]
        if (moves // PHASE) % 2:
            stuck = []
            if now > best and moves % PHASE == 0:
                draft.restore(kept)
                now = best
        seen = chance.choice(stuck) if stuck and chance.random() < STUCK else chance.choice(units)
        parts = related.near(seen, urgent=seen in stuck)
        taken = {unit: draft.take(unit, part) for unit, part in parts.items()}
        order = chance.sample(list(parts), len(parts))
        if seen in stuck and chance.random() < 0.5:
            order.sort(key=lambda unit: unit != seen)
        for unit in order:
            draft.hold(unit, parts[unit], NO_BEAM if seen in stuck else BEAM)
        after = draft.cost
        moves, stale = moves + 1, stale + 1
        if after > now and not (stuck and after <= best + DETOUR):
            for unit in order:
                draft.take(unit, parts[unit])
            for unit in order:
                draft.put_back(unit, taken[unit])
            continue
        now = after
        if now < best:
            best, kept, stale = now, draft.kept(), 0
    if now > best:
        draft.restore(kept)


class _Related:
    """Units that compete with one another: of one trade near one time, of one group, or at one place."""

    def __init__(self, draft: Draft, chance: random.Random) -> None:
        self._draft, self._chance, self._units = draft, chance, draft.units
        self._middle = [sum(v.ideal for v in links) // len(links) for links in draft.units]
        self._by: dict[str, list[int]] = {}
        for unit in range(len(draft.units)):
            for name in self._names(unit):
                self._by.setdefault(name, []).append(unit)

    def _names(self, unit: int) -> list[str]:
        one = self._units[unit][0]
        return [f"trade {one.trade}", *(f"group {group}" for group in one.groups), f"place {one.trade} {one.place}"]

    def near(self, unit: int, urgent: bool) -> dict[int, slice]:
        """What to take out: the unit with some that it competes with as wholes; or, of what is not urgent and has many
        visits, the visits of a few weeks."""
        held = [day for one in self._units[unit] if (day := self._draft.ledger.day.get(one.key)) is not None]
        if urgent or len(held) < MANY or self._chance.random() < WHOLES:
            return dict.fromkeys(self.to(unit, urgent), WHOLE_UNIT)
        chance = self._chance
        middle, wide = chance.choice(held), chance.randint(*SPAN)
        first, last = middle - wide // 2, middle + wide // 2
        beside = self._by[chance.choice(self._names(unit))]
        units = {unit, *chance.sample(beside, min(len(beside), chance.randint(*BESIDE)))}
        parts = {one: self._draft.part(one, first, last) for one in sorted(units)}
        return {one: part for one, part in parts.items() if part is not None}

    def to(self, unit: int, urgent: bool) -> list[int]:
        """The unit and some that it competes with; those that stand where it is late, if it is `urgent`."""
        chance = self._chance
        if urgent and chance.random() < RIVALS:
            rivals = self._rivals(unit)
            return [unit, *chance.sample(rivals, min(len(rivals), chance.randint(1, 4)))]
        name = f"trade {self._units[unit][0].trade}" if chance.random() < 0.6 else chance.choice(self._names(unit))
        chained = len(self._units[unit]) > 1
        wide = 30 if chained else 8
        distance = {u: abs(self._middle[u] - self._middle[unit]) + chance.random() * wide for u in self._by[name]}
        near = sorted(distance, key=lambda u: distance[u])
        count = chance.randint(1, 5 if urgent or not chained else 2)
        return [unit, *[u for u in near if u != unit][:count]]

    def _rivals(self, unit: int) -> list[int]:
        """Who has a day in the windows of the unit's visits that are late or have none."""
        day, links = self._draft.ledger.day, self._units[unit]
        before = self._draft.problem.last_done.get(links[0].chain) if links[0].chain else None
        wanted: set[int] = set()
        for visit in links:
            first, last = window(visit, before)
            at = day.get(visit.key)
            if last < self._draft.problem.days and (at is None or at > last):
                wanted.update(range(first, last + 1))
            before = at if at is not None and visit.chain else before
        competing = {u for name in self._names(unit) for u in self._by[name]} - {unit}
        return sorted(u for u in competing if any(day.get(v.key) in wanted for v in self._units[u]))
