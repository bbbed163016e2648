"""A schedule is asked for by kind, and goes out with all that it holds."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from google.type.date_pb2 import Date

from muster.scheduler.v1 import schedule_pb2
from services.runtime.errors import Invalid
from services.runtime.rows import Stored
from services.scheduler.domain.assignment import Assignment, AssignmentKind
from services.scheduler.domain.schedule import Counts, Kind, Reached, Relaxation, Schedule, Shortfall
from services.scheduler.wire.schedules import (
    MOST_DATES,
    assignment_kind_from_pb,
    assignment_to_pb,
    schedule_from_pb,
    schedule_to_pb,
)

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
DAY = Date(year=2026, month=12, day=14)


def stored(value: Any) -> Stored[Any]:
    return Stored(value, 3, NOW, NOW, "people/wu")


def asked(*kinds: Any) -> Callable[[], Schedule]:
    return lambda: schedule_from_pb("s", schedule_pb2.Schedule(first_date=DAY, last_date=DAY, kinds=kinds))


def test_a_schedule_that_names_no_kind_is_for_all() -> None:
    assert asked()().kinds == tuple(Kind)
    assert asked(schedule_pb2.KIND_ROSTER)().kinds == (Kind.ROSTER,)


@pytest.mark.parametrize(
    ("kinds", "field"),
    [
        ((schedule_pb2.KIND_ROSTER, schedule_pb2.KIND_UNSPECIFIED), "schedule.kinds[1]"),
        ((schedule_pb2.KIND_ROSTER, schedule_pb2.KIND_ROSTER), "schedule.kinds"),
    ],
)
def test_a_kind_that_is_none_or_twice_is_refused(kinds: tuple[Any, ...], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        asked(*kinds)()
    assert refusal.value.field == field


def test_a_list_asks_for_one_kind_of_assignment_or_all() -> None:
    assert assignment_kind_from_pb(schedule_pb2.Assignment.KIND_UNSPECIFIED) is None
    assert assignment_kind_from_pb(schedule_pb2.Assignment.KIND_SHIFT) is AssignmentKind.SHIFT
    unknown: Any = 9
    with pytest.raises(Invalid, match="kind"):
        assignment_kind_from_pb(unknown)


def test_a_schedule_goes_out_with_counts_days_and_relaxations() -> None:
    days = tuple(date(2026, 1, 1 + n % 28) for n in range(MOST_DATES + 1))
    near = Relaxation("contractor", (("contractor", "anan"), ("price", "800")))
    solved = Schedule(
        id="q",
        first=date(2026, 12, 14),
        last=date(2026, 12, 20),
        kinds=(Kind.DRILLS,),
        reached=Reached(cost=(0, 1, 2, 3)),
        counts=Counts(rules=9, places=8, filled=7, drills=6, drills_planned=5),
        shortfalls=(Shortfall(rule="r", tier="legal", amount=1, days=days, relaxations=(near,)),),
    )
    sent = schedule_to_pb("sites/s", stored(solved))
    assert list(sent.kinds) == [schedule_pb2.KIND_DRILLS]
    assert (sent.cost.legal, sent.cost.safety, sent.cost.contract, sent.cost.preference) == (0, 1, 2, 3)
    assert (sent.rule_count, sent.place_count, sent.filled_count) == (9, 8, 7)
    assert (sent.drill_count, sent.drill_planned_count) == (6, 5)
    (shortfall,) = sent.shortfalls
    assert len(shortfall.dates) == MOST_DATES
    assert dict(shortfall.relaxations[0].parameters) == {"contractor": "anan", "price": "800"}


@pytest.mark.parametrize("bound", [None, (0, 0, 0, 0), (0, 1, 2, 3)])
def test_a_bound_goes_out_beside_the_cost_and_is_absent_where_none_is_known(bound: Any) -> None:
    asked_for = Schedule(id="q", first=NOW.date(), last=NOW.date(), reached=Reached(cost=(0, 1, 2, 3), bound=bound))
    sent = schedule_to_pb("sites/s", stored(asked_for))
    assert sent.HasField("bound") is (bound is not None)
    found = (sent.bound.legal, sent.bound.safety, sent.bound.contract, sent.bound.preference)
    assert found == (bound or (0, 0, 0, 0))


def test_an_assignment_goes_out_whole() -> None:
    held = Assignment(
        id="drill/fire/2026-q4/b1",
        display_name="Fire drill",
        day=date(2026, 12, 14),
        latest=date(2026, 12, 31),
        kind=AssignmentKind.DRILL,
        people=("li", "wu"),
        leader="wu",
        obligation="fire",
        place="b1",
        scenario="kitchen",
        includes=("sites/s/maintenancePlans/p/occurrences/2026-12-20",),
        contractor="anan",
    )
    sent = assignment_to_pb(held)
    assert (sent.kind, sent.leader, list(sent.people)) == (
        schedule_pb2.Assignment.KIND_DRILL,
        "people/wu",
        ["people/li", "people/wu"],
    )
    assert (sent.obligation, sent.place, sent.scenario, sent.contractor) == ("fire", "b1", "kitchen", "anan")
    assert list(sent.includes) == list(held.includes)
    shift = Assignment(
        id="s", display_name="Gate", day=held.day, latest=held.day, kind=AssignmentKind.SHIFT, post="gate", shift="day"
    )
    assert (assignment_to_pb(shift).post, assignment_to_pb(shift).shift, assignment_to_pb(shift).leader) == (
        "gate",
        "day",
        "",
    )


def test_rough_days_come_in_and_go_out() -> None:
    said = schedule_pb2.Schedule(first_date=DAY, last_date=DAY, rough_dates=[DAY])
    found = schedule_from_pb("s", said)
    assert found.rough == (date(2026, 12, 14),)
    assert list(schedule_to_pb("sites/s", stored(found)).rough_dates) == [DAY]
