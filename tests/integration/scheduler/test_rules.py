"""The rules of a site are stored with its staffing, listed as they are taken, and refused where law stands behind."""

from typing import Any

import grpc
import pytest
from google.rpc import error_details_pb2
from google.type.date_pb2 import Date

from muster.scheduler.v1 import person_pb2, staffing_pb2
from services.runtime import channel

NAME = "sites/harbour/staffing"
DAY = Date(year=2027, month=1, day=4)
WEEKENDS = "guards_have_weekends_off"


def staffing(*severities: staffing_pb2.Severity, heads: int = 2, **given: Any) -> staffing_pb2.Staffing:
    coverage = [staffing_pb2.Coverage(shift="day", heads=heads)]
    return staffing_pb2.Staffing(
        name=NAME,
        pack="cn",
        shifts=[staffing_pb2.ShiftType(id="day", start_minute=480, minutes=480)],
        posts=[staffing_pb2.Post(id="desk", needs=["control-room"], control_room=True, coverage=coverage)],
        contracts=[staffing_pb2.Contract(id="guard", reliever_price=15, free_weekdays=[6])],
        severities=severities,
        **given,
    )


def person(id: str, **given: Any) -> person_pb2.Person:
    held = [person_pb2.Qualification(id="control-room")]
    return person_pb2.Person(name=f"people/{id}", display_name=id, contract="guard", qualifications=held, **given)


async def apply(running: Any, *people: person_pb2.Person, **given: Any) -> None:
    request = staffing_pb2.ApplyStaffingRequest(people=people, **given)
    await running.staffing.ApplyStaffing(request, timeout=20)


async def rules(running: Any, size: int = 1000) -> list[staffing_pb2.Rule]:
    found, token = [], ""
    while True:
        request = staffing_pb2.ListRulesRequest(parent="sites/harbour", page_size=size, page_token=token)
        page = await running.staffing.ListRules(request, timeout=10)
        found += page.rules
        token = page.next_page_token
        if not token:
            return found


def priced(rule: str) -> staffing_pb2.Severity:
    return staffing_pb2.Severity(rule=rule, degree=staffing_pb2.Severity.DEGREE_PRICED, tier="preference", price=5)


async def test_a_site_without_staffing_takes_every_rule_as_it_is_and_there_is_no_other_site(running: Any) -> None:
    assert {one.severity for one in await rules(running)} == {staffing_pb2.Severity.DEGREE_FOLLOWED}
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await running.staffing.ListRules(staffing_pb2.ListRulesRequest(parent="sites/atlantis"), timeout=10)
    assert refusal.value.code() is grpc.StatusCode.NOT_FOUND


async def test_rules_are_listed_as_the_site_takes_them_page_by_page(running: Any) -> None:
    await apply(running, person("wu"), staffing=staffing())
    before = await rules(running)
    await apply(running, staffing=staffing(priced(WEEKENDS)))
    after = await rules(running, size=7)
    assert len(before) == len(after) == len({one.name for one in after}) > 7
    (changed,) = (one for one in after if one.name == f"sites/harbour/rules/{WEEKENDS}")
    assert (changed.tier, changed.price, changed.law) == ("preference", 5, False)
    assert changed.severity == staffing_pb2.Severity.DEGREE_PRICED
    assert after[0].law


@pytest.mark.parametrize(
    ("wanted", "reason", "field"),
    [
        (staffing(priced("guards_rest_between_shifts")), "RULE_OF_LAW", "staffing.severities[0].rule"),
        (staffing(priced("posts_are_covered")), "RULE_OF_LAW", "staffing.severities[0].rule"),
        (staffing(priced("guards_rest")), "UNKNOWN_RULE", "staffing.severities[0].rule"),
        (staffing(heads=1), "TOO_FEW_HEADS", "staffing.posts[0].coverage[0].heads"),
    ],
)
async def test_what_the_law_asks_for_is_not_given_up(
    running: Any, wanted: staffing_pb2.Staffing, reason: str, field: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await apply(running, person("wu"), staffing=wanted)
    info = channel.details(refusal.value)[error_details_pb2.ErrorInfo]
    assert (refusal.value.code(), info.reason) == (grpc.StatusCode.INVALID_ARGUMENT, reason)
    assert dict(info.metadata)["field"] == field


async def test_one_person_is_enough_where_remote_control_is_allowed(running: Any) -> None:
    await apply(running, person("wu"), staffing=staffing(heads=1, remote_control="CN-GD"))
    read = await running.staffing.GetStaffing(staffing_pb2.GetStaffingRequest(name=NAME), timeout=10)
    assert (read.remote_control, read.posts[0].control_room, read.contracts[0].reliever_price) == ("CN-GD", True, 15)


async def test_what_people_want_is_stored_and_who_is_named_is_somebody(running: Any) -> None:
    wu = person(
        "wu",
        rota=person_pb2.Rota(anchor_date=DAY, cycle=["day", "*", ""], weight=4),
        pairings=[person_pb2.Pairing(person="people/li", apart=True, weight=2)],
        shadowing=person_pb2.Shadowing(first_date=DAY, last_date=DAY, mentors=["people/li"]),
        wishes=[person_pb2.Wish(date=DAY, shift="day", weight=3, against=True)],
    )
    await apply(running, wu, person("li"), staffing=staffing())
    read = await running.people.GetPerson(person_pb2.GetPersonRequest(name="people/wu"), timeout=10)
    for field in ("rota", "pairings", "shadowing", "wishes"):
        assert getattr(read, field) == getattr(wu, field)
    read.shadowing.mentors[0] = "people/nobody"
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await running.people.UpdatePerson(person_pb2.UpdatePersonRequest(person=read), timeout=10)
    info = channel.details(refusal.value)[error_details_pb2.ErrorInfo]
    assert (info.reason, dict(info.metadata)["field"]) == ("UNKNOWN_PERSON", "person.shadowing.mentors[0]")
