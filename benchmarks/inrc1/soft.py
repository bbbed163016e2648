"""The soft rules of one employee as rows; each says its limit and its weight where the contract has it on."""

from collections.abc import Callable, Iterator

from benchmarks.inrc1.instance import ANY, NONE, Employee, Instance, Limit
from services.scheduler.planning.rule import Rule, Tier

Parameter = int | str | tuple[int, ...] | tuple[str, ...]
Row = Callable[..., Rule]


def soft_rules(instance: Instance, one: Employee) -> Iterator[Rule]:
    """Everything that costs where this employee's row does not keep it."""

    def row(name: str, sentence: str, kind: str, weight: int, **parameters: Parameter) -> Rule:
        priced = {**parameters, "price": weight}
        return Rule(
            id=name,
            tier=Tier.PREFERENCE,
            sentence=sentence,
            kind=kind,
            parameters=priced,
            scope=f"person {one.id}",
        )

    yield from _numbers(instance, one, row)
    yield from _weekends(instance, one, row)
    yield from _after_nights(instance, one, row)
    yield from _patterns(instance, one, row)
    yield from _wishes(instance, one, row)


def _work(instance: Instance) -> tuple[int, ...]:
    return tuple(range(1, len(instance.shifts) + 1))


def _numbers(instance: Instance, one: Employee, row: Row) -> Iterator[Rule]:
    """Shifts in all, working days and days off in a row."""
    contract, work, days = one.contract, _work(instance), tuple(range(instance.days))
    if limit := contract.most_shifts:
        text = "Nobody works more shifts than their contract has"
        yield row("shifts_stay_below_their_most", text, "count", limit.weight, codes=work, days=days, most=limit.value)
    if limit := contract.least_shifts:
        text = "Everybody works as many shifts as their contract has"
        yield row("shifts_reach_their_least", text, "count", limit.weight, codes=work, days=days, least=limit.value)
    runs: tuple[tuple[str, str, tuple[int, ...], str, Limit | None], ...] = (
        ("working_days_in_a_row_end_in_time", "Working days end in time", work, "most", contract.longest_run),
        ("working_days_come_together", "Working days come together", work, "least", contract.shortest_run),
        ("days_off_in_a_row_end_in_time", "Days off end in time", (0,), "most", contract.longest_rest),
        ("days_off_come_together", "Days off come together", (0,), "least", contract.shortest_rest),
    )
    for name, text, codes, side, limit in runs:
        if limit:
            yield row(name, text, "run", limit.weight, codes=codes, **{side: limit.value})


def _weekends(instance: Instance, one: Employee, row: Row) -> Iterator[Rule]:
    contract = one.contract
    common: dict[str, Parameter] = {"weekdays": contract.weekend, "codes": _work(instance)}
    if (limit := contract.most_weekends_in_row) and limit.value:
        text = "Weekends with work come only so many in a row"
        name = "weekends_in_a_row_end_in_time"
        yield row(name, text, "spell", limit.weight, **common, mode="in_row", most=limit.value)
    elif limit:
        text = "No weekend has work"
        yield row("weekends_are_free", text, "spell", limit.weight, **common, mode="window", most=0, window=1)
    if (limit := contract.least_weekends_in_row) and limit.value > 1:
        text = "Weekends with work come together"
        yield row("weekends_come_together", text, "spell", limit.weight, **common, mode="in_row", least=limit.value)
    if limit := contract.most_weekends_of_four:
        text = "Of four weekends only so many have work"
        name = "weekends_of_four_are_free"
        yield row(name, text, "spell", limit.weight, **common, mode="window", most=limit.value, window=4)
    if limit := contract.whole_weekends:
        text = "Of a weekend all days are worked or none"
        yield row("weekends_are_whole", text, "spell", limit.weight, **common, mode="whole")
    if limit := contract.one_shift_type_in_weekend:
        text = "A weekend with a shift has it on all its days"
        yield row("weekends_keep_their_shift", text, "spell", limit.weight, **common, mode="same")


def _after_nights(instance: Instance, one: Employee, row: Row) -> Iterator[Rule]:
    contract, work = one.contract, _work(instance)
    nights = tuple(code for code in work if instance.shifts[code - 1].night)
    if nights and (limit := contract.no_night_before_free_weekend):
        free = ("0",) * len(contract.weekend)
        yield row(
            "no_night_comes_before_a_free_weekend",
            "The night before a weekend is worked only by those who work in it",
            "pattern",
            limit.weight,
            days=(",".join(map(str, nights)), *free),
            weekday=(contract.weekend[0] - 1) % 7,
        )
    if nights and (limit := contract.two_days_off_after_night):
        cases = ((n, c, gap) for n in nights for c in work for gap in (1, 2) if gap == 2 or c not in nights)
        yield row(
            "two_days_off_come_after_nights",
            "After a run of nights two days are off",
            "succession",
            limit.weight,
            triples=tuple(x for case in cases for x in case),
        )


def _patterns(instance: Instance, one: Employee, row: Row) -> Iterator[Rule]:
    work = _work(instance)
    written = {ANY: ",".join(map(str, work)), NONE: "0"}
    written |= {shift.id: str(code) for code, shift in zip(work, instance.shifts, strict=True)}
    for pattern in instance.patterns:
        if pattern.id in one.contract.patterns and pattern.weight:
            anchor = {} if pattern.weekday is None else {"weekday": pattern.weekday}
            days = tuple(written[shift] for shift in pattern.shifts)
            text = "What nobody wants to work is not worked"
            yield row("unwanted_patterns_are_not_worked", text, "pattern", pattern.weight, days=days, **anchor)


def _wishes(instance: Instance, one: Employee, row: Row) -> Iterator[Rule]:
    codes = {shift.id: code for code, shift in enumerate(instance.shifts, start=1)}
    # Any work is wanted where a day off is not, and the other way round.
    asked = [
        (r.day, 0, r.weight, int(r.on)) if r.shift == ANY else (r.day, codes[r.shift], r.weight, int(not r.on))
        for r in instance.requests
        if r.employee == one.id and r.weight
    ]
    if asked:
        days, wanted, weights, against = zip(*asked, strict=True)
        text = "Requests for a day or a shift, on or off, are met"
        yield row("requests_are_met", text, "wish", 1, days=days, codes=wanted, weights=weights, against=against)
    limit = one.contract.alternative_skill
    strange = [codes[shift.id] for shift in instance.shifts if not shift.skills & one.skills]
    if limit and strange:
        cells = [(day, code) for day in range(instance.days) for code in strange]
        days, wanted = zip(*cells, strict=True)
        ones = (1,) * len(cells)
        text = "Nobody works a shift for which they have not the skill"
        yield row(
            "shifts_go_to_those_with_the_skill",
            text,
            "wish",
            limit.weight,
            days=days,
            codes=wanted,
            weights=ones,
            against=ones,
        )
