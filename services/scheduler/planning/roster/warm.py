"""Compiles the kernels on a small problem, so that no supervisor waits for it: `python -m ….roster.warm`."""

import time

import numpy as np

from services.scheduler.planning.roster.compiled import compiled
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.problem import Contract, Person, Post, RosterProblem, Shift
from services.scheduler.planning.search import Effort, unwatched

DAYS = 28
ANY = Contract(
    id="any",
    week_minutes=2400,
    week_limit=3120,
    day_limit=720,
    overtime_month=2160,
    averaging_weeks=1,
    rest_minutes=600,
    days_in_row=6,
    nights_in_row=4,
    days_off_after_nights=2,
    weekends_in_row=3,
)


def warm() -> None:
    """Compiles every kernel of the roster, or finds it in numba's cache."""
    from services.scheduler.planning.roster.columns.insert import laid
    from services.scheduler.planning.roster.columns.prices import Prices
    from services.scheduler.planning.roster.columns.quests import Quests
    from services.scheduler.planning.roster.columns.standing import Standing
    from services.scheduler.planning.roster.columns.whole import whole_period
    from services.scheduler.planning.roster.columns.windows import Windows
    from services.scheduler.planning.roster.search import annealed

    people = tuple(
        Person(id=f"p{k}", contract="any", allowed=((True,),) * DAYS, qualifications=(frozenset(),) * DAYS)
        for k in range(3)
    )
    problem = RosterProblem(
        days=DAYS,
        first_weekday=0,
        shifts=(Shift(id="day", start=420, minutes=480),),
        contracts=(ANY,),
        people=people,
        posts=(Post(id="gate", heads=((2,),) * DAYS),),
    )
    arrays = compiled(problem)
    start = first_cells(problem, arrays)
    annealed(problem, arrays, start.tolist(), Effort(steps=1), unwatched, 0.0)
    prices = Prices((2000, 2000, 100, 1))
    clock = Standing(arrays, prices, Effort(seconds=60, steps=60_000), unwatched, time.monotonic(), start)
    quests = Quests(arrays, prices)
    clock.offer(laid(quests, clock, np.random.default_rng(1)))
    whole_period(clock, quests, None)
    clock.bound, clock.asked = 0.0, 0
    Windows(clock, quests, None).improve()


if __name__ == "__main__":
    warm()
