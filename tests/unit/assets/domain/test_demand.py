"""What a fault asks for, and how work waits."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.assets.domain.demand import Demand, Hold, Priority
from services.assets.domain.work_order import WorkOrder, WorkOrderState
from services.runtime.errors import Invalid, Unfit

NOW = datetime(2026, 12, 16, 2, tzinfo=UTC)
TODAY = date(2026, 12, 16)
DAY = timedelta(days=1)


def demand(**given: Any) -> Demand:
    plain: dict[str, Any] = {"priority": Priority.URGENT, "reported": NOW}
    return Demand(**(plain | given))


def fault(**given: Any) -> WorkOrder:
    return WorkOrder.corrective(id="leak", display_name="A leak", **({"demand": demand()} | given))


@pytest.mark.parametrize(
    ("field", "allowed", "refused"),
    [("minutes", 1, 0), ("minutes", 1440, 1441), ("crew", 1, 0), ("crew", 20, 21)],
)
def test_what_work_takes_stays_within_a_day_and_a_crew(field: str, allowed: int, refused: int) -> None:
    assert getattr(demand(**{field: allowed}), field) == allowed
    with pytest.raises(Invalid, match=field):
        demand(**{field: refused})


def test_a_level_is_one_of_a_trade() -> None:
    assert demand(trade="elevator", level=9).level == 9
    for bad in ({"level": 1}, {"trade": "elevator", "level": 10}):
        with pytest.raises(Invalid, match="level"):
            demand(**bad)


def test_a_tool_is_named_once() -> None:
    assert demand(tools=("lift", "ladder")).tools == ("lift", "ladder")
    for bad in (("lift", "lift"), ("",)):
        with pytest.raises(Invalid, match="tools"):
            demand(tools=bad)


def test_somebody_sees_to_an_order_its_owner_by_a_day_or_planning() -> None:
    assert fault().demand is not None
    assert fault(demand=None, owner="people/wu", due=TODAY).due == "2026-12-16"
    for given, missing in (({}, "owner"), ({"owner": "people/wu"}, "due_date"), ({"due": TODAY}, "owner")):
        with pytest.raises(Invalid, match=missing):
            fault(demand=None, **given)


def test_a_report_repeated_later_is_the_same_and_another_priority_is_not() -> None:
    assert fault().asks_the_same(fault(demand=demand(reported=NOW + DAY)))
    assert not fault().asks_the_same(fault(demand=demand(priority=Priority.EMERGENCY)))


def test_work_waits_until_a_day_after_today_for_a_reason() -> None:
    assert fault().held(TODAY + DAY, "parts", TODAY).hold == Hold(TODAY + DAY, "parts")
    for until, reason in ((TODAY, "parts"), (TODAY + DAY, " "), (TODAY + DAY, "x" * 201)):
        with pytest.raises(Invalid):
            fault().held(until, reason, TODAY)


def test_the_later_word_counts_and_going_on_ends_the_wait() -> None:
    twice = fault().held(TODAY + DAY, "parts", TODAY).held(TODAY + 3 * DAY, "a key", TODAY)
    assert twice.hold == Hold(TODAY + 3 * DAY, "a key")
    assert twice.resumed().hold is None
    assert fault().resumed() == fault()


def test_what_is_closed_cannot_wait() -> None:
    done = fault().completed(NOW, "people/wu")
    for change in (lambda: done.held(TODAY + DAY, "parts", TODAY), done.resumed):
        with pytest.raises(Unfit) as refused:
            change()
        assert refused.value.reason == "WORK_ORDER_CLOSED"


def test_a_fault_that_everybody_lost_stays_open_and_knows_who_declined() -> None:
    given = fault().given("people/wu")
    assert given.taken_from("people/wu").state is WorkOrderState.OPEN
    declined = given.declined_by("people/wu")
    assert (declined.state, declined.people, declined.declined) == (WorkOrderState.OPEN, (), ("people/wu",))
    assert declined.given("people/wu").declined == (), "she has it again"
    assert given.declined_by("people/li") == given


def test_a_visit_that_its_last_person_declined_is_cancelled() -> None:
    visit = replace(fault(), plan="p", demand=None).given("people/wu")
    assert visit.declined_by("people/wu").state is WorkOrderState.CANCELLED
