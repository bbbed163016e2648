"""The instance as the product's own dispatch problem: no second model."""

from benchmarks.roadef2007.instance import DAY, WEIGHTS, Instance, Intervention
from services.scheduler.planning.dispatch.problem import DispatchProblem, Finish, Job, Need, Technician


def problem_of(instance: Instance) -> DispatchProblem:
    """Domains are skills; teams are made for the day; priorities are classes that should end early."""
    days = horizon(instance)
    return DispatchProblem(
        technicians=tuple(
            Technician(
                id=str(one.number),
                trades=frozenset({""}),
                shifts={day: (0, DAY) for day in range(days) if day + 1 not in one.off},
                skills={str(domain): level for domain, level in enumerate(one.levels, start=1) if level},
            )
            for one in instance.technicians
        ),
        jobs=tuple(_job(one, days) for one in instance.interventions),
        break_minutes=0,
        day_teams=True,
        finishes=(
            *(
                Finish(id=f"priority {priority}", jobs=keys, weight=weight)
                for priority, weight in WEIGHTS.items()
                if (keys := frozenset(str(one.number) for one in instance.interventions if one.priority == priority))
            ),
            Finish(id="all", jobs=frozenset(str(one.number) for one in instance.interventions), weight=1),
        ),
        day_minutes=DAY,
        budget=instance.budget,
        money_weight=0,
    )


def horizon(instance: Instance) -> int:
    """Days that are enough: from the last day off on everybody is there, and one intervention a day can be done."""
    last_off = max((day for one in instance.technicians for day in one.off), default=0)
    return last_off + len(instance.interventions)


def _job(one: Intervention, days: int) -> Job:
    return Job(
        key=str(one.number),
        asset=str(one.number),
        day=0,
        until=days - 1,
        minutes=one.minutes,
        crew=1,
        trade="",
        window=(0, DAY),
        needs=tuple(
            Need(skill=str(domain), level=level, count=count)
            for domain, counts in enumerate(one.needs, start=1)
            for level, count in enumerate(counts, start=1)
            if count
        ),
        after=tuple(str(number) for number in one.before),
        contractor_price=one.price,
    )
