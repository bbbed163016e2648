"""The whole period by columns: generate to the bound, then dive again and again while there is something to gain."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from services.scheduler.planning.roster.columns.dive import Columns, Pace, dive
from services.scheduler.planning.roster.columns.generate import Pricer, generate, seeds_for
from services.scheduler.planning.roster.columns.insert import inserted, polished
from services.scheduler.planning.roster.columns.master import Master
from services.scheduler.planning.roster.columns.quests import Quests
from services.scheduler.planning.roster.columns.standing import Standing

PARTS = (0.1, 0.05, 0.2)
"""Of the people still free, those fixed at each step of a dive, in turn."""
GENERATING, DIVING, FROM_HERE = 0.45, 0.85, 0.6
"""Of what is left of the effort: until when columns are generated; of what is left then, until when rosters are dived
for, and the latest from when."""
CHANCE = 0.2
"""How far chance moves somebody in the order in which rows are fixed; a sure row is 1."""
LAST = 0.3
"""Of a dive's time, what the last people need."""
LONG = 70
"""Days: from here prices swing more, and are drawn more to the best ones so far."""


def whole_period(clock: Standing, quests: Quests, pool: ThreadPoolExecutor | None) -> tuple[Pricer, Columns]:
    """Improves `clock.best` over the whole period; leaves its pricer and columns to who goes on."""
    a, prices, workers = clock.a, clock.prices, clock.effort.workers
    people, days = clock.best.shape
    draw = np.random.default_rng(clock.effort.seed)
    everybody = list(range(people))
    asked = {i: quests.of(i, 0, days, clock.best[i]) for i in everybody}
    seeds = seeds_for(draw, people)
    pricer = Pricer(a, prices, workers, asked, clock.best, 0, days, seeds, clock)
    start = inserted(pricer, [int(i) for i in draw.permutation(people)], clock.best)
    clock.offer(start)
    clock.offer(polished(pricer, clock.best, clock, draw, clock.after(0.03), 50 * people))
    master = Master(a, prices, everybody, 0, days, np.zeros_like(a.demand.need), np.zeros_like(a.demand.most))
    for cells in (clock.best, start):
        for i in everybody:
            cost = pricer.cost(i, cells[i])
            if cost is not None:
                master.add(i, cells[i], cost)
    clock.phase = "columns"
    until = clock.after(GENERATING)
    made = generate(
        master, pricer, lambda: clock.going(until), pool=pool, smooth=0.9 if days >= LONG else 0.7, clock=clock
    )
    clock.bound = max(clock.bound, made.bound)
    columns = Columns(master)
    dives(clock, pricer, columns, pool, clock.after(FROM_HERE))
    return pricer, columns


def dives(
    clock: Standing, pricer: Pricer, columns: Columns, pool: ThreadPoolExecutor | None, last: float = 1.0
) -> None:
    """As many dives at once as there are workers, on a thread each; none is begun after `last` of the effort."""
    clock.phase = "dives"
    draw = np.random.default_rng((clock.effort.seed, clock.asked))
    took, until = 0.0, clock.after(DIVING)
    for turn in range(1000):
        begun = clock.spent()
        if not clock.going(last) or (turn and begun + 0.9 * took > until):
            return
        workers = clock.effort.workers if pool is not None else 1
        divers = [
            _Diver(
                clock,
                until,
                pricer.apart(),
                columns,
                PARTS[(turn * workers + k) % len(PARTS)],
                int(draw.integers(2**62)),
            )
            for k in range(workers)
        ]
        if pool is None:
            divers[0]()
        else:
            for one in [pool.submit(diver) for diver in divers]:
                one.result()
        took = clock.spent() - begun


class _Diver:
    """One dive and the repairs after it."""

    def __init__(self, clock: Standing, until: float, pricer: Pricer, columns: Columns, part: float, seed: int) -> None:
        self._clock, self._until = clock, until
        self._pricer, self._columns, self._part = pricer, columns, part
        self._draw = np.random.default_rng(seed)
        pricer.seed[:] = seeds_for(self._draw, len(pricer.seed))

    def __call__(self) -> None:
        clock = self._clock
        cells = dive(clock.a, clock.prices, self._columns, self._pricer, clock.best, self._pace(), None)
        clock.offer(cells)
        if clock.going():
            rounds = 10 * len(cells)
            clock.offer(polished(self._pricer, cells, clock, self._draw, min(1.0, clock.spent() + 0.02), rounds))

    def _pace(self) -> Pace:
        begun, people = self._clock.spent(), len(self._columns.of)
        whole = max(1e-9, self._until - begun)

        def behind(free: int) -> int:
            left = (self._until - self._clock.spent()) / whole
            allowed = people * max(0.0, (left - LAST) / (1 - LAST))
            if free <= max(12, allowed):
                return 0
            return max(math.floor(0.2 * free), min(math.ceil(free - allowed), free // 3))

        return Pace(self._part, 40, behind, self._going, self._chance)

    def _chance(self) -> float:
        return CHANCE * float(self._draw.random())

    def _going(self) -> bool:
        return self._clock.going()
