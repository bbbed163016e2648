"""A work order follows what people were told until it is done."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.assets.domain.work_order import WorkOrder, WorkOrderState, order_id
from services.runtime.errors import Invalid
from services.runtime.names import parent_and_id

NOW = datetime(2026, 12, 14, 1, tzinfo=UTC)
ORDER = WorkOrder(id="p-2026-12-14", plan="p", due="2026-12-14", asset="lift", display_name="Visit", includes=("q",))


def test_what_rides_on_an_open_order_follows_what_people_were_told():
    assert ORDER.including(("r",)).includes == ("r",)
    assert ORDER.including(()).includes == (), "nothing rides any more"


def test_a_closed_order_stays_as_it_is():
    done = ORDER.completed(NOW, "people/wu")
    assert done.state is WorkOrderState.COMPLETED
    assert done.including(("r",)) == done
    assert done.completed(NOW.replace(hour=5), "people/gao") == done


def test_an_order_that_the_last_of_its_people_loses_is_cancelled_and_opens_again():
    crew = ORDER.given("people/wu").given("people/gao").given("people/wu")
    assert crew.people == ("people/wu", "people/gao")
    one = crew.taken_from("people/wu")
    assert (one.state, one.people) == (WorkOrderState.OPEN, ("people/gao",)), "a crew of two has lost one"
    nobody = one.taken_from("people/gao")
    assert (nobody.state, nobody.people) == (WorkOrderState.CANCELLED, ())
    assert nobody.given("people/li").state is WorkOrderState.OPEN


def test_who_never_had_an_order_cannot_lose_it():
    assert ORDER.taken_from("people/li") == ORDER


def test_a_completed_order_stays_completed_whoever_has_it():
    done = ORDER.given("people/wu").completed(NOW, "people/wu")
    assert done.taken_from("people/wu") == done
    assert done.given("people/li") == done


@pytest.mark.parametrize("length", [1, 52, 53, 63])
def test_the_order_of_every_plan_has_a_name_that_can_be_read(length: int):
    id = order_id("p" * length, "2026-12-14")
    assert parent_and_id("sites/*/workOrders/*", f"sites/s/workOrders/{id}", "name") == ("sites/s", id)
    assert id.endswith("-2026-12-14")


def test_long_plans_that_begin_alike_have_orders_of_their_own():
    assert order_id("p" * 62 + "a", "2026-12-14") != order_id("p" * 62 + "b", "2026-12-14")


def corrective(**given: Any) -> WorkOrder:
    plain: dict[str, Any] = {"id": "b1", "display_name": "x" * 200, "owner": "people/wu", "due": date(2027, 1, 15)}
    return WorkOrder.corrective(**(plain | given))


def test_a_corrective_order_is_of_no_visit_and_stays_the_same_whatever_becomes_of_it() -> None:
    one = corrective()
    assert one.is_corrective and not ORDER.is_corrective
    assert one.asks_the_same(one.completed(NOW, "people/li"))
    assert not one.asks_the_same(corrective(owner="people/li"))
    assert not one.asks_the_same(corrective(due=date(2027, 1, 16)))


@pytest.mark.parametrize("given", [{"display_name": " "}, {"display_name": "x" * 201}, {"origin": "x" * 201}])
def test_a_corrective_order_that_says_nothing_or_too_much_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        corrective(**given)
