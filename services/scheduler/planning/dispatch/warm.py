"""Compiles the kernels on a small problem, so that no supervisor waits for it: `python -m ….dispatch.warm`."""

from services.scheduler.planning.dispatch.problem import DispatchProblem, Finish, Job, Need, Technician
from services.scheduler.planning.search import Effort, unwatched

DAYS, DAY = 6, 120


def small() -> DispatchProblem:
    """Twelve jobs in two classes for four people, of whom two teams can be made."""
    jobs = tuple(
        Job(
            key=f"j{n}",
            asset=f"a{n}",
            day=0,
            until=DAYS - 1,
            minutes=30 + 15 * (n % 4),
            crew=1,
            trade="",
            window=(0, DAY),
            needs=(Need(skill="pump", level=1 + n % 2, count=1 + n % 2),),
            after=(f"j{n - 6}",) if n > 8 else (),
            contractor_price=100,
        )
        for n in range(12)
    )
    people = tuple(
        Technician(
            id=f"t{n}",
            trades=frozenset({""}),
            shifts={day: (0, DAY) for day in range(DAYS) if day != n},
            skills={"pump": 1 + n % 2},
        )
        for n in range(4)
    )
    early = Finish(id="early", jobs=frozenset(f"j{n}" for n in range(0, 12, 2)), weight=10)
    return DispatchProblem(
        technicians=people,
        jobs=jobs,
        day_teams=True,
        finishes=(early, Finish(id="all", jobs=frozenset(job.key for job in jobs), weight=1)),
        day_minutes=DAY,
        break_minutes=0,
        budget=150,
        money_weight=0,
    )


def warm() -> None:
    """Compiles every kernel of the dispatch, or finds it in numba's cache."""
    from services.scheduler.planning.dispatch.search import solve

    solve(small(), Effort(seconds=600, steps=4000), unwatched)


if __name__ == "__main__":
    warm()
