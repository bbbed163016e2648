"""Rules that follow from a person: hours, what they were told, what they would like."""

from collections.abc import Iterator, Sequence

from services.scheduler.planning.kinds.face import price
from services.scheduler.planning.roster.problem import UNKNOWN, Person, RosterProblem, Wish
from services.scheduler.planning.roster.rules import named
from services.scheduler.planning.roster.rules.blocks import months_of, whole_months_of
from services.scheduler.planning.roster.rules.contracts import codes_of
from services.scheduler.planning.roster.rules.named import stated
from services.scheduler.planning.rule import Rule

TWO_SHIFTS = 960


def of_person(problem: RosterProblem, person: Person) -> Iterator[Rule]:
    """The rows of one person who has a contract, but for her share of nights and weekends."""
    scope = f"person {person.id}"
    yield from _hours(problem, person, scope)
    if person.rota:
        yield _wishes(named.ROTA, [wish for wish in person.rota if wish.day not in person.away], scope)
    told = [Wish(day, code) for day, (code, _) in enumerate(person.was) if code != UNKNOWN]
    if told:
        yield _wishes(named.TOLD, told, scope)
    if person.wishes:
        yield _wishes(named.WISHES, person.wishes, scope)
    yield from _agreed(problem, person, scope)


def _agreed(problem: RosterProblem, person: Person, scope: str) -> Iterator[Rule]:
    """What the contract says of somebody's own days; they are owed less of it, and freer, while they are away. A
    reliever comes when called, however seldom."""
    contract, period = problem.contract_of(person), tuple(range(problem.days))
    for count in contract.shift_counts:
        for days, whole in whole_months_of(problem, len(person.history)) if count.monthly else ((period, True),):
            there = sum(day not in person.away for day in days)
            least = count.least * there // len(days) if whole and not contract.reliever else 0
            most = len(days) if count.most is None else count.most
            yield stated(
                named.SHIFT_COUNTS, scope, codes=codes_of(problem, count.shift), days=days, least=least, most=most
            )
    longest = 0 if contract.reliever else contract.days_off_in_row
    if longest and not any(person.away.issuperset(range(day, day + longest)) for day in range(-longest, problem.days)):
        yield stated(named.DAYS_OFF_IN_ROW, scope, codes=(0,), most=longest)


def of_company(problem: RosterProblem, person: Person) -> Iterator[Rule]:
    """The rows about with whom somebody is on duty."""
    scope = f"person {person.id}"
    work = tuple(range(1, len(problem.shifts) + 1))
    away = {one.id: one.away for one in problem.people}
    for pairing in person.pairings:
        # While one is on leave the other works without them, and nobody can help it.
        days = tuple(d for d in range(problem.days) if d not in person.away | away[pairing.other])
        rule = named.TOGETHER if pairing.together else named.APART
        row = stated(rule, scope, days=days, codes=work, price=pairing.weight * price(rule))
        if pairing.together:
            yield stated(row, scope, people=(person.id,), less=(pairing.other,), most=0)
        else:
            yield stated(row, scope, people=(person.id, pairing.other), most=1)
    if person.shadows:
        days = tuple(sorted(day for day in person.shadows if 0 <= day < problem.days))
        yield stated(named.SHOWN, scope, days=days, codes=work, people=(person.id,), less=person.mentors, most=0)


def _hours(problem: RosterProblem, person: Person, scope: str) -> Iterator[Rule]:
    contract = problem.contract_of(person)
    period = tuple(range(problem.days))
    for month in months_of(problem, len(person.history)):
        most = problem.ordinary(person, month) + contract.overtime_month - _reserved(person, month)
        yield stated(named.OVERTIME_MONTH, scope, days=month, most=most)
    if contract.reliever:
        return
    norm = problem.norm(person, period)
    # The norm of a few days says little: who was told more or less than it was told so for the whole roster's sake.
    kept = told_codes(person)
    minutes = [sum(problem.shifts[code - 1].worked for code in kept.values() if code)] if kept else []
    yield stated(named.NO_OVERTIME, scope, days=period, most=max([norm, *minutes]))
    yield stated(named.HOURS, scope, days=period, least=min([max(0, norm - TWO_SHIFTS), *minutes]))


def told_codes(person: Person) -> dict[int, int]:
    """By day, what is in force for them and still possible; empty where nothing is."""
    return {
        day: code for day, (code, _) in enumerate(person.was) if code != UNKNOWN and not (code and day in person.away)
    }


def _wishes(rule: Rule, wishes: Sequence[Wish], scope: str) -> Rule:
    return stated(
        rule,
        scope,
        days=tuple(wish.day for wish in wishes),
        codes=tuple(wish.code for wish in wishes),
        weights=tuple(wish.weight for wish in wishes),
        **({"against": tuple(int(wish.against) for wish in wishes)} if any(wish.against for wish in wishes) else {}),
    )


def _reserved(person: Person, days: tuple[int, ...]) -> int:
    """Minutes that may be needed on one of `days`; for two months, where either may be chosen."""
    return sum(minutes for first, last, minutes in person.reserved if first <= days[-1] and last >= days[0])
