"""A quarter of the example estate as the worker sees it: stored by the services, read back through the horizon."""

from collections.abc import Sequence
from datetime import date, timedelta

from benchmarks.stored import stored
from muster.scheduler.v1.person_pb2 import Person
from services.cli.demo.building import Building
from services.cli.demo.command import EXAMPLE
from services.cli.demo.story import WEEKS
from services.scheduler.domain.schedule import Schedule
from services.scheduler.horizon.horizon import Horizon

GUARDS, CERTIFIED = 40, 14
"""Of the staff file as it stands."""
TECHNICIAN, LEADER, CONTROL_ROOM = "technician", "leader", "control-room"
PLAIN = "guard"
"""The contract of guards who do not stand the car park's long shift."""


class NoSuchStaff(ValueError):
    """More or fewer people than the staff file allows: the text says what it has."""


def staffed(people: Sequence[Person], guards: int, certified: int) -> list[Person]:
    """The staff with the last plain guards left out and the last certificates for the control room dropped.

    Plain are guards on the usual contract who neither lead nor are certified: leaving out others would take away more
    than hours. Raises NoSuchStaff.
    """
    own = [one for one in people if one.contract and not _holds(one, TECHNICIAN)]
    plain = [one.name for one in own if one.contract == PLAIN and not _holds(one, LEADER) | _holds(one, CONTROL_ROOM)]
    holders = [one.name for one in own if _holds(one, CONTROL_ROOM)]
    if not len(own) - len(plain) <= guards <= len(own):
        raise NoSuchStaff(f"{guards} guards: give {len(own) - len(plain)} to {len(own)}, only plain ones are left out")
    if not 0 <= certified <= len(holders):
        raise NoSuchStaff(f"{certified} certified: give 0 to {len(holders)}, nobody gains a certificate")
    leave = set(plain[len(plain) - (len(own) - guards) :])
    keep = set(holders[:certified])
    found = []
    for one in people:
        if one.name in leave:
            continue
        copy = Person()
        copy.CopyFrom(one)
        if one.name not in keep:
            kept = [held for held in one.qualifications if held.id != CONTROL_ROOM]
            del copy.qualifications[:]
            copy.qualifications.extend(kept)
        found.append(copy)
    return found


def quarter(guards: int = GUARDS, certified: int = CERTIFIED, weeks: int = WEEKS) -> Horizon:
    """What the worker would plan on the demonstration's first day: all kinds, `weeks` from the next day on.

    Muster runs in a process of its own meanwhile, on a directory that is removed. Raises NoSuchStaff.
    """

    def manned(building: Building) -> None:
        building.estate.people = staffed(building.estate.people, guards, certified)

    def whole(first: date) -> Schedule:
        return Schedule(id="bench", first=first, last=first + timedelta(weeks=weeks, days=-1))

    return stored(EXAMPLE, whole, changed=manned)


def _holds(one: Person, qualification: str) -> bool:
    return any(held.id == qualification for held in one.qualifications)
