"""Somebody whom the site rosters, as planning sees them: when they may work, what they hold, what they would like."""

from collections.abc import Collection, Iterator

from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import ANY, Person, at_level
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.period import Period
from services.scheduler.horizon.shifts import ShiftTypes
from services.scheduler.planning.roster import problem as planning

MONTH_DAYS = 31


def guard(
    period: Period,
    staffing: Staffing,
    shifts: ShiftTypes,
    one: Person,
    *,
    history: tuple[int, ...],
    taken: list[tuple[int, int]],
    told: tuple[tuple[int, str], ...],
    rostered: Collection[str],
) -> planning.Person:
    """A person of the roster. `history` and `told` are codes of `shifts`; who is not `rostered` neither shows them the
    work nor is missed or avoided by them."""
    contract = next(contract for contract in staffing.contracts if contract.id == one.contract)
    new = one.shadowing
    return planning.Person(
        id=one.id,
        contract=one.contract,
        allowed=tuple(
            # A shift in force beside a drill in force is as it was meant, whatever else they could not be given then.
            tuple(
                there and _may(period, contract, one, shift, day, [] if told and told[day][0] == code else taken)
                for code, (shift, there) in enumerate(zip(shifts.all, shifts.on(day), strict=True), start=1)
            )
            for day in range(period.days)
        ),
        qualifications=tuple(
            frozenset(
                id
                for held in one.qualifications
                if held.valid(period.day(number))
                for id in (held.id, *(at_level(held.id, level) for level in range(2, held.level + 1)))
            )
            for number in range(period.days)
        ),
        history=history,
        was=told,
        wishes=tuple(_wishes(period, shifts, one)),
        rota=tuple(_rota(period, shifts, one)),
        # An absence may be without an end: only what the plan and the norm of its months can see.
        away=frozenset(
            number for number in range(-max(MONTH_DAYS, len(history)), period.days) if one.away(period.day(number))
        ),
        pairings=tuple(
            planning.Pairing(pairing.person, pairing.together, pairing.weight)
            for pairing in one.pairings
            if pairing.person in rostered
        ),
        shadows=frozenset(period.numbers(new.first, new.last)) if new else frozenset(),
        mentors=tuple(mentor for mentor in new.mentors if mentor in rostered) if new else (),
    )


def _may(
    period: Period, contract: Contract, one: Person, shift: planning.Shift, number: int, taken: list[tuple[int, int]]
) -> bool:
    """Whether she can work that shift at all: there, by contract, and nowhere else meanwhile."""
    if (contract.shifts and shift.id not in contract.shifts) or shift.day_minutes > contract.day_limit:
        return False
    # Leave begins at midnight: a night that runs into it is not worked either.
    runs_on = shift.start + shift.minutes > 1440
    if one.away(period.day(number)) or (runs_on and one.away(period.day(number + 1))):
        return False
    begin = number * 1440 + shift.start
    return not any(start < begin + shift.minutes and begin < end for start, end in taken)


def _wishes(period: Period, shifts: ShiftTypes, one: Person) -> Iterator[planning.Wish]:
    for wish in one.wishes:
        number = period.number(wish.day)
        if 0 <= number < period.days and (not wish.shift or wish.shift in shifts):
            code = shifts.code(wish.shift, number) if wish.shift else planning.OFF
            yield planning.Wish(number, code, wish.weight, wish.against)


def _rota(period: Period, shifts: ShiftTypes, one: Person) -> Iterator[planning.Wish]:
    """The days of somebody's cycle; a shift that this site does not have is one of another site's days."""
    if one.rota is None:
        return
    for number in range(period.days):
        said = one.rota.of(period.day(number))
        if said == ANY:
            yield planning.Wish(number, planning.OFF, one.rota.weight, against=True)
        elif said == "":
            yield planning.Wish(number, planning.OFF, one.rota.weight)
        elif said is not None and said in shifts:
            yield planning.Wish(number, shifts.code(said, number), one.rota.weight)
