"""One thing in a few lines: what it is, what hangs on it, how long it lasts."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta

import pytest

from muster.assets.v1 import asset_pb2, maintenance_plan_pb2, redundancy_group_pb2, work_order_pb2
from muster.notifier.v1 import task_pb2
from muster.scheduler.v1 import person_pb2, schedule_pb2
from services.cli import portrait
from services.cli.describe import KINDS, describe
from services.cli.explain import explained
from services.cli.get import Form
from services.cli.interval import interval as in_words
from services.runtime.errors import Invalid
from tests.unit.cli.small import MONDAY, ZONE, at, day, drill, guard, job, stamp, technician

SITE = "sites/s"
LIFT = f"{SITE}/assets/lift-1"
PLAN = maintenance_plan_pb2.MaintenancePlan(
    name=f"{SITE}/maintenancePlans/lift-1",
    asset=LIFT,
    display_name="Fortnightly visit",
    interval=maintenance_plan_pb2.Interval(count=15, unit=maintenance_plan_pb2.Interval.UNIT_DAY),
    law=True,
    citation="Regulation, Art. 31",
    minutes=70,
    crew=2,
    trade="elevator",
    outage_minutes=90,
    steps=["look", "listen"],
)
VISIT = maintenance_plan_pb2.Occurrence(
    name=f"{PLAN.name}/occurrences/2027-01-05",
    earliest_date=day("2027-01-03"),
    ideal_date=day("2027-01-04"),
    due_date=day("2027-01-05"),
    latest_date=day("2027-01-05"),
    last_date=day("2026-12-21"),
    gap_max_days=15,
    sequence=1,
    law=True,
)
GROUP = redundancy_group_pb2.RedundancyGroup(
    name=f"{SITE}/redundancyGroups/lifts-b1", members=[LIFT, "x", "y"], keep_up=2, down_count=1
)


def text(lines: Iterator[str]) -> str:
    return "\n".join(lines)


def test_an_asset_shows_its_plans_with_the_next_visit_its_groups_and_its_orders() -> None:
    lift = asset_pb2.Asset(name=LIFT, display_name="Lift 1", type="lift", spaces=["b1"], serves=["b1-flats"])
    order = work_order_pb2.WorkOrder(
        name=f"{SITE}/workOrders/w",
        display_name="Visit",
        state=work_order_pb2.WorkOrder.STATE_COMPLETED,
        performed_time=stamp(at(MONDAY, 11)),
        performed_by="people/wu",
    )
    said = text(portrait.asset(lift, [PLAN], [VISIT], [order], [GROUP], date(2027, 1, 2)))
    assert "in service · type lift" in said
    assert (
        "lift-1: Fortnightly visit, every 15 days (Regulation, Art. 31); due Tue 5 Jan, legal latest 2027-01-05" in said
    )
    assert "(in 3 days)" in said
    assert "lifts-b1: 2 of 3 up, 2 needed" in said
    assert "w: Visit, completed 2027-01-04 03:00 UTC by people/wu" in said


def test_an_asset_with_nothing_says_so() -> None:
    lift = asset_pb2.Asset(name=LIFT, display_name="Lift 1")
    assert "fewest days in hand: 3" in text(portrait.asset(lift, [], [], [], [], MONDAY, "3"))
    said = text(portrait.asset(lift, [], [], [], [], MONDAY))
    assert "maintenance plans: none: nothing is planned" in said
    assert "redundancy groups: none" in said


@pytest.mark.parametrize(("asset", "covered"), [("lift-1", True), ("head-7", True), ("head-8", False)])
def test_a_plan_concerns_its_asset_and_what_its_visit_covers(asset: str, covered: bool) -> None:
    plan = maintenance_plan_pb2.MaintenancePlan(asset=LIFT, covers=["head-7"])
    assert portrait.concerns(plan, f"{SITE}/assets/{asset}") is covered


def test_a_plan_shows_why_what_it_takes_and_its_steps() -> None:
    said = text(portrait.plan(PLAN, [VISIT], date(2027, 1, 6)))
    assert "every 15 days, counted from the last visit, law (Regulation, Art. 31)" in said
    assert "takes 2 x 70 min of elevator, out of service for 1 h 30" in said
    assert "1. look" in said and "2. listen" in said
    assert "(1 days ago)" in said


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ({"count": 1, "unit": 3}, "every month"),
        ({"count": 2, "unit": 2}, "every 2 weeks"),
        ({"count": 1, "unit": 3, "nth": 2, "weekday": 1}, "on the 2nd Tue of every month"),
        ({"count": 3, "unit": 3, "nth": -1, "weekday": 6}, "on the last Sun of every 3 months"),
    ],
)
def test_an_interval_is_said_in_words(interval: dict[str, int], said: str) -> None:
    assert in_words(maintenance_plan_pb2.Interval(**interval)) == said  # type: ignore[arg-type]


def task(state: task_pb2.Task.State, hour: int = 10) -> task_pb2.Task:
    start = at(MONDAY, hour)
    acknowledged = task_pb2.Task.STATE_ACKNOWLEDGED
    answer = task_pb2.Answer(state=acknowledged, performed_time=stamp(start), caller="people/wu", note="soon")
    return task_pb2.Task(
        name=f"tasks/{hour}",
        person="people/wu",
        site=SITE,
        display_name="Visit",
        state=state,
        start_time=stamp(start),
        end_time=stamp(start + timedelta(hours=1)),
        asset=LIFT,
        work=VISIT.name,
        answers=[answer],
    )


def test_a_person_shows_certificates_by_their_end_with_the_days_left() -> None:
    person = guard("an", expires="2027-01-24")
    person.qualifications.add(id="gate")
    person.qualifications.add(id="old", expire_date=day("2027-01-02"))
    said = list(portrait.person(person, [], {}, at(MONDAY, 8)))
    begin = said.index("  certificates, first to end first")
    assert [line.strip() for line in said[begin + 1 : begin + 4]] == [
        "old: ended 2027-01-02, 2 days ago",
        "permit: until 2027-01-24, 20 days left",
        "gate: does not end",
    ]
    assert "  rostered by contract guard" in said


def test_a_person_shows_hours_absences_ahead_and_tasks_that_are_not_over() -> None:
    person = technician("wu")
    person.absences.add(first_date=day(MONDAY), last_date=day(MONDAY), reason="leave")
    person.absences.add(first_date=day("2026-12-01"), last_date=day("2026-12-02"), reason="past")
    tasks = [task(task_pb2.Task.STATE_ASSIGNED, hour) for hour in (14, 8, 10)]
    tasks.append(task(task_pb2.Task.STATE_CANCELLED, 16))
    said = text(portrait.person(person, tasks, {SITE: ZONE}, at(MONDAY, 9, 30).astimezone(UTC)))
    assert "Mon Tue Wed Thu Fri 08:00-17:00" in said
    assert "2027-01-04 to 2027-01-04 leave" in said and "past" not in said
    assert [line.split()[3] for line in said.splitlines() if "assigned" in line] == ["10:00-11:00", "14:00-15:00"]
    assert "16:00" not in said


def test_a_task_shows_every_answer_in_site_time() -> None:
    said = text(portrait.task(task(task_pb2.Task.STATE_ACKNOWLEDGED), ZONE))
    assert "Mon 4 Jan 10:00-11:00 · people/wu · acknowledged" in said
    assert "2027-01-04 10:00  acknowledged  said by people/wu  soon" in said


@pytest.mark.parametrize("name", ["", "sites/s/ghosts/x", "nobody"])
def test_what_cannot_be_described_is_refused_with_what_can(name: str) -> None:
    with pytest.raises(Invalid, match="nothing that can be described") as refusal:
        describe(name, Form.TABLE)
    assert all(pattern in refusal.value.hint for pattern, _ in KINDS.values())


def test_a_name_with_an_id_that_cannot_be_is_refused() -> None:
    with pytest.raises(Invalid, match='is not a name of the form "people'):
        describe("people/Chen Wei", Form.TABLE)


def why(key: str, *held: schedule_pb2.Assignment, lost: str = "") -> list[str]:
    shortfall = schedule_pb2.Shortfall(
        rule="law_visits_are_held_by_their_latest_day", tier="legal", amount=2, items=[lost], cause="nobody_certified"
    )
    schedule = schedule_pb2.Schedule(name=f"{SITE}/schedules/q1", shortfalls=[shortfall] if lost else [])
    return list(explained(key, schedule, held, {PLAN.name: PLAN}, {VISIT.name: VISIT}, ZONE))


@pytest.mark.parametrize("key", ["lift-1", LIFT, VISIT.name, f"job/lift-1/{MONDAY}"])
def test_a_job_is_explained_by_its_window_chain_and_text(key: str) -> None:
    lines = why(key, job("lift-1", MONDAY, "wu", work=VISIT.name))
    assert lines[0] == "lift-1 visit: Mon 4 Jan 10:00-11:10, wu"
    assert lines[1] == "  window Sun 3 Jan to Tue 5 Jan (legal latest 2027-01-05), best Mon 4 Jan"
    assert lines[2] == "  last visit Mon 21 Dec; this is the first since, at most 15 days after the one before"
    assert lines[3] == "  why at all: Regulation, Art. 31"
    assert lines[4] == "  3 days before the latest, Thu 7 Jan"


def test_a_visit_without_a_day_is_explained_by_what_stood_in_the_way() -> None:
    lines = why("lift-1", lost=VISIT.name)
    assert lines[0] == "lift-1 due Tue 5 Jan has no day"
    assert lines[-1].startswith("  in the way: lift-1 due Tue 5 Jan not held")
    assert lines[-1].endswith("nobody is certified for it")


def test_a_visit_that_has_a_day_is_not_called_without_one() -> None:
    lines = why("lift-1", job("lift-1", MONDAY, "wu", work=VISIT.name), lost=VISIT.name)
    assert not any("has no day" in line for line in lines)
    assert sum("not kept" in line for line in lines) == 1


def test_what_is_not_there_has_no_explanation() -> None:
    assert why("lift-9", job("lift-1", MONDAY, "wu"), drill(MONDAY, "an")) == []


def test_a_window_that_is_no_longer_known_is_said_to_be_so() -> None:
    other = job("septic", MONDAY, display_name="Septic")
    assert (
        why("septic", other)[1] == "  its window is no longer known: the visit has been done, or its plan has changed"
    )


def test_what_a_person_would_like_is_shown_from_today_on() -> None:
    person = guard("an")
    at_eight = at(MONDAY, 8)
    assert "would like" not in text(portrait.person(person, [], {}, at_eight))
    person.rota.anchor_date.CopyFrom(day(MONDAY))
    person.rota.cycle.extend(["day", "day", "*", "", ""])
    person.pairings.add(person="people/bo")
    person.pairings.add(person="people/cy", apart=True)
    person.shadowing.CopyFrom(
        person_pb2.Shadowing(first_date=day(MONDAY), last_date=day(MONDAY), mentors=["people/bo"])
    )
    for on, shift, against in (("2027-01-05", "night", True), (MONDAY, "", False), ("2027-01-03", "day", False)):
        person.wishes.add(date=day(on), shift=shift, against=against)
    lines = [line.strip() for line in text(portrait.person(person, [], {}, at_eight)).splitlines()]
    begin = lines.index("would like")
    assert lines[begin + 1 : begin + 7] == [
        "the cycle 2 day, 1 any shift, 2 off, from 2027-01-04",
        "to work with people/bo",
        "not to work with people/cy",
        "new until 2027-01-04: on duty beside people/bo",
        "Mon 4 Jan: off",
        "Tue 5 Jan: not night",
    ]


def test_brigade_and_partner_are_part_of_a_person() -> None:
    person = guard("an", brigade=person_pb2.Person.BRIGADE_LEADER, partner="people/bo")
    assert "drill leader of the brigade · works with people/bo" in text(portrait.person(person, [], {}, at(MONDAY, 8)))
