"""Which facts keep their order among each other."""

import pytest

from services.runtime.outbox import thing


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("muster.v1.task.wu.assigned", "muster.v1.task.wu.completed", True),
        ("muster.v1.task.wu.assigned", "muster.v1.task.wu-2.assigned", False),
        ("muster.v1.task.wu.assigned", "muster.v1.schedule.wu.published", False),
    ],
)
def test_facts_of_one_thing_keep_their_order(one: str, other: str, same: bool) -> None:
    assert (thing(one) == thing(other)) is same
