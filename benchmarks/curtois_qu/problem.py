"""An instance as rows of the product's own rules: staff rules are LEGAL, requests and cover PREFERENCE at their prices.

Limits that cannot bind get no row. Minutes outside their bounds count one for each begun shift of the shortest kind.
"""

from collections.abc import Iterator

from benchmarks.curtois_qu.instance import Cover, Employee, Instance
from services.scheduler.planning.roster.problem import Person, Post, RosterProblem, Shift
from services.scheduler.planning.rule import Rule, Tier


def problem_of(instance: Instance) -> RosterProblem:
    """The instance as the planner takes it: people in the order of the file, code k is the k-th shift."""
    return RosterProblem(
        days=instance.days,
        first_weekday=0,
        shifts=tuple(Shift(id=shift.id, start=0, minutes=shift.minutes) for shift in instance.shifts),
        contracts=(),
        people=tuple(_person(instance, one) for one in instance.staff),
        posts=tuple(_post(instance, price) for price in _prices_under(instance)),
        rules=tuple(_rules(instance)),
    )


def unit_of(instance: Instance) -> int:
    """Minutes outside their bounds that count one: those of the shortest shift."""
    return min(shift.minutes for shift in instance.shifts)


def _person(instance: Instance, one: Employee) -> Person:
    may = tuple(most > 0 for most in one.most_of)
    never = (False,) * len(may)
    return Person(
        id=one.id,
        contract="",
        allowed=tuple(never if day in one.days_off else may for day in range(instance.days)),
        qualifications=(frozenset[str](),) * instance.days,
    )


def _prices_under(instance: Instance) -> list[int]:
    return sorted({line.under for line in instance.cover if line.required})


def _post(instance: Instance, price: int) -> Post:
    """The places whose emptiness costs `price`."""
    wanted = {(line.day, line.shift): line.required for line in instance.cover if line.under == price}
    heads = tuple(tuple(wanted.get((day, s.id), 0) for s in instance.shifts) for day in range(instance.days))
    return Post(id=f"places at {price}", heads=heads)


def _rules(instance: Instance) -> Iterator[Rule]:
    yield from _cover_rules(instance)
    codes = {shift.id: code for code, shift in enumerate(instance.shifts, start=1)}
    triples = tuple(
        x
        for shift in instance.shifts
        for after in sorted(codes[name] for name in shift.not_before)
        for x in (codes[shift.id], after, 1)
    )
    if triples:
        yield Rule(
            id="shifts_do_not_follow_those_they_may_not",
            tier=Tier.LEGAL,
            sentence="On the day after a shift none of those is worked that may not follow it",
            kind="succession",
            parameters={"triples": triples},
        )
    for one in instance.staff:
        yield from _staff_rules(instance, one)
        wishes = [
            (request.day, codes[request.shift], request.weight, int(not request.on))
            for request in instance.requests
            if request.employee == one.id and request.weight
        ]
        if wishes:
            days, wanted, weights, against = zip(*wishes, strict=True)
            yield Rule(
                id="requests_are_met",
                tier=Tier.PREFERENCE,
                sentence="Shifts that were asked for are given, those that were asked off are not",
                kind="wish",
                parameters={"days": days, "codes": wanted, "weights": weights, "against": against},
                scope=f"person {one.id}",
            )


def _cover_rules(instance: Instance) -> Iterator[Rule]:
    for price in _prices_under(instance):
        yield Rule(
            id="posts_are_covered",
            tier=Tier.PREFERENCE,
            sentence="Each shift has the people that it requires",
            kind="cover",
            parameters={"price": price},
            scope=f"post places at {price}",
        )
    everybody = tuple(one.id for one in instance.staff)
    too_many: dict[tuple[str, int], list[Cover]] = {}
    for line in instance.cover:
        if line.over:
            too_many.setdefault((line.shift, line.over), []).append(line)
    codes = {shift.id: code for code, shift in enumerate(instance.shifts, start=1)}
    for (shift, price), lines in too_many.items():
        lines.sort(key=lambda line: line.day)
        yield Rule(
            id="shifts_have_no_more_people_than_required",
            tier=Tier.PREFERENCE,
            sentence="No shift has more people than it requires",
            kind="company",
            parameters={
                "days": tuple(line.day for line in lines),
                "codes": (codes[shift],),
                "people": everybody,
                "most": tuple(line.required for line in lines),
                "price": price,
            },
        )


def _staff_rules(instance: Instance, one: Employee) -> Iterator[Rule]:
    scope = f"person {one.id}"
    days = tuple(range(instance.days))
    free = instance.days - len(one.days_off)
    work = tuple(range(1, len(instance.shifts) + 1))
    for code, most in zip(work, one.most_of, strict=True):
        if 0 < most < free:
            yield Rule(
                id="shifts_of_a_kind_stay_within_their_limit",
                tier=Tier.LEGAL,
                sentence="Nobody works more shifts of a kind than their limit",
                kind="count",
                parameters={"codes": (code,), "days": days, "most": most},
                scope=scope,
            )
    yield Rule(
        id="minutes_stay_within_their_limits",
        tier=Tier.LEGAL,
        sentence="Over the horizon everybody works at least their least minutes and at most their most",
        kind="minutes",
        parameters={
            "days": days,
            "least": one.least_minutes,
            "most": one.most_minutes,
            "unit": unit_of(instance),
        },
        scope=scope,
    )
    yield Rule(
        id="runs_of_work_stay_within_their_limits",
        tier=Tier.LEGAL,
        sentence="Working days come in runs that are neither too long nor too short",
        kind="run",
        parameters={"codes": work, "most": one.longest_run, "least": one.shortest_run},
        scope=scope,
    )
    if one.shortest_rest > 1:
        yield Rule(
            id="runs_of_days_off_are_long_enough",
            tier=Tier.LEGAL,
            sentence="Days off come in runs that are not too short",
            kind="run",
            parameters={"codes": (0,), "least": one.shortest_rest},
            scope=scope,
        )
    if one.most_weekends < instance.days // 7:
        yield Rule(
            id="worked_weekends_stay_within_their_limit",
            tier=Tier.LEGAL,
            sentence="Nobody works in more weekends than their limit",
            kind="weekend",
            parameters={"mode": "total", "most": one.most_weekends},
            scope=scope,
        )
