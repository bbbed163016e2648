"""StaffingService."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from muster.scheduler.v1 import staffing_pb2 as pb
from muster.scheduler.v1 import staffing_pb2_grpc as rpc
from services.packs.holidays import holiday_days
from services.runtime import pages
from services.runtime.clock import Now
from services.runtime.database import Database
from services.runtime.errors import Invalid, Stale, at
from services.runtime.interceptors import Context
from services.runtime.ledger import Ledger
from services.runtime.names import ids
from services.runtime.rows import Saved, Stored
from services.scheduler.clients import Assets
from services.scheduler.domain.agreement import (
    company_is_small,
    contracts_stay,
    pairings_at,
    person_is_described,
    qualifications_are_held,
)
from services.scheduler.domain.person import Person
from services.scheduler.domain.staffing import Staffing
from services.scheduler.horizon.control_room import control_rooms_have_their_people
from services.scheduler.horizon.rules import only_what_may_be_is_moved, standings
from services.scheduler.storage import locked, people, staffings
from services.scheduler.wire.people import person_from_pb
from services.scheduler.wire.severities import rule_to_pb
from services.scheduler.wire.staffing import staffing_from_pb, staffing_to_pb

MOST_PEOPLE = 5000


class StaffingServicer(rpc.StaffingServiceServicer):
    """Keeps what sites have to man, and stores it together with people."""

    def __init__(self, database: Database, ledger: Ledger, assets: Assets, now: Now) -> None:
        self._database = database
        self._ledger = ledger
        self._assets = assets
        self._now = now

    async def GetStaffing(self, request: pb.GetStaffingRequest, _: Context) -> pb.Staffing:
        (site,) = ids("sites/*/staffing", request.name, "name")
        async with self._database.read() as tx:
            return staffing_to_pb(await staffings.get(tx, "", site))

    async def ListRules(self, request: pb.ListRulesRequest, _: Context) -> pb.ListRulesResponse:
        (site,) = ids("sites/*", request.parent, "parent")
        page = pages.asked(request)
        async with self._database.read() as tx:
            stored = await staffings.find(tx, "", site)
        if stored is None:
            # Who has nothing to man takes every rule as it is.
            await self._assets.site(f"sites/{site}")
        found = standings(stored.value if stored else Staffing(site))
        begin = int(page.after[1]) + 1 if page.after else 0
        shown = found[begin : begin + page.size + 1]
        keys = [("", str(number)) for number in range(begin, begin + len(shown))]
        rules, token = page.cut([rule_to_pb(site, one) for one in shown], keys)
        return pb.ListRulesResponse(rules=rules, next_page_token=token)

    async def ApplyStaffing(self, request: pb.ApplyStaffingRequest, _: Context) -> pb.ApplyStaffingResponse:
        now = self._now()
        staffing = staffing_from_pb(request.staffing) if request.HasField("staffing") else None
        wanted = _people_from_pb(request)
        if staffing:
            with at("staffing"):
                only_what_may_be_is_moved(staffing)
                control_rooms_have_their_people(staffing)
            with at("staffing.holidays"):
                holiday_days(staffing.holidays, now.date(), now.date())
            # A rehearsal may come before its site: `muster apply` checks both services before it stores in either.
            if not request.validate_only:
                await self._assets.site(f"sites/{staffing.id}")

        async def change(tx: AsyncConnection) -> pb.ApplyStaffingResponse:
            held = await locked(tx, people)
            described = await locked(tx, staffings)
            _check_agreement(staffing, described, wanted, held)
            said: dict[Saved, list[str]] = {saved: [] for saved in Saved}
            if staffing:
                stored = await staffings.save(tx, "", staffing, now, read=request.staffing.etag)
                said[stored.saved].append(staffings.name("", staffing.id))
            for message, person in zip(request.people, wanted, strict=True):
                said[_outcome(message.etag, held.get(person.id), person)].append(message.name)
            # In one order for all callers: two that insert the same people in different orders would wait in a ring.
            await people.save_all(tx, "", sorted(wanted, key=lambda person: person.id), held, now)
            return pb.ApplyStaffingResponse(
                created=said[Saved.CREATED], updated=said[Saved.UPDATED], unchanged=said[Saved.UNCHANGED]
            )

        return await self._ledger.once(request, pb.ApplyStaffingResponse, change)


def _people_from_pb(request: pb.ApplyStaffingRequest) -> list[Person]:
    if len(request.people) > MOST_PEOPLE:
        raise Invalid("people", f"are more than {MOST_PEOPLE}", hint="send them in several calls")
    wanted: list[Person] = []
    seen: set[str] = set()
    for place, message in enumerate(request.people):
        person = person_from_pb(message, f"people[{place}]")
        if person.id in seen:
            raise Invalid(f"people[{place}].name", f'"people/{person.id}" is there twice', hint="keep one")
        seen.add(person.id)
        wanted.append(person)
    return wanted


def _check_agreement(
    staffing: Staffing | None,
    described: Mapping[str, Stored[Staffing]],
    wanted: list[Person],
    held: Mapping[str, Stored[Person]],
) -> None:
    # What is judged is the state as it would be after the call, but only what the call names: a flaw that lies
    # elsewhere must not keep this site from being corrected.
    before = {site: stored.value for site, stored in described.items()}
    after = {**before, **({staffing.id: staffing} if staffing else {})}
    everybody = {id: stored.value for id, stored in held.items()} | {person.id: person for person in wanted}
    if staffing:
        with at("staffing"):
            qualifications_are_held(staffing, everybody.values())
            if was := before.get(staffing.id):
                contracts_stay(was, staffing, after.values(), everybody.values())
    said = pairings_at(after.values(), everybody.values())
    for place, person in enumerate(wanted):
        person_is_described(f"people[{place}]", person, after.values(), everybody)
        with at(f"people[{place}]"):
            company_is_small(person, after.values(), said)


def _outcome(read: str, found: Stored[Person] | None, person: Person) -> Saved:
    """What saving `person` over `found` will do. Raises Stale where the caller read something else."""
    if read and (found is None or read != found.etag):
        raise Stale(f"people/{person.id}")
    return Saved.CREATED if found is None else Saved.UNCHANGED if found.value == person else Saved.UPDATED
