"""An instance as rows of the product's own rules: cover LEGAL, all else PREFERENCE at its weight.

The competition judges the least lengths of runs at the borders of the period too: see benchmarks.outside.
"""

from collections.abc import Iterator

from benchmarks.inrc1.instance import Instance
from benchmarks.inrc1.soft import soft_rules
from benchmarks.outside import OUTSIDE, allowed, heads, pins
from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift
from services.scheduler.planning.rule import Rule, Tier

HISTORY = 14
"""Days: a whole weekend lies in them, of whatever days."""


def problem_of(instance: Instance) -> RosterProblem:
    """The instance as the planner takes it: code k is the k-th shift; the days beyond the instance's are pinned."""
    shifts, beyond = len(instance.shifts), _beyond(instance)
    days = instance.days + beyond
    people = tuple(
        Person(
            id=one.id,
            contract="",
            allowed=allowed(shifts, instance.days, beyond),
            qualifications=(frozenset[str](),) * days,
            history=(shifts + 1,) * HISTORY,
        )
        for one in instance.employees
    )
    worked = (Shift(id=s.id, start=s.start, minutes=s.minutes, night=s.night) for s in instance.shifts)
    return RosterProblem(
        days=days,
        first_weekday=instance.first.weekday(),
        shifts=(*worked, OUTSIDE),
        contracts=(),
        people=people,
        posts=(Post(id="wards", heads=heads(instance.cover, beyond)),),
        pinned=pins(len(people), shifts, instance.days, beyond),
        rules=(*_cover(instance), *(rule for one in instance.employees for rule in soft_rules(instance, one))),
    )


def _beyond(instance: Instance) -> int:
    """Days after the period: to the end of the first weekend that begins there, which ends a row of weekends."""
    after = instance.first.weekday() + instance.days
    weekends = [one.contract.weekend for one in instance.employees]
    return max((weekend[0] - after) % 7 + len(weekend) for weekend in weekends)


def _cover(instance: Instance) -> Iterator[Rule]:
    yield Rule(
        id="posts_are_covered",
        tier=Tier.LEGAL,
        sentence="Each shift has the people that it requires",
        kind="cover",
        parameters={"price": 1},
        scope="post wards",
    )
    for code, _ in enumerate(instance.shifts, start=1):
        yield Rule(
            id="shifts_have_no_more_people_than_required",
            tier=Tier.LEGAL,
            sentence="No shift has more people than it requires",
            kind="company",
            parameters={
                "days": tuple(range(instance.days)),
                "codes": (code,),
                "most": tuple(row[code - 1] for row in instance.cover),
            },
        )
