"""An instance as rows of the product's own rules: cover and counters LEGAL, preferences PREFERENCE.

The least lengths of runs are asked for at the borders of the period too: see benchmarks.outside. The free shift is the
day off, whose cover is a limit to how many work. Limits that cannot bind get no row.
"""

from collections.abc import Iterator

from benchmarks.nsplib.read import Band, Instance
from benchmarks.outside import OUTSIDE, allowed, heads, pins
from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift
from services.scheduler.planning.rule import Rule, Tier

BEYOND = 1


def problem_of(instance: Instance) -> RosterProblem:
    """The instance as the planner takes it: code k is the k-th shift, off the free one; the last day is pinned."""
    shifts = instance.shifts - 1
    person = {
        "allowed": allowed(shifts, instance.days, BEYOND),
        "qualifications": (frozenset[str](),) * (instance.days + BEYOND),
        "history": (shifts + 1,),
    }
    wanted = tuple(row[:-1] for row in instance.cover)
    return RosterProblem(
        days=instance.days + BEYOND,
        first_weekday=0,
        shifts=(*(Shift(id=name, start=0, minutes=480) for name in instance.shift_ids), OUTSIDE),
        contracts=(),
        people=tuple(Person(id=name, contract="", **person) for name in instance.ids),  # type: ignore[arg-type]
        posts=(Post(id="wards", heads=heads(wanted, BEYOND)),),
        pinned=pins(instance.nurses, shifts, instance.days, BEYOND),
        rules=(*_cover(instance), *_counters(instance), *_preferences(instance)),
    )


def _cover(instance: Instance) -> Iterator[Rule]:
    yield Rule(
        id="posts_are_covered",
        tier=Tier.LEGAL,
        sentence="Each shift has the nurses that it requires",
        kind="cover",
        parameters={"price": 1},
        scope="post wards",
    )
    if free := [(day, row[-1]) for day, row in enumerate(instance.cover) if row[-1]]:
        yield Rule(
            id="as_many_as_required_are_free",
            tier=Tier.LEGAL,
            sentence="On each day as many are free as the cover of the free shift says",
            kind="company",
            # Of everybody less the free ones at most those that are left once enough are free.
            parameters={
                "days": tuple(day for day, _ in free),
                "codes": (0,),
                "people": (),
                "less": instance.ids,
                "most": tuple(-people for _, people in free),
            },
        )


def _counters(instance: Instance) -> Iterator[Rule]:
    """The same for everybody."""
    work = tuple(range(1, instance.shifts))
    case = instance.case
    yield from _in_all(instance, "assignments_stay_within_their_limits", work, case.assignments)
    yield from _in_row(instance, "working_days_in_a_row_stay_within_their_limits", work, case.in_row)
    for place, (in_row, in_all) in enumerate(zip(case.shift_in_row, case.shift_in_all, strict=True)):
        code = (place + 1) % instance.shifts
        yield from _in_all(instance, "shifts_of_a_kind_stay_within_their_limits", (code,), in_all)
        yield from _in_row(instance, "shifts_of_a_kind_in_a_row_stay_within_their_limits", (code,), in_row)


def _in_all(instance: Instance, name: str, codes: tuple[int, ...], band: Band) -> Iterator[Rule]:
    if band.least > 0 or band.most < instance.days:
        yield Rule(
            id=name,
            tier=Tier.LEGAL,
            sentence="Over the period a nurse has neither too many nor too few of them",
            kind="count",
            parameters={
                "codes": codes,
                "days": tuple(range(instance.days)),
                "least": band.least,
                "most": band.most,
            },
        )


def _in_row(instance: Instance, name: str, codes: tuple[int, ...], band: Band) -> Iterator[Rule]:
    if band.least > 1 or band.most < instance.days:
        yield Rule(
            id=name,
            tier=Tier.LEGAL,
            sentence="A nurse has neither too many nor too few of them in a row",
            kind="run",
            parameters={"codes": codes, "most": band.most, "least": band.least},
        )


def _preferences(instance: Instance) -> Iterator[Rule]:
    for name, row in zip(instance.ids, instance.cost, strict=True):
        cells = [
            (day, (place + 1) % instance.shifts, cost)
            for day, costs in enumerate(row)
            for place, cost in enumerate(costs)
            if cost
        ]
        if cells:
            days, codes, weights = zip(*cells, strict=True)
            yield Rule(
                id="nurses_get_what_they_prefer",
                tier=Tier.PREFERENCE,
                sentence="What a nurse does on a day costs as much as they dislike it",
                kind="wish",
                parameters={"days": days, "codes": codes, "weights": weights, "against": (1,) * len(cells)},
                scope=f"person {name}",
            )
