"""PersonService."""

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.scheduler.v1 import person_pb2 as pb
from muster.scheduler.v1 import person_pb2_grpc as rpc
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.errors import at
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids
from services.runtime.rows import Stored
from services.scheduler.domain.agreement import company_is_small, pairings_at, person_is_described
from services.scheduler.domain.person import Person
from services.scheduler.storage import locked, people, staffings
from services.scheduler.wire.people import person_from_pb, person_to_pb


async def _others(tx: AsyncConnection, person: Person) -> list[Stored[Person]]:
    """Whom she names; everybody where she says beside whom she is on duty, for that is judged with what others say."""
    if person.pairings or person.shadowing:
        return await people.all(tx)
    found = [await people.find(tx, "", id) for _, id in person.people_named()]
    return [one for one in found if one]


class PersonServicer(rpc.PersonServiceServicer):
    """Keeps the people of the company."""

    def __init__(self, database: Database, ledger: Ledger, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._now = now

    async def GetPerson(self, request: pb.GetPersonRequest, _: Context) -> pb.Person:
        (id,) = ids("people/*", request.name, "name")
        async with self._database.read() as tx:
            return person_to_pb(await people.get(tx, "", id))

    async def ListPeople(self, request: pb.ListPeopleRequest, _: Context) -> pb.ListPeopleResponse:
        page = pages.asked(request)
        async with self._database.read() as tx:
            found = await people.page(tx, [], page.after, page.size + 1)
        found, token = page.cut(found, [("", stored.value.id) for stored in found])
        return pb.ListPeopleResponse(people=[person_to_pb(stored) for stored in found], next_page_token=token)

    async def UpdatePerson(self, request: pb.UpdatePersonRequest, _: Context) -> pb.Person:
        person = person_from_pb(request.person)

        async def change(tx: AsyncConnection) -> pb.Person:
            # No contract that she names goes out of a staffing meanwhile.
            described = [stored.value for stored in (await locked(tx, staffings)).values()]
            others = {one.value.id: one.value for one in await _others(tx, person)}
            person_is_described("person", person, described, others)
            with at("person"):
                said = pairings_at(described, (others | {person.id: person}).values())
                company_is_small(person, described, said)
            saved = await people.save(
                tx, "", person, self._now(), read=request.person.etag, create=request.allow_missing
            )
            return person_to_pb(saved)

        return await self._ledger.once(request, pb.Person, change)
