"""Person <-> proto."""

from muster.scheduler.v1 import person_pb2 as pb
from services.runtime.dates import date_to_pb, instant_to_pb, optional_date
from services.runtime.errors import Invalid, at
from services.runtime.names import ID, ids
from services.runtime.rows import Stored
from services.scheduler.domain.person import Person, Qualification, WorkingHours


def person_from_pb(message: pb.Person) -> Person:
    """The person that a request describes. Raises Invalid."""
    (id,) = ids("people/*", message.name, "person.name")
    hours = None
    if message.HasField("working_hours"):
        with at("person.working_hours"):
            given = message.working_hours
            hours = WorkingHours(tuple(given.weekdays), given.start_minute, given.minutes)
    held = []
    for place, qualification in enumerate(message.qualifications):
        path = f"person.qualifications[{place}]"
        if not ID.fullmatch(qualification.id):
            raise Invalid(f"{path}.id", f'"{qualification.id}" is not an id', hint="use a-z, 0-9 and -")
        held.append(Qualification(qualification.id, optional_date(qualification, "expire_date", f"{path}.expire_date")))
    with at("person"):
        return Person(id=id, display_name=message.display_name, qualifications=tuple(held), working_hours=hours)


def person_to_pb(stored: Stored[Person]) -> pb.Person:
    """A stored person as callers see her."""
    person = stored.value
    hours = person.working_hours
    return pb.Person(
        name=f"people/{person.id}",
        display_name=person.display_name,
        qualifications=[
            pb.Qualification(id=held.id, expire_date=date_to_pb(held.expires)) for held in person.qualifications
        ],
        working_hours=pb.WorkingHours(weekdays=hours.weekdays, start_minute=hours.start, minutes=hours.minutes)
        if hours
        else None,
        create_time=instant_to_pb(stored.created),
        update_time=instant_to_pb(stored.updated),
        etag=stored.etag,
    )
