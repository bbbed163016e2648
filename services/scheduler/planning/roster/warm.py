"""Compiles the kernels on a tiny problem, so that no supervisor waits for it: `python -m ….roster.warm`."""

from services.scheduler.planning.roster.compiled import compiled
from services.scheduler.planning.roster.greedy import first_cells
from services.scheduler.planning.roster.problem import Contract, Person, Post, RosterProblem, Shift
from services.scheduler.planning.search import Effort, unwatched

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
    from services.scheduler.planning.roster.search import annealed

    problem = RosterProblem(
        days=1,
        first_weekday=0,
        shifts=(Shift(id="day", start=420, minutes=480),),
        contracts=(ANY,),
        people=(Person(id="somebody", contract="any", allowed=((True,),), qualifications=(frozenset(),)),),
        posts=(Post(id="gate", heads=((1,),)),),
    )
    arrays = compiled(problem)
    annealed(problem, arrays, first_cells(problem, arrays).tolist(), Effort(steps=1), unwatched, 0.0)


if __name__ == "__main__":
    warm()
