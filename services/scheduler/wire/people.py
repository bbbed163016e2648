"""Person <-> proto."""

from muster.scheduler.v1 import person_pb2 as pb
from services.runtime.dates import date_from_pb, date_to_pb, instant_to_pb, optional_date
from services.runtime.errors import Invalid, at
from services.runtime.names import ids
from services.runtime.rows import Stored
from services.scheduler.domain.person import (
    Absence,
    Brigade,
    Pairing,
    Person,
    Qualification,
    Rota,
    Shadowing,
    Wish,
    WorkingHours,
)

BRIGADES = {
    Brigade.NONE: pb.Person.BRIGADE_UNSPECIFIED,
    Brigade.MEMBER: pb.Person.BRIGADE_MEMBER,
    Brigade.LEADER: pb.Person.BRIGADE_LEADER,
}
_BRIGADES_BACK = {number: brigade for brigade, number in BRIGADES.items()}


def person_from_pb(message: pb.Person, path: str = "person") -> Person:
    """The person that stands at `path` of a request. Raises Invalid."""
    with at(path):
        (id,) = ids("people/*", message.name, "name")
        if message.brigade not in _BRIGADES_BACK:
            raise Invalid("brigade", f"{message.brigade} is not a part in it", hint="none, member or leader")
        return Person(
            id=id,
            display_name=message.display_name,
            qualifications=tuple(
                _qualification_from_pb(held, f"qualifications[{place}]")
                for place, held in enumerate(message.qualifications)
            ),
            working_hours=_hours_from_pb(message.working_hours) if message.HasField("working_hours") else None,
            contract=message.contract,
            absences=tuple(_absence_from_pb(one, f"absences[{place}]") for place, one in enumerate(message.absences)),
            wishes=tuple(_wish_from_pb(one, f"wishes[{place}]") for place, one in enumerate(message.wishes)),
            brigade=_BRIGADES_BACK[message.brigade],
            partner=ids("people/*", message.partner, "partner")[0] if message.partner else "",
            sites=tuple(ids("sites/*", name, f"sites[{place}]")[0] for place, name in enumerate(message.sites)),
            rota=_rota_from_pb(message.rota) if message.HasField("rota") else None,
            pairings=tuple(_pairing_from_pb(one, f"pairings[{place}]") for place, one in enumerate(message.pairings)),
            shadowing=_shadowing_from_pb(message.shadowing) if message.HasField("shadowing") else None,
        )


def person_to_pb(stored: Stored[Person]) -> pb.Person:
    """A stored person as callers see her."""
    person = stored.value
    hours, rota, shadowing = person.working_hours, person.rota, person.shadowing
    return pb.Person(
        name=f"people/{person.id}",
        display_name=person.display_name,
        qualifications=[
            pb.Qualification(id=held.id, expire_date=date_to_pb(held.expires), level=held.level)
            for held in person.qualifications
        ],
        working_hours=pb.WorkingHours(weekdays=hours.weekdays, start_minute=hours.start, minutes=hours.minutes)
        if hours
        else None,
        contract=person.contract,
        absences=[
            pb.Absence(first_date=date_to_pb(one.first), last_date=date_to_pb(one.last), reason=one.reason)
            for one in person.absences
        ],
        wishes=[
            pb.Wish(date=date_to_pb(one.day), shift=one.shift, weight=one.weight, against=one.against)
            for one in person.wishes
        ],
        brigade=BRIGADES[person.brigade],
        partner=f"people/{person.partner}" if person.partner else "",
        sites=[f"sites/{site}" for site in person.sites],
        rota=pb.Rota(anchor_date=date_to_pb(rota.anchor), cycle=rota.cycle, weight=rota.weight) if rota else None,
        pairings=[
            pb.Pairing(person=f"people/{one.person}", apart=not one.together, weight=one.weight)
            for one in person.pairings
        ],
        shadowing=pb.Shadowing(
            first_date=date_to_pb(shadowing.first),
            last_date=date_to_pb(shadowing.last),
            mentors=[f"people/{one}" for one in shadowing.mentors],
        )
        if shadowing
        else None,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )


def _qualification_from_pb(message: pb.Qualification, path: str) -> Qualification:
    with at(path):
        return Qualification(message.id, optional_date(message, "expire_date", "expire_date"), message.level or 1)


def _hours_from_pb(message: pb.WorkingHours) -> WorkingHours:
    with at("working_hours"):
        return WorkingHours(tuple(message.weekdays), message.start_minute, message.minutes)


def _absence_from_pb(message: pb.Absence, path: str) -> Absence:
    with at(path):
        first = date_from_pb(message.first_date, "first_date")
        return Absence(first, date_from_pb(message.last_date, "last_date"), message.reason)


def _wish_from_pb(message: pb.Wish, path: str) -> Wish:
    with at(path):
        return Wish(date_from_pb(message.date, "date"), message.shift, message.weight or 1, message.against)


def _rota_from_pb(message: pb.Rota) -> Rota:
    with at("rota"):
        return Rota(date_from_pb(message.anchor_date, "anchor_date"), tuple(message.cycle), message.weight or 3)


def _pairing_from_pb(message: pb.Pairing, path: str) -> Pairing:
    with at(path):
        return Pairing(ids("people/*", message.person, "person")[0], not message.apart, message.weight or 1)


def _shadowing_from_pb(message: pb.Shadowing) -> Shadowing:
    with at("shadowing"):
        return Shadowing(
            date_from_pb(message.first_date, "first_date"),
            date_from_pb(message.last_date, "last_date"),
            tuple(ids("people/*", one, f"mentors[{place}]")[0] for place, one in enumerate(message.mentors)),
        )
