"""Whether staffing and people agree: what is named is described or held by somebody."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from services.runtime.errors import Invalid
from services.scheduler.domain.person import Person
from services.scheduler.domain.staffing import Staffing

MOST_PAIRINGS = 60


def qualifications_are_held(staffing: Staffing, people: Iterable[Person]) -> None:
    """Every qualification that a post, a fire watch or a drill needs is held by somebody, be it expired.

    Raises Invalid with the path in `staffing`.
    """
    held = {qualification.id for person in people for qualification in person.qualifications}
    for path, thing, need in staffing.qualifications():
        if need not in held:
            raise _unknown(
                path, f'{thing} needs "{need}", which nobody holds', need, held, reason="UNKNOWN_QUALIFICATION"
            )


def person_is_described(
    path: str, person: Person, staffings: Collection[Staffing], people: Mapping[str, Person]
) -> None:
    """Her contract and the shifts of her wishes and her cycle are described by a site that she serves; her partner and
    all with whom she is to work, or not, are somebody.

    Raises Invalid with a path below `path`.
    """
    served = [staffing for staffing in staffings if person.serves(staffing.id)]
    contracts = {contract.id for staffing in served for contract in staffing.contracts}
    if person.contract and person.contract not in contracts:
        text = f'no site that she serves has the contract "{person.contract}"'
        raise _unknown(f"{path}.contract", text, person.contract, contracts, reason="UNKNOWN_CONTRACT")
    shifts = {shift.id for staffing in served for shift in staffing.shifts}
    for place, shift in person.shifts_named():
        if shift not in shifts:
            text = f'no site that she serves has the shift "{shift}"'
            raise _unknown(f"{path}.{place}", text, shift, shifts, reason="UNKNOWN_SHIFT")
    for place, other in person.people_named():
        if other not in people:
            raise _unknown(f"{path}.{place}", f'"people/{other}" is nobody', other, people, reason="UNKNOWN_PERSON")


def pairings_at(staffings: Iterable[Staffing], people: Collection[Person]) -> dict[str, int]:
    """By site, how many things are said of who is beside whom on duty: who likes or avoids whom, who is new."""
    said = {staffing.id: 0 for staffing in staffings}
    paired = [one for one in people if one.pairings or one.shadowing]
    for staffing in staffings:
        said[staffing.id] = sum(
            len(one.pairings) + (one.shadowing is not None) for one in paired if _rosters(staffing, one)
        )
    return said


def company_is_small(person: Person, staffings: Iterable[Staffing], said: Mapping[str, int]) -> None:
    """No site that rosters her has more than MOST_PAIRINGS of `pairings_at`: so many can a roster weigh on a shift.
    Raises Invalid at "pairings"."""
    if not person.pairings and not person.shadowing:
        return
    for staffing in staffings:
        if _rosters(staffing, person) and said[staffing.id] > MOST_PAIRINGS:
            text = f"make {said[staffing.id]} at the site {staffing.id}, with those of others and with newcomers"
            raise Invalid("pairings", text, hint=f"keep the {MOST_PAIRINGS} that matter most")


def contracts_stay(
    was: Staffing, staffing: Staffing, staffings: Collection[Staffing], people: Iterable[Person]
) -> None:
    """No contract that somebody works by goes out of a site's staffing unless another of her sites has it.

    `staffings` and `people` are all there are, as they would be. Raises Invalid with the path in `staffing`.
    """
    gone = {contract.id for contract in was.contracts} - {contract.id for contract in staffing.contracts}
    for person in people:
        if person.contract in gone and person.serves(staffing.id):
            left = {contract.id for one in staffings if person.serves(one.id) for contract in one.contracts}
            if person.contract not in left:
                raise Invalid(
                    "contracts",
                    f'"{person.contract}" goes, but people/{person.id} works by it',
                    reason="CONTRACT_IN_USE",
                    hint="keep it, or give its people another in the same call",
                )


def _rosters(staffing: Staffing, person: Person) -> bool:
    return person.serves(staffing.id) and any(contract.id == person.contract for contract in staffing.contracts)


def _unknown(path: str, text: str, given: str, there: Iterable[str], *, reason: str) -> Invalid:
    near = get_close_matches(given, sorted(there), n=1)
    hint = f'did you mean "{near[0]}"?' if near else "correct it, or add what it names in the same call"
    return Invalid(path, text, reason=reason, hint=hint)
