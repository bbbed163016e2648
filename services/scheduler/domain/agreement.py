"""Whether staffing and people agree: what is named is described or held by somebody."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches

from services.runtime.errors import Invalid
from services.scheduler.domain.person import Person
from services.scheduler.domain.staffing import Staffing


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
    """Her contract and the shifts she wishes are described by a site that she serves, her partner is somebody.

    Raises Invalid with a path below `path`.
    """
    served = [staffing for staffing in staffings if person.serves(staffing.id)]
    contracts = {contract.id for staffing in served for contract in staffing.contracts}
    if person.contract and person.contract not in contracts:
        text = f'no site that she serves has the contract "{person.contract}"'
        raise _unknown(f"{path}.contract", text, person.contract, contracts, reason="UNKNOWN_CONTRACT")
    shifts = {shift.id for staffing in served for shift in staffing.shifts}
    for place, wish in enumerate(person.wishes):
        if wish.shift and wish.shift not in shifts:
            text = f'no site that she serves has the shift "{wish.shift}"'
            raise _unknown(f"{path}.wishes[{place}].shift", text, wish.shift, shifts, reason="UNKNOWN_SHIFT")
    if person.partner and person.partner not in people:
        text = f'"people/{person.partner}" is nobody'
        raise _unknown(f"{path}.partner", text, person.partner, people, reason="UNKNOWN_PERSON")


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


def _unknown(path: str, text: str, given: str, there: Iterable[str], *, reason: str) -> Invalid:
    near = get_close_matches(given, sorted(there), n=1)
    hint = f'did you mean "{near[0]}"?' if near else "correct it, or add what it names in the same call"
    return Invalid(path, text, reason=reason, hint=hint)
