"""From calendar to planning and back."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from muster.assets.v1 import maintenance_plan_pb2 as pb
from services.cli.plan import to_date
from services.scheduler.domain.person import Person, Qualification, WorkingHours
from services.scheduler.domain.schedule import Schedule
from services.scheduler.horizon import Horizon, key_of
from services.scheduler.planning import estate
from services.scheduler.planning.search import Effort

NAME = "sites/s/maintenancePlans/p/occurrences/2026-12-20"
VISIT = pb.Occurrence(
    name=NAME,
    asset="sites/s/assets/a",
    display_name="Visit",
    earliest_date=to_date("2026-12-14"),
    ideal_date=to_date("2026-12-18"),
    due_date=to_date("2026-12-20"),
    latest_date=to_date("2026-12-20"),
    law=True,
    sequence=1,
    gap_min_days=25,
    gap_max_days=30,
    last_date=to_date("2026-11-20"),
    minutes=60,
    crew=1,
    trade="plumbing",
)
OFFICE = WorkingHours((0, 1, 2, 3, 4), 480, 540)


def horizon(*people: Person, zone: str = "Asia/Shanghai", last: date = date(2027, 1, 10), days: int = 7) -> Horizon:
    schedule = Schedule(id="q", first=date(2026, 12, 14), last=last, dispatch_days=days)
    return Horizon("sites/s", ZoneInfo(zone), schedule, (VISIT,), people)


def person(expires: date | None = None, hours: WorkingHours | None = OFFICE) -> Person:
    return Person(id="wu", display_name="Wu", qualifications=(Qualification("plumbing", expires),), working_hours=hours)


def test_days_count_from_the_first_of_the_period() -> None:
    (visit,) = horizon(person()).problem().programme.visits
    assert (visit.earliest, visit.ideal, visit.due, visit.latest) == (0, 4, 6, 6)
    assert horizon(person()).problem().programme.last_done == {visit.chain: -24}


def test_weekends_offer_no_minutes_to_people_with_office_hours() -> None:
    assert horizon(person()).problem().programme.capacity["plumbing"][:7] == (540,) * 5 + (0, 0)


@pytest.mark.parametrize(("expires", "minutes"), [(date(2026, 12, 18), 540), (date(2026, 12, 17), 0)])
def test_a_certificate_counts_to_its_last_day(expires: date, minutes: int) -> None:
    assert horizon(person(expires)).problem().programme.capacity["plumbing"][4] == minutes


@pytest.mark.parametrize(("expires", "held"), [(date(2026, 12, 20), True), (date(2026, 12, 19), False)])
def test_who_is_dispatched_is_certified_on_every_dispatched_day(expires: date, held: bool) -> None:
    (wu,) = horizon(person(expires)).problem().technicians
    assert ("plumbing" in wu.trades) is held


def test_people_without_hours_are_not_planned() -> None:
    assert horizon(person(hours=None)).problem().technicians == ()


@pytest.mark.parametrize(
    ("zone", "day", "hour"),
    [
        ("Asia/Shanghai", date(2026, 12, 18), 0),
        ("Europe/Berlin", date(2027, 3, 27), 7),  # the day before the clocks change
        ("Europe/Berlin", date(2027, 3, 28), 6),  # the day itself: eight in the morning is an hour earlier
    ],
)
def test_eight_in_the_morning_stays_eight_when_the_clocks_change(zone: str, day: date, hour: int) -> None:
    assert horizon(zone=zone).instant(day, 480) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_an_answer_comes_back_as_instants_and_people() -> None:
    asked = horizon(person())
    problem = asked.problem()
    outcome = estate.solve(problem, Effort(seconds=1))
    (one,) = asked.assignments(outcome.answer)
    assert one.id == key_of(NAME) == "job/p/2026-12-20"
    assert (one.day, one.people, one.start) == (date(2026, 12, 18), ("wu",), datetime(2026, 12, 18, 0, tzinfo=UTC))
    assert asked.counts(outcome.answer).planned == 1


def test_what_could_not_be_planned_says_why_and_what_would_help() -> None:
    asked = horizon(person(date(2026, 12, 1)))
    problem = asked.problem()
    answer = estate.solve(problem, Effort(seconds=1)).answer
    found = asked.shortfalls(problem, answer, estate.verify(problem, answer))
    (law,) = [one for one in found if one.tier == "legal"]
    assert (law.items, law.cause) == ((NAME,), "no_capacity")
    assert "plumbing" in law.relaxations[0]
