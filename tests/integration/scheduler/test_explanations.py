"""A shift is explained as a schedule has it and as it is in force, on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import grpc
import pytest
from google.type.date_pb2 import Date

from muster.scheduler.v1 import explanation_pb2 as pb
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.contract import Contract
from services.scheduler.domain.person import Person, Qualification
from services.scheduler.domain.schedule import Kind, Schedule
from services.scheduler.domain.shift import Coverage, Post, ShiftType
from services.scheduler.domain.staffing import Staffing
from services.scheduler.storage import in_force, people, proposed, schedules, staffings

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
SITE = "sites/harbour"
DRAFT = f"{SITE}/schedules/q"
FIRST = date(2026, 12, 21)
STAFFING = Staffing(
    "harbour",
    shifts=(ShiftType("day", 420, 480), ShiftType("night", 1380, 480, night=True)),
    posts=(Post("gate", needs=("permit",), coverage=(Coverage("day", 1),)),),
    contracts=(Contract("guard"),),
)


def day_shift(person: str, day: date) -> Assignment:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=1)
    return Assignment(
        id=f"shift/{person}/{day}/day/gate",
        display_name="gate, day",
        kind=AssignmentKind.SHIFT,
        day=day,
        latest=day,
        start=start,
        end=start + timedelta(hours=8),
        people=(person,),
        schedule="q",
        post="gate",
        shift="day",
    )


@pytest.fixture
async def rostered(running: Any) -> Any:
    """Ada is at the gate on both days of a schedule; Bob, who may stand there, and Cyd, who may not, are off."""
    async with running.db.write() as tx:
        for one in ("ada", "bob", "cyd"):
            held = () if one == "cyd" else (Qualification("permit"),)
            person = Person(id=one, display_name=one.title(), contract="guard", qualifications=held)
            await people.save(tx, "", person, NOW)
        await staffings.save(tx, "", STAFFING, NOW)
        last = FIRST + timedelta(days=1)
        await schedules.save(tx, SITE, Schedule(id="q", first=FIRST, last=last, kinds=(Kind.ROSTER,)), NOW)
        for day in (FIRST, last):
            await proposed.save(tx, DRAFT, day_shift("ada", day), NOW)
        # In force is what was published since: Bob has the second day.
        await in_force.save(tx, SITE, day_shift("ada", FIRST), NOW)
        await in_force.save(tx, SITE, day_shift("bob", last), NOW)
    return running


async def asked(running: Any, parent: str, person: str, day: int, **given: Any) -> pb.ShiftExplanation:
    date = Date(year=2026, month=12, day=day)
    request = pb.ExplainShiftRequest(parent=parent, person=f"people/{person}", date=date, **given)
    answer: pb.ShiftExplanation = await running.explanations.ExplainShift(request, timeout=10)
    return answer


async def test_a_draft_is_explained_by_its_own_shifts_and_the_timeline_by_those_in_force(rostered: Any) -> None:
    draft = await asked(rostered, DRAFT, "ada", 22)
    assert draft.shift.key == "shift/ada/2026-12-22/day/gate"
    assert [(one.rule, list(one.items)) for one in draft.holds if one.tier == "safety"] == [
        ("posts_are_covered", ["gate", "day"])
    ]
    assert [one.person for one in draft.alternatives] == ["people/bob", "people/cyd"]
    assert [one.cost.safety for one in draft.alternatives] == [0, 1]
    published = await asked(rostered, SITE, "bob", 22, alternative_count=1)
    assert published.shift.key == "shift/bob/2026-12-22/day/gate"
    assert [one.person for one in published.alternatives] == ["people/ada"]


async def test_what_is_no_shift_is_refused(rostered: Any) -> None:
    cases: tuple[tuple[str, str, dict[str, int], str], ...] = (
        (DRAFT, "bob", {}, "people/bob has no shift on 2026-12-22"),
        (SITE, "ada", {}, "people/ada has no shift in force on 2026-12-22"),
        (DRAFT, "ada", {"alternative_count": 21}, "21 is not within 0 to 20"),
        ("harbour", "ada", {}, "is not a name of the form"),
    )
    for parent, person, given, text in cases:
        with pytest.raises(grpc.aio.AioRpcError, match=text) as refusal:
            await asked(rostered, parent, person, 22, **given)
        assert refusal.value.code() is grpc.StatusCode.INVALID_ARGUMENT
