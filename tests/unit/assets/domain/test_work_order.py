"""A work order follows what people were told until it is done."""

from datetime import UTC, datetime

from services.assets.domain.work_order import WorkOrder, WorkOrderState

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
