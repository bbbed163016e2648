"""Company: who is on duty beside whom; a row of the day, as cover is, not of a person.

On each of `days`, in each of `codes`, those of `people` (ids; absent: everybody) on duty, less those of `less` (absent:
nobody), are at most `most` (one number, or one for each of the days); each one more counts one. So said are people too
many in a shift, two who are not to work together, a newcomer who is not to be on duty without somebody to show them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.scheduler.planning.kinds.face import Linear, Literals, number, numbers
from services.scheduler.planning.rule import Rule


@dataclass(frozen=True, slots=True)
class Gathered:
    """One day and code of a rule: `people` less `less` (indices of rows) on duty are at most `most`."""

    day: int
    code: int
    people: frozenset[int]
    less: frozenset[int]
    most: int


def gathered(rule: Rule, ids: Sequence[str]) -> Iterator[Gathered]:
    """First face: what is counted on which day in which code; `ids` are those of the rows, in their order."""
    place = {who: i for i, who in enumerate(ids)}
    people, less = (_named(rule, name, place) for name in ("people", "less"))
    everybody = frozenset(range(len(ids)))
    for k, day in enumerate(numbers(rule, "days")):
        for code in numbers(rule, "codes"):
            yield Gathered(day, code, everybody if people is None else people, less or frozenset(), _most(rule, k))


def _named(rule: Rule, name: str, place: Mapping[str, int]) -> frozenset[int] | None:
    ids = rule.parameters.get(name)
    if ids is None:
        return None
    if not isinstance(ids, tuple) or not set(ids) <= set(place):
        raise ValueError(f"rule {rule.id!r}: {name} must be ids of people on the roster")
    return frozenset(place[str(who)] for who in ids)


def _most(rule: Rule, day: int) -> int:
    return numbers(rule, "most")[day] if isinstance(rule.parameters.get("most"), tuple) else number(rule, "most", 0)


def constrain(rule: Rule, ids: Sequence[str], rows: Sequence[Literals]) -> Linear:
    """Second face: a slack for each day and code in which there can be too many."""
    broken: Linear = 0
    for one in gathered(rule, ids):
        on = sum(rows[i].on(one.day, (one.code,)) for i in one.people)
        if len(one.people) > one.most:
            off = sum(rows[i].on(one.day, (one.code,)) for i in one.less)
            broken += rows[0].beyond(on - off - one.most, len(one.people) - one.most)
    return broken


@dataclass(frozen=True, slots=True)
class TooMany:
    """Third face's finding: `amount` too many on `day` in `code`; `people` (ids) are those counted."""

    amount: int
    day: int
    code: int
    people: tuple[str, ...]


def check(rule: Rule, cells: Mapping[str, Sequence[int]]) -> list[TooMany]:
    """Third face: reads each day from the rows; `cells[id][day]` are codes."""
    faults = []
    counted = rule.parameters.get("people", tuple(cells))
    against = rule.parameters.get("less", ())
    assert isinstance(counted, tuple) and isinstance(against, tuple)
    most = rule.parameters.get("most", 0)
    for k, day in enumerate(numbers(rule, "days")):
        limit = most[k] if isinstance(most, tuple) else most
        for code in numbers(rule, "codes"):
            there = tuple(str(who) for who in counted if cells[str(who)][day] == code)
            beside = sum(cells[str(who)][day] == code for who in against)
            if len(there) - beside > int(limit):
                faults.append(TooMany(len(there) - beside - int(limit), day, code, there))
    return faults
