"""Staffing and people are stored together, wholly or not at all, on SQLite and PostgreSQL."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date

from muster.scheduler.v1 import person_pb2, staffing_pb2
from services.runtime import channel
from services.scheduler.storage import people, staffings

NAME = "sites/harbour/staffing"
DAY = Date(year=2026, month=12, day=14)


def person(id: str, *held: str, **given: Any) -> person_pb2.Person:
    qualifications = [person_pb2.Qualification(id=one) for one in held]
    return person_pb2.Person(name=f"people/{id}", display_name=id.title(), qualifications=qualifications, **given)


def staffing(need: str = "control-room", contract: str = "guard", **given: Any) -> staffing_pb2.Staffing:
    return staffing_pb2.Staffing(
        name=NAME,
        holidays="CN",
        shifts=[staffing_pb2.ShiftType(id="day", start_minute=480, minutes=720)],
        posts=[
            staffing_pb2.Post(id="gate", needs=[need], coverage=[staffing_pb2.Coverage(shift="day", heads=1)]),
        ],
        contracts=[staffing_pb2.Contract(id=contract, rest_minutes=0)],
        obligations=[
            staffing_pb2.Obligation(
                id="fire-drill",
                kind=staffing_pb2.Obligation.KIND_DRILL,
                every=staffing_pb2.Obligation.EVERY_QUARTER,
                everyone=[contract, "brigade"],
            )
        ],
        **given,
    )


WU = person("wu", "control-room", contract="guard", partner="people/li", brigade=person_pb2.Person.BRIGADE_LEADER)
LI = person("li", "first-aid", contract="guard", sites=["sites/harbour"])


class Desk:
    """What callers do with the staffing service."""

    def __init__(self, running: Any) -> None:
        self._running = running

    async def apply(self, *people: person_pb2.Person, **given: Any) -> staffing_pb2.ApplyStaffingResponse:
        request = staffing_pb2.ApplyStaffingRequest(people=people, **given)
        answer: staffing_pb2.ApplyStaffingResponse = await self._running.staffing.ApplyStaffing(request, timeout=20)
        return answer

    async def read(self, name: str = NAME) -> staffing_pb2.Staffing:
        request = staffing_pb2.GetStaffingRequest(name=name)
        answer: staffing_pb2.Staffing = await self._running.staffing.GetStaffing(request, timeout=10)
        return answer

    async def person(self, id: str) -> person_pb2.Person:
        request = person_pb2.GetPersonRequest(name=f"people/{id}")
        answer: person_pb2.Person = await self._running.people.GetPerson(request, timeout=10)
        return answer

    async def update(self, person: person_pb2.Person, **given: Any) -> person_pb2.Person:
        request = person_pb2.UpdatePersonRequest(person=person, allow_missing=True, **given)
        answer: person_pb2.Person = await self._running.people.UpdatePerson(request, timeout=10)
        return answer

    async def stored(self) -> tuple[int, int]:
        """How many staffings and people the database holds."""
        async with self._running.db.read() as tx:
            return len(await staffings.all(tx)), len(await people.all(tx))


@pytest.fixture
async def desk(running: Any) -> Desk:
    return Desk(running)


async def refused(call: Awaitable[object]) -> tuple[grpc.StatusCode, str, str]:
    """Code, reason and field of a refusal."""
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    details = channel.details(refusal.value)
    info = details[error_details_pb2.ErrorInfo]
    return refusal.value.code(), info.reason, dict(info.metadata).get("field", "")


def named(answer: staffing_pb2.ApplyStaffingResponse) -> tuple[list[str], list[str], list[str]]:
    return list(answer.created), list(answer.updated), list(answer.unchanged)


async def test_staffing_and_people_are_stored_and_read_back(desk: Desk) -> None:
    assert named(await desk.apply(WU, LI, staffing=staffing())) == ([NAME, "people/wu", "people/li"], [], [])
    held = await desk.read()
    assert (list(held.posts[0].needs), held.etag) == (["control-room"], "v1")
    assert (held.contracts[0].week_minutes, held.contracts[0].rest_minutes) == (2400, 0)
    assert (await desk.person("wu")).partner == "people/li"
    assert (await desk.person("li")).sites == ["sites/harbour"]


async def test_the_same_again_changes_nothing(desk: Desk) -> None:
    await desk.apply(WU, LI, staffing=staffing())
    before = await desk.read()
    assert named(await desk.apply(WU, LI, staffing=staffing())) == ([], [], [NAME, "people/wu", "people/li"])
    assert await desk.read() == before
    assert (await desk.person("wu")).etag == "v1"


async def test_what_is_read_can_be_applied_and_changes_nothing(desk: Desk) -> None:
    await desk.apply(WU, LI, staffing=staffing())
    read = [await desk.person("wu"), await desk.person("li")]
    assert named(await desk.apply(*read, staffing=await desk.read())) == ([], [], [NAME, "people/wu", "people/li"])


async def test_only_what_differs_is_updated_and_what_is_not_named_stays(desk: Desk) -> None:
    await desk.apply(WU, LI, staffing=staffing())
    answer = await desk.apply(WU, person("he"), staffing=staffing(fire_watch_minutes=60))
    assert named(answer) == (["people/he"], [NAME], ["people/wu"])
    assert (await desk.person("li")).contract == "guard"


@pytest.mark.parametrize(
    ("people", "given", "reason", "field"),
    [
        ([WU, LI], {"staffing": staffing("contol-room")}, "UNKNOWN_QUALIFICATION", "staffing.posts[0].needs[0]"),
        ([WU, LI], {"staffing": staffing(contract="guards")}, "UNKNOWN_CONTRACT", "people[0].contract"),
        ([WU], {"staffing": staffing()}, "UNKNOWN_PERSON", "people[0].partner"),
        ([LI, WU, LI], {"staffing": staffing()}, "FIELD_INVALID", "people[2].name"),
        (
            [WU, LI],
            {"staffing": staffing(fire_watch_needs=["x"])},
            "UNKNOWN_QUALIFICATION",
            "staffing.fire_watch_needs[0]",
        ),
        ([LI, person("he")], {}, "UNKNOWN_CONTRACT", "people[0].contract"),
        (
            [person("he", contract="guard", working_hours=person_pb2.WorkingHours(weekdays=[0], minutes=480))],
            {"staffing": staffing("first-aid")},
            "FIELD_INVALID",
            "people[0].working_hours",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_refused_call_stores_nothing(
    desk: Desk, people: list[person_pb2.Person], given: dict[str, Any], reason: str, field: str
) -> None:
    assert await refused(desk.apply(*people, **given)) == (grpc.StatusCode.INVALID_ARGUMENT, reason, field)
    assert await desk.stored() == (0, 0)


async def test_a_country_without_a_calendar_is_refused(desk: Desk) -> None:
    wrong = staffing()
    wrong.holidays = "ZZ"
    assert (await refused(desk.apply(WU, LI, staffing=wrong)))[2] == "staffing.holidays"
    assert await desk.stored() == (0, 0)


async def test_a_site_that_is_nowhere_gets_no_staffing(desk: Desk) -> None:
    elsewhere = staffing_pb2.Staffing(name="sites/nowhere/staffing")
    assert (await refused(desk.apply(staffing=elsewhere)))[0] is grpc.StatusCode.NOT_FOUND
    # A rehearsal may come before its site is stored.
    assert (await desk.apply(staffing=elsewhere, validate_only=True)).created == ["sites/nowhere/staffing"]
    assert await desk.stored() == (0, 0)


async def test_what_was_stored_before_counts_as_described_and_held(desk: Desk) -> None:
    await desk.apply(WU, LI, staffing=staffing())
    assert (await desk.apply(person("he", contract="guard", partner="people/wu"))).created == ["people/he"]
    assert (await desk.apply(staffing=staffing("first-aid"))).updated == [NAME]


async def test_a_contract_does_not_go_while_somebody_stored_works_by_it(desk: Desk) -> None:
    await desk.apply(WU, LI, staffing=staffing())
    alone = await refused(desk.apply(staffing=staffing(contract="watch")))
    assert alone == (grpc.StatusCode.INVALID_ARGUMENT, "CONTRACT_IN_USE", "staffing.contracts")
    moved = []
    for one in (WU, LI):
        other = person_pb2.Person()
        other.CopyFrom(one)
        other.contract = "watch"
        moved.append(other)
    assert len((await desk.apply(*moved, staffing=staffing(contract="watch"))).updated) == 3


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({"contract": "guards"}, "UNKNOWN_CONTRACT", "person.contract"),
        ({"contract": "guard", "sites": ["sites/tower"]}, "UNKNOWN_CONTRACT", "person.contract"),
        ({"partner": "people/lo"}, "UNKNOWN_PERSON", "person.partner"),
        ({"wishes": [person_pb2.Wish(date=DAY, shift="night")]}, "UNKNOWN_SHIFT", "person.wishes[0].shift"),
        ({"sites": ["harbour"]}, "NAME_INVALID", "person.sites[0]"),
    ],
)
async def test_a_person_changed_alone_is_held_to_what_an_estate_is(
    desk: Desk, given: dict[str, Any], reason: str, field: str
) -> None:
    """UpdatePerson took contracts, partners and shifts that ApplyStaffing refuses."""
    await desk.apply(WU, LI, staffing=staffing())
    refusal = grpc.StatusCode.INVALID_ARGUMENT, reason, field
    assert await refused(desk.update(person("he", **given))) == refusal
    assert await refused(desk.update(person("he", **given), validate_only=True)) == refusal
    assert await desk.stored() == (1, 2)
    wish = person_pb2.Wish(date=DAY, shift="day")
    fine = person("he", contract="guard", partner="people/li", sites=["sites/harbour"], wishes=[wish])
    assert (await desk.update(fine)).contract == "guard"


async def test_a_stale_etag_is_refused_whole(desk: Desk) -> None:
    await desk.apply(WU, LI, staffing=staffing())
    stale = (grpc.StatusCode.ABORTED, "ETAG_STALE", "")
    assert await refused(desk.apply(person("he"), staffing=staffing(etag="v2"))) == stale
    assert await refused(desk.apply(person("he"), person("li", etag="v2"))) == stale
    assert await refused(desk.apply(person("he", etag="v1"))) == stale
    assert await desk.stored() == (1, 2)
    assert (await desk.apply(person("li", etag="v1"), staffing=staffing(etag="v1"))).updated == ["people/li"]


async def test_a_rehearsal_answers_and_stores_nothing(desk: Desk) -> None:
    answer = await desk.apply(WU, LI, staffing=staffing(), validate_only=True)
    assert named(answer) == ([NAME, "people/wu", "people/li"], [], [])
    assert await desk.stored() == (0, 0)


async def test_a_repeated_request_gets_its_first_answer(desk: Desk) -> None:
    intent = str(uuid4())
    first = await desk.apply(WU, LI, staffing=staffing(), request_id=intent)
    await desk.apply(staffing=staffing(fire_watch_minutes=60))
    assert await desk.apply(WU, LI, staffing=staffing(), request_id=intent) == first
    assert (await desk.read()).fire_watch_minutes == 60, "the repeat did not undo what came between"
    other = await refused(desk.apply(WU, request_id=intent))
    assert other[1] == "REQUEST_ID_REUSED"


async def test_eight_callers_at_once_make_each_thing_once(desk: Desk) -> None:
    # Half of them name the people in the other order.
    orders = [(WU, LI), (LI, WU)] * 4
    answers = await asyncio.gather(*(desk.apply(*order, staffing=staffing()) for order in orders))
    created = [name for answer in answers for name in answer.created]
    assert sorted(created) == ["people/li", "people/wu", NAME]
    assert [name for answer in answers for name in answer.updated] == []
    assert (await desk.read()).etag == (await desk.person("wu")).etag == "v1"


async def test_a_site_without_staffing_is_not_found(desk: Desk) -> None:
    with pytest.raises(grpc.aio.AioRpcError, match=f"there is no {NAME}") as refusal:
        await desk.read()
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND
    assert (await refused(desk.read("sites/harbour")))[1] == "NAME_INVALID"


async def test_more_people_than_a_call_takes_are_refused_and_as_many_are_stored(desk: Desk) -> None:
    many = [person(f"p{number}") for number in range(5001)]
    assert (await refused(desk.apply(*many)))[2] == "people"
    assert len((await desk.apply(*many[:5000])).created) == 5000
    assert len((await desk.apply(*many[:5000])).unchanged) == 5000
